import type { AlertDefinition } from '../../../contract/alerts.ts';
import {
  type BoardScope,
  type CubeQuery,
  type DateRange,
  figure,
  type Member,
  type Members,
  queryBuilder,
  rangeOf,
  targetQuery,
  tileTarget,
  unknownMember,
} from '../../../contract/board-queries/index.ts';
import type { Board, TileOf } from '../../../contract/boards.ts';
import { AppError } from '../../../contract/errors.ts';
import type { View } from '../../../contract/exports.ts';
import { boardOfMeasure } from '../../../contract/target-board.ts';
import type { Boards } from '../../boards/index.ts';
import type { Reader, ReportFigures } from '../figures.ts';

/** The figure an alert looks at, with everything it depends on. */
export interface Watched {
  member: Member;
  timeMember: string;
  range: DateRange;
  scope: BoardScope;
  query: (range: DateRange) => CubeQuery;
  /** What the figure should reach; null where nothing says so. */
  target: () => Promise<number | null>;
}

export interface WatchContext {
  figures: ReportFigures;
  reader: Reader;
  boards: Pick<Boards, 'get'>;
  signal?: AbortSignal;
}

/**
 * What an alert watches: a measure with filters of its own, or a number tile as it stands on its board now.
 *
 * @throws alerts/tile-gone
 */
export async function watched(definition: AlertDefinition, context: WatchContext): Promise<Watched> {
  const { figures, reader, boards, signal } = context;
  const { board, tile, view } = boardAndTile(definition, boards);
  const members = await figures.members(reader);
  const member = members.get(tile.measure) ?? unknownMember(tile.measure);
  const scope = await figures.scope({ ...board, defaultRange: definition.range }, view);
  const { query, timeMember } = queryBuilder(tile, [tile.measure], scope, members);
  const range = rangeOf(tile, scope);
  const target = () => targetOf(tile, { range, scope, members, load: (asked) => figures.load(asked, reader, signal) });
  return { member, timeMember, range, scope, query, target };
}

function boardAndTile(definition: AlertDefinition, boards: Pick<Boards, 'get'>) {
  const { name, measure, timeMember, filters } = definition;
  if (definition.tile === null) {
    const board = boardOfMeasure({ measure, timeMember, filters, by: null, view: {}, title: name });
    return { board, tile: numberTile(board, 'figure'), view: {} };
  }
  const { board: id, tile: tileId, view } = definition.tile;
  return { ...numberTileOf(boards, id, tileId), view: withoutDates(view) };
}

/** A number tile by its place. @throws alerts/tile-gone where the board or the tile is no more, or counts no figure */
export function numberTileOf(
  boards: Pick<Boards, 'get'>,
  boardId: string,
  tileId: string,
): { board: Board; tile: TileOf<'number'> } {
  let board: Board;
  try {
    board = boards.get(boardId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'boards/not-found') throw new AppError('alerts/tile-gone');
    throw error;
  }
  return { board, tile: numberTile(board, tileId) };
}

function numberTile(board: Board, id: string): TileOf<'number'> {
  const tile = board.tiles.find((one): one is TileOf<'number'> => one.id === id && one.kind === 'number');
  if (tile === undefined) throw new AppError('alerts/tile-gone');
  return tile;
}

/** Dates move on with the data; an alert has a named range instead. */
function withoutDates({ from: _, to: __, range: ___, tab: ____, ...rest }: View): View {
  return rest;
}

interface TargetContext {
  range: DateRange;
  scope: BoardScope;
  members: Members;
  load: (query: CubeQuery) => Promise<{ data: readonly Record<string, unknown>[] }>;
}

/** The tile's own target, else the typed monthly targets of its measure under the same filters. */
async function targetOf(
  tile: TileOf<'number'>,
  { range, scope, members, load }: TargetContext,
): Promise<number | null> {
  const member = members.get(tile.measure) ?? unknownMember(tile.measure);
  if (tile.target?.kind === 'fixed') return tile.target.value;
  const asked = targetQuery(tile, range, scope, members);
  if (asked !== null) {
    const [row] = (await load(asked)).data;
    const [measure = ''] = asked.measures;
    return figure(row?.[measure] as Parameters<typeof figure>[0]);
  }
  return tile.target?.kind === 'measure' ? null : tileTarget(tile, member, range, scope);
}
