import { useMemo } from 'react';
import type { TileOf } from '../../../contract/boards.ts';
import { useChartKind } from '../../charts/index.ts';
import { formatCount } from '../../format/index.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { chartQueries, targetQuery, useCube } from '../../queries/index.ts';
import { figure } from '../../transport/index.ts';
import { hasOtherMark, needsWhole } from './chart/chart-table.ts';
import { useTargetOf } from './chart/target.ts';
import { useChartView } from './chart/use-chart-view.ts';
import { PlotSkeleton } from './skeletons.tsx';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { type TileState, tileStateOf } from './tile-state.ts';

/** Any of the general charts: measures over dimensions or time. */
export function ChartTile({ tile }: { tile: TileOf<'chart'> }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const { scope, members, member } = useTileSurface();
  const key = JSON.stringify([
    tile,
    scope.range,
    scope.window,
    scope.filters,
    scope.measureFilters,
    scope.segment,
    scope.data,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` holds what the questions are made of
  const queries = useMemo(() => chartQueries(tile, scope, members), [key, members]);
  const answer = useCube(queries.current);
  const cut = answer.data?.truncated;
  const isAdditive = (measure: string) => member(measure).isAdditive;
  const wholeQuery = needsWhole(tile, Boolean(cut), isAdditive) ? queries.whole : null;
  const whole = useCube(wholeQuery);
  const targetAnswer = useCube(targetQuery(tile, queries.range, scope, members));
  const target = useTargetOf(tile, tile.measures[0] ?? '', queries.range, targetAnswer.data?.rows[0]);
  const Kind = useChartKind(tile.chart);
  const shown = tileStateOf(answer, ({ rows }) =>
    rows.every((row) => tile.measures.every((measure) => figure(row[measure]) === null)),
  );
  const isCut = Boolean(cut) && !(hasOtherMark(tile, isAdditive) && wholeQuery !== null);
  const view = useChartView({ tile, queries, rows: answer.data?.rows, whole: whole.data?.rows[0], target, isCut });
  // Shares of what is drawn alone would be others than those of the whole: without it nothing is told.
  const needed = wholeQuery === null ? shown : tileStateOf(whole, () => false);
  const drawn: TileState = Kind === null ? { kind: 'loading' } : needed.kind === 'full' ? shown : needed;
  const state: TileState = shown.kind === 'full' ? drawn : shown;
  const isCutHere = view.table.categoriesLeftOut > 0 && tile.chart !== 'sankey';
  const leftOut =
    cut && isCut
      ? t('shownOf', { shown: formatCount(cut.shown), total: formatCount(cut.total) })
      : isCutHere
        ? t('shownOf', {
            shown: formatCount(view.table.categories.length),
            total: formatCount(view.table.categories.length + view.table.categoriesLeftOut),
          })
        : null;
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={queries.range}
      measures={tile.measures}
      unreached={queries.unreached}
      notes={
        state.kind === 'full' ? [tile.subtitle ? localized(tile.subtitle) : null, view.unit, view.note, leftOut] : []
      }
      skeleton={<PlotSkeleton />}
    >
      {Kind ? <Kind plot={view.plot} extra={view.extra} /> : null}
    </TileFrame>
  );
}
