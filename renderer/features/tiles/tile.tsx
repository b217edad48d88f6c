import type { Tile as TileDefinition } from '../../../contract/boards.ts';
import { HeatMapTile } from './heat-map-tile.tsx';
import { HistogramTile } from './histogram-tile.tsx';
import { NumberTile } from './number-tile.tsx';
import { RankingTile } from './ranking-tile.tsx';
import { StackedTrendTile } from './stacked-trend-tile.tsx';
import { TableTile } from './table-tile.tsx';
import { TrendTile } from './trend-tile.tsx';

/** The component of a tile's kind. */
export function Tile({ tile }: { tile: TileDefinition }) {
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
  }
}
