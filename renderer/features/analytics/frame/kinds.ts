/** The analyses in the order of their tabs. */
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
