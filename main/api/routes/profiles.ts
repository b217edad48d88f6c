import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  profileOutput,
  profileSearchOutput,
  profileSearchQuery,
  timelineOutput,
  timelineQuery,
} from '../../../contract/profiles.ts';
import type { Profiles } from '../../profiles/index.ts';
import { answer } from '../answers.ts';
import { newRouter, type Router } from '../router.ts';

const path = '/api/v1/profiles';
const params = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

/** Customers: search, and one customer's card. */
export function profileRoutes(profiles: Profiles): Router {
  const app = newRouter();

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Customers by name (also pinyin) or identifier',
      request: { query: profileSearchQuery },
      responses: { 200: answer(profileSearchOutput, 'Customers') },
    }),
    async (c) => c.json(await profiles.search(c.req.valid('query')), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}`,
      summary: 'One customer: identifiers, traits, figures, segments and the newest of the story',
      request: { params },
      responses: { 200: answer(profileOutput, 'The customer') },
    }),
    async (c) => c.json(await profiles.card(c.req.valid('param').id), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}/timeline`,
      summary: 'What a customer did, newest first',
      request: { params, query: timelineQuery },
      responses: { 200: answer(timelineOutput, 'The story') },
    }),
    async (c) => c.json(await profiles.timeline(c.req.valid('param').id, c.req.valid('query')), 200),
  );

  return app;
}
