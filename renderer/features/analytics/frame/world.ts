import { createContext, useContext } from 'react';
import type { EventNames } from '../../../../contract/event-catalogue.ts';
import type { Segment } from '../../../../contract/segments.ts';
import type { Workspace } from '../../../../contract/workspace.ts';
import type { DateRange } from '../../../queries/index.ts';
import type { Speech } from '../pickers/event-words.ts';

/** What every analysis needs to know before it can ask anything. */
export interface World extends Speech {
  workspace: Workspace;
  /** First and last local day with data. */
  data: DateRange;
  /** Events by name, the ones without tracking code first. */
  events: EventNames['events'];
  segments: readonly Segment[];
}

export const WorldContext = createContext<World | null>(null);

export function useWorld(): World {
  const world = useContext(WorldContext);
  if (!world) throw new Error('useWorld needs an AnalysisGate above');
  return world;
}
