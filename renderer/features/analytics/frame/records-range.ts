import type { AnalysisKind } from '../../../../contract/analysis-kinds.ts';
import type { DatedRecord, Status } from '../../../../contract/workspace.ts';

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
  const ranges = recordsOf[kind].map((record) => recordRanges[record]);
  const instants = ranges.flatMap(({ from, to }) => (from === null || to === null ? [] : [from, to])).sort();
  return instants.length === 0 ? dataRange : { from: instants[0] ?? null, to: instants.at(-1) ?? null };
}
