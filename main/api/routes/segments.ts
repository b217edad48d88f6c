import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { AuditAction } from '../../../contract/audit.ts';
import {
  type AnalysisOrigin,
  segmentChange,
  segmentId,
  segmentInput,
  segmentMembersOutput,
  segmentMembersQuery,
  segmentOutput,
} from '../../../contract/segments.ts';
import { personsInputs } from '../../analytics/index.ts';
import { answer, json } from '../answers.ts';
import type { ApiDoors } from '../doors.ts';
import { type ApiContext, languageOf, newRouter, parseInput, principalOf, type Router, role } from '../router.ts';

const path = '/api/v1/segments';
const onePath = `${path}/{id}`;
const params = z.object({ id: segmentId });
const one = { 200: answer(segmentOutput, 'The segment') };

/** Named lists of people. Analysts make them, everybody may use them. */
export function segmentRoutes({ segments, people, profiles, access, feed }: ApiDoors): Router {
  const app = newRouter();

  /** Tells readers that answers about the segment are stale, and writes down who did it. */
  async function note(c: ApiContext, action: AuditAction, target: string): Promise<void> {
    feed.publish('segments', { id: target });
    await access.audit.record({ actor: principalOf(c).actor, action, target });
  }
  /** Asks the analysis for everybody in its cell. */
  function found(c: ApiContext, { kind, body, cell }: AnalysisOrigin) {
    const language = languageOf(c);
    const input = parseInput(personsInputs[kind], { ...body, cell }, language);
    return people.find(kind, input as never, { language, signal: c.req.raw.signal });
  }

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'All segments, newest first',
      responses: { 200: answer(z.array(segmentOutput), 'Segments') },
    }),
    async (c) => c.json(await segments.list(), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'Make a segment of the people of an analysis, or of people by id',
      middleware: [role('analyst')],
      request: { body: json(segmentInput) },
      responses: { 201: answer(segmentOutput, 'The segment') },
    }),
    async (c) => {
      const { people: asked, ...given } = c.req.valid('json');
      const words = { ...given, createdBy: principalOf(c).actor };
      const segment =
        'profileIds' in asked
          ? await segments.addList(words, asked.profileIds)
          : 'customers' in asked
            ? await segments.addKnown(words, (await profiles.ids(asked.customers)).ids)
            : await segments.addFound(words, asked.analysis, await found(c, asked.analysis));
      await note(c, 'segment added', segment.id);
      return c.json(segment, 201);
    },
  );

  app.openapi(
    createRoute({ method: 'get', path: onePath, summary: 'One segment', request: { params }, responses: one }),
    async (c) => c.json(await segments.get(c.req.valid('param').id), 200),
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: onePath,
      summary: 'Rename a segment, add or remove people, or ask its analysis again',
      middleware: [role('analyst')],
      request: { params, body: json(segmentChange) },
      responses: one,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { refresh, ...change } = c.req.valid('json');
      let segment = await segments.change(id, change);
      if (refresh && segment.origin.kind === 'analysis') {
        segment = await segments.refresh(id, await found(c, segment.origin.analysis));
      }
      await note(c, 'segment changed', id);
      return c.json(segment, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      summary: 'Delete a segment; its people stay',
      middleware: [role('analyst')],
      request: { params },
      responses: { 204: { description: 'Deleted' } },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await segments.remove(id);
      await note(c, 'segment deleted', id);
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${onePath}/members`,
      summary: 'People of a segment',
      request: { params, query: segmentMembersQuery },
      responses: { 200: answer(segmentMembersOutput, 'People') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const members = await segments.members(id, c.req.valid('query'));
      const { total } = members;
      if (total > 0) {
        const view = { action: 'customers listed', target: id, details: { count: total } } as const;
        access.views.note(principalOf(c).actor, view);
      }
      return c.json(members, 200);
    },
  );

  return app;
}
