import { createContext, useContext } from 'react';
import type { Board } from '../../../contract/boards.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import type {
  BoardFilter,
  BoardScope,
  DateRange,
  MeasureFilter,
  Member,
  Members,
  Preset,
} from '../../queries/index.ts';

/** What the parts of an open board share: its definition, what the reader has chosen, and how to choose. */
export interface BoardState {
  board: Board;
  scope: BoardScope;
  members: Members;
  workspace: Workspace;
  /** A member of the data model; one it does not know reads by its bare name. */
  member: (name: string) => Member;
  /** The tab in sight; null on a board without tabs. */
  tab: string | null;
  setTab: (tab: string) => void;
  setRange: (range: DateRange) => void;
  /** Null goes back to the dates the board opens with. */
  setPreset: (preset: Preset | null) => void;
  /** Narrows to a step of time, or goes back to the dates from before it. */
  setStep: (range: DateRange | null) => void;
  setFilter: (member: string, values: string[]) => void;
  /** Several at once, as one step in the history of the browser. */
  setFilters: (filters: readonly BoardFilter[]) => void;
  setMeasureFilters: (filters: MeasureFilter[]) => void;
  setSegment: (segment: string | null) => void;
  clearFilters: () => void;
  /** The choices as the address holds them. */
  search: Record<string, string | string[] | undefined>;
  replaceSearch: (search: Record<string, string | string[] | undefined>) => void;
}

export const BoardContext = createContext<BoardState | null>(null);

export function useBoardState(): BoardState {
  const state = useContext(BoardContext);
  if (!state) throw new Error('useBoardState needs an open board above');
  return state;
}
