import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { alertInput, alertOutput, alertResultOutput } from '../../../contract/alerts.ts';
import type { AuditAction } from '../../../contract/audit.ts';
import type { Access } from '../../access/index.ts';
import type { Reports } from '../../reports/index.ts';
import { answer, json } from '../answers.ts';
import { type ApiContext, languageOf, newRouter, principalOf, type Router, role } from '../router.ts';

const path = '/api/v1/alerts';
const idPath = z.object({ id: z.string().max(60) });
const given = z.object({ id: z.string() });
const none = { 204: { description: 'Done' } };
const change = z.strictObject({
  isPaused: z.boolean().optional(),
  snoozedUntil: z.iso.datetime().nullable().optional(),
});

/** Figures that are watched, and told about once until they recover. */
export function alertRoutes({ reports, access }: { reports: Reports; access: Access }): Router {
  const app = newRouter();
  const { alerts } = reports;
  const audit = (c: ApiContext, action: AuditAction, target: string) =>
    access.audit.record({ actor: principalOf(c).actor, action, target });
  const analyst = [role('analyst')];

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Alerts with their state',
      responses: { 200: answer(z.array(alertOutput), 'Alerts') },
    }),
    (c) => c.json(alerts.list(languageOf(c)), 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'Watch a figure',
      middleware: analyst,
      request: { body: json(alertInput) },
      responses: { 201: answer(given, 'Its id') },
    }),
    async (c) => {
      const id = await alerts.put(c.req.valid('json'), principalOf(c), null);
      await audit(c, 'alert added', id);
      return c.json({ id }, 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}`,
      summary: 'One alert',
      request: { params: idPath },
      responses: { 200: answer(alertOutput, 'The alert') },
    }),
    (c) => c.json(alerts.get(c.req.valid('param').id, languageOf(c)), 200),
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: `${path}/{id}`,
      summary: 'Change an alert',
      middleware: analyst,
      request: { params: idPath, body: json(alertInput) },
      responses: { 200: answer(given, 'Its id') },
    }),
    async (c) => {
      const id = await alerts.put(c.req.valid('json'), principalOf(c), c.req.valid('param').id);
      await audit(c, 'alert changed', id);
      return c.json({ id }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: `${path}/{id}`,
      summary: 'Pause an alert, or put it off',
      middleware: analyst,
      request: { params: idPath, body: json(change) },
      responses: none,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { isPaused, snoozedUntil } = c.req.valid('json');
      await alerts.change(id, {
        ...(isPaused === undefined ? {} : { isPaused }),
        ...(snoozedUntil === undefined
          ? {}
          : { snoozedUntil: snoozedUntil === null ? null : Date.parse(snoozedUntil) }),
      });
      await audit(c, 'alert changed', id);
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: `${path}/{id}`,
      summary: 'Delete an alert',
      middleware: analyst,
      request: { params: idPath },
      responses: none,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await alerts.remove(id);
      await audit(c, 'alert deleted', id);
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/{id}/evaluate`,
      summary: 'Look now',
      middleware: analyst,
      request: { params: idPath },
      responses: { 200: answer(alertResultOutput, 'What it found') },
    }),
    async (c) => c.json(await alerts.evaluate(c.req.valid('param').id), 200),
  );
  return app;
}
