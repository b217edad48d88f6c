/** Analyses that can be saved as a report and stand on a board, in the order of their tabs. */
export const analysisKinds = [
  'funnel',
  'retention',
  'lifecycle',
  'stickiness',
  'paths',
  'rfm',
  'clv',
  'churn',
  'feedback',
  'stages',
  'journey',
] as const;
export type AnalysisKind = (typeof analysisKinds)[number];

/** The part of `/api/v1/analytics/` that answers a question: that of feedback names its kind unless it is NPS. */
export function analysisPath(analysis: AnalysisKind, question: object): string {
  if (analysis !== 'feedback') return analysis;
  return 'kind' in question ? 'csat' : 'nps';
}

/** The analysis that a path of the API belongs to; null where no report can be made of it. */
export function analysisOfPath(path: string): AnalysisKind | null {
  if (path === 'nps' || path === 'csat') return 'feedback';
  return analysisKinds.find((kind) => kind === path) ?? null;
}
