import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';
import type { SegmentAnalysis } from '../../../contract/segments.ts';

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
