import {
  type BoardScope,
  type CubeQuery,
  type CubeRow,
  chartQueries,
  type DateRange,
  figure,
  groupQuery,
  type Member,
  type Members,
  numberQueries,
  rangeOf,
  rankingQueries,
  seriesQueries,
  unknownMember,
} from '../../../contract/board-queries/index.ts';
import type { Tile, TileOf } from '../../../contract/boards.ts';
import type { Reader, ReportFigures } from '../figures.ts';
import { reportWords } from '../words.ts';
import { filterNotes } from './filter-notes.ts';
import type { Table, TableColumn } from './table.ts';

export interface TileTableContext {
  figures: ReportFigures;
  reader: Reader;
  tiles: readonly Tile[];
  scope: BoardScope;
  members: Members;
  /** Every row, or those the tile shows. */
  rows: 'all' | 'shown';
  signal?: AbortSignal;
}

/**
 * The rows behind a tile, read by the same questions as on the board. Small answers are read at once, long ones while
 * they are written.
 *
 * @returns null for a tile without figures (a heading, a picture)
 */
export async function tileTable(tile: Tile, context: TileTableContext): Promise<Table | null> {
  switch (tile.kind) {
    case 'number':
      return numberTable(tile, context);
    case 'trend':
    case 'stacked-trend':
      return seriesTable(tile, context);
    case 'ranking':
      return rankingTable(tile, context);
    case 'heat-map':
    case 'histogram':
    case 'table':
      return groupTable(tile, context);
    case 'chart':
      return chartTable(tile, context);
    default:
      return null;
  }
}

/** One row per figure: now, before, and how it moved. Number tiles that ask together share a question, not a sheet. */
async function numberTable(tile: TileOf<'number'>, context: TileTableContext): Promise<Table> {
  const { figures, reader, tiles, scope, members, signal } = context;
  const words = reportWords[reader.language];
  const measure = memberOf(members, tile.measure);
  const queries = numberQueries(tiles, tile, scope, members);
  const answered = async (query: CubeQuery | null | undefined) =>
    query ? ((await figures.load(query, reader, signal)).data[0]?.[tile.measure] ?? null) : null;
  const row: CubeRow = { name: measure.title, value: await answered(queries.current) };
  const columns: TableColumn[] = [text('name', words.figure), number('value', words.value, measure.unit)];
  for (const comparison of tile.comparisons) {
    const compared = queries.compared[comparison];
    const before = await answered(compared?.query);
    row[comparison] = before;
    row[`${comparison}_change`] = changeRate(row.value ?? null, before, measure);
    columns.push(number(comparison, words[comparison], measure.unit));
    const changed = words.changeFrom[comparison];
    const title = measure.unit === 'percent' ? words.points(changed) : changed;
    columns.push(number(`${comparison}_change`, title, 'percent'));
  }
  return { ...frame(tile, context, rangeOf(tile, scope), queries.unreached), columns, rows: [[row]], chart: null };
}

function changeRate(now: CubeRow[string], before: CubeRow[string], { unit }: Member): number | null {
  const [current, earlier] = [figure(now), figure(before)];
  if (current === null || earlier === null) return null;
  if (unit === 'percent') return current - earlier;
  return earlier === 0 ? null : (current - earlier) / Math.abs(earlier);
}

async function seriesTable(tile: TileOf<'trend'> | TileOf<'stacked-trend'>, context: TileTableContext): Promise<Table> {
  const { figures, reader, scope, members, signal } = context;
  const queries = seriesQueries(tile, scope, members);
  const { data } = await figures.load(queries.current, reader, signal);
  const columns = [
    { ...text(queries.key, reportWords[reader.language].step[tile.granularity]), kind: 'date' as const },
    ...tile.measures.map((name) => measureColumn(members, name)),
  ];
  const values = tile.measures;
  const kind = tile.kind === 'trend' ? ('line' as const) : ('stacked-column' as const);
  return {
    ...frame(tile, context, queries.range, queries.unreached),
    columns,
    rows: [data],
    chart: data.length > 1 ? { kind, category: queries.key, values, rowCount: data.length } : null,
  };
}

async function rankingTable(tile: TileOf<'ranking'>, context: TileTableContext): Promise<Table> {
  const { figures, reader, scope, members, signal, rows } = context;
  const queries = rankingQueries(tile, scope, members);
  const measure = memberOf(members, tile.measure);
  const columns = [dimensionColumn(members, tile.dimension), measureColumn(members, tile.measure)];
  const base = frame(tile, context, queries.range, queries.unreached);
  if (rows === 'all') {
    const { limit: _, ...query } = queries.current;
    return { ...base, columns, rows: figures.rows(query, reader, signal), chart: null };
  }
  const [shown, whole] = [
    await figures.load(queries.current, reader, signal),
    await figures.load(queries.whole, reader, signal),
  ];
  const total = figure(whole.data[0]?.[tile.measure]);
  const hasShare = measure.isAdditive && total !== null && total !== 0;
  const data = shown.data.map((row) => ({
    ...row,
    ...(hasShare ? { share: (figure(row[tile.measure]) ?? 0) / total } : {}),
  }));
  return {
    ...base,
    notes: [...base.notes, ...cutNote(shown.truncated, context)],
    columns: hasShare ? [...columns, number('share', reportWords[reader.language].share, 'percent')] : columns,
    rows: [data],
    chart: { kind: 'bar', category: tile.dimension, values: [tile.measure], rowCount: data.length },
  };
}

async function groupTable(
  tile: TileOf<'heat-map'> | TileOf<'histogram'> | TileOf<'table'>,
  context: TileTableContext,
): Promise<Table> {
  const { figures, reader, scope, members, signal, rows } = context;
  const { query, range, unreached } = groupQuery(tile, scope, members);
  const measures = tile.kind === 'table' ? tile.measures : [tile.measure];
  const columns = [
    ...(query.dimensions ?? []).map((name) => dimensionColumn(members, name)),
    ...measures.map((name) => measureColumn(members, name)),
  ];
  const base = { ...frame(tile, context, range, unreached), columns };
  if (tile.kind === 'table' && rows === 'all') {
    const { limit: _, ...whole } = query;
    return { ...base, rows: figures.rows(whole, reader, signal), chart: null };
  }
  const answer = await figures.load(query, reader, signal);
  const chart =
    tile.kind === 'histogram'
      ? { kind: 'column' as const, category: tile.dimension, values: measures, rowCount: answer.data.length }
      : null;
  return { ...base, notes: [...base.notes, ...cutNote(answer.truncated, context)], rows: [answer.data], chart };
}

async function chartTable(tile: TileOf<'chart'>, context: TileTableContext): Promise<Table> {
  const { figures, reader, scope, members, signal, rows } = context;
  const queries = chartQueries(tile, scope, members);
  const { limit, ...unlimited } = queries.current;
  const step =
    queries.key === null || tile.granularity === null
      ? []
      : [{ ...text(queries.key, reportWords[reader.language].step[tile.granularity]), kind: 'date' as const }];
  const columns = [
    ...step,
    ...tile.dimensions.map((name) => dimensionColumn(members, name)),
    ...tile.measures.map((name) => measureColumn(members, name)),
  ];
  const base = { ...frame(tile, context, queries.range, queries.unreached), columns };
  if (rows === 'all' && limit !== undefined)
    return { ...base, rows: figures.rows(unlimited, reader, signal), chart: null };
  const answer = await figures.load(queries.current, reader, signal);
  const category = columns[0]?.key;
  const isDrawn = columns.length === 1 + tile.measures.length && category !== undefined && answer.data.length > 1;
  const kind =
    tile.chart === 'line' || tile.chart === 'area'
      ? 'line'
      : tile.stacking !== 'none'
        ? 'stacked-column'
        : tile.isHorizontal
          ? 'bar'
          : 'column';
  return {
    ...base,
    notes: [...base.notes, ...cutNote(answer.truncated, context)],
    rows: [answer.data],
    chart: isDrawn
      ? {
          ...{ kind, category, values: tile.measures, rowCount: answer.data.length },
          ...(tile.chart === 'pie' && answer.truncated
            ? { rest: await restOf(tile, queries.whole, answer.data, context) }
            : {}),
        }
      : null,
  };
}

/** What the rows leave out of the whole; null where the figures do not add up, or what is left out is below nought. */
async function restOf(
  { measures: [lead = ''] }: TileOf<'chart'>,
  whole: CubeQuery | null,
  rows: readonly CubeRow[],
  { figures, reader, members, signal }: TileTableContext,
): Promise<number | null> {
  if (whole === null || !memberOf(members, lead).isAdditive) return null;
  const total = figure((await figures.load(whole, reader, signal)).data[0]?.[lead]);
  if (total === null) return null;
  const rest = total - rows.reduce((sum, row) => sum + (figure(row[lead]) ?? 0), 0);
  // Sums of decimals differ in their last places.
  if (Math.abs(rest) <= 1e-9 * Math.abs(total)) return 0;
  return rest < 0 ? null : rest;
}

function frame(tile: Tile, context: TileTableContext, range: DateRange, unreached: string[]) {
  const { language } = context.reader;
  return {
    title: tile.title[language],
    notes: [
      `${reportWords[language].dates}: ${range.from} – ${range.to}`,
      ...filterNotes(tile, unreached, context),
      ...(tile.subtitle?.[language] ? [tile.subtitle[language]] : []),
    ],
  };
}

function cutNote(cut: { shown: number; total: number } | undefined, { reader }: TileTableContext): string[] {
  return cut ? [reportWords[reader.language].shownOf(cut.shown, cut.total)] : [];
}

const memberOf = (members: Members, name: string): Member => members.get(name) ?? unknownMember(name);
const text = (key: string, title: string): TableColumn => ({ key, title, kind: 'text', unit: 'number' });
const number = (key: string, title: string, unit: Member['unit']): TableColumn => ({
  key,
  title,
  kind: 'number',
  unit,
});

/** The column of a member in a table. */
export function measureColumn(members: Members, name: string): TableColumn {
  const member = memberOf(members, name);
  return { key: name, title: member.title, kind: member.type === 'time' ? 'time' : 'number', unit: member.unit };
}

export function dimensionColumn(members: Members, name: string): TableColumn {
  const member = memberOf(members, name);
  const column = {
    ...{ key: name, title: member.title, unit: 'number' as const },
    ...(member.namedBy === null ? {} : { namedBy: member.namedBy }),
  };
  if (member.type === 'number') return { ...column, kind: 'number', isLabel: true };
  return { ...column, kind: member.type === 'time' ? 'time' : 'text' };
}
