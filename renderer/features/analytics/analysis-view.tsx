import { Suspense, useMemo } from 'react';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';
import type { PropertyFilter } from '../../../contract/analytics.ts';
import { isOfOneDay, narrowed } from '../../../contract/board-queries/index.ts';
import type { DateRange } from '../../queries/index.ts';
import styles from './frame/analysis-layout.module.css';
import { type Stand, StandContext, type StandState } from './frame/stand.tsx';
import { pages } from './pages.ts';
import { settingsOfQuestion } from './settings-of-question.ts';

export interface AnalysisViewProps {
  analysis: AnalysisKind;
  /** The question of the API; what it means where there are no settings. */
  question: Record<string, unknown>;
  /** As a page was set; see `contract/analysis-reports.ts`. */
  settings: Record<string, unknown> | undefined;
  /** Dates from outside; `all` for everything there is, null for those of the settings. */
  dates: DateRange | 'all' | null;
  /** Newest local day with data. */
  newestDay: string;
  /** Segment from outside, in place of the analysis's own; null: none. */
  segmentId: string | null;
  /** Conditions from outside on all its events; none by default. */
  conditions?: PropertyFilter[];
  place: 'tile' | 'paper';
  report: (state: StandState) => void;
}

/** An analysis without its builder: the main result, what was counted, and warnings; on paper its table too. */
export function AnalysisView(props: AnalysisViewProps) {
  const { analysis, question, settings, dates, newestDay, segmentId, conditions, place, report } = props;
  const key = JSON.stringify([analysis, question, settings, dates, newestDay, segmentId, conditions]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` holds all that settings are made of
  const stand = useMemo<Stand>(
    () => ({ place, settings: settingsUnder(props), saved: null, report }),
    [key, place, report],
  );
  const Page = pages[analysis];
  // One element as long as nothing is asked anew: the frame around is drawn again whenever it is told of a state.
  const page = useMemo(() => <Page />, [Page]);
  return (
    <StandContext value={stand}>
      <Suspense fallback={<div className={styles.coming} aria-busy="true" />}>{page}</Suspense>
    </StandContext>
  );
}

/** The settings with dates, segment and conditions of whatever they stand on. */
export function settingsUnder(props: Omit<AnalysisViewProps, 'place' | 'report'>): object {
  const { analysis, question, settings, dates, newestDay, segmentId, conditions = [] } = props;
  const own = narrowed(analysis, settings ?? settingsOfQuestion(analysis, question), conditions);
  const segment = segmentId === null ? {} : { segmentId };
  if (dates === null) return { ...own, ...segment };
  if (isOfOneDay(analysis)) {
    if (dates === 'all') return { ...own, ...segment };
    return { ...own, ...segment, asOf: dates.to < newestDay ? dates.to : null };
  }
  return { ...own, ...segment, range: dates === 'all' ? { preset: 'all' } : { from: dates.from, to: dates.to } };
}
