import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { Board, PlanTarget } from '../../../contract/boards.ts';
import type { Status } from '../../../contract/workspace.ts';
import { localDateOf } from '../../format/index.ts';
import {
  type DateRange,
  datesOf,
  datesWord,
  filterMembersOf,
  type MeasureFilter,
  type Members,
  measureFilterText,
  type Preset,
  parameterOf,
  scopeOf,
  unknownMember,
} from '../../queries/index.ts';
import type { BoardState } from './board-context.ts';

/** Days with data in the workspace's zone; null while there is none. */
export function dataDays(status: Status): DateRange | null {
  const { from, to } = status.dataRange;
  if (from === null || to === null) return null;
  const { timezone } = status.workspace;
  return { from: localDateOf(from, timezone), to: localDateOf(to, timezone) };
}

/** The days a board counts back from. A board somebody made opens also where nothing is dated: it counts from today. */
export function boardDays(status: Status, { isBuiltIn }: Pick<Board, 'isBuiltIn'>): DateRange | null {
  const dated = dataDays(status);
  if (dated || isBuiltIn || !Object.values(status.counts).some((count) => count > 0)) return dated;
  const today = localDateOf(new Date().toISOString(), status.workspace.timezone);
  return { from: today, to: today };
}

type Search = Record<string, string | string[] | undefined>;

interface Parts {
  board: Board;
  members: Members;
  status: Status;
  data: DateRange;
  targets: readonly PlanTarget[];
}

/** Joins definition, data model, workspace and address into what the parts of a board share. */
export function useBoardStateOf({ board, members, status, data, targets }: Parts): BoardState {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { workspace } = status;
  const { timezone, fiscalYearStartMonth, weekStart } = workspace;
  const filterMembers = filterMembersOf(board);
  const settings = [timezone, fiscalYearStartMonth, weekStart];
  const scopeKey = JSON.stringify([search, board.defaultRange, filterMembers, data, settings, targets]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `scopeKey` holds everything the scope is made of
  const scope = useMemo(
    () =>
      scopeOf(search, {
        filterMembers,
        data,
        timezone,
        calendar: { fiscalYearStartMonth, weekStart },
        defaultRange: board.defaultRange,
        targets,
      }),
    [scopeKey],
  );
  const change = useCallback(
    (part: Search) => void navigate({ to: '.', search: (former: object) => ({ ...former, ...part }), replace: false }),
    [navigate],
  );
  return useMemo<BoardState>(() => {
    const parameters = [
      ...scope.filters.map((filter) => parameterOf(filter.member)),
      ...scope.filters.map((one) => one.member),
    ];
    return {
      board,
      scope,
      members,
      workspace,
      member: (name) => members.get(name) ?? unknownMember(name),
      tab: board.tabs.find((tab) => tab.id === search.tab)?.id ?? board.tabs[0]?.id ?? null,
      setTab: (tab) => change({ tab }),
      setRange: ({ from, to }: DateRange) => change({ from, to, range: undefined, was: undefined }),
      setPreset: (preset: Preset | null) => change({ ...noDates, range: preset ?? undefined }),
      setStep: (step) =>
        change(step === null ? formerDates(search) : { ...noDates, ...step, was: search.was ?? datesWord(scope) }),
      setFilter: (member, values) => change(filterPart(member, values, filterMembers)),
      setFilters: (filters) =>
        change(Object.assign({}, ...filters.map(({ member, values }) => filterPart(member, values, filterMembers)))),
      setMeasureFilters: (filters: MeasureFilter[]) =>
        change({ where: filters.length > 0 ? filters.map(measureFilterText) : undefined }),
      setSegment: (segment) => change({ segment: segment ?? undefined }),
      clearFilters: () =>
        change({
          ...Object.fromEntries([...parameters, 'where', 'segment'].map((name) => [name, undefined])),
          ...formerDates(search),
        }),
      search: Object.fromEntries(Object.entries(search).filter(([name]) => name !== 'edit')),
      replaceSearch: (next) => void navigate({ to: '.', search: next as never }),
    };
  }, [board, scope, members, workspace, change, navigate, search, filterMembers]);
}

const noDates = { range: undefined, from: undefined, to: undefined, was: undefined };

/** The dates from before a step of time was chosen; nothing where none is. */
function formerDates({ was }: Search): Search {
  return typeof was === 'string' ? { ...noDates, ...datesOf(was) } : {};
}

/** A filter in the address: by its short name where that is understood here, else by its full one. */
function filterPart(member: string, values: string[], known: readonly string[]): Search {
  const short = parameterOf(member);
  const isKnown = known.find((one) => parameterOf(one) === short) === member;
  const value = values.length > 0 ? values : undefined;
  return isKnown ? { [short]: value, [member]: undefined } : { [member]: value };
}
