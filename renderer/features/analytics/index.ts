export { AnalysisView, type AnalysisViewProps } from './analysis-view.tsx';
export type { StandState } from './frame/stand.tsx';
