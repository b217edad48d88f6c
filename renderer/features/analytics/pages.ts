import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';

/** Each analysis, loaded when it is first shown. */
export const pages: Record<AnalysisKind, LazyExoticComponent<ComponentType>> = {
  funnel: lazy(() => import('./funnel/funnel-page.tsx')),
  retention: lazy(() => import('./retention/retention-page.tsx')),
  lifecycle: lazy(() => import('./lifecycle/lifecycle-page.tsx')),
  stickiness: lazy(() => import('./lifecycle/stickiness-page.tsx')),
  paths: lazy(() => import('./paths/paths-page.tsx')),
  rfm: lazy(() => import('./rfm/rfm-page.tsx')),
  clv: lazy(() => import('./clv/clv-page.tsx')),
  churn: lazy(() => import('./survival/churn-page.tsx')),
  feedback: lazy(() => import('./feedback/feedback-page.tsx')),
  stages: lazy(() => import('./stages/stages-page.tsx')),
  journey: lazy(() => import('./journey/journey-page.tsx')),
};
