import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type Board,
  type BoardSummary,
  boardOutput,
  boardSummaryOutput,
  type PlanTarget,
  planTargetInput,
} from '../../contract/boards.ts';
import { request } from '../transport/index.ts';

/** A board's definition in its newest version. */
export const boardQuery = (id: string) =>
  queryOptions({
    queryKey: ['boards', id],
    queryFn: ({ signal }) => request(`/api/v1/boards/${encodeURIComponent(id)}`, { schema: boardOutput, signal }),
  });

export function useBoard(id: string): UseQueryResult<Board> {
  return useQuery(boardQuery(id));
}

/** All boards, without their tiles. */
export const boardListQuery = queryOptions({
  queryKey: ['boards'],
  queryFn: ({ signal }) => request('/api/v1/boards', { schema: z.array(boardSummaryOutput), signal }),
});

/** The board a reader starts with; the built-in one until another is chosen. */
export function homeBoardOf(boards: readonly BoardSummary[] | undefined): string {
  return boards?.find((board) => board.isHome)?.id ?? 'overview';
}

export function useBoards(): UseQueryResult<BoardSummary[]> {
  return useQuery(boardListQuery);
}

/** Typed targets of all measures. */
export function useTargets(): UseQueryResult<PlanTarget[]> {
  return useQuery({
    queryKey: ['targets'],
    queryFn: ({ signal }) => request('/api/v1/targets', { schema: z.array(planTargetInput), signal }),
  });
}
