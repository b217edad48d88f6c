import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  commentChangeInput,
  commentInput,
  commentOutput,
  filterSetInput,
  filterSetOutput,
  planTargetInput,
  planTargetsInput,
} from '../../../contract/boards.ts';
import { type Access, isAtLeast } from '../../access/index.ts';
import type { Boards } from '../../boards/index.ts';
import { answer, json } from '../answers.ts';
import type { ChangeFeed } from '../change-feed.ts';
import { newRouter, principalOf, type Router, role } from '../router.ts';

const boardPath = z.object({ id: z.string().max(60) });
const itemPath = boardPath.extend({ item: z.string().max(60) });
const comments = '/api/v1/boards/{id}/comments';
const sets = '/api/v1/boards/{id}/filter-sets';

/** What readers add to boards: comments for all, filter sets for themselves; and the typed targets. */
export function boardReaderRoutes({
  boards,
  access,
  feed,
}: {
  boards: Boards;
  access: Access;
  feed: ChangeFeed;
}): Router {
  const app = newRouter();
  const publish = (id: string) => feed.publish('board', { id }, `board comments ${id}`);

  app.openapi(
    createRoute({
      method: 'get',
      path: comments,
      summary: 'Comments on a board and its tiles, oldest first',
      request: { params: boardPath },
      responses: { 200: answer(z.array(commentOutput), 'Comments') },
    }),
    (c) => c.json(boards.comments.list(boards.get(c.req.valid('param').id).id, principalOf(c).actor), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: comments,
      summary: 'Comment on a board or one of its tiles',
      request: { params: boardPath, body: json(commentInput) },
      responses: { 201: answer(commentOutput, 'The comment') },
    }),
    async (c) => {
      const { id } = boards.get(c.req.valid('param').id);
      const { actor, displayName } = principalOf(c);
      const comment = await boards.comments.add(id, { operator: actor, displayName }, c.req.valid('json'));
      await access.audit.record({ actor, action: 'board commented', target: id });
      publish(id);
      return c.json(comment, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: `${comments}/{item}`,
      summary: 'Mark a comment as settled, or open it again',
      request: { params: itemPath, body: json(commentChangeInput) },
      responses: { 204: { description: 'Changed' } },
    }),
    async (c) => {
      const { id, item } = c.req.valid('param');
      await boards.comments.resolve(id, item, c.req.valid('json').isResolved);
      publish(id);
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${comments}/{item}`,
      summary: 'Delete a comment: one’s own, or as an admin anybody’s',
      request: { params: itemPath },
      responses: { 204: { description: 'Deleted' } },
    }),
    async (c) => {
      const { id, item } = c.req.valid('param');
      const principal = principalOf(c);
      await boards.comments.remove(id, item, isAtLeast(principal.role, 'admin') ? null : principal.actor);
      await access.audit.record({ actor: principal.actor, action: 'board comment deleted', target: id });
      publish(id);
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: sets,
      summary: 'The reader’s saved filter sets of a board',
      request: { params: boardPath },
      responses: { 200: answer(z.array(filterSetOutput), 'Filter sets') },
    }),
    (c) => c.json(boards.filterSets.list(principalOf(c).actor, c.req.valid('param').id), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: sets,
      summary: 'Save dates and filters of a board for oneself',
      request: { params: boardPath, body: json(filterSetInput) },
      responses: { 201: answer(filterSetOutput, 'The filter set') },
    }),
    async (c) => {
      const { id } = boards.get(c.req.valid('param').id);
      return c.json(await boards.filterSets.add(principalOf(c).actor, id, c.req.valid('json')), 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: `${sets}/{item}`,
      summary: 'Change a saved filter set',
      request: { params: itemPath, body: json(filterSetInput) },
      responses: { 200: answer(filterSetOutput, 'The filter set') },
    }),
    async (c) => {
      const { item } = c.req.valid('param');
      return c.json(await boards.filterSets.replace(principalOf(c).actor, item, c.req.valid('json')), 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${sets}/{item}`,
      summary: 'Delete a saved filter set',
      request: { params: itemPath },
      responses: { 204: { description: 'Deleted' } },
    }),
    async (c) => {
      await boards.filterSets.remove(principalOf(c).actor, c.req.valid('param').item);
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/targets',
      summary: 'Typed targets of all measures',
      responses: { 200: answer(z.array(planTargetInput), 'Targets') },
    }),
    (c) => c.json(boards.targets.list(), 200),
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/api/v1/targets',
      summary: 'Replace the typed targets of one measure',
      middleware: [role('analyst')],
      request: { body: json(planTargetsInput) },
      responses: { 204: { description: 'Saved' } },
    }),
    async (c) => {
      const { measure, targets } = c.req.valid('json');
      await boards.targets.replace(measure, targets);
      const details = { count: targets.length };
      await access.audit.record({ actor: principalOf(c).actor, action: 'targets changed', target: measure, details });
      feed.publish('board', { targets: measure }, 'targets');
      return c.body(null, 204);
    },
  );

  return app;
}
