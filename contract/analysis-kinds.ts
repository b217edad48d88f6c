import type { Language, LocalizedText } from './language.ts';

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

/** What an analysis is called where nobody gave it a title. */
export const analysisNames: Record<AnalysisKind, LocalizedText> = {
  funnel: { 'zh-CN': '漏斗', en: 'Funnel' },
  retention: { 'zh-CN': '留存', en: 'Retention' },
  lifecycle: { 'zh-CN': '生命周期', en: 'Lifecycle' },
  stickiness: { 'zh-CN': '粘性', en: 'Stickiness' },
  paths: { 'zh-CN': '路径', en: 'Paths' },
  rfm: { 'zh-CN': 'RFM', en: 'RFM' },
  clv: { 'zh-CN': '客户价值', en: 'Customer value' },
  churn: { 'zh-CN': '流失', en: 'Churn' },
  feedback: { 'zh-CN': 'NPS 与满意度', en: 'NPS & CSAT' },
  stages: { 'zh-CN': '阶段漏斗', en: 'Stages' },
  journey: { 'zh-CN': '客户旅程', en: 'Journey' },
};

/** The names in one language. */
export function analysisNamesIn(language: Language): Record<AnalysisKind, string> {
  const names = Object.entries(analysisNames).map(([kind, name]) => [kind, name[language]]);
  return Object.fromEntries(names) as Record<AnalysisKind, string>;
}

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
