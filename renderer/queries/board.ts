import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type Board, boardOutput } from '../../contract/boards.ts';
import { request } from '../transport/index.ts';

/** A board's definition in its newest version. */
export function useBoard(id: string): UseQueryResult<Board> {
  return useQuery({
    queryKey: ['boards', id],
    queryFn: ({ signal }) => request(`/api/v1/boards/${encodeURIComponent(id)}`, { schema: boardOutput, signal }),
  });
}
