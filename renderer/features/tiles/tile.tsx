import { lazy, Suspense } from 'react';
import type { Tile as TileDefinition, TileOf } from '../../../contract/boards.ts';
import { missingMembers, rangeOf } from '../../queries/index.ts';
import { AnalysisTile } from './analysis-tile.tsx';
import { ChartTile } from './chart-tile.tsx';
import { HeatMapTile } from './heat-map-tile.tsx';
import { HistogramTile } from './histogram-tile.tsx';
import { NumberTile } from './number-tile.tsx';
import { ImageTile, MissingTile, SectionTile } from './plain-tiles.tsx';
import { RankingTile } from './ranking-tile.tsx';
import { RowsSkeleton } from './skeletons.tsx';
import { StackedTrendTile } from './stacked-trend-tile.tsx';
import { TableTile } from './table-tile.tsx';
import { TextTile } from './text-tile.tsx';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { TrendTile } from './trend-tile.tsx';

/** Pivot tables come when a board first shows a report. */
const ReportTile = lazy(() => import('./report-tile.tsx'));

function Report({ tile }: { tile: TileOf<'report'> }) {
  const { scope } = useTileSurface();
  const skeleton = <RowsSkeleton rows={7} />;
  const frame = { tile, range: rangeOf(tile, scope), measures: [], unreached: [], skeleton };
  const waiting = (
    <TileFrame {...frame} state={{ kind: 'loading' }}>
      {null}
    </TileFrame>
  );
  return (
    <Suspense fallback={waiting}>
      <ReportTile tile={tile} />
    </Suspense>
  );
}

/** A tile of any kind, in a frame that fills its place. */
export function Tile({ tile }: { tile: TileDefinition }) {
  const { members } = useTileSurface();
  const missing = tile.kind === 'text' ? [] : missingMembers(tile, members);
  return missing.length > 0 ? <MissingTile tile={tile} missing={missing} /> : <TileOfKind tile={tile} />;
}

function TileOfKind({ tile }: { tile: TileDefinition }) {
  switch (tile.kind) {
    case 'number':
      return <NumberTile tile={tile} />;
    case 'trend':
      return <TrendTile tile={tile} />;
    case 'stacked-trend':
      return <StackedTrendTile tile={tile} />;
    case 'ranking':
      return <RankingTile tile={tile} />;
    case 'heat-map':
      return <HeatMapTile tile={tile} />;
    case 'histogram':
      return <HistogramTile tile={tile} />;
    case 'table':
      return <TableTile tile={tile} />;
    case 'chart':
      return <ChartTile tile={tile} />;
    case 'text':
      return <TextTile tile={tile} />;
    case 'image':
      return <ImageTile tile={tile} />;
    case 'section':
      return <SectionTile tile={tile} />;
    case 'analysis':
      return <AnalysisTile tile={tile} />;
    case 'report':
      return <Report tile={tile} />;
  }
}
