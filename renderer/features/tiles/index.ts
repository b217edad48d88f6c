export { Tile } from './tile.tsx';
export {
  type TileInteraction,
  type TileStateName,
  type TileSurface,
  useTileSurface,
} from './tile-context.ts';
export { TileSurfaceProvider } from './tile-surface.tsx';
