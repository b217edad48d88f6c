import type { ChartKind } from '../../../contract/boards.ts';
import {
  type AxisField,
  type MemberKey,
  otherKey,
  type Pivot,
  type PivotLine,
  type PivotOutput,
} from '../../../contract/pivot.ts';
import { type ReportDefinition, type ReportView, reportDefinitionInput } from '../../../contract/reports.ts';
import { type Plot, type PlotSeries, type TooltipRow, withLook } from '../../charts/index.ts';
import {
  chosenScale,
  formatScaled,
  formatTick,
  type NumberStyle,
  scaleFor,
  type Unit,
  unitWord,
} from '../../format/index.ts';
import type { Members } from '../../queries/index.ts';
import type { Tokens } from '../../ui/index.ts';
import { figureWriter, unitAfter } from './cell-format.ts';

/** Kind and arrangement of every chart view. */
export const chartOf: Record<
  Exclude<ReportView, 'table'>,
  { kind: ChartKind; stacking: Plot['stacking']; isHorizontal: boolean }
> = {
  bar: { kind: 'bar', stacking: 'none', isHorizontal: false },
  'stacked-bar': { kind: 'bar', stacking: 'stacked', isHorizontal: false },
  'percent-bar': { kind: 'bar', stacking: 'percent', isHorizontal: false },
  'horizontal-bar': { kind: 'bar', stacking: 'none', isHorizontal: true },
  line: { kind: 'line', stacking: 'none', isHorizontal: false },
  area: { kind: 'area', stacking: 'stacked', isHorizontal: false },
  pie: { kind: 'pie', stacking: 'none', isHorizontal: false },
  treemap: { kind: 'treemap', stacking: 'none', isHorizontal: false },
  scatter: { kind: 'scatter', stacking: 'none', isHorizontal: false },
};

/** The view that suits what was dropped: times as lines, shares of a few as bars, two figures per value as dots. */
export function suggestedView({ pivot, color }: ReportDefinition, members: Members): ReportView {
  const axes = [...pivot.rows, ...pivot.columns];
  const times = axes.filter((field) => members.get(field.member)?.type === 'time');
  if (axes.length === 0 || axes.length > 2 || pivot.values.length === 0) return 'table';
  if (times.length > 0) return axes.length > 1 || color ? 'line' : pivot.values.length > 2 ? 'table' : 'line';
  if (axes.length === 2) return 'stacked-bar';
  if (pivot.values.length >= 2) return 'scatter';
  return 'horizontal-bar';
}

/** What a chart asks: the fields of the table flattened, without totals, colour as one more field across. */
export function chartPivot(pivot: Pivot, definition: ReportDefinition, members: Members): Pivot {
  const { color, size, tooltip, view } = definition;
  const across = color && members.has(color.member) ? [...pivot.columns, color] : pivot.columns;
  const isTime = (field: AxisField) => members.get(field.member)?.type === 'time';
  const time = view === 'line' || view === 'area' ? across.find(isTime) : undefined;
  // Lines run along time wherever it lies; a chart of columns alone has them on its axis.
  const isTimeAcross = time !== undefined && !pivot.rows.some(isTime);
  const isTurned = pivot.rows.length === 0 && across.length > 0;
  const turned = across.slice(0, 1);
  const known = new Set(pivot.values.map((value) => value.id));
  const more = [...(view === 'scatter' && size ? [size] : []), ...tooltip].filter(
    (value) => !known.has(value.id) && 'measure' in value.source && members.has(value.source.measure),
  );
  const rows = isTimeAcross && time ? [time] : isTurned ? turned : pivot.rows;
  const inner = across.filter((field) => field !== time);
  const columns = isTimeAcross ? [...pivot.rows, ...inner] : isTurned ? across.slice(1) : across;
  const plain = (field: AxisField): AxisField => ({ ...field, subtotal: 'none' });
  const values = [...pivot.values, ...more];
  const fitted = (fields: AxisField[], count: number): AxisField[] => {
    const [only, ...others] = fields;
    const [value] = values;
    const isFree = only && value && others.length === 0 && isUnordered(only, members);
    if (!isFree) return fields;
    const top = {
      count,
      valueId: value.id,
      direction: 'desc' as const,
      withOther: view !== 'scatter',
      asRanking: true,
    };
    return [{ ...only, top }];
  };
  return {
    ...pivot,
    rows: fitted(rows.map(plain), categoriesOf(definition)),
    columns: fitted(columns.map(plain), seriesLimit),
    values,
    valuesOn: 'columns',
    layout: 'tabular',
    rowTotal: 'none',
    columnTotal: 'none',
    hideEmpty: false,
  };
}

/** Names in no order that anybody chose: where there is no room for all, the largest are what a reader looks for. */
function isUnordered({ member, sort, top, groups, bins, granularity }: AxisField, members: Members): boolean {
  const isByName = sort.by === 'label' && sort.direction === 'asc';
  return isByName && !top && !groups && !bins && !granularity && members.get(member)?.type === 'string';
}

/** Categories a chart draws; slices beyond a dozen are told apart by nobody, unless more were asked for. */
export function categoriesOf({ chart, view }: Pick<ReportDefinition, 'chart' | 'view'>): number {
  return view === 'pie' && chart.limit === plainLimit ? pieLimit : chart.limit;
}

const plainLimit = reportDefinitionInput.shape.chart.parse(undefined).limit;
const pieLimit = 12;

export interface PlotTerms {
  output: PivotOutput;
  pivot: Pivot;
  definition: ReportDefinition;
  members: Members;
  language: NumberStyle['language'];
  currency: string;
  tokens: Tokens;
  label: string;
  words: { total: string; totalShown: string; other: string };
  keyLabel: (field: AxisField, key: MemberKey) => string;
  valueTitle: (index: number) => string;
  onMark?: Plot['onMark'];
}

/** A chart, how much there would be to draw, and the lines its marks stand for. */
export interface DrawnPlot {
  plot: Plot;
  total: number;
  series: number;
  /** Whether the largest are drawn, and the rest as one. */
  isRanked: { categories: boolean; series: boolean };
  /** Whether the largest are drawn, and the rest is left out. */
  isLargest: boolean;
  /** The figure of all categories that are not drawn, where its mark would leave no room for the others. */
  rest: string | null;
  unit: string;
  categories: PivotLine[];
  columns: PivotLine[];
}

/** Beyond this many a reader no longer tells series apart. */
const seriesLimit = 8;

/** A laid-out table as a chart: a category per innermost row, a series per column and value. */
export function plotOf(terms: PlotTerms): DrawnPlot {
  const { output, pivot, definition, tokens } = terms;
  const view = definition.view === 'table' ? 'bar' : definition.view;
  const rows = output.rows
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => line.kind === 'member' || pivot.rows.length === 0);
  const own = new Set(definition.pivot.values.map((value) => value.id));
  const columns = output.columns.map((line, index) => ({ line, index }));
  const figure = (row: number, column: number) => {
    const cell = output.cells[row]?.[column];
    return typeof cell === 'number' ? cell : null;
  };
  const first = styleOf(0, terms);
  // What shares an axis has one unit; where a field splits by colour, one figure is enough. The rest is told on hover.
  const isDrawn = (value: number | null) => {
    if (view === 'scatter') return value !== null;
    if (value === null || !own.has(pivot.values[value]?.id ?? '')) return false;
    return value === 0 || (pivot.columns.length === 0 && styleOf(value, terms).unit === first.unit);
  };
  const candidates = columns.filter(
    ({ line }) => isDrawn(line.value) && (line.kind === 'member' || pivot.columns.length === 0),
  );
  const drawn = candidates.slice(0, seriesLimit);
  const isPicked = isRankable(terms, rows.length);
  const fitting = isPicked
    ? largestOf(rows, drawn, categoriesOf(definition), figure)
    : rows.slice(0, categoriesOf(definition));
  const rest = restBeside(fitting, drawn, view, figure);
  const shown = rest === null ? fitting : fitting.slice(0, -1);
  const largest = Math.max(
    0,
    ...shown.flatMap((row) => drawn.map((column) => Math.abs(figure(row.index, column.index) ?? 0))),
  );
  const total = Math.max(
    rows.length,
    output.truncated.rows?.total ?? 0,
    output.rowCount > output.rows.length ? output.rowCount : 0,
  );
  const isLargest = isPicked && fitting.length < rows.length;
  const whole = wholeOf(rows, fitting, drawn[0], terms, figure);
  const isPart = whole === null && total > shown.length;
  const { look } = definition.chart;
  const scale = chosenScale(look, scaleFor(largest, terms.language), terms.language);
  const head = (path: readonly MemberKey[], fields: readonly AxisField[]) =>
    path.map((key, depth) => (fields[depth] ? terms.keyLabel(fields[depth], key) : '')).join(' · ');
  const manyValues = new Set(drawn.map(({ line }) => line.value)).size > 1;
  const seriesName = (column: (typeof columns)[number]) => {
    const across = head(column.line.path, pivot.columns);
    const value = terms.valueTitle(column.line.value ?? 0);
    return across === '' ? value : manyValues ? `${across} · ${value}` : across;
  };
  const writer = (value: number) =>
    figureWriter({
      ...styleOf(value, terms),
      calculation: pivot.values[value]?.calculation ?? null,
      number: undefined,
      largest,
    });
  const plot: Plot = {
    categories: shown.map(({ line }) => {
      const name = pivot.rows.length === 0 ? terms.words.total : head(line.path, pivot.rows);
      const short = pivot.rows.length > 1 ? name : name;
      return { label: short, name, isOther: isOther(line), isIncomplete: false, isChosen: false };
    }),
    series: drawn.map((column, index) => ({
      name: seriesName(column),
      // The last colour is the quietest: it is kept for what stands for the rest.
      color: isOther(column.line)
        ? tokens.series[7]
        : (tokens.series[index % tokens.series.length] ?? tokens.series[7]),
      values: shown.map((row) => figure(row.index, column.index)),
      isSecond: false,
      format: (value) =>
        styleOf(column.line.value ?? 0, terms).unit === first.unit
          ? formatScaled(value, first, scale)
          : writer(column.line.value ?? 0).short(value),
      ...axisOf(column, terms, shown, figure),
    })),
    hasChoice: false,
    isTime: terms.members.get(pivot.rows[0]?.member ?? '')?.type === 'time',
    stacking: chartOf[view].stacking,
    isHorizontal: chartOf[view].isHorizontal,
    target: null,
    whole,
    tick: (value) => formatTick(value, first, scale),
    secondTick: (value) => formatTick(value, first, scale),
    short: (value) => formatScaled(value, first, scale),
    exact: (value) => writer(drawn[0]?.line.value ?? 0).exact(value),
    tooltip: (category) => {
      const row = shown[category];
      if (!row) return { title: '', rows: [] };
      const lines = columns.slice(0, 20).flatMap((column): TooltipRow[] => {
        const value = figure(row.index, column.index);
        if (value === null) return [];
        const at = drawn.indexOf(column);
        const color = plot.series[at]?.color;
        return [
          { name: seriesName(column), value: writer(column.line.value ?? 0).exact(value), ...(color ? { color } : {}) },
        ];
      });
      return { title: head(row.line.path, pivot.rows), rows: lines };
    },
    notes: [],
    tokens,
    label: terms.label,
    words: { total: isPart ? terms.words.totalShown : terms.words.total, other: terms.words.other },
    onMark: terms.onMark,
  };
  return {
    plot: withLook(plot, look),
    series: Math.max(candidates.length, output.truncated.columns?.total ?? 0),
    rest: rest === null ? null : writer(drawn[0]?.line.value ?? 0).exact(rest),
    isRanked: { categories: shown.some(({ line }) => isOther(line)), series: drawn.some(({ line }) => isOther(line)) },
    categories: shown.map(({ line }) => line),
    columns: drawn.map(({ line }) => line),
    // Of the very scale its axis is told in; the axes of a scatter tell their own.
    unit: view === 'scatter' ? '' : unitWord(first, scale),
    total,
    isLargest,
  };
}

/** Whether categories of several names, of which none was put in order by anybody, are all here to choose from. */
function isRankable({ pivot, output, members }: PlotTerms, count: number): boolean {
  const isWhole = !output.truncated.rows && output.rowCount <= output.rows.length && count > 0;
  return isWhole && pivot.rows.length > 1 && pivot.rows.every((field) => isUnordered(field, members));
}

/** The rows with the largest figures, as far as there is room, in the order they had: groups stay together. */
function largestOf<Row extends { index: number }>(
  rows: readonly Row[],
  drawn: readonly { index: number }[],
  count: number,
  figure: (row: number, column: number) => number | null,
): Row[] {
  if (rows.length <= count) return [...rows];
  const size = ({ index }: Row) => drawn.reduce((sum, column) => sum + Math.abs(figure(index, column.index) ?? 0), 0);
  const kept = new Set(rows.toSorted((a, b) => size(b) - size(a)).slice(0, count));
  return rows.filter((row) => kept.has(row));
}

/** The sum of all rows, of which the first are drawn; null where all are, some did not come, or figures do not add up. */
function wholeOf(
  rows: readonly { index: number }[],
  drawn: readonly { index: number }[],
  column: { line: PivotLine; index: number } | undefined,
  { output, pivot, members }: PlotTerms,
  figure: (row: number, column: number) => number | null,
): number | null {
  if (!column || rows.length === drawn.length || output.truncated.rows || output.rowCount > output.rows.length) {
    return null;
  }
  const value = pivot.values[column.line.value ?? 0];
  const measure = value && !value.calculation && 'measure' in value.source ? members.get(value.source.measure) : null;
  if (!measure?.isAdditive) return null;
  return rows.reduce((sum, row) => sum + (figure(row.index, column.index) ?? 0), 0);
}

const isOther = ({ path }: PivotLine) => path.at(-1) === otherKey;

/** So many times the largest, and what stands for the rest would make the others unreadable beside it. */
const dwarfing = 3;

/** The figure of "other" where it is better told than drawn; null where it is drawn, or there is none. */
function restBeside(
  rows: readonly { line: PivotLine; index: number }[],
  drawn: readonly { index: number }[],
  view: Exclude<ReportView, 'table'>,
  figure: (row: number, column: number) => number | null,
): number | null {
  const [last, column] = [rows.at(-1), drawn[0]];
  const { kind, stacking } = chartOf[view];
  const isApart = stacking === 'none' && (kind === 'bar' || kind === 'line') && drawn.length === 1;
  if (!isApart || !last || !column || !isOther(last.line)) return null;
  const rest = figure(last.index, column.index);
  const largest = Math.max(...rows.slice(0, -1).map((row) => Math.abs(figure(row.index, column.index) ?? 0)));
  return rest !== null && Math.abs(rest) > dwarfing * largest ? rest : null;
}

/** A figure of a scatter stands on an axis of its own, in its own scale. */
function axisOf(
  column: { line: PivotLine; index: number },
  terms: PlotTerms,
  rows: { index: number }[],
  figure: (row: number, column: number) => number | null,
): Pick<PlotSeries, 'tick' | 'axisName'> {
  const style = styleOf(column.line.value ?? 0, terms);
  const largest = Math.max(0, ...rows.map((row) => Math.abs(figure(row.index, column.index) ?? 0)));
  const scale = chosenScale(terms.definition.chart.look, scaleFor(largest, terms.language), terms.language);
  const unit = unitWord(style, scale);
  const name = terms.valueTitle(column.line.value ?? 0);
  return { tick: (value) => formatTick(value, style, scale), axisName: unit ? `${name} (${unit})` : name };
}

function styleOf(
  value: number,
  { pivot, members, language, currency }: Pick<PlotTerms, 'pivot' | 'members' | 'language' | 'currency'>,
): NumberStyle {
  const one = pivot.values[value];
  const source = one?.source;
  let unit: Unit = 'number';
  if (source && 'measure' in source) unit = members.get(source.measure)?.unit ?? 'number';
  else if (source) unit = pivot.formulas.find((formula) => formula.id === source.formula)?.unit ?? 'number';
  return { unit: unitAfter(unit, one?.calculation ?? null), language, currency };
}
