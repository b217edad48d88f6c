import { memo } from 'react';
import type { Tile as TileDefinition } from '../../../contract/boards.ts';
import { missingMembers } from '../../queries/index.ts';
import { AnalysisTile } from './analysis-tile.tsx';
import { ChartTile } from './chart-tile.tsx';
import { HeatMapTile } from './heat-map-tile.tsx';
import { HistogramTile } from './histogram-tile.tsx';
import { NumberTile } from './number-tile.tsx';
import { ImageTile, MissingTile, SectionTile } from './plain-tiles.tsx';
import { RankingTile } from './ranking-tile.tsx';
import { standsSame } from './same-tile.ts';
import { SavedReportTile } from './saved-report-tile.tsx';
import { StackedTrendTile } from './stacked-trend-tile.tsx';
import { TableTile } from './table-tile.tsx';
import { TextTile } from './text-tile.tsx';
import { useTileSurface } from './tile-context.ts';
import { TrendTile } from './trend-tile.tsx';
import { VarianceTile } from './variance-tile.tsx';

/** A tile of any kind, in a frame that fills its place. It is drawn again when it changes, not when others do. */
export const Tile = memo(
  function Tile({ tile }: { tile: TileDefinition }) {
    const { members } = useTileSurface();
    const missing = tile.kind === 'text' ? [] : missingMembers(tile, members);
    return missing.length > 0 ? <MissingTile tile={tile} missing={missing} /> : <TileOfKind tile={tile} />;
  },
  (former, { tile }) => standsSame(former.tile, tile),
);

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
      return tile.chart === 'variance' ? <VarianceTile tile={tile} /> : <ChartTile tile={tile} />;
    case 'text':
      return <TextTile tile={tile} />;
    case 'image':
      return <ImageTile tile={tile} />;
    case 'section':
      return <SectionTile tile={tile} />;
    case 'analysis':
      return <AnalysisTile tile={tile} />;
    case 'report':
      return <SavedReportTile tile={tile} />;
  }
}
