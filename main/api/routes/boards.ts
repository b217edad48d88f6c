import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { boardInput, boardOutput } from '../../../contract/boards.ts';
import type { Access } from '../../access/index.ts';
import type { Boards } from '../../boards/index.ts';
import { answer, json } from '../answers.ts';
import { newRouter, principalOf, type Router, role } from '../router.ts';

const path = '/api/v1/boards';
const onePath = `${path}/{id}`;
const boardPath = z.object({ id: z.string().max(60) });
const matchHeader = z.object({ 'if-match': z.string().max(30).optional() });

/** Boards. `ETag` is the version; a change with `If-Match` is refused when someone else was faster. */
export function boardRoutes({ boards, access }: { boards: Boards; access: Access }): Router {
  const app = newRouter();

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'All boards',
      responses: { 200: answer(z.array(boardOutput), 'Boards') },
    }),
    (c) => c.json(boards.list(), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      summary: 'One board; `overview` is the built-in one',
      request: { params: boardPath },
      responses: { 200: answer(boardOutput, 'The board') },
    }),
    (c) => {
      const board = boards.get(c.req.valid('param').id);
      c.header('ETag', `"${board.version}"`);
      return c.json(board, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'Add a board',
      middleware: [role('analyst')],
      request: { body: json(boardInput) },
      responses: { 201: answer(boardOutput, 'The board') },
    }),
    async (c) => {
      const board = await boards.add(c.req.valid('json'));
      await access.audit.record({ actor: principalOf(c).actor, action: 'board added', target: board.id });
      c.header('ETag', '"1"');
      return c.json(board, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: onePath,
      summary: 'Save a new version of a board',
      middleware: [role('analyst')],
      request: { params: boardPath, headers: matchHeader, body: json(boardInput) },
      responses: { 200: answer(boardOutput, 'The board') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const match = /^"?(\d+)"?$/.exec(c.req.valid('header')['if-match'] ?? '')?.[1];
      const board = await boards.replace(id, c.req.valid('json'), match === undefined ? null : Number(match));
      const details = { version: board.version };
      await access.audit.record({ actor: principalOf(c).actor, action: 'board changed', target: id, details });
      c.header('ETag', `"${board.version}"`);
      return c.json(board, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      summary: 'Delete a board',
      middleware: [role('analyst')],
      request: { params: boardPath },
      responses: { 204: { description: 'Deleted' } },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await boards.remove(id);
      await access.audit.record({ actor: principalOf(c).actor, action: 'board deleted', target: id });
      return c.body(null, 204);
    },
  );

  return app;
}
