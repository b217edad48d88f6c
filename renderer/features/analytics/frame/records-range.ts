import type { AnalysisKind } from '../../../../contract/analysis-kinds.ts';
import { type DatedRecord, type Status, spanOf } from '../../../../contract/workspace.ts';

/** Histories are made of everything that happened to a person. */
const happenings: readonly DatedRecord[] = ['orders', 'events', 'survey_responses', 'tickets'];

const recordsOf: Record<AnalysisKind, readonly DatedRecord[]> = {
  funnel: happenings,
  retention: happenings,
  lifecycle: happenings,
  stickiness: happenings,
  paths: happenings,
  journey: happenings,
  rfm: ['orders'],
  clv: ['orders'],
  churn: ['orders'],
  feedback: ['survey_responses'],
  stages: ['opportunities', 'orders'],
};

/** First and last instant of what an analysis looks at; of all data where there is none of it. */
export function rangeOfRecords(
  kind: AnalysisKind,
  { dataRange, recordRanges }: Pick<Status, 'dataRange' | 'recordRanges'>,
): Status['dataRange'] {
  const range = spanOf(recordsOf[kind].map((record) => recordRanges[record]));
  return range.from === null ? dataRange : range;
}
