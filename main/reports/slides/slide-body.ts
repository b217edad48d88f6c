import type { Unit } from '../../../contract/board-queries/index.ts';
import { type CubeRow, type CubeValue, figure } from '../../../contract/board-queries/index.ts';
import { formatExact, formatShort } from '../../../contract/format/numbers.ts';
import type { Language } from '../../../contract/language.ts';
import { headSpans } from '../../../contract/pivot-grid.ts';
import { pivotWords } from '../../../contract/pivot-labels.ts';
import { seriesName } from '../tables/grid-sheet.ts';
import { axisFormat } from '../tables/number-format.ts';
import type { ChartShape, GridTable, Table, TableColumn, TileContent } from '../tables/table.ts';

/** What stands on a slide beneath its title. */
export type SlideBody =
  | { kind: 'chart'; shape: ChartShape; categories: string[]; series: SlideSeries[]; format: string }
  | PieBody
  | { kind: 'table'; head: TextCell[][]; rows: TextCell[][]; widths: number[]; rowCount: number; columnCount: number }
  | { kind: 'figure'; text: string; lines: string[] };

/** `isWhole`: its parts are all there are, so that shares of them can be told. */
export interface PieBody {
  kind: 'chart';
  shape: 'pie';
  categories: string[];
  series: SlideSeries[];
  format: string;
  isWhole: boolean;
}

export interface SlideSeries {
  name: string;
  values: (number | null)[];
}

export interface TextCell {
  text: string;
  isFigure: boolean;
  isBold: boolean;
  span?: number;
}

interface Terms {
  language: Language;
  currency: string;
}

const slideRows = 14;
const slideColumns = 10;
/** More points than this make no chart that anybody reads on a wall. */
const mostPoints = 60;

/** Rows are read only as far as a slide can hold; `rowCount` counts those read and, of tables known whole, all. */
export async function bodyOf(
  content: TileContent,
  of: Terms & { isNumber: boolean; isPie: boolean },
): Promise<SlideBody | null> {
  if ('grid' in content) return gridBody(content, of);
  const { rows, isWhole } = await firstRows(content, 2_000);
  if (of.isNumber) return figureBody(content, rows[0] ?? {}, of);
  const chart = content.chart === null ? null : chartBody(content, rows, of);
  if (chart) return of.isPie ? pieBody(chart, content.chart, of) : chart;
  if (of.isPie && isWhole) {
    const parts = pieOf(content, rows);
    const pie = chartBody({ ...content, chart: parts }, rows, of);
    if (pie) return pieBody(pie, parts, of);
  }
  return tableBody(content, rows, of);
}

async function firstRows({ rows }: Table, most: number): Promise<{ rows: CubeRow[]; isWhole: boolean }> {
  const found: CubeRow[] = [];
  for await (const bunch of rows) {
    found.push(...bunch);
    if (found.length > most) return { rows: found.slice(0, most), isWhole: false };
  }
  return { rows: found, isWhole: true };
}

function pieOf({ columns }: Table, rows: readonly CubeRow[]): Table['chart'] {
  const [category, value] = [
    columns.find(({ kind }) => kind !== 'number'),
    columns.find(({ kind }) => kind === 'number'),
  ];
  return category && value && rows.length > 1
    ? { kind: 'column', category: category.key, values: [value.key], rowCount: rows.length }
    : null;
}

function chartBody({ chart, columns }: Table, rows: readonly CubeRow[], terms: Terms) {
  if (chart === null || chart.rowCount < 2) return null;
  const drawn = rows.slice(0, Math.min(chart.rowCount, mostPoints * (chart.kind === 'line' ? 20 : 1)));
  const category = columns.find(({ key }) => key === chart.category);
  const measures = chart.values.flatMap((key) => columns.find((column) => column.key === key) ?? []);
  if (!category || measures.length === 0 || drawn.length < 2) return null;
  const steps = drawn.map((row) => textOf(row[category.key], category, terms));
  const series = measures.map((column) => ({
    name: column.title,
    values: drawn.map((row) => figure(row[column.key])),
  }));
  return {
    kind: 'chart' as const,
    shape: chart.kind,
    categories: shortened(steps, category),
    series,
    format: axisFormat(measures[0]?.unit ?? 'number', { ...terms, most: mostOf(series) }),
  };
}

/** Parts of a whole: what a limit left out is one more, so that the others keep their true shares. */
function pieBody(
  { categories, series: [lead], format }: NonNullable<ReturnType<typeof chartBody>>,
  chart: Table['chart'],
  { language }: Terms,
): PieBody {
  const rest = chart?.rest ?? 0;
  const { name, values } = lead ?? { name: '', values: [] };
  return {
    ...{ kind: 'chart', shape: 'pie', format },
    categories: rest > 0 ? [...categories, pivotWords[language].other] : categories,
    series: [{ name, values: rest > 0 ? [...values, rest] : values }],
    isWhole: chart !== null && chart.rest !== null && chart.rowCount <= values.length,
  };
}

const mostOf = (series: readonly SlideSeries[]): number =>
  series.reduce(
    (most, { values }) => values.reduce<number>((one, value) => Math.max(one, Math.abs(value ?? 0)), most),
    0,
  );

/** Months are named by their month when every step begins one. */
function shortened(steps: string[], { kind }: TableColumn): string[] {
  const areMonths = kind === 'date' && steps.every((step) => /^\d{4}-\d{2}-01$/.test(step));
  return areMonths ? steps.map((step) => step.slice(0, 7)) : steps;
}

function figureBody({ columns }: Table, row: CubeRow, terms: Terms): SlideBody {
  const [, value, ...others] = columns;
  const amount = value ? figure(row[value.key]) : null;
  const style = (unit: Unit) => ({ unit, ...terms });
  const text = amount === null || !value ? '–' : formatShort(amount, style(value.unit));
  const exact = amount === null || !value ? text : formatExact(amount, style(value.unit));
  // What there is nothing to compare with is left out, as is a figure that stands there already.
  const compared = others.filter(({ key }) => figure(row[key]) !== null);
  return {
    kind: 'figure',
    text,
    lines: [
      ...(exact === text ? [] : [exact]),
      ...compared.map((column) => `${column.title}: ${textOf(row[column.key], column, terms)}`),
    ],
  };
}

function tableBody({ columns }: Table, rows: readonly CubeRow[], terms: Terms): SlideBody {
  // As on the board, where the name stands for the number beside it.
  const readable = columns.filter(({ namedBy }) => !columns.some(({ key }) => key === namedBy));
  const shown = readable.slice(0, slideColumns);
  return {
    kind: 'table',
    head: [shown.map(({ title, kind }) => ({ text: title, isFigure: kind === 'number', isBold: true }))],
    rows: rows.slice(0, slideRows).map((row) =>
      shown.map((column) => ({
        text: textOf(row[column.key], column, terms),
        isFigure: column.kind === 'number',
        isBold: false,
      })),
    ),
    widths: shown.map(({ kind }) => (kind === 'text' ? 2 : 1)),
    rowCount: rows.length,
    columnCount: readable.length,
  };
}

function gridBody(table: GridTable, terms: Terms): SlideBody {
  const { grid, chart } = table;
  if (chart && chart.toRow - chart.fromRow < mostPoints) {
    const rows = grid.rows.slice(chart.fromRow, chart.toRow + 1);
    const unit = rows[0]?.cells[chart.columns[0] ?? 0]?.figure?.unit ?? 'number';
    const series = chart.columns.map((column) => ({
      name: seriesName(table, column),
      values: rows.map(({ cells }) => figure(cells[column]?.value ?? null)),
    }));
    return {
      kind: 'chart',
      shape: chart.kind,
      categories: rows.map(({ heads }) => heads[0] ?? ''),
      series,
      format: axisFormat(unit, { ...terms, most: mostOf(series) }),
    };
  }
  const count = Math.max(1, slideColumns - grid.corner.length);
  const levels = grid.levels.map((texts) => texts.slice(0, count));
  const plain = (text: string, isBold: boolean): TextCell => ({ text, isFigure: false, isBold });
  return {
    kind: 'table',
    head: levels.map((_, level) => [
      ...grid.corner.map((title) => plain(level === levels.length - 1 ? title : '', true)),
      ...headSpans(levels, level).map(({ from, to, text }) => ({
        ...plain(text, true),
        isFigure: true,
        span: to - from + 1,
      })),
    ]),
    rows: grid.rows.slice(0, slideRows - levels.length + 1).map((row) => [
      ...row.heads.map((text, index) =>
        plain(index === 0 ? `${'\u2003'.repeat(row.depth)}${text}` : text, row.isTotal),
      ),
      ...row.cells.slice(0, count).map(({ value, figure: of }) => ({
        text: typeof value === 'number' ? formatShort(value, { unit: of?.unit ?? 'number', ...terms }) : (value ?? ''),
        isFigure: true,
        isBold: row.isTotal,
      })),
    ]),
    widths: [...grid.corner.map(() => 2), ...grid.totals.slice(0, count).map(() => 1)],
    rowCount: grid.rows.length,
    columnCount: grid.corner.length + grid.totals.length,
  };
}

function textOf(value: CubeValue | undefined, { kind, unit, isLabel }: TableColumn, terms: Terms): string {
  if (value === null || value === undefined || value === '') return '–';
  if (kind === 'date') return String(value).slice(0, 10);
  if (kind === 'time') return String(value).slice(0, 16).replace('T', ' ');
  const number = kind === 'number' && !isLabel ? figure(value) : null;
  return number === null ? String(value) : formatShort(number, { unit, ...terms });
}
