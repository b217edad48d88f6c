import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  profileOutput,
  profileSearchOutput,
  profileSearchQuery,
  timelineOutput,
  timelineQuery,
} from '../../../contract/profiles.ts';
import { answer } from '../answers.ts';
import type { ApiDoors } from '../doors.ts';
import { type ApiContext, newRouter, principalOf, type Router } from '../router.ts';

const path = '/api/v1/profiles';
const params = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

/** Customers: search, and one customer's card. */
export function profileRoutes({ profiles, access }: Pick<ApiDoors, 'profiles' | 'access'>): Router {
  const app = newRouter();
  const noteView = (c: ApiContext, id: number) =>
    access.views.note(principalOf(c).actor, { action: 'customer viewed', target: String(id) });

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Customers by name (also pinyin) or identifier',
      request: { query: profileSearchQuery },
      responses: { 200: answer(profileSearchOutput, 'Customers') },
    }),
    async (c) => {
      const found = await profiles.search(c.req.valid('query'));
      // Letters typed one after the other are one search, and what was typed may be somebody's address: not kept.
      if (found.total > 0) {
        access.views.note(principalOf(c).actor, { action: 'customers listed', target: 'search' });
      }
      return c.json(found, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}`,
      summary: 'One customer: identifiers, traits, figures, segments and the newest of the story',
      request: { params },
      responses: { 200: answer(profileOutput, 'The customer') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const card = await profiles.card(id);
      noteView(c, id);
      return c.json(card, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}/timeline`,
      summary: 'What a customer did, newest first',
      request: { params, query: timelineQuery },
      responses: { 200: answer(timelineOutput, 'The story') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const story = await profiles.timeline(id, c.req.valid('query'));
      noteView(c, id);
      return c.json(story, 200);
    },
  );

  return app;
}
