import { keepPreviousData, type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { z } from 'zod';
import type { CsvEncoding } from '../../../contract/exports.ts';
import { type Pivot, type PivotLine, type PivotOutput, pivotOutput } from '../../../contract/pivot.ts';
import type { ReportDefinition } from '../../../contract/reports.ts';
import { saveBlob } from '../../pictures/index.ts';
import { type CalendarSettings, type DateRange, type Members, presetRange } from '../../queries/index.ts';
import { request, send } from '../../transport/index.ts';
import { missingMembers } from './definition.ts';

const blockRows = 200;
const blockColumns = 60;
/** Lines beyond those in sight that are fetched already, so that scrolling finds them there. */
const aheadRows = 60;
const aheadColumns = 12;
/** The twelve thousand figures of a block are not looked at one by one while somebody scrolls. */
const blockOutput = pivotOutput.extend({ cells: z.custom<PivotOutput['cells']>((cells) => Array.isArray(cells)) });

/** The question of a definition: named dates become days, fields that the model has lost are left out. */
export function pivotOf(
  definition: ReportDefinition,
  members: Members,
  data: DateRange | null,
  calendar: CalendarSettings,
): Pivot {
  const missing = missingMembers(definition, members);
  const { pivot } = definition;
  const isThere = (name: string) => !missing.has(name);
  const values = pivot.values.filter(({ source }) => !('measure' in source) || isThere(source.measure));
  return {
    ...pivot,
    rows: pivot.rows.filter(({ member }) => isThere(member)),
    columns: pivot.columns.filter(({ member }) => isThere(member)),
    values,
    filters: pivot.filters.filter(
      ({ member, operator, values: chosen }) =>
        isThere(member) && (operator === 'set' || operator === 'notSet' || chosen.length > 0),
    ),
    dates: datesOf(definition, data, calendar, missing),
  };
}

function datesOf(
  { pivot: { dates } }: ReportDefinition,
  data: DateRange | null,
  calendar: CalendarSettings,
  missing: ReadonlySet<string>,
): Pivot['dates'] {
  if (!dates || missing.has(dates.member)) return null;
  const { range, member } = dates;
  if (!('preset' in range)) return { member, ...range };
  if (range.preset === 'all' || !data) return null;
  return { member, ...presetRange(range.preset, data, calendar) };
}

/** Whether there is anything to ask. */
export function isAskable({ rows, columns, values }: Pivot): boolean {
  return rows.length + columns.length + values.length > 0;
}

export interface PivotBody {
  pivot: Pivot;
  collapsed: ReportDefinition['collapsed'];
}

function usePivotBlock(body: PivotBody | null, row: number, column: number): UseQueryResult<PivotOutput> {
  return useQuery({ ...blockQuery(body, row, column), placeholderData: keepPreviousData });
}

function blockQuery(body: PivotBody | null, row: number, column: number) {
  return {
    queryKey: ['cube', 'pivot', body, row, column],
    queryFn: ({ signal }: { signal: AbortSignal }) => {
      const window = {
        rows: { from: row * blockRows, count: blockRows },
        columns: { from: column * blockColumns, count: blockColumns },
      };
      return request('/api/v1/pivot', { method: 'POST', body: { ...body, window }, schema: blockOutput, signal });
    },
    enabled: body !== null,
  };
}

export interface PivotTable {
  /** What is shown: the newest table that has come, though another one may be on its way. */
  body: PivotBody;
  head: PivotOutput;
  rowAt: (row: number) => PivotLine | null;
  columnAt: (column: number) => PivotLine | null;
  figureAt: (row: number, column: number) => number | string | null | undefined;
  onWindow: (rows: { from: number; to: number }, columns: { from: number; to: number }) => void;
  /** Whether all of a part has come already. */
  has: (part: TablePart) => boolean;
  /** The same table with a part of it read whole, whether it was ever in sight or not. */
  read: (part: TablePart) => Promise<PivotTable>;
}

export interface TablePart {
  rows: { from: number; to: number };
  columns: { from: number; to: number };
}

/**
 * A table in blocks: the first one at once, the others as they come in sight. While a changed question is on its way
 * the former table stays, whole.
 */
export function usePivotTable(body: PivotBody | null): {
  table: PivotTable | null;
  query: UseQueryResult<PivotOutput>;
} {
  const query = usePivotBlock(body, 0, 0);
  const [shown, setShown] = useState<{ body: PivotBody; head: PivotOutput } | null>(null);
  const { data, isPlaceholderData } = query;
  useEffect(() => {
    if (body === null) setShown(null);
    else if (data && !isPlaceholderData) setShown({ body, head: data });
  }, [body, data, isPlaceholderData]);
  const [view, setView] = useState({ rows: { from: 0, to: 40 }, columns: { from: 0, to: 20 } });
  const blocks = useMemo(() => (shown ? blocksIn(view, shown.head) : []), [view, shown]);
  const parts = useQueries({ queries: blocks.map(([row, column]) => blockQuery(shown?.body ?? null, row, column)) });
  const known = new Map<string, PivotOutput>();
  blocks.forEach(([row, column], index) => {
    const part = parts[index]?.data;
    if (part) known.set(`${row}/${column}`, part);
  });
  const version = parts.map((part) => part.dataUpdatedAt).join();
  const latest = useRef(known);
  latest.current = known;
  const onWindow = useCallback<PivotTable['onWindow']>((rows, columns) => {
    const next = {
      rows: { from: Math.max(0, rows.from - aheadRows), to: rows.to + aheadRows },
      columns: { from: Math.max(0, columns.from - aheadColumns), to: columns.to + aheadColumns },
    };
    // Nothing happens until other blocks are wanted: this is told with every step of scrolling.
    setView((before) => (placesOf(before) === placesOf(next) ? before : next));
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` changes when a block has come
  const table = useMemo<PivotTable | null>(() => {
    if (!shown) return null;
    const block = (row: number, column: number) =>
      row === 0 && column === 0 ? shown.head : latest.current.get(`${row}/${column}`);
    const any = (isIt: (key: string) => boolean): PivotOutput | undefined => {
      for (const [key, output] of latest.current) if (isIt(key)) return output;
      return undefined;
    };
    const [rowBlock, columnBlock] = [
      (row: number) => Math.floor(row / blockRows),
      (column: number) => Math.floor(column / blockColumns),
    ];
    const table: PivotTable = {
      ...shown,
      rowAt: (row) => {
        const at = rowBlock(row);
        const output = at === 0 ? shown.head : any((key) => key.startsWith(`${at}/`));
        return output?.rows[row % blockRows] ?? null;
      },
      columnAt: (column) => {
        const at = columnBlock(column);
        const output = at === 0 ? shown.head : any((key) => key.endsWith(`/${at}`));
        return output?.columns[column % blockColumns] ?? null;
      },
      figureAt: (row, column) =>
        block(rowBlock(row), columnBlock(column))?.cells[row % blockRows]?.[column % blockColumns],
      onWindow,
      has: (part) => blocksIn(part, shown.head).every(([row, column]) => latest.current.has(`${row}/${column}`)),
      read: async (part) => partOf(table, part, await readPart(shown.body, part)),
    };
    return table;
  }, [shown, version, onWindow]);
  return { table, query };
}

function readPart(body: PivotBody, { rows, columns }: TablePart): Promise<PivotOutput> {
  const window = {
    rows: { from: rows.from, count: rows.to - rows.from + 1 },
    columns: { from: columns.from, count: columns.to - columns.from + 1 },
  };
  return request('/api/v1/pivot', { method: 'POST', body: { ...body, window }, schema: pivotOutput });
}

function partOf(table: PivotTable, { rows, columns }: TablePart, output: PivotOutput): PivotTable {
  return {
    ...table,
    rowAt: (row) => output.rows[row - rows.from] ?? null,
    columnAt: (column) => output.columns[column - columns.from] ?? null,
    figureAt: (row, column) => output.cells[row - rows.from]?.[column - columns.from],
  };
}

/** The first and last blocks of a part, whether the table has them or not. */
function placesOf({ rows, columns }: TablePart): string {
  const row = [rows.from, rows.to].map((at) => Math.floor(at / blockRows));
  const column = [columns.from, columns.to].map((at) => Math.floor(at / blockColumns));
  return [...row, ...column].join();
}

function blocksIn(view: TablePart, head: PivotOutput): [number, number][] {
  const blocks: [number, number][] = [];
  const lastRow = Math.min(view.rows.to, head.rowCount - 1);
  const lastColumn = Math.min(view.columns.to, head.columnCount - 1);
  for (let row = Math.floor(view.rows.from / blockRows); row * blockRows <= lastRow; row += 1) {
    for (let column = Math.floor(view.columns.from / blockColumns); column * blockColumns <= lastColumn; column += 1) {
      if (row > 0 || column > 0) blocks.push([row, column]);
    }
  }
  return blocks;
}

/** All cells of a table at once, for charts and the clipboard; at most `limit` lines of each axis. */
export function useWholePivot(body: PivotBody | null, limit: number): UseQueryResult<PivotOutput> {
  return useQuery({
    queryKey: ['cube', 'pivot', 'whole', body, limit],
    queryFn: ({ signal }) => {
      const window = { rows: { from: 0, count: limit }, columns: { from: 0, count: limit } };
      return request('/api/v1/pivot', { method: 'POST', body: { ...body, window }, schema: pivotOutput, signal });
    },
    enabled: body !== null,
    placeholderData: keepPreviousData,
  });
}

/** Fetches a file of the table and hands it to the browser. */
export async function downloadPivot(
  body: PivotBody & { format: 'csv' | 'xlsx'; encoding: CsvEncoding; title: string } & Record<string, unknown>,
): Promise<void> {
  const response = await send('/api/v1/pivot/file', 'POST', body);
  if (!response.ok) {
    const { errorOf } = await import('../../transport/request.ts');
    throw errorOf(await response.json().catch(() => null), response.status);
  }
  saveBlob(await response.blob(), `${body.title}.${body.format}`);
}
