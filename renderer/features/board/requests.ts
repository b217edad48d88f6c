import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type Board,
  type BoardInput,
  boardInput,
  boardOutput,
  boardVersionOutput,
  commentOutput,
  type FilterSet,
  filterSetOutput,
  type PlanTarget,
} from '../../../contract/boards.ts';
import { request } from '../../transport/index.ts';

const at = (id: string, rest = '') => `/api/v1/boards/${encodeURIComponent(id)}${rest}`;
const nothing = z.unknown();

/** What is saved of a board, without what the host adds. */
export const contentOf = (board: Board): BoardInput => boardInput.parse(board);

export const addBoard = (input: BoardInput & { folder?: string }) =>
  request('/api/v1/boards', { method: 'POST', body: input, schema: boardOutput });
/** @param version the one the change was made on; a newer one there refuses it */
export const saveBoard = (id: string, input: BoardInput, version: number) =>
  request(at(id), { method: 'PUT', body: input, schema: boardOutput, ifMatch: version });
export const deleteBoard = (id: string) => request(at(id), { method: 'DELETE', schema: nothing });
export const readBoard = (id: string) => request(at(id), { schema: boardOutput });
export const placeBoard = (id: string, folder: string) =>
  request(at(id, '/place'), { method: 'PUT', body: { folder }, schema: nothing });
export const markBoard = (id: string, mark: { isFavourite?: boolean; isHome?: boolean }) =>
  request(at(id, '/mark'), { method: 'PUT', body: mark, schema: nothing });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['boards', id, 'versions'],
    queryFn: ({ signal }) => request(at(id, '/versions'), { schema: z.array(boardVersionOutput), signal }),
  });
export const versionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['boards', id, 'versions', version],
    queryFn: ({ signal }) => request(at(id, `/versions/${version}`), { schema: boardOutput, signal }),
  });

export const commentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['boards', id, 'comments'],
    queryFn: ({ signal }) => request(at(id, '/comments'), { schema: z.array(commentOutput), signal }),
  });
export const addComment = (id: string, tileId: string | null, body: string) =>
  request(at(id, '/comments'), { method: 'POST', body: { tileId, body }, schema: commentOutput });
export const resolveComment = (id: string, comment: string, isResolved: boolean) =>
  request(at(id, `/comments/${comment}`), { method: 'PUT', body: { isResolved }, schema: nothing });
export const deleteComment = (id: string, comment: string) =>
  request(at(id, `/comments/${comment}`), { method: 'DELETE', schema: nothing });

export const filterSetsQuery = (id: string) =>
  queryOptions({
    queryKey: ['boards', id, 'filter-sets'],
    queryFn: ({ signal }) => request(at(id, '/filter-sets'), { schema: z.array(filterSetOutput), signal }),
  });
export const addFilterSet = (id: string, set: Omit<FilterSet, 'id'>) =>
  request(at(id, '/filter-sets'), { method: 'POST', body: set, schema: filterSetOutput });
export const saveFilterSet = (id: string, { id: setId, ...set }: FilterSet) =>
  request(at(id, `/filter-sets/${setId}`), { method: 'PUT', body: set, schema: filterSetOutput });
export const deleteFilterSet = (id: string, setId: string) =>
  request(at(id, `/filter-sets/${setId}`), { method: 'DELETE', schema: nothing });

export const saveTargets = (measure: string, targets: Omit<PlanTarget, 'measure'>[]) =>
  request('/api/v1/targets', { method: 'PUT', body: { measure, targets }, schema: nothing });
