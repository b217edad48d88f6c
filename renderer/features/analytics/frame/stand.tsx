import { createContext, type ReactNode, useContext } from 'react';
import type { AnalysisReport } from '../../../../contract/reports.ts';

/** How far an analysis that stands on a board has come. */
export type StandState =
  | { kind: 'loading' | 'refreshing' | 'empty' | 'full' }
  | { kind: 'failed'; error: unknown; retry: () => void };

/** Where an analysis stands, and where its settings come from. */
export interface Stand {
  /** A page of its own with its builder, a tile among others, or a sheet of paper of its own. */
  place: 'page' | 'tile' | 'paper';
  /** Given from outside and not to be changed here; null: those of the address. */
  settings: object | null;
  /** The saved report that the page shows. */
  saved: AnalysisReport | null;
  /** Told how the main result stands. */
  report: (state: StandState) => void;
}

const ownPage: Stand = { place: 'page', settings: null, saved: null, report: () => {} };
export const StandContext = createContext<Stand>(ownPage);

export function useStand(): Stand {
  return useContext(StandContext);
}

/** What a page shows beside its main result; on paper only where asked, on a tile never. Nothing unseen is asked. */
export function Detail({ isOnPaper = false, children }: { isOnPaper?: boolean; children: ReactNode }) {
  const { place } = useStand();
  return place === 'page' || (isOnPaper && place === 'paper') ? children : null;
}
