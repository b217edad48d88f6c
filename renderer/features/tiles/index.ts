export { valueLabel } from './chart/value-label.ts';
export { stepWord } from './steps.ts';
export { Tile } from './tile.tsx';
export {
  type MarkPick,
  type TileInteraction,
  type TileStateName,
  type TileSurface,
  useTileSurface,
} from './tile-context.ts';
export { TileSurfaceProvider } from './tile-surface.tsx';
