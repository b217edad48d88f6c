import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type CubeAnswer, type CubeQuery, loadCube } from '../transport/index.ts';
import { hasSameFields } from './same-fields.ts';

/** The same question for places that ask several at once. */
export const cubeQuery = (query: CubeQuery) =>
  queryOptions<CubeAnswer>({
    queryKey: ['cube', query],
    queryFn: ({ signal }) => loadCube(query, signal),
    placeholderData: formerOf(query),
  });

/**
 * One Cube question. Equal questions of several tiles are asked once; a question nobody waits for any more is given
 * up. While a changed question is on its way, the former answer stays (`isPlaceholderData`) as long as it has the
 * fields now asked for. Null asks nothing.
 */
export function useCube(query: CubeQuery | null): UseQueryResult<CubeAnswer> {
  return useQuery<CubeAnswer>({
    queryKey: ['cube', query],
    queryFn: ({ signal }) => {
      if (query === null) throw new Error('a null question is never asked');
      return loadCube(query, signal);
    },
    enabled: query !== null,
    // Keep a former answer only between questions: a tile that asks nothing has none.
    ...(query === null ? {} : { placeholderData: formerOf(query) }),
  });
}

/** The answer before, where it has the fields of the question. */
const formerOf =
  (query: CubeQuery) =>
  (data: CubeAnswer | undefined, former: { queryKey: readonly unknown[] } | undefined): CubeAnswer | undefined => {
    const asked = former?.queryKey[1] as CubeQuery | null | undefined;
    return asked && hasSameFields(asked, query) ? data : undefined;
  };
