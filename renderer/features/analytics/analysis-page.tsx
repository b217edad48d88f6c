import { useParams } from '@tanstack/react-router';
import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from 'react';
import { NotFound } from '../../app/not-found.tsx';
import type { AnalysisKind } from './frame/kinds.ts';

const pages: Record<AnalysisKind, LazyExoticComponent<ComponentType>> = {
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

/** The analysis named in the address; each kind is loaded when it is first opened. */
export default function AnalysisPage() {
  const { kind } = useParams({ strict: false }) as { kind: AnalysisKind };
  const Page = Object.hasOwn(pages, kind) ? pages[kind] : undefined;
  if (!Page) return <NotFound />;
  return (
    <Suspense fallback={null}>
      <Page key={kind} />
    </Suspense>
  );
}
