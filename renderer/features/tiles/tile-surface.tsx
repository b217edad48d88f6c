import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import { measureColors } from '../../charts/index.ts';
import { useLanguage } from '../../i18n/index.ts';
import { type BoardScope, type Members, shortName, unknownMember } from '../../queries/index.ts';
import { showsSame } from './same-tile.ts';
import { TileContext, type TileInteraction, type TileStateName, type TileSurface } from './tile-context.ts';

const noNotes: TileSurface['notes'] = [];

interface TileSurfaceProps {
  tiles: readonly Tile[];
  /** The tiles that are rendered below now; all of `tiles` where it is left out. `onSettled` waits for these. */
  shown?: readonly Tile[];
  scope: BoardScope;
  members: Members;
  workspace: Workspace;
  interaction?: TileInteraction | null;
  chrome?: TileSurface['chrome'];
  crumbs?: TileSurface['crumbs'];
  notes?: TileSurface['notes'];
  /** Called each time every tile shown has its figures, failed, or is empty. `failed` names the tiles that failed. */
  onSettled?: (outcome: { failed: string[] }) => void;
  children: ReactNode;
}

/** Gives the tiles below it what they share; needs the query client, theme and language of the page, but no router. */
export function TileSurfaceProvider(props: TileSurfaceProps) {
  const { scope, members, workspace, interaction = null, onSettled, children } = props;
  const tiles = useSteady(props.tiles);
  const { shown = tiles } = props;
  const { chrome = null, crumbs = null, notes = noNotes } = props;
  const language = useLanguage();
  const colors = useMemo(() => measureColors({ tiles }), [tiles]);
  const colorOfValue = useValueColors();
  const report = useSettling(shown, onSettled);
  const surface = useMemo<TileSurface>(
    () => ({
      tiles,
      scope,
      members,
      workspace,
      member: (name) => members.get(name) ?? unknownMember(name),
      style: (unit) => ({ unit, language, currency: workspace.currency }),
      colorOf: (measure) => colors.get(measure) ?? 0,
      interaction,
      chrome,
      crumbs,
      notes,
      colorOfValue,
      report,
    }),
    [tiles, scope, members, workspace, language, colors, interaction, chrome, crumbs, notes, colorOfValue, report],
  );
  return <TileContext value={surface}>{children}</TileContext>;
}

/** The tiles as before where they only changed places: what they show then stays as it is. */
function useSteady(tiles: readonly Tile[]): readonly Tile[] {
  const [steady, setSteady] = useState(tiles);
  const isSame = steady.length === tiles.length && steady.every((tile, at) => tiles[at] && showsSame(tile, tiles[at]));
  if (!isSame) setSteady(tiles);
  return isSame ? steady : tiles;
}

/** Values take colours in the order in which tiles first show them, per dimension; five, then the rest is grey. */
function useValueColors(): TileSurface['colorOfValue'] {
  const taken = useRef(new Map<string, Map<string | null, number>>());
  return useCallback((member, value) => {
    const short = shortName(member);
    const known = taken.current.get(short) ?? new Map<string | null, number>();
    taken.current.set(short, known);
    const color = known.get(value) ?? Math.min(known.size, 7);
    known.set(value, color);
    return color;
  }, []);
}

/** Collects the states of the tiles and tells when none is under way. */
function useSettling(shown: readonly Tile[], onSettled: TileSurfaceProps['onSettled']) {
  const states = useRef(new Map<string, TileStateName>());
  const wanted = useRef({ shown, onSettled });
  useEffect(() => {
    wanted.current = { shown, onSettled };
  });
  return useCallback((tileId: string, state: TileStateName) => {
    states.current.set(tileId, state);
    const { shown: now, onSettled: tell } = wanted.current;
    const found = now.map((tile) => [tile.id, states.current.get(tile.id) ?? 'loading'] as const);
    if (found.some(([, one]) => one === 'loading' || one === 'refreshing')) return;
    tell?.({ failed: found.filter(([, one]) => one === 'failed').map(([id]) => id) });
  }, []);
}
