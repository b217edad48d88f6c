import {
  type BoardScope,
  isSegmentMember,
  type Members,
  reportPivot,
  unknownMember,
} from '../../../contract/board-queries/index.ts';
import type { TileOf } from '../../../contract/boards.ts';
import { AppError } from '../../../contract/errors.ts';
import { type Pivot, type PivotOutput, pivotOutput } from '../../../contract/pivot.ts';
import { type PivotGrid, pivotGrid } from '../../../contract/pivot-grid.ts';
import type { Report, ReportView } from '../../../contract/reports.ts';
import type { Pivots } from '../../pivot/index.ts';
import { maxSheetColumns } from '../../workbook/index.ts';
import type { Reader, ReportFigures } from '../figures.ts';
import { reportWords } from '../words.ts';
import type { ChartShape, GridTable } from './table.ts';

export interface GridContext {
  pivots: Pick<Pivots, 'window'>;
  reader: Reader;
  figures: Pick<ReportFigures, 'workspace'>;
  scope: BoardScope;
  members: Members;
  signal?: AbortSignal;
}

/** A saved report under a scope, laid out whole. @throws pivot/*, semantic/* */
export async function gridTable(tile: TileOf<'report'>, report: Report, context: GridContext): Promise<GridTable> {
  const { reader, scope, members } = context;
  const { definition } = report;
  const { pivot, unreached } = reportPivot(definition.pivot, tile, scope, members);
  const output = await wholePivot({ pivot, collapsed: definition.collapsed }, context);
  const fiscalStart = context.figures.workspace().fiscalYearStartMonth;
  const grid = pivotGrid(pivot, output, { definition, members, language: reader.language, fiscalStart });
  const words = reportWords[reader.language];
  const named = (name: string) => (members.get(name) ?? unknownMember(name)).title;
  const filters = pivot.filters
    .filter(({ values }) => values.length > 0)
    .map(({ member, values }) => {
      const texts = isSegmentMember(member) ? values.map((id) => scope.segmentNames?.get(id) ?? id) : values;
      return `${named(member)}: ${texts.join(words.comma)}`;
    });
  const cut = output.truncated.rows ?? output.truncated.columns;
  return {
    title: tile.title[reader.language],
    notes: [
      ...(pivot.dates ? [`${words.dates}: ${pivot.dates.from} – ${pivot.dates.to}`] : []),
      ...filters,
      ...(unreached.length > 0 ? [words.notFiltered(unreached.map(named).join(words.comma))] : []),
      ...(tile.subtitle?.[reader.language] ? [tile.subtitle[reader.language]] : []),
      ...(cut ? [words.shownOf(cut.shown, cut.total)] : []),
    ],
    grid,
    chart: chartOf(definition.view, pivot, output, grid),
  };
}

type Asked = { pivot: Pivot; collapsed: Report['definition']['collapsed'] };

/** All windows of a pivot as one. @throws api/conflict when the figures changed between two windows */
async function wholePivot(asked: Asked, { pivots, reader, signal }: GridContext): Promise<PivotOutput> {
  const asker = {
    language: reader.language,
    security: { operatorId: reader.principal.actor, role: reader.principal.role },
    ...(signal ? { signal } : {}),
  };
  const windowAt = async (from: number) => {
    const window = { rows: { from, count: 50_000 }, columns: { from: 0, count: 50_000 } };
    return pivotOutput.parse(JSON.parse(new TextDecoder().decode(await pivots.window({ ...asked, window }, asker))));
  };
  const whole = await windowAt(0);
  if (whole.columnCount > maxSheetColumns)
    throw new AppError('exports/too-large', { params: { limit: String(maxSheetColumns) } });
  while (whole.rows.length < whole.rowCount) {
    const next = await windowAt(whole.rows.length);
    if (next.version !== whole.version) throw new AppError('api/conflict', { isRetryable: true });
    if (next.rows.length === 0) break;
    whole.rows.push(...next.rows);
    whole.cells.push(...next.cells);
  }
  return whole;
}

const shapes: Partial<Record<ReportView, ChartShape>> = {
  bar: 'column',
  'stacked-bar': 'stacked-column',
  'percent-bar': 'stacked-column',
  'horizontal-bar': 'bar',
  line: 'line',
  area: 'line',
};
const mostSeries = 12;
const mostPoints = 500;

/** Charts of reports with one field on the rows: further levels would mix parts with their sums. */
function chartOf(view: ReportView, pivot: Pivot, output: PivotOutput, grid: PivotGrid): GridTable['chart'] {
  const kind = shapes[view];
  if (kind === undefined || pivot.rows.length !== 1 || pivot.valuesOn !== 'columns') return null;
  const fromRow = output.rows.findIndex((line) => line.kind === 'member');
  const toRow = output.rows.findLastIndex((line) => line.kind === 'member');
  const columns = grid.totals.flatMap((isTotal, column) => (isTotal ? [] : [column])).slice(0, mostSeries);
  if (fromRow < 0 || toRow === fromRow || toRow - fromRow >= mostPoints || columns.length === 0) return null;
  return { kind, fromRow, toRow, columns };
}
