import { useParams, useSearch } from '@tanstack/react-router';
import { Suspense, useMemo } from 'react';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';
import { NotFound } from '../../app/not-found.tsx';
import { PageError } from '../../errors/index.ts';
import { type Stand, StandContext } from './frame/stand.tsx';
import { pages } from './pages.ts';
import { useAnalysisReport } from './saving/report-requests.ts';

/** The analysis named in the address, from scratch or as a saved report has it. */
export default function AnalysisPage() {
  const { kind } = useParams({ strict: false }) as { kind: AnalysisKind };
  const { report: id } = useSearch({ strict: false }) as { report?: string };
  const report = useAnalysisReport(id ?? null);
  const saved = report.data ?? null;
  const stand = useMemo<Stand>(() => ({ place: 'page', settings: null, saved, report: () => {} }), [saved]);
  const Page = Object.hasOwn(pages, kind) ? pages[kind] : undefined;
  if (!Page) return <NotFound />;
  if (report.isError && saved === null) return <PageError error={report.error} onRetry={() => void report.refetch()} />;
  if (id !== undefined && saved === null) return null;
  if (saved !== null && saved.definition.analysis !== kind) return <NotFound />;
  return (
    <StandContext value={stand}>
      <Suspense fallback={null}>
        <Page key={`${kind} ${saved?.id ?? ''}`} />
      </Suspense>
    </StandContext>
  );
}
