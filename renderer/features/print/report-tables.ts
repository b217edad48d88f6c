import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Board, TileOf } from '../../../contract/boards.ts';
import type { Language } from '../../../contract/language.ts';
import { type Pivot, type PivotOutput, pivotOutput } from '../../../contract/pivot.ts';
import { type GridCell, type PivotGrid, pivotGrid } from '../../../contract/pivot-grid.ts';
import { type Report, savedReportOutput } from '../../../contract/reports.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import { formatCount, formatExact, formatRange } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { type BoardScope, type Members, reportPivot, unknownMember } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { pivotOf } from '../explore/pivot-requests.ts';
import { type LoadedTable, maxPrintedRows, shortTableRows } from './print-data.ts';
import type { PrintColumn, PrintTable, RowLook } from './print-table.ts';

interface Context {
  scope: BoardScope;
  members: Members;
  workspace: Workspace;
  /** Tables of any length, as a document of the report alone wants them. */
  isAlone: boolean;
}

/** More columns than this do not stand beside anything else. */
const shortTableColumns = 8;

interface Loaded {
  table: PrintTable;
  /** Drawn as a chart: the tile stays, and the table follows where the report stands alone. */
  isChart: boolean;
  isLong: boolean;
}

export interface ReportTables {
  tables: LoadedTable[];
  /** Every measure that stands in a report, for the definitions at the end. */
  measures: string[];
}

/** Figures made by a formula of the report's own have no definition in the model. */
const measureIn = ({ source }: Pivot['values'][number]) => ('measure' in source ? [source.measure] : []);

/**
 * Tables of the builder on a board that do not fit in their place, whole and with their layout; null while any is on
 * its way. What could not be read, or is late, stays the tile that says so.
 */
export function useReportTables(board: Pick<Board, 'tiles'>, context: Context, isLate: boolean): ReportTables | null {
  const { scope, members, workspace, isAlone } = context;
  const { t } = useTranslation('print');
  const language = useLanguage();
  const localized = useLocalized();
  const tiles = board.tiles.filter((tile): tile is TileOf<'report'> => tile.kind === 'report');
  const answers = useQueries({
    queries: tiles.map((tile) => ({
      queryKey: ['print-report', tile, scope],
      queryFn: ({ signal }: { signal: AbortSignal }) => readReport(tile, { scope, members, workspace }, signal),
    })),
  });
  const isPending = !isLate && answers.some((answer) => answer.isPending);
  const key = JSON.stringify([answers.map(({ dataUpdatedAt }) => dataUpdatedAt), tiles, language, isAlone]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` changes with every answer and every tile
  return useMemo(() => {
    if (isPending) return null;
    const measures = answers.flatMap(({ data }) => (data ? data.pivot.values.flatMap(measureIn) : []));
    const tables = answers.flatMap(({ data }, index): LoadedTable[] => {
      const tile = tiles[index];
      if (!data || !tile) return [];
      const title = localized(tile.title);
      const { pivot, output, report, unreached } = data;
      const named = (name: string) => (members.get(name) ?? unknownMember(name)).title;
      const cut = output.rows.length < output.rowCount ? { shown: output.rows.length, total: output.rowCount } : null;
      const note = [
        pivot.dates && isAlone ? formatRange(pivot.dates.from, pivot.dates.to, language) : '',
        ...(isAlone ? pivot.filters.filter(({ values }) => values.length > 0) : []).map(
          ({ member, values }) => `${named(member)}: ${values.join(language === 'zh-CN' ? '、' : ', ')}`,
        ),
        unreached.length > 0 ? t('notFiltered', { names: unreached.map(named).join(', ') }) : '',
        cut ? t('shownOf', { shown: formatCount(cut.shown), total: formatCount(cut.total) }) : '',
      ];
      const fiscalStart = workspace.fiscalYearStartMonth;
      const grid = pivotGrid(pivot, output, { definition: report.definition, members, language, fiscalStart });
      const loaded: Loaded = {
        table: {
          ...tableOf(grid, { language, currency: workspace.currency }),
          ...{ id: tile.id, title, isCut: cut !== null, note: note.filter(Boolean).join(' · ') },
        },
        isChart: report.definition.view !== 'table',
        isLong: grid.rows.length > shortTableRows || grid.totals.length > shortTableColumns,
      };
      const isWanted = isAlone || (loaded.isLong && !loaded.isChart);
      return isWanted
        ? [{ id: loaded.isChart ? `${tile.id}-table` : tile.id, title, table: loaded.table, error: null }]
        : [];
    });
    return { tables, measures };
  }, [key, isPending, members]);
}

async function readReport(tile: TileOf<'report'>, context: Omit<Context, 'isAlone'>, signal: AbortSignal) {
  const report = await request(`/api/v1/reports/${encodeURIComponent(tile.reportId)}`, {
    schema: savedReportOutput,
    signal,
  });
  // A saved analysis draws itself.
  if (report.kind !== 'pivot') return null;
  const { scope, members, workspace } = context;
  const whole = pivotOf(report.definition, members, scope.data, workspace);
  const asked = reportPivot({ ...whole, dates: report.definition.pivot.dates }, tile, scope, members);
  return { ...asked, report, output: await wholePivot(asked.pivot, report, signal) };
}

/** All windows of a table, up to what a document can hold. */
async function wholePivot(pivot: Pivot, { definition }: Report, signal: AbortSignal): Promise<PivotOutput> {
  const windowAt = (from: number) => {
    const window = { rows: { from, count: maxPrintedRows }, columns: { from: 0, count: 50_000 } };
    const body = { pivot, collapsed: definition.collapsed, window };
    return request('/api/v1/pivot', { method: 'POST', body, schema: pivotOutput, signal });
  };
  const whole = await windowAt(0);
  while (whole.rows.length < Math.min(whole.rowCount, maxPrintedRows)) {
    const next = await windowAt(whole.rows.length);
    if (next.rows.length === 0 || next.version !== whole.version) break;
    whole.rows.push(...next.rows);
    whole.cells.push(...next.cells);
  }
  return whole;
}

function tableOf(grid: PivotGrid, style: { language: Language; currency: string }) {
  const plain = (value: unknown) => (value === null || value === undefined ? '' : String(value));
  const columns: PrintColumn[] = [
    ...grid.corner.map((title, index) => ({
      ...{ key: `head${index}`, title, isFigure: false, isAdditive: false, text: plain },
      over: grid.levels.slice(0, -1).map(() => ''),
    })),
    ...grid.totals.map((_, column) => ({
      ...{ key: `cell${column}`, title: grid.levels.at(-1)?.[column] ?? '', isFigure: true, isAdditive: false },
      text: plain,
      over: grid.levels.slice(0, -1).map((texts) => texts[column] ?? ''),
    })),
  ];
  const rows = grid.rows.map(({ heads, cells }) =>
    Object.fromEntries([
      ...heads.map((text, index) => [`head${index}`, text]),
      ...cells.map((cell, column) => [`cell${column}`, cellText(cell, style)]),
    ]),
  );
  const looks = grid.rows.map(({ isTotal, depth }): RowLook => ({ isTotal, depth }));
  return { columns, rows, looks, totals: null };
}

/** Exact, as everything on paper; digits as the report has them. */
function cellText({ value, figure }: GridCell, { language, currency }: { language: Language; currency: string }) {
  if (typeof value !== 'number' || !figure) return value === null ? '' : String(value).replace('T00:00:00.000', '');
  if (figure.digits === null && figure.scale === 'none') return formatExact(value, { ...figure, language, currency });
  const digits = figure.digits ?? 2;
  const isShare = figure.unit === 'percent';
  const text = (isShare ? value * 100 : value).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return isShare ? `${text}%` : text;
}
