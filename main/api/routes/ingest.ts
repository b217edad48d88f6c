import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  formHookInput,
  formHookOutput,
  ingestOutput,
  ingestStateOutput,
  newFormHookOutput,
  newWriteKeyOutput,
  trackingBatchInput,
  trackingMessageInput,
  writeKeyInput,
  writeKeyOutput,
} from '../../../contract/ingest.ts';
import type { Access } from '../../access/index.ts';
import { callTypes, type Ingest } from '../../ingest/index.ts';
import { answer, json } from '../answers.ts';
import { newRouter, principalOf, type Router, role } from '../router.ts';

const keys = '/api/v1/write-keys';
const keyPath = z.object({ id: z.string().max(60) });

/** Keys for those who send events. The doors for the events themselves are described here and answered by the front. */
export function ingestRoutes({ ingest, access }: { ingest: Ingest; access: Access }): Router {
  const app = newRouter();
  describeDoors(app);

  app.openapi(
    createRoute({
      method: 'get',
      path: keys,
      summary: 'Write keys, newest first, revoked ones too',
      middleware: [role('admin')],
      responses: { 200: answer(z.array(writeKeyOutput), 'Keys') },
    }),
    (c) => c.json(ingest.keys.list(), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: keys,
      summary: 'Make a write key; the answer is the only place where it stands',
      middleware: [role('admin')],
      request: { body: json(writeKeyInput) },
      responses: { 201: answer(newWriteKeyOutput, 'The key') },
    }),
    async (c) => {
      const { actor } = principalOf(c);
      const key = await ingest.keys.add(c.req.valid('json'), actor);
      await access.audit.record({ actor, action: 'write key made', target: key.id, details: { source: key.source } });
      return c.json(key, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${keys}/{id}`,
      summary: 'Revoke a write key; what it sent stays',
      middleware: [role('admin')],
      request: { params: keyPath },
      responses: { 204: { description: 'Revoked' } },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await ingest.keys.revoke(id);
      await access.audit.record({ actor: principalOf(c).actor, action: 'write key revoked', target: id });
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/events-waiting',
      summary: 'Whether events wait for an import to end, and since when',
      middleware: [role('admin')],
      responses: { 200: answer(ingestStateOutput, 'State') },
    }),
    (c) => c.json(ingest.state(), 200),
  );
  formRoutes(app, ingest, access);
  return app;
}

const hooks = '/api/v1/form-hooks';

function formRoutes(app: Router, ingest: Ingest, access: Access): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: hooks,
      summary: 'Addresses that take forms, newest first, revoked ones too',
      middleware: [role('admin')],
      responses: { 200: answer(z.array(formHookOutput), 'Addresses') },
    }),
    (c) => c.json(ingest.forms.list(), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: hooks,
      summary: 'Make an address that takes forms and JSON posts into a table or an entity',
      middleware: [role('admin')],
      request: { body: json(formHookInput) },
      responses: { 201: answer(newFormHookOutput, 'The address, and the secret that signs bodies') },
    }),
    async (c) => {
      const { actor } = principalOf(c);
      const hook = await ingest.forms.add(c.req.valid('json'), actor);
      await access.audit.record({
        actor,
        action: 'form address made',
        target: hook.id,
        details: { entity: hook.entity },
      });
      return c.json(hook, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${hooks}/{id}`,
      summary: 'Close an address; what was posted stays',
      middleware: [role('admin')],
      request: { params: keyPath },
      responses: { 204: { description: 'Closed' } },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await ingest.forms.revoke(id);
      await access.audit.record({ actor: principalOf(c).actor, action: 'form address closed', target: id });
      return c.body(null, 204);
    },
  );
}

function describeDoors(app: Router): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'writeKey', { type: 'http', scheme: 'basic' });
  for (const path of ['/v1/batch', '/api/v1/ingest/batch']) {
    app.openAPIRegistry.registerPath({
      method: 'post',
      path,
      summary: 'Take events of the public tracking protocol; answered when all of them are durable',
      security: [{ writeKey: [] }, { token: [] }],
      request: { body: json(trackingBatchInput) },
      responses: { 200: answer(ingestOutput, 'All taken') },
    });
  }
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/v1/hooks/{id}',
    summary: 'Take a form or JSON post; signed by the address (`?signature=`) or over the body (`X-Luopan-Signature`)',
    security: [],
    request: { params: keyPath, query: z.object({ signature: z.string().optional() }), body: json(z.looseObject({})) },
    responses: { 200: answer(ingestOutput, 'Taken') },
  });
  for (const type of callTypes) {
    app.openAPIRegistry.registerPath({
      method: 'post',
      path: `/v1/${type}`,
      summary: `Take one \`${type}\` message`,
      security: [{ writeKey: [] }, { token: [] }],
      request: { body: json(trackingMessageInput.omit({ type: true })) },
      responses: { 200: answer(ingestOutput, 'Taken') },
    });
  }
}
