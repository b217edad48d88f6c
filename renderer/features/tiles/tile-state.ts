import type { UseQueryResult } from '@tanstack/react-query';
import type { CubeAnswer } from '../../transport/index.ts';

/** One of five: loading, failed, empty, full, or full while newer figures are on their way. */
export type TileState =
  | { kind: 'loading' }
  | { kind: 'failed'; error: unknown; retry: (() => void) | null }
  | { kind: 'empty' }
  | { kind: 'full'; isRefreshing: boolean };

/**
 * State of a tile from the question it cannot do without. Figures once shown stay while newer ones are fetched, and
 * while the selection has changed.
 *
 * @param isEmpty tells whether an answer holds nothing to show
 */
export function tileStateOf(
  query: Pick<UseQueryResult<CubeAnswer>, 'data' | 'error' | 'isError' | 'isFetching' | 'refetch'>,
  isEmpty: (answer: CubeAnswer) => boolean,
): TileState {
  if (query.data === undefined) {
    return query.isError
      ? { kind: 'failed', error: query.error, retry: () => void query.refetch() }
      : { kind: 'loading' };
  }
  if (query.isError && !query.isFetching) {
    return { kind: 'failed', error: query.error, retry: () => void query.refetch() };
  }
  if (isEmpty(query.data) && !query.isFetching) return { kind: 'empty' };
  return { kind: 'full', isRefreshing: query.isFetching };
}
