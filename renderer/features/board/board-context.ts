import { createContext, useContext } from 'react';
import type { Board } from '../../../contract/boards.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import type { NumberStyle, Unit } from '../../format/index.ts';
import type { BoardScope, DateRange, Member, Members } from '../../queries/index.ts';

/** What every tile of an open board shares. */
export interface BoardState {
  board: Board;
  scope: BoardScope;
  members: Members;
  workspace: Workspace;
  /** A member of the data model; one it does not know reads by its bare name. */
  member: (name: string) => Member;
  style: (unit: Unit) => NumberStyle;
  /** Index into the palette for a measure, the same on every tile. */
  colorOf: (measure: string) => number;
  setRange: (range: DateRange) => void;
  setFilter: (member: string, values: string[]) => void;
}

export const BoardContext = createContext<BoardState | null>(null);

export function useBoardState(): BoardState {
  const state = useContext(BoardContext);
  if (!state) throw new Error('useBoardState needs an open board above');
  return state;
}
