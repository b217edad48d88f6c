import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type Status, statusOutput } from '../../contract/workspace.ts';
import { request } from '../transport/index.ts';

/** Counts, newest data, replica and sample state; refreshed by the change stream, and slowly by itself. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => request('/api/v1/status', { schema: statusOutput, signal }),
  refetchInterval: (query) => (query.state.data?.replica.state === 'ready' ? 60_000 : 2000),
});

export function useStatus(): UseQueryResult<Status> {
  return useQuery(statusQuery);
}
