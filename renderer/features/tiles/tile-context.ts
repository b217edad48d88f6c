import { createContext, useContext } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import type { NumberStyle, Unit } from '../../format/index.ts';
import type { BoardScope, Member, Members } from '../../queries/index.ts';

/** What tiles that are shown together share: a board, a page of a report, a preview. */
export interface TileSurface {
  /** All tiles of the surface: number tiles ask their questions together, measures keep their colour. */
  tiles: readonly Tile[];
  scope: BoardScope;
  members: Members;
  workspace: Workspace;
  /** A member of the data model; one it does not know reads by its bare name. */
  member: (name: string) => Member;
  style: (unit: Unit) => NumberStyle;
  /** Index into the palette for a measure, the same on every tile. */
  colorOf: (measure: string) => number;
  /** Null where nothing can be chosen: on paper, in a preview. */
  interaction: TileInteraction | null;
  /** Told whenever a tile changes its state. */
  report: (tileId: string, state: TileStateName) => void;
}

/** Names of the states a tile can be in; `loading` and `refreshing` are the ones to wait for. */
export type TileStateName = 'loading' | 'failed' | 'empty' | 'full' | 'refreshing';

/** What a reader can do with the marks of a tile. */
export interface TileInteraction {
  /** Narrows the surface to some values of a dimension; none = not narrowed. */
  setFilter: (member: string, values: string[]) => void;
}

export const TileContext = createContext<TileSurface | null>(null);

export function useTileSurface(): TileSurface {
  const surface = useContext(TileContext);
  if (!surface) throw new Error('tiles need a TileSurfaceProvider above');
  return surface;
}
