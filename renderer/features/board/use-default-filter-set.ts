import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { BoardState } from './board-context.ts';
import { filterSetsQuery } from './requests.ts';

/** Opens a board with the reader's default filter set, unless the address already says what to show. */
export function useDefaultFilterSet(boardId: string, state: BoardState): void {
  const sets = useQuery(filterSetsQuery(boardId));
  // A link to a tile shows what it was made of.
  const hash = useLocation({ select: (location) => location.hash });
  const wasSeen = useRef(false);
  const { search, replaceSearch } = state;
  useEffect(() => {
    if (wasSeen.current || sets.data === undefined) return;
    wasSeen.current = true;
    const set = sets.data.find((one) => one.isDefault);
    if (set && Object.keys(search).length === 0 && hash === '') replaceSearch(set.search);
  }, [sets.data, search, replaceSearch, hash]);
}
