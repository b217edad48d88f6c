import { type CubeRow, type CubeValue, figure } from '../../../contract/board-queries/index.ts';
import {
  type Cell,
  type CellStyle,
  dateSerial,
  type Sheet,
  type SheetRow,
  writeCsv,
  writeWorkbook,
} from '../../workbook/index.ts';
import { reportWords } from '../words.ts';
import { gridSheet, seriesName } from './grid-sheet.ts';
import { axisFormat, numberFormat, wholeFormat } from './number-format.ts';
import { type FileFrame, failedTop, headFigureStyle, headStyle, sheetTop } from './sheet-top.ts';
import type { GridTable, Table, TableColumn, TileContent } from './table.ts';

export interface TableFile {
  rows: number;
  notes: string[];
}

const chartHeightRows = 18;

/** A table, or the sentence that says why there is none. */
export type SheetSource = TileContent | { title: string; failure: string };

/** Writes one sheet per table. `sources` may be made while the file is written. */
export async function writeTablesAsWorkbook(
  path: string,
  sources: AsyncIterable<SheetSource> | Iterable<SheetSource>,
  frame: FileFrame,
): Promise<TableFile> {
  const words = reportWords[frame.language];
  const notes: string[] = [];
  async function* sheets(): AsyncGenerator<Sheet> {
    for await (const source of sources) {
      yield 'failure' in source
        ? failedSheet(source)
        : 'grid' in source
          ? gridSheet(source, frame)
          : sheetOf(source, frame);
    }
  }
  const written = await writeWorkbook(path, {
    title: frame.title,
    author: frame.author,
    createdAtMs: frame.createdAtMs,
    sheets: sheets(),
    splitNote: (part, before) => words.continued(part, before),
  });
  const parts = written.sheets.filter(
    ({ name }, index) => index > 0 && name.startsWith(`${written.sheets[index - 1]?.name.replace(/ \d+$/, '')} `),
  );
  if (parts.length > 0) notes.push(words.splitInto(parts[0]?.name.replace(/ \d+$/, '') ?? '', parts.length + 1));
  if (written.textsCut > 0) notes.push(words.textsCut(written.textsCut));
  return { rows: written.sheets.reduce((sum, sheet) => sum + sheet.rows, 0), notes };
}

function failedSheet({ title, failure }: { title: string; failure: string }): Sheet {
  return {
    name: title,
    columns: [{ width: 80 }],
    head: failedTop(title, failure),
    rows: [],
  };
}

function sheetOf(table: Table, frame: FileFrame): Sheet {
  const { columns, chart } = table;
  const head: SheetRow[] = [
    ...sheetTop(table, frame),
    {
      cells: columns.map(({ title, kind }) => ({
        value: title,
        style: kind === 'number' ? headFigureStyle : headStyle,
      })),
    },
  ];
  const base: Sheet = {
    name: table.title,
    columns: columns.map((column) => ({ width: widthOf(column), ...styleOf(column, frame) })),
    head,
    rows: cellRows(table),
    frozen: { rows: head.length, columns: columns[0]?.kind === 'number' ? 0 : 1 },
    hasFilter: true,
  };
  if (chart === null) return base;
  const at = (key: string) => columns.findIndex((column) => column.key === key);
  const range = (column: number) => ({
    fromRow: head.length,
    fromColumn: column,
    toRow: head.length + chart.rowCount - 1,
    toColumn: column,
  });
  const first = columns.find((column) => column.key === chart.values[0]);
  return {
    ...base,
    charts: [
      {
        kind: chart.kind,
        title: table.title,
        at: { row: head.length - 1, column: columns.length + 1, columns: 9, rows: chartHeightRows },
        categories: range(at(chart.category)),
        series: chart.values.map((key) => ({ name: columns[at(key)]?.title ?? key, values: range(at(key)) })),
        ...(first ? { format: axisFormat(first.unit, { ...frame, most: null }) } : {}),
      },
    ],
  };
}

function widthOf({ kind, title, isLabel }: TableColumn): number {
  const own = [...title].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? 2 : 1), 0) + 3;
  return Math.min(40, Math.max(kind === 'text' ? 24 : kind === 'time' ? 18 : isLabel ? 17 : 14, own));
}

function styleOf({ kind, unit, isLabel }: TableColumn, { currency, language }: FileFrame): { style?: CellStyle } {
  if (kind === 'number' && isLabel) return { style: { align: 'right' } };
  if (kind === 'number') return { style: { format: numberFormat(unit, currency, language), align: 'right' } };
  if (kind === 'date') return { style: { format: 'yyyy-mm-dd', align: 'left' } };
  if (kind === 'time') return { style: { format: 'yyyy-mm-dd hh:mm', align: 'left' } };
  return {};
}

async function* cellRows({ columns, rows }: Table): AsyncGenerator<readonly Cell[]> {
  for await (const bunch of rows)
    for (const row of bunch) yield columns.map((column) => cellOf(row[column.key] ?? null, column));
}

/** One object for all cells of a workbook. */
const wholeStyle: CellStyle = { format: wholeFormat, align: 'right' };
/** Excel would write a name of twelve digits as 1.23457E+11. */
const labelStyle: CellStyle = { format: '0', align: 'right' };

function cellOf(value: CubeValue, { kind, unit, isLabel }: TableColumn): Cell {
  if (value === null || value === '') return null;
  switch (kind) {
    case 'number': {
      const cell = numberOrText(value);
      if (!Number.isInteger(cell)) return cell;
      if (isLabel) return { value: cell as number, style: labelStyle };
      return unit === 'number' ? { value: cell as number, style: wholeStyle } : cell;
    }
    case 'date':
    case 'time':
      return dateSerial(String(value)) ?? String(value);
    case 'text':
      return typeof value === 'boolean' ? value : String(value);
  }
}

/** A figure with more digits than a number of Excel's holds stays text, digit for digit. */
function numberOrText(value: CubeValue): Cell {
  const number = figure(value);
  if (number === null) return value === null ? null : typeof value === 'boolean' ? value : String(value);
  return typeof value === 'string' && /^-?\d{16,}$/.test(value) ? value : number;
}

/** Writes the rows of one table, with one line of heads. */
export async function writeTableAsCsv(path: string, table: Table, encoding: 'utf-8' | 'gb18030'): Promise<TableFile> {
  const { columns, rows } = table;
  async function* lines() {
    for await (const bunch of rows as AsyncIterable<readonly CubeRow[]>) {
      for (const row of bunch) yield columns.map((column) => csvValue(row[column.key] ?? null, column));
    }
  }
  const count = await writeCsv(path, { encoding, head: columns.map(({ title }) => title), rows: lines() });
  return { rows: count, notes: [] };
}

function csvValue(value: CubeValue, { kind }: TableColumn): CubeValue {
  if (typeof value !== 'string') return value;
  // Times at midnight are days; the T between day and time is for programs.
  if (kind === 'date') return value.slice(0, 10);
  if (kind === 'time') return value.replace(/\.000$/, '').replace('T', ' ');
  return value;
}

/** Writes a laid-out pivot: one column per head, one line of heads, groups' own lines where they carry figures. */
export async function writeGridAsCsv(
  path: string,
  table: GridTable,
  encoding: 'utf-8' | 'gb18030',
): Promise<TableFile> {
  const { corner, levels, rows, totals } = table.grid;
  const names = totals.map((_, column) => seriesName(table, column));
  function* lines() {
    for (const { heads, cells } of rows) yield [...heads, ...cells.map(({ value }) => value)];
  }
  const count = await writeCsv(path, {
    encoding,
    head: [...corner, ...(levels.length > 0 ? names : [])],
    rows: lines(),
  });
  return { rows: count, notes: [] };
}
