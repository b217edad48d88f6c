import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { AuditAction } from '../../../contract/audit.ts';
import {
  connectionInput,
  connectionOutput,
  connectionPatchInput,
  connectionProbeInput,
  connectorKindOutput,
  rejectedRowOutput,
  replayInput,
  streamFreshnessOutput,
  streamPreviewInput,
  streamPreviewOutput,
  streamProposalOutput,
  syncOutput,
  testOutput,
} from '../../../contract/connections.ts';
import { nextRunOutput, scheduleInput } from '../../../contract/schedules.ts';
import { type Access, requireRole } from '../../access/index.ts';
import type { Connections } from '../../connections/index.ts';
import { describeNextRuns, parseSchedule } from '../../jobs/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { answer, failure, json } from '../answers.ts';
import { type ApiContext, languageOf, newRouter, principalOf, type Router, role } from '../router.ts';

const path = '/api/v1/connections';
const params = z.object({ id: z.string().max(60) });
const pageQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const syncInput = z.strictObject({
  /** Only these streams. */
  streams: z.array(z.string().max(200)).max(500).optional(),
  /** Forget the cursors and read everything again. */
  fromStart: z.boolean().optional(),
});
const replayed = z.object({ id: z.string(), rows: z.number().int() });
const done = { 204: { description: 'Done' }, ...failure };

export interface ConnectionDoors {
  connections: Connections;
  access: Access;
  clock: Clock;
}

/** Sources people have set up: made, tested, synced, watched. */
export function connectionRoutes({ connections, access, clock }: ConnectionDoors): Router {
  const app = newRouter();
  const note = (
    c: ApiContext,
    action: AuditAction,
    target: string,
    details: Parameters<Access['audit']['record']>[0]['details'] = {},
  ) => access.audit.record({ actor: principalOf(c).actor, action, target, details });

  const requireFor = (c: ApiContext, kind: string) => requireRole(principalOf(c), connections.minimumRole(kind));

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/connectors',
      summary: 'Kinds of connections with their settings',
      responses: { 200: answer(z.array(connectorKindOutput), 'Kinds'), ...failure },
    }),
    (c) => c.json(connections.kinds(), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Connections by name; secrets read "set"',
      responses: { 200: answer(z.array(connectionOutput), 'Connections'), ...failure },
    }),
    (c) => c.json(connections.list(languageOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'Make a connection',
      middleware: [role('admin')] as const,
      request: { body: json(connectionInput) },
      responses: { 201: answer(connectionOutput, 'The connection'), ...failure },
    }),
    async (c) => {
      const input = c.req.valid('json');
      requireFor(c, input.kind);
      const made = await connections.create(input, languageOf(c));
      await note(c, 'connection made', made.id, { name: made.name, kind: made.kind });
      return c.json(made, 201);
    },
  );

  for (const [suffix, summary, output, work] of [
    ['test', 'Try settings that are not saved', testOutput, 'test'],
    ['discover', 'Streams of a source, with settings that are not saved', z.array(streamProposalOutput), 'discover'],
  ] as const) {
    app.openapi(
      createRoute({
        method: 'post',
        path: `${path}/${suffix}`,
        summary,
        middleware: [role('admin')] as const,
        request: { body: json(connectionProbeInput) },
        responses: { 200: answer(output, 'Result'), ...failure },
      }),
      async (c) => {
        const probe = c.req.valid('json');
        requireFor(c, probe.kind);
        const result =
          work === 'test' ? await connections.test(probe, languageOf(c)) : await connections.discover(probe);
        return c.json(result as never, 200);
      },
    );
  }

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/preview`,
      summary: 'Fifty rows of a stream, and what a mapping makes of them',
      middleware: [role('admin')] as const,
      request: { body: json(streamPreviewInput) },
      responses: { 200: answer(streamPreviewOutput, 'Preview'), ...failure },
    }),
    async (c) => {
      requireFor(c, c.req.valid('json').kind);
      return c.json(await connections.preview(c.req.valid('json'), languageOf(c)), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: '/api/v1/schedules/next-runs',
      summary: 'When a schedule runs next, in its own zone',
      request: { body: json(scheduleInput) },
      responses: { 200: answer(z.array(nextRunOutput), 'The next five runs'), ...failure },
    }),
    (c) => c.json(describeNextRuns(parseSchedule(c.req.valid('json')), clock.now(), 5), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/freshness',
      summary: 'Every stream with its last success, its age against what was promised, and its volumes',
      responses: { 200: answer(z.array(streamFreshnessOutput), 'Streams'), ...failure },
    }),
    (c) => c.json(connections.freshness(), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}`,
      summary: 'One connection',
      request: { params },
      responses: { 200: answer(connectionOutput, 'The connection'), ...failure },
    }),
    (c) => c.json(connections.get(c.req.valid('param').id, languageOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: `${path}/{id}`,
      summary: 'Change a connection; secrets left out stay as they are',
      middleware: [role('admin')] as const,
      request: { params, body: json(connectionPatchInput) },
      responses: { 200: answer(connectionOutput, 'The connection'), ...failure },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const patch = c.req.valid('json');
      requireFor(c, connections.get(id, languageOf(c)).kind);
      const changed = await connections.update(id, patch, languageOf(c));
      await note(c, 'connection changed', id, { fields: Object.keys(patch).join(' ') });
      return c.json(changed, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${path}/{id}`,
      summary: 'Take a connection away; with `data=true` everything it brought too',
      middleware: [role('admin')] as const,
      request: { params, query: z.object({ data: z.enum(['true', 'false']).default('false') }) },
      responses: done,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const withData = c.req.valid('query').data === 'true';
      await connections.remove(id, withData);
      await note(c, 'connection removed', id, { withData });
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/{id}/test`,
      summary: 'Try a saved connection',
      middleware: [role('analyst')] as const,
      request: { params },
      responses: { 200: answer(testOutput, 'Result'), ...failure },
    }),
    async (c) => c.json(await connections.testSaved(c.req.valid('param').id, languageOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/{id}/sync`,
      summary: 'Sync now; while a sync is under way, that one is meant',
      middleware: [role('analyst')] as const,
      request: { params, body: { ...json(syncInput), required: false } },
      responses: { 202: answer(z.object({ runId: z.string() }), 'Asked for'), ...failure },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const wish = c.req.valid('json') as z.infer<typeof syncInput> | undefined;
      const key = c.req.header('idempotency-key');
      const runId = await connections.sync(id, {
        ...(wish?.streams ? { streams: wish.streams } : {}),
        ...(wish?.fromStart ? { fromStart: true } : {}),
        ...(key ? { idempotencyKey: `${id} ${key.slice(0, 200)}` } : {}),
      });
      await note(c, 'sync asked for', id, { fromStart: wish?.fromStart ?? false });
      return c.json({ runId }, 202);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/{id}/cancel`,
      summary: 'Stop the sync under way; what was imported stays',
      middleware: [role('analyst')] as const,
      request: { params },
      responses: done,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await connections.cancelSync(id);
      await note(c, 'sync cancelled', id);
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}/syncs`,
      summary: 'Syncs, newest first; the one under way with its progress',
      request: { params, query: z.object({ limit: z.coerce.number().int().min(1).max(300).default(50) }) },
      responses: { 200: answer(z.array(syncOutput), 'Syncs'), ...failure },
    }),
    (c) => c.json(connections.syncs(c.req.valid('param').id, c.req.valid('query').limit, languageOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}/rejects`,
      summary: 'Rows this connection brought that were kept out and not put right yet',
      middleware: [role('analyst')] as const,
      request: { params, query: pageQuery },
      responses: {
        200: answer(z.object({ total: z.number().int(), rows: z.array(rejectedRowOutput) }), 'Rows'),
        ...failure,
      },
    }),
    (c) => c.json(connections.rejectedRows(c.req.valid('param').id, c.req.valid('query'), languageOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/{id}/replay`,
      summary: 'Import rejected rows again, put right in place or by another mapping',
      middleware: [role('analyst')] as const,
      request: { params, body: json(replayInput) },
      responses: { 202: answer(replayed, 'Accepted'), ...failure },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const result = await connections.replay(id, c.req.valid('json'));
      await note(c, 'rejected rows replayed', id, { rows: result.rows });
      return c.json(result, 202);
    },
  );
  return app;
}
