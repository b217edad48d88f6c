import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  reportEntryOutput,
  reportVersionOutput,
  savedReportInput,
  savedReportOutput,
} from '../../../contract/reports.ts';
import { answer, json } from '../answers.ts';
import type { ApiDoors } from '../doors.ts';
import { expectedVersionOf, matchHeader, newRouter, principalOf, type Router, role } from '../router.ts';

const path = '/api/v1/reports';
const onePath = `${path}/{id}`;
const reportPath = z.object({ id: z.string().max(60) });
const versionPath = reportPath.extend({ version: z.coerce.number().int().min(1) });

/** Reports of the builder and saved analyses. `ETag` is the version; a change with `If-Match` is refused when someone else was faster. */
export function savedReportRoutes(doors: Pick<ApiDoors, 'savedReports' | 'access'>): Router {
  const app = newRouter();
  addReading(app, doors);
  addChanging(app, doors);
  return app;
}

function addReading(app: Router, { savedReports }: Pick<ApiDoors, 'savedReports'>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'All saved reports, newest change first',
      responses: { 200: answer(z.array(reportEntryOutput), 'Reports') },
    }),
    (c) => c.json(savedReports.list(), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      summary: 'One saved report',
      request: { params: reportPath },
      responses: { 200: answer(savedReportOutput, 'The report') },
    }),
    (c) => {
      const report = savedReports.get(c.req.valid('param').id);
      c.header('ETag', `"${report.version}"`);
      return c.json(report, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${onePath}/versions`,
      summary: 'Versions of a report, newest first',
      request: { params: reportPath },
      responses: { 200: answer(z.array(reportVersionOutput), 'Versions') },
    }),
    (c) => c.json(savedReports.versions(c.req.valid('param').id), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${onePath}/versions/{version}`,
      summary: 'A report as it was',
      request: { params: versionPath },
      responses: { 200: answer(savedReportOutput, 'The report') },
    }),
    (c) => {
      const { id, version } = c.req.valid('param');
      return c.json(savedReports.version(id, version), 200);
    },
  );
}

function addChanging(app: Router, { savedReports, access }: Pick<ApiDoors, 'savedReports' | 'access'>): void {
  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'Save a new report',
      middleware: [role('analyst')],
      request: { body: json(savedReportInput) },
      responses: { 201: answer(savedReportOutput, 'The report') },
    }),
    async (c) => {
      const { actor } = principalOf(c);
      const report = await savedReports.add(c.req.valid('json'), actor);
      await access.audit.record({ actor, action: 'report added', target: report.id });
      c.header('ETag', '"1"');
      return c.json(report, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: onePath,
      summary: 'Save a new version of a report',
      middleware: [role('analyst')],
      request: { params: reportPath, headers: matchHeader, body: json(savedReportInput) },
      responses: { 200: answer(savedReportOutput, 'The report') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { actor } = principalOf(c);
      const report = await savedReports.replace(id, c.req.valid('json'), actor, expectedVersionOf(c));
      await access.audit.record({ actor, action: 'report changed', target: id, details: { version: report.version } });
      c.header('ETag', `"${report.version}"`);
      return c.json(report, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      summary: 'Delete a report and its versions',
      middleware: [role('analyst')],
      request: { params: reportPath },
      responses: { 204: { description: 'Deleted' } },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await savedReports.remove(id);
      await access.audit.record({ actor: principalOf(c).actor, action: 'report deleted', target: id });
      return c.body(null, 204);
    },
  );
}
