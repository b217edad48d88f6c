import { createContext, type ReactNode, useContext } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import type { NumberStyle, Unit } from '../../format/index.ts';
import type { BoardScope, Granularity, Member, Members } from '../../queries/index.ts';

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
  /** Buttons of a tile, in its head. */
  chrome: ((tile: Tile) => ReactNode) | null;
  /** The way a tile has been drilled down, under its head. */
  crumbs: ((tile: Tile) => ReactNode) | null;
  /** What people noted on days; time axes show it. */
  notes: readonly { date: string; text: string }[];
  /** Index into the palette for a value of a dimension, the same on every tile. */
  colorOfValue: (member: string, value: string | null) => number;
  /** Told whenever a tile changes its state. */
  report: (tileId: string, state: TileStateName) => void;
}

/** Names of the states a tile can be in; `loading` and `refreshing` are the ones to wait for. */
export type TileStateName = 'loading' | 'failed' | 'empty' | 'full' | 'refreshing';

/** What a reader can do with the marks of a tile. */
export interface TileInteraction {
  /** Narrows the surface to a mark, adds it to what is chosen, or takes it away again. */
  choose: (tile: Tile, picks: MarkPick[], isAdding: boolean) => void;
  /** Offers what can be done with a mark, at a place of the window. */
  openMenu: (tile: Tile, picks: MarkPick[], at: { x: number; y: number }) => void;
}

/** What a mark stands for: a value of a dimension, or a step of time. */
export type MarkPick =
  /** With the number of the profile where the value names one person of known number. */
  | { kind: 'value'; member: string; value: string; profileId?: number }
  | { kind: 'step'; start: string; granularity: Granularity };

export const TileContext = createContext<TileSurface | null>(null);

export function useTileSurface(): TileSurface {
  const surface = useContext(TileContext);
  if (!surface) throw new Error('tiles need a TileSurfaceProvider above');
  return surface;
}
