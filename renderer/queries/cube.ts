import { keepPreviousData, queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type CubeAnswer, type CubeQuery, loadCube } from '../transport/index.ts';

/** The same question for places that ask several at once. */
export const cubeQuery = (query: CubeQuery) =>
  queryOptions({
    queryKey: ['cube', query],
    queryFn: ({ signal }) => loadCube(query, signal),
    placeholderData: keepPreviousData,
  });

/**
 * One Cube question. Equal questions of several tiles are asked once; a question nobody waits for any more is given
 * up. While a changed question is on its way, the former answer stays (`isPlaceholderData`). Null asks nothing.
 */
export function useCube(query: CubeQuery | null): UseQueryResult<CubeAnswer> {
  return useQuery({
    queryKey: ['cube', query],
    queryFn: ({ signal }) => {
      if (query === null) throw new Error('a null question is never asked');
      return loadCube(query, signal);
    },
    enabled: query !== null,
    // Keep a former answer only between questions: a tile that asks nothing has none.
    ...(query === null ? {} : { placeholderData: keepPreviousData }),
  });
}
