import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { pivotOutput, pivotRequest } from '../../../contract/pivot.ts';
import { pivotFileRequest } from '../../../contract/pivot-file.ts';
import type { PivotAsker } from '../../pivot/index.ts';
import { answer, json } from '../answers.ts';
import type { ApiDoors } from '../doors.ts';
import { type ApiContext, languageOf, newRouter, principalOf, type Router } from '../router.ts';

const path = '/api/v1/pivot';
const types = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** Pivot tables: the part of a laid-out table that is looked at, or all of it as a file. */
export function pivotRoutes({ pivots, access }: Pick<ApiDoors, 'pivots' | 'access'>): Router {
  const app = newRouter();

  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'A window of a pivot table; every total by its measure’s own definition',
      request: { body: json(pivotRequest) },
      responses: { 200: answer(pivotOutput, 'Rows, columns and cells of the window') },
    }),
    async (c) => {
      const bytes = await pivots.window(c.req.valid('json'), askerOf(c));
      return c.body(bytes, 200, { 'content-type': 'application/json; charset=utf-8' }) as never;
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/file`,
      summary: 'The whole pivot table as CSV or XLSX, laid out as it is seen',
      request: { body: json(pivotFileRequest) },
      responses: { 200: { description: 'The file', content: { 'application/octet-stream': { schema: z.string() } } } },
    }),
    async (c) => {
      const request = c.req.valid('json');
      const bytes = await pivots.file(request, askerOf(c));
      const details = { format: request.format, title: request.title };
      await access.audit.record({ actor: principalOf(c).actor, action: 'pivot exported', target: 'pivot', details });
      const name = encodeURIComponent(`${request.title || 'pivot'}.${request.format}`);
      return c.body(bytes, 200, {
        'content-type': request.format === 'csv' ? `${types.csv}; charset=${request.encoding}` : types.xlsx,
        'content-disposition': `attachment; filename="pivot.${request.format}"; filename*=UTF-8''${name}`,
      }) as never;
    },
  );

  return app;
}

function askerOf(c: ApiContext): PivotAsker {
  const { actor, role } = principalOf(c);
  return { language: languageOf(c), security: { operatorId: actor, role }, signal: c.req.raw.signal };
}
