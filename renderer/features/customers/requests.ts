import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { profileOutput, type Timeline, type TimelineKind, timelineOutput } from '../../../contract/profiles.ts';
import { RequestError, request } from '../../transport/index.ts';

const at = (id: string, rest = '') => `/api/v1/profiles/${encodeURIComponent(id)}${rest}`;

/** Things of a story asked for at once. */
const pageSize = 50;

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['profiles', id],
    queryFn: ({ signal }) => request(at(id), { schema: profileOutput, signal }),
  });

/** Whether there is no such customer any more: erased, or merged into another. What was read before is not shown then. */
export const isGone = (error: unknown): boolean => error instanceof RequestError && error.status === 404;

/** The story of a customer page by page, newest first; null: everything. `first`: its first page, where it is known. */
export const storyQuery = (id: string, kind: TimelineKind | null, first?: Timeline) =>
  infiniteQueryOptions({
    queryKey: ['profiles', id, 'timeline', kind],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: String(pageSize) });
      if (kind !== null) query.set('kind', kind);
      if (pageParam !== null) query.set('before', pageParam);
      return request(at(id, `/timeline?${query}`), { schema: timelineOutput, signal });
    },
    initialPageParam: null as string | null,
    ...(first ? { initialData: { pages: [first], pageParams: [null as string | null] } } : {}),
    getNextPageParam: ({ next }) => next,
  });
