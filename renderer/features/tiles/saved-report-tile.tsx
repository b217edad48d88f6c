import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { analysisTileOf } from '../../../contract/board-queries/index.ts';
import type { TileOf } from '../../../contract/boards.ts';
import { savedReportOutput } from '../../../contract/reports.ts';
import { rangeOf } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { AnalysisTile } from './analysis-tile.tsx';
import { RowsSkeleton } from './skeletons.tsx';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import type { TileState } from './tile-state.ts';

// Tables and charts of the builder weigh as much as the rest of a board.
const ReportTile = lazy(() => import('./report-tile.tsx'));

/** A saved report of either kind: a table or chart of the builder, or an analysis. */
export function SavedReportTile({ tile }: { tile: TileOf<'report'> }) {
  const { reportId } = tile;
  const report = useQuery({
    queryKey: ['reports', reportId],
    queryFn: ({ signal }) =>
      request(`/api/v1/reports/${encodeURIComponent(reportId)}`, { schema: savedReportOutput, signal }),
  });
  const waiting = <Waiting tile={tile} state={{ kind: 'loading' }} />;
  if (report.data?.kind === 'analysis') return <AnalysisTile tile={analysisTileOf(tile, report.data)} />;
  if (report.data) {
    return (
      <Suspense fallback={waiting}>
        <ReportTile tile={tile} />
      </Suspense>
    );
  }
  if (!report.isError) return waiting;
  return <Waiting tile={tile} state={{ kind: 'failed', error: report.error, retry: () => void report.refetch() }} />;
}

function Waiting({ tile, state }: { tile: TileOf<'report'>; state: TileState }) {
  const { scope } = useTileSurface();
  const skeleton = <RowsSkeleton rows={7} />;
  return (
    <TileFrame tile={tile} state={state} range={rangeOf(tile, scope)} measures={[]} unreached={[]} skeleton={skeleton}>
      {null}
    </TileFrame>
  );
}
