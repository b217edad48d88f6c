import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { errorSentence } from '../../../contract/error-words.ts';
import { type Export, exportInput, exportOutput } from '../../../contract/exports.ts';
import type { Language } from '../../../contract/language.ts';
import { type Access, isAtLeast, type Principal } from '../../access/index.ts';
import type { ExportRow, Reports } from '../../reports/index.ts';
import { answer, json } from '../answers.ts';
import { languageOf, newRouter, principalOf, type Router } from '../router.ts';

const path = '/api/v1/exports';
const exportPath = z.object({ id: z.string().max(60) });

/** Files made of boards, reports and questions. Everyone sees their own; administrators see all. */
export function exportRoutes({ reports, access }: { reports: Reports; access: Access }): Router {
  const app = newRouter();
  const { exports } = reports;

  /** Someone else's is as if it were not there. */
  const own = (id: string, principal: Principal): ExportRow => {
    const row = exports.get(id);
    const mayRead = row.actor === principal.actor || isAtLeast(principal.role, 'admin');
    return mayRead ? row : exports.get('');
  };

  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'Make a file of a board, a report or a question',
      request: { body: json(exportInput) },
      responses: { 202: answer(z.object({ id: z.string() }), 'Accepted') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const principal = principalOf(c);
      const row = await exports.submit(input, principal, languageOf(c));
      await access.audit.record({
        actor: principal.actor,
        action: 'export',
        target: row.id,
        details: { format: input.format, of: JSON.stringify(input.target).slice(0, 2000) },
      });
      return c.json({ id: row.id }, 202);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Exports, newest first',
      request: { query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }) },
      responses: { 200: answer(z.array(exportOutput), 'Exports') },
    }),
    (c) => {
      const principal = principalOf(c);
      const whose = isAtLeast(principal.role, 'admin') ? null : principal.actor;
      const rows = exports.list(whose, c.req.valid('query').limit);
      return c.json(
        rows.map((row) => exportState(row, languageOf(c))),
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}`,
      summary: 'State of one export',
      request: { params: exportPath },
      responses: { 200: answer(exportOutput, 'The export') },
    }),
    (c) => c.json(exportState(own(c.req.valid('param').id, principalOf(c)), languageOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}/file`,
      summary: 'The file',
      request: { params: exportPath },
      responses: {
        200: {
          description: 'The file',
          content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
        },
      },
    }),
    async (c) => {
      const principal = principalOf(c);
      const row = own(c.req.valid('param').id, principal);
      const file = await exports.file(row.id);
      await access.audit.record({ actor: principal.actor, action: 'export downloaded', target: row.id });
      const plain = file.fileName.replace(/[^\x20-\x7e]|["\\]/g, '_');
      return c.body(Readable.toWeb(createReadStream(file.path)) as ReadableStream, 200, {
        'content-type': file.contentType,
        'content-length': String(file.sizeBytes),
        'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
      });
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/{id}/cancel`,
      summary: 'Stop an export that is waiting or being made',
      request: { params: exportPath },
      responses: { 200: answer(exportOutput, 'The export') },
    }),
    async (c) => {
      const { id } = own(c.req.valid('param').id, principalOf(c));
      await exports.cancel(id);
      await access.audit.record({ actor: principalOf(c).actor, action: 'export cancelled', target: id });
      return c.json(exportState(exports.get(id), languageOf(c)), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${path}/{id}`,
      summary: 'Delete an export and its file',
      request: { params: exportPath },
      responses: { 204: { description: 'Deleted' } },
    }),
    async (c) => {
      const { id } = own(c.req.valid('param').id, principalOf(c));
      await exports.remove(id);
      await access.audit.record({ actor: principalOf(c).actor, action: 'export deleted', target: id });
      return c.body(null, 204);
    },
  );

  return app;
}

/** An export as the API shows it. */
export function exportState(row: ExportRow, language: Language): Export {
  const { id, title, status, origin, order, fileName, sizeBytes, details, error } = row;
  return {
    ...{ id, title, status, origin, order, fileName, sizeBytes },
    format: order.format,
    pages: details.pages ?? null,
    rows: details.rows ?? null,
    failedTiles: details.failedTiles ?? [],
    notes: details.notes ?? [],
    createdAt: new Date(row.createdAt).toISOString(),
    finishedAt: isoOrNull(row.finishedAt),
    expiresAt: isoOrNull(row.expiresAt),
    error: error && { code: error.code, message: errorSentence(error.code, error.params, language) },
  };
}

const isoOrNull = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
