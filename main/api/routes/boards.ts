import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  type Board,
  type BoardSummary,
  boardInput,
  boardMarkInput,
  boardOutput,
  boardPlaceInput,
  boardSummaryOutput,
  boardVersionOutput,
} from '../../../contract/boards.ts';
import type { Access } from '../../access/index.ts';
import type { Boards } from '../../boards/index.ts';
import { answer, json } from '../answers.ts';
import type { ChangeFeed } from '../change-feed.ts';
import { expectedVersionOf, matchHeader, newRouter, principalOf, type Router, role } from '../router.ts';

const path = '/api/v1/boards';
const onePath = `${path}/{id}`;
const boardPath = z.object({ id: z.string().max(60) });
const versionPath = boardPath.extend({ version: z.coerce.number().int().min(1) });

interface BoardDoors {
  boards: Boards;
  access: Access;
  feed: ChangeFeed;
}

/** Boards. `ETag` is the version; a change with `If-Match` is refused when someone else was faster. */
export function boardRoutes({ boards, access, feed }: BoardDoors): Router {
  const app = newRouter();
  const publish = ({ id, version }: { id: string; version: number }) =>
    feed.publish('board', { id, version }, `board ${id}`);

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'All boards, without their tiles; favourites and home board are those of the reader',
      responses: { 200: answer(z.array(boardSummaryOutput), 'Boards') },
    }),
    (c) => {
      const { favourites, home } = boards.marks.of(principalOf(c).actor);
      const list = boards.list();
      const homeId = list.some((board) => board.id === home) ? home : (list[0]?.id ?? null);
      return c.json(
        list.map((board) => summaryOf(board, { isFavourite: favourites.has(board.id), isHome: board.id === homeId })),
        200,
      );
    },
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
      request: { body: json(boardInput.extend({ folder: boardPlaceInput.shape.folder.optional() })) },
      responses: { 201: answer(boardOutput, 'The board') },
    }),
    async (c) => {
      const { folder, ...input } = c.req.valid('json');
      const { actor, displayName } = principalOf(c);
      const board = await boards.add(input, displayName, folder);
      await access.audit.record({ actor, action: 'board added', target: board.id });
      publish(board);
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
      const { actor, displayName } = principalOf(c);
      const expectedVersion = expectedVersionOf(c);
      const board = await boards.replace(id, c.req.valid('json'), { expectedVersion, author: displayName });
      const details = { version: board.version };
      await access.audit.record({ actor, action: 'board changed', target: id, details });
      publish(board);
      c.header('ETag', `"${board.version}"`);
      return c.json(board, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: onePath,
      summary: 'Delete a board with its versions and comments',
      middleware: [role('analyst')],
      request: { params: boardPath },
      responses: { 204: { description: 'Deleted' } },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await boards.remove(id);
      await access.audit.record({ actor: principalOf(c).actor, action: 'board deleted', target: id });
      publish({ id, version: 0 });
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: `${onePath}/place`,
      summary: 'Put a board into a folder; an empty name takes it out',
      middleware: [role('analyst')],
      request: { params: boardPath, body: json(boardPlaceInput) },
      responses: { 200: answer(boardOutput, 'The board') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { folder } = c.req.valid('json');
      const board = await boards.place(id, folder);
      await access.audit.record({
        actor: principalOf(c).actor,
        action: 'board moved',
        target: id,
        details: { folder },
      });
      publish(board);
      return c.json(board, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: `${onePath}/mark`,
      summary: 'Make a board a favourite or the home board of the reader',
      request: { params: boardPath, body: json(boardMarkInput) },
      responses: { 204: { description: 'Marked' } },
    }),
    async (c) => {
      const { id } = boards.get(c.req.valid('param').id);
      await boards.marks.set(principalOf(c).actor, id, c.req.valid('json'));
      return c.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${onePath}/versions`,
      summary: 'Kept versions of a board, newest first',
      request: { params: boardPath },
      responses: { 200: answer(z.array(boardVersionOutput), 'Versions') },
    }),
    (c) => c.json(boards.versions(c.req.valid('param').id), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${onePath}/versions/{version}`,
      summary: 'A board as it was; to restore it, save it as a new version',
      request: { params: versionPath },
      responses: { 200: answer(boardOutput, 'The board') },
    }),
    (c) => {
      const { id, version } = c.req.valid('param');
      return c.json(boards.version(id, version), 200);
    },
  );

  return app;
}

function summaryOf(board: Board, marks: { isFavourite: boolean; isHome: boolean }): BoardSummary {
  const { id, title, description, version, isBuiltIn, folder, updatedAt, tiles } = board;
  return {
    ...{ id, title, version, isBuiltIn, folder, updatedAt, tileCount: tiles.length },
    ...(description ? { description } : {}),
    ...marks,
  };
}
