import { createContext, useContext } from 'react';
import type { PivotValue } from '../../../contract/pivot.ts';
import type { ReportDefinition } from '../../../contract/reports.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import type { DateRange, Member, Members } from '../../queries/index.ts';
import type { ChipPlace, Shelf } from './definition.ts';

/** What every part of the builder works on. */
export interface Builder {
  definition: ReportDefinition;
  members: Members;
  workspace: Workspace;
  /** Days with data; null while there are none. */
  data: DateRange | null;
  subject: string | null;
  change: (next: ReportDefinition | ((now: ReportDefinition) => ReportDefinition)) => void;
  add: (member: Member, shelf?: Shelf, index?: number) => void;
  remove: (place: ChipPlace) => void;
  move: (from: ChipPlace, shelf: Shelf, index: number) => void;
  fieldTitle: (id: string, member: string) => string;
  valueTitle: (value: PivotValue) => string;
  say: (sentence: string) => void;
}

export const BuilderContext = createContext<Builder | null>(null);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error('useBuilder needs a BuilderContext above');
  return builder;
}
