import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import {
  entityCatalogOutput,
  type ImportOptions,
  importOutput,
  type Mapping,
  rejectOutput,
  uploadPreviewOutput,
} from '../../../contract/imports.ts';
import { RequestError, request, upload } from '../../transport/index.ts';
import { isFinished } from './progress.ts';

/** Target fields of every entity; they change only with the program. */
export const catalogQuery = queryOptions({
  queryKey: ['entities'],
  queryFn: ({ signal }) => request('/api/v1/entities', { schema: entityCatalogOutput, signal }),
});

/** One import; the change stream refreshes it, and while it runs the page also asks by itself. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => request(`/api/v1/imports/${encodeURIComponent(id)}`, { schema: importOutput, signal }),
    refetchInterval: ({ state }) => (state.data && isFinished(state.data.status) ? false : 1000),
  });

/** All imports, newest first. */
export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => request('/api/v1/imports', { schema: z.array(importOutput), signal }),
});

export const rejectsShown = 200;

/** The first reasons of one finished import, by row number. */
export const rejectsQuery = (id: string) =>
  queryOptions({
    queryKey: ['rejects', id],
    queryFn: ({ signal }) => request(rejectsPath(id, `limit=${rejectsShown}`), { schema: rejectsOutput, signal }),
  });

export const rejectsCsvPath = (id: string): string => rejectsPath(id, 'format=csv');

const rejectsPath = (id: string, search: string) => `/api/v1/imports/${encodeURIComponent(id)}/rejects?${search}`;
const rejectsOutput = z.object({ total: z.number().int(), rejects: z.array(rejectOutput) });

/** The bytes of a file, or where the host keeps them since an earlier preview. */
export interface FileSource {
  file: File;
  uploadId: string | null;
}

function formOf({ file, uploadId }: FileSource, fields: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  if (uploadId === null) form.append('file', file, file.name);
  else form.append('uploadId', uploadId);
  return form;
}

/** Kept uploads expire; then the file is sent once more. */
async function withUpload<T>(source: FileSource, send: (source: FileSource) => Promise<T>): Promise<T> {
  try {
    return await send(source);
  } catch (error) {
    const isGone = error instanceof RequestError && error.code === 'api/upload-expired' && source.uploadId !== null;
    if (!isGone) throw error;
    return send({ ...source, uploadId: null });
  }
}

export interface SendOptions {
  onSent?: (bytes: number) => void;
  signal?: AbortSignal;
}

/** What the host makes of a file, read with `options` (encoding, delimiter) or as it guesses. */
export function fetchPreview(source: FileSource, options: ImportOptions | null, send: SendOptions) {
  return withUpload(source, (from) =>
    upload('/api/v1/imports/preview', {
      schema: uploadPreviewOutput,
      form: formOf(from, { options: options ?? undefined }),
      ...send,
    }),
  );
}

export interface ImportRequest {
  entity: string;
  mapping: Mapping;
  options: ImportOptions;
}

/** Starts the import. The answer comes when the file is safe on disk; the rows follow. */
export function startImport(source: FileSource, { entity, mapping, options }: ImportRequest) {
  return withUpload(source, (from) =>
    upload('/api/v1/imports', {
      schema: z.object({ id: z.string() }),
      form: formOf(from, { entity, mapping, options }),
    }),
  );
}

export const cancelImport = (id: string) =>
  request(`/api/v1/imports/${encodeURIComponent(id)}/cancel`, { method: 'POST', schema: z.unknown() });

export const removeSample = () => request('/api/v1/sample', { method: 'DELETE', schema: z.unknown() });
