import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { AppError } from '../../../contract/errors.ts';
import {
  type ImportInput,
  type ImportState,
  importInput,
  importOptionsInput,
  importOutput,
  rejectOutput,
  type UploadPreview,
  uploadPreviewOutput,
} from '../../../contract/imports.ts';
import type { Language } from '../../../contract/language.ts';
import type { Access } from '../../access/index.ts';
import type { Connections } from '../../connections/index.ts';
import type { Hub } from '../../hub/index.ts';
import { answer } from '../answers.ts';
import { type ApiContext, languageOf, newRouter, parseInput, principalOf, type Router, role } from '../router.ts';
import type { Upload, Uploads } from '../uploads/uploads.ts';
import { importState, rejectOf } from './import-state.ts';
import { csvOfRejects } from './rejects-csv.ts';

const path = '/api/v1/imports';
const importPath = z.object({ id: z.string().max(60) });
const rejectsAnswer = z.object({ total: z.number().int(), rejects: z.array(rejectOutput) });
const accepted = z.object({ id: z.string() });
const pageQuery = {
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
};
const rejectsQuery = z.object({ ...pageQuery, format: z.enum(['json', 'csv']).optional() });
const fileForm = z.object({
  file: z.string().optional().openapi({ type: 'string', format: 'binary' }),
  uploadId: z.string().optional().openapi({ description: 'of a preview within the last hour, instead of the file' }),
  entity: z.string(),
  mapping: z.string().optional().openapi({ description: 'JSON' }),
  options: z.string().optional().openapi({ description: 'JSON' }),
});
const multipart = <T extends z.ZodType>(schema: T) => ({
  body: { content: { 'multipart/form-data': { schema } }, required: true },
});

export interface ImportDoors {
  hub: Hub;
  uploads: Uploads;
  access: Access;
  /** Mappings are remembered by it, for files and streams alike. */
  connections: Pick<Connections, 'savedMapping' | 'saveMapping'>;
}

/** Files in: preview, import, progress, what was kept out. */
export function importRoutes(doors: ImportDoors): Router {
  const app = newRouter();
  const { hub, access } = doors;

  // The two routes with uploads read the wire themselves, so only their description is registered.
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: `${path}/preview`,
    summary: 'Guess encoding, delimiter, header, types, entity and mapping of a file; keeps it for an hour',
    request: multipart(fileForm.pick({ file: true, uploadId: true, options: true })),
    responses: { 200: answer(uploadPreviewOutput, 'What the file is') },
  });
  app.post(`${path}/preview`, role('analyst'), (c) => preview(doors, c));

  app.openAPIRegistry.registerPath({
    method: 'post',
    path,
    summary: 'Import a file; answered when its bytes are safe',
    request: multipart(fileForm),
    responses: { 202: answer(accepted, 'Accepted') },
  });
  app.post(path, role('analyst'), (c) => submit(doors, c));

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Imports, newest first',
      request: { query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }) },
      responses: { 200: answer(z.array(importOutput), 'Imports') },
    }),
    (c) =>
      c.json(
        hub.listImports(c.req.valid('query').limit).map((record) => importState(record, languageOf(c))),
        200,
      ),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}`,
      summary: 'State and counts of one import',
      request: { params: importPath },
      responses: { 200: answer(importOutput, 'The import') },
    }),
    (c) => c.json(requireImport(hub, c.req.valid('param').id, languageOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/{id}/cancel`,
      summary: 'Stop an import; nothing of it is kept',
      middleware: [role('analyst')],
      request: { params: importPath },
      responses: { 200: answer(importOutput, 'The import') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      requireImport(hub, id, languageOf(c));
      await hub.cancelImport(id);
      await access.audit.record({ actor: principalOf(c).actor, action: 'import cancelled', target: id });
      return c.json(requireImport(hub, id, languageOf(c)), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}/rejects`,
      summary: 'Values that kept rows out; as CSV with `Accept: text/csv` or `?format=csv` (then all of them)',
      request: { params: importPath, query: rejectsQuery },
      responses: {
        200: {
          content: { 'application/json': { schema: rejectsAnswer }, 'text/csv': { schema: z.string() } },
          description: 'Rejects',
        },
      },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { offset, limit, format } = c.req.valid('query');
      const language = languageOf(c);
      const { rowsRejected } = requireImport(hub, id, language);
      const page = (from: number, size: number) =>
        hub.rejects(id, { offset: from, limit: size }).map((row) => rejectOf(row, language));
      const wanted = format ?? (/\btext\/csv\b/.test(c.req.header('accept') ?? '') ? 'csv' : 'json');
      if (wanted === 'json') return c.json({ total: rowsRejected, rejects: page(offset, limit) }, 200);
      await access.audit.record({ actor: principalOf(c).actor, action: 'rejects exported', target: id });
      c.header('Content-Type', 'text/csv; charset=utf-8');
      c.header('Content-Disposition', `attachment; filename="rejects-${id}.csv"`);
      return c.body(csvOfRejects(page));
    },
  );

  return app;
}

/** Reads the file off the wire and says what it is; the file is kept for an hour, to be imported by its id. */
async function preview({ hub, uploads, connections }: ImportDoors, c: ApiContext): Promise<Response> {
  const language = languageOf(c);
  const { upload: sent, fields } = await uploads.receive(c.env.incoming);
  try {
    const upload = chosenUpload(uploads, sent, fields);
    const options = fields.options
      ? parseInput(importOptionsInput, parseJson('options', fields.options), language)
      : undefined;
    const result = await hub.preview(upload.path, upload.fileName, { language, ...(options ? { options } : {}) });
    // Without a header the columns have names of ours, which say nothing about the file.
    const columns = result.hasHeader ? result.columns.map(({ name }) => name) : null;
    await uploads.keep({ ...upload, ...(columns ? { columns } : {}) });
    const saved = columns && connections.savedMapping(columns);
    const answered: UploadPreview = { ...result, uploadId: upload.id, saved };
    return c.json(answered);
  } catch (error) {
    if (sent !== null) await uploads.discard(sent);
    throw error;
  }
}

/** Takes a file off the wire, or one kept by a preview, and hands it to the hub. */
async function submit({ hub, uploads, access, connections }: ImportDoors, c: ApiContext): Promise<Response> {
  hub.expectFile(Number(c.req.header('content-length') ?? 0));
  const { upload: sent, fields } = await uploads.receive(c.env.incoming);
  try {
    const upload = chosenUpload(uploads, sent, fields);
    const input = importOf(fields, c);
    const { entity, mapping, options } = input;
    const { id } = await hub.submitImport({
      path: upload.path,
      sha256: upload.sha256,
      fileName: upload.fileName,
      entity,
      ...(mapping ? { mapping } : {}),
      ...(options ? { options } : {}),
    });
    const details = { entity, sizeBytes: upload.sizeBytes };
    await access.audit.record({ actor: principalOf(c).actor, action: 'import', target: id, details });
    // The import is taken; that its mapping is remembered is a convenience.
    if (mapping && upload.columns) await connections.saveMapping(upload.columns, entity, mapping).catch(() => {});
    await uploads.discard(upload);
    return c.json({ id }, 202);
  } catch (error) {
    if (sent !== null) await uploads.discard(sent);
    throw error;
  }
}

function importOf(fields: Record<string, string>, c: ApiContext): ImportInput {
  const language = languageOf(c);
  const { entity, mapping, options } = fields;
  return parseInput(
    importInput,
    {
      entity,
      ...(mapping ? { mapping: parseJson('mapping', mapping) } : {}),
      ...(options ? { options: parseJson('options', options) } : {}),
    },
    language,
  );
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('api/invalid-input', { details: [{ path, message: 'JSON' }], cause });
  }
}

/** The file that came with the form, or the one kept since an earlier preview. @throws api/upload-expired */
function chosenUpload(uploads: Uploads, sent: Upload | null, fields: Record<string, string>): Upload {
  if (sent !== null) return sent;
  if (fields.uploadId) return uploads.find(fields.uploadId);
  throw new AppError('api/invalid-input', { details: [{ path: 'file', message: 'file | uploadId' }] });
}

/** @throws api/not-found */
function requireImport(hub: Hub, id: string, language: Language): ImportState {
  const found = hub.getImport(id);
  if (found === null) throw new AppError('api/not-found');
  return importState(found, language);
}
