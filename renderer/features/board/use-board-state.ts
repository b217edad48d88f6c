import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { Board } from '../../../contract/boards.ts';
import type { Status } from '../../../contract/workspace.ts';
import { localDateOf } from '../../format/index.ts';
import { type DateRange, type Members, parameterOf, scopeOf, unknownMember } from '../../queries/index.ts';
import type { BoardState } from './board-context.ts';

/** Days with data in the workspace's zone; null while there is none. */
export function dataDays(status: Status): DateRange | null {
  const { from, to } = status.dataRange;
  if (from === null || to === null) return null;
  const { timezone } = status.workspace;
  return { from: localDateOf(from, timezone), to: localDateOf(to, timezone) };
}

/** Dimensions that the address may narrow: those the board offers and those its rankings filter by. */
export function filterMembersOf(board: Board): string[] {
  const ranked = board.tiles.flatMap((tile) => (tile.kind === 'ranking' && tile.isFilter ? [tile.dimension] : []));
  return [...new Set([...board.filterMembers, ...ranked])];
}

/** Joins definition, data model, workspace and address into what the tiles share. */
export function useBoardStateOf(board: Board, members: Members, status: Status, data: DateRange): BoardState {
  const search = useSearch({ strict: false }) as Record<string, string | string[] | undefined>;
  const navigate = useNavigate();
  const { workspace } = status;
  const scopeKey = JSON.stringify([search, board.id, board.version, data, workspace.timezone]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `scopeKey` holds everything the scope is made of
  const scope = useMemo(() => scopeOf(search, filterMembersOf(board), data, workspace.timezone), [scopeKey]);
  const change = useCallback(
    (part: Record<string, string | string[] | undefined>) =>
      void navigate({ to: '.', search: (former: object) => ({ ...former, ...part }), replace: false }),
    [navigate],
  );
  const setRange = useCallback(({ from, to }: DateRange) => change({ from, to }), [change]);
  const setFilter = useCallback(
    (member: string, values: string[]) => change({ [parameterOf(member)]: values.length > 0 ? values : undefined }),
    [change],
  );
  return useMemo(
    () => ({
      board,
      scope,
      members,
      workspace,
      member: (name) => members.get(name) ?? unknownMember(name),
      setRange,
      setFilter,
    }),
    [board, scope, members, workspace, setRange, setFilter],
  );
}
