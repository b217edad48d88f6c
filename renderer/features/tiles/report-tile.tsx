import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { granularities, type TileOf } from '../../../contract/boards.ts';
import { type AxisField, otherKey, type PivotLine } from '../../../contract/pivot.ts';
import { type Report, type ReportDefinition, reportOutput } from '../../../contract/reports.ts';
import { formatCount } from '../../format/index.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { blankValue, rangeOf, reportPivot, shortName } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { type Builder, BuilderContext } from '../explore/builder-context.ts';
import { ChartPane, type MarkTold, useChartAnswer, useChartBody } from '../explore/chart-pane.tsx';
import { missingMembers } from '../explore/definition.ts';
import { pivotOf, usePivotTable } from '../explore/pivot-requests.ts';
import { TableResult } from '../explore/table-result.tsx';
import { useReader } from '../explore/use-reader.ts';
import { RowsSkeleton } from './skeletons.tsx';
import { type MarkPick, useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import type { TileState } from './tile-state.ts';

/** A saved report as it was made, under the dates and filters of the board; what a reader folds or orders is his own. */
export default function ReportTile({ tile }: { tile: TileOf<'report'> }) {
  const { reportId } = tile;
  const report = useQuery({
    queryKey: ['reports', reportId],
    queryFn: ({ signal }) =>
      request(`/api/v1/reports/${encodeURIComponent(reportId)}`, { schema: reportOutput, signal }),
  });
  const { scope } = useTileSurface();
  if (report.data) return <Shown key={report.data.version} tile={tile} report={report.data} />;
  const state: TileState = report.isError
    ? { kind: 'failed', error: report.error, retry: () => void report.refetch() }
    : { kind: 'loading' };
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={rangeOf(tile, scope)}
      measures={[]}
      unreached={[]}
      skeleton={<RowsSkeleton rows={7} />}
    >
      {null}
    </TileFrame>
  );
}

function Shown({ tile, report }: { tile: TileOf<'report'>; report: Report }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const { scope, members, workspace, interaction } = useTileSurface();
  const [definition, setDefinition] = useState<ReportDefinition>(report.definition);
  const isTable = definition.view === 'table';
  const reader = useReader(
    definition,
    members,
    useMemo(() => ({ workspace, data: scope.data }), [workspace, scope.data]),
  );
  const builder = useMemo<Builder>(() => ({ ...reader, change: setDefinition }), [reader]);
  const asked = useMemo(() => {
    const whole = pivotOf(definition, members, scope.data, workspace);
    return reportPivot({ ...whole, dates: definition.pivot.dates }, tile, scope, members);
  }, [definition, members, scope, workspace, tile]);
  const tableBody = useMemo(
    () => (isTable ? { pivot: asked.pivot, collapsed: definition.collapsed } : null),
    [isTable, asked, definition.collapsed],
  );
  const { table, query } = usePivotTable(tableBody);
  const chartQuery = useChartAnswer(useChartBody(isTable ? null : asked.pivot, definition, members));
  const answer = isTable ? query : chartQuery;
  const output = answer.data;
  const state: TileState =
    answer.isError && output === undefined
      ? { kind: 'failed', error: answer.error, retry: () => void answer.refetch() }
      : output === undefined || (isTable && table === null)
        ? { kind: 'loading' }
        : output.rowCount === 0 || output.columnCount === 0
          ? { kind: 'empty' }
          : { kind: 'full', isRefreshing: answer.isFetching };
  const onMark = useCallback<MarkTold>(
    (action, { row, column }) => {
      if (!interaction) return;
      const picks = [...picksOf(row, asked.pivot.rows), ...picksOf(column, asked.pivot.columns)];
      if (action.kind === 'menu') interaction.openMenu(tile, picks, action);
      else if (picks.length > 0) interaction.choose(tile, picks, action.kind === 'add');
    },
    [interaction, asked, tile],
  );
  const cellPicks = (row: number, column: number) => [
    ...picksOf(table?.rowAt(row) ?? null, asked.pivot.rows),
    ...(column < 0 ? [] : picksOf(table?.columnAt(column) ?? null, asked.pivot.columns)),
  ];
  const frame = {
    label: localized(tile.title),
    onChoose: interaction
      ? (row: number, column: number, isAdding: boolean) => {
          const picks = cellPicks(row, column);
          if (picks.length > 0) interaction.choose(tile, picks, isAdding);
        }
      : undefined,
    onMenu: interaction
      ? (row: number, column: number, at: { x: number; y: number }) =>
          interaction.openMenu(tile, cellPicks(row, column), at)
      : undefined,
  };
  const lost = [...missingMembers(definition, members)].map(shortName).join(', ');
  const cut = output?.truncated.rows;
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={rangeOf(tile, scope)}
      measures={asked.pivot.values.flatMap(({ source }) => ('measure' in source ? [source.measure] : []))}
      unreached={asked.unreached}
      notes={[
        tile.subtitle ? localized(tile.subtitle) : null,
        lost === '' ? null : t('reportLost', { names: lost }),
        isTable && cut ? t('shownOf', { shown: formatCount(cut.shown), total: formatCount(cut.total) }) : null,
      ]}
      skeleton={<RowsSkeleton rows={7} />}
    >
      <BuilderContext value={builder}>
        {isTable ? (
          <TableResult table={table} error={null} retry={() => undefined} frame={frame} />
        ) : (
          <ChartPane
            pivot={asked.pivot}
            frame={{ label: localized(tile.title), onMark: interaction ? onMark : undefined }}
          />
        )}
      </BuilderContext>
    </TileFrame>
  );
}

/** What a line stands for; groups, bins and “other” are no single value to narrow a board by. */
export function picksOf(line: PivotLine | null, fields: readonly AxisField[]): MarkPick[] {
  if (!line) return [];
  return line.path.flatMap((key, depth): MarkPick[] => {
    const field = fields[depth];
    if (!field || key === otherKey || field.groups || field.bins) return [];
    if (field.granularity === null) return [{ kind: 'value', member: field.member, value: key ?? blankValue }];
    // A step of the fiscal year is as long as its namesake of the calendar, from its own beginning.
    const step = field.granularity.replace('fiscal_', '');
    const granularity = granularities.find((one) => one === step);
    return granularity && key !== null ? [{ kind: 'step', start: key.slice(0, 10), granularity }] : [];
  });
}
