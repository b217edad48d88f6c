import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import {
  type ImportOptions,
  type ImportPreview,
  type ImportState,
  importOutput,
  type Mapping,
  previewOutput,
  type Reject,
  rejectOutput,
} from '../../contract/imports.ts';
import type { Language } from '../../contract/language.ts';
import { type Status, statusOutput } from '../../contract/workspace.ts';

/** The error body of every refused request. */
export const refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ path: z.string(), message: z.string() })),
  }),
});

export type Row = Record<string, string | number | boolean | null>;

/** A file to import: a path, or content with a name. */
export type SentFile = string | { name: string; content: string | Uint8Array<ArrayBuffer> };

export interface ImportRequest {
  entity: string;
  mapping?: Mapping;
  options?: ImportOptions;
  language?: Language;
}

/** Speaks to a running host over HTTP, as any program could. */
export class Api {
  readonly origin: string;
  readonly token: string;

  constructor(origin: string, token: string) {
    this.origin = origin;
    this.token = token;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string>) };
    return fetch(`${this.origin}${path}`, { ...init, headers });
  }

  /** The JSON of an answer that must be a success. */
  async json(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await this.fetch(path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  async status(): Promise<Status> {
    return statusOutput.parse(await this.json('/api/v1/status'));
  }

  async preview(file: SentFile): Promise<ImportPreview & { uploadId: string }> {
    const form = await formOf(file);
    const answer = await this.json('/api/v1/imports/preview', { method: 'POST', body: form });
    return previewOutput.extend({ uploadId: z.string() }).parse(answer);
  }

  /** Sends a file; the answer may be a refusal. */
  async send(file: SentFile, request: ImportRequest): Promise<Response> {
    const form = await formOf(file);
    form.set('entity', request.entity);
    if (request.mapping) form.set('mapping', JSON.stringify(request.mapping));
    if (request.options) form.set('options', JSON.stringify(request.options));
    const headers = { 'accept-language': request.language ?? 'en' };
    return this.fetch('/api/v1/imports', { method: 'POST', body: form, headers });
  }

  /** Sends a file that must be accepted. @returns the id of the import */
  async submit(file: SentFile, request: ImportRequest): Promise<string> {
    const response = await this.send(file, request);
    const text = await response.text();
    if (response.status !== 202) throw new Error(`import: ${response.status} ${text}`);
    return z.object({ id: z.string() }).parse(JSON.parse(text)).id;
  }

  async importState(id: string, language: Language = 'en'): Promise<ImportState> {
    return importOutput.parse(await this.json(`/api/v1/imports/${id}`, { headers: { 'accept-language': language } }));
  }

  /** Waits until an import has ended, however it ended. */
  async ended(id: string, language: Language = 'en'): Promise<ImportState> {
    for (;;) {
      const state = await this.importState(id, language);
      if (state.status !== 'queued' && state.status !== 'running') return state;
      await pause(50);
    }
  }

  async import(file: SentFile, request: ImportRequest): Promise<ImportState> {
    return this.ended(await this.submit(file, request), request.language);
  }

  async rejects(id: string, language: Language = 'en'): Promise<Reject[]> {
    const answer = await this.json(`/api/v1/imports/${id}/rejects`, { headers: { 'accept-language': language } });
    return z.object({ total: z.number(), rejects: z.array(rejectOutput) }).parse(answer).rejects;
  }

  /** Waits until the shipped sample is in. */
  async sampleImported(): Promise<void> {
    for (;;) {
      const { state } = z.object({ state: z.string() }).parse(await this.json('/api/v1/sample'));
      if (state === 'present') return;
      if (state !== 'importing' && state !== 'absent') throw new Error(`the sample is ${state}`);
      await pause(200);
    }
  }

  /** Asks a Cube query by plain HTTP, repeating while the answer is to wait. */
  async load(query: object): Promise<Row[]> {
    for (;;) {
      const answer = await this.json('/cubejs-api/v1/load', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const parsed = z.object({
        error: z.string().optional(),
        data: z.array(z.record(z.string(), z.any())).optional(),
      });
      const { error, data } = parsed.parse(answer);
      if (data !== undefined) return data as Row[];
      if (error !== 'Continue wait') throw new Error(`load: ${JSON.stringify(answer)}`);
    }
  }
}

async function formOf(file: SentFile): Promise<FormData> {
  const form = new FormData();
  if (typeof file === 'string') form.set('file', await openAsBlob(file), basename(file));
  else form.set('file', new Blob([file.content]), file.name);
  return form;
}
