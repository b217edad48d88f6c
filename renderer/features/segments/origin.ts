import type { SegmentAnalysis } from '../../../contract/segments.ts';
import type { AnalysisKind } from '../analytics/frame/kinds.ts';

/** The page on which people of an analysis are found. */
export function kindOfOrigin(kind: SegmentAnalysis): AnalysisKind {
  switch (kind) {
    case 'churn/at-risk':
    case 'survival':
      return 'churn';
    case 'nps':
    case 'csat':
      return 'feedback';
    default:
      return kind;
  }
}
