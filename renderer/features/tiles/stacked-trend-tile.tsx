import { useMemo } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import { BarChart } from '../../charts/index.ts';
import { formatExact, formatRange, formatShort, formatTick, scaleFor, unitWord } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { pointsOf, seriesQueries, useCube } from '../../queries/index.ts';
import { figure } from '../../transport/index.ts';
import { useTheme } from '../../ui/index.ts';
import { markHandler } from './mark-handler.ts';
import { PlotSkeleton } from './skeletons.tsx';
import { dayOf, incompleteEnd, noteOf, shareOf, stepLabels, stepName, stepNotes, stepPicks } from './steps.ts';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { tileStateOf } from './tile-state.ts';

type StackedTileDefinition = Extract<Tile, { kind: 'stacked-trend' }>;

/** Parts of a whole over time, stacked; the step still running is hatched. */
export function StackedTrendTile({ tile }: { tile: StackedTileDefinition }) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const localized = useLocalized();
  const { tokens } = useTheme();
  const { scope, members, member, style, colorOf, interaction, notes } = useTileSurface();
  const queries = seriesQueries(tile, scope, members);
  const answer = useCube(queries.current);
  const state = tileStateOf(answer, ({ rows }) =>
    rows.every((row) => tile.measures.every((measure) => (figure(row[measure]) ?? 0) === 0)),
  );
  const rows = answer.data?.rows;
  const axisKey = JSON.stringify([queries.range, queries.key, scope.data]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `axisKey` stands for range, key and bounds of the data
  const view = useMemo(() => {
    const { granularity } = tile;
    const axis = { key: queries.key, granularity, range: queries.range, data: scope.data };
    const series = tile.measures.map((name) => ({
      measure: member(name),
      points: pointsOf(rows ?? [], member(name), axis),
    }));
    const points = series[0]?.points ?? [];
    const totals = points.map((_, index) => series.reduce((sum, one) => sum + (one.points[index]?.value ?? 0), 0));
    const scale = scaleFor(Math.max(0, ...totals), language);
    const unit = style(member(tile.measures[0] ?? '').unit);
    const end = incompleteEnd(points);
    const noted = stepNotes(notes, points, granularity);
    const labels = stepLabels(points, granularity, language);
    const until = queries.range.to < scope.data.to ? queries.range.to : scope.data.to;
    const stacks = series.map(({ measure, points: list }) => ({
      name: measure.title,
      color: tokens.series[colorOf(measure.name)] ?? tokens.series[7],
      values: list.map((point) => point.value),
    }));
    return {
      labels,
      stacks,
      noted,
      end,
      tick: (value: number) => formatTick(value, unit, scale),
      picksOf: ({ category }: { category: number }) => stepPicks(points[category]?.start, granularity),
      notes: [
        localized(tile.subtitle ?? { 'zh-CN': '', en: '' }),
        unitWord(unit, scale),
        end === null ? null : t('incompleteNoteBars', { date: dayOf(until, language) }),
      ],
      tooltip: (index: number) => {
        const total = totals[index] ?? 0;
        const parts = series.map(({ measure, points: list }, place) => {
          const value = list[index]?.value ?? null;
          return {
            color: stacks[place]?.color ?? '',
            name: measure.title,
            value: value === null ? '—' : formatExact(value, unit),
            note: shareOf(value, total),
          };
        });
        const point = points[index];
        return {
          title: point ? stepName(point.start, granularity, language, axis) : '',
          rows: [...parts.toReversed(), { name: t('total'), value: formatExact(total, unit) }],
          ...noteOf(noted, index),
        };
      },
      summary: t('chartSummary', {
        title: localized(tile.title),
        dates: formatRange(queries.range.from, queries.range.to, language),
        latest: formatShort(totals.at(-1) ?? 0, unit),
      }),
    };
  }, [axisKey, rows, language, tokens, tile, members, notes]);
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={queries.range}
      measures={tile.measures}
      unreached={queries.unreached}
      notes={state.kind === 'full' ? view.notes : []}
      skeleton={<PlotSkeleton />}
    >
      <BarChart
        steps={view.labels}
        stacks={view.stacks}
        incompleteFrom={view.end}
        formatTick={view.tick}
        tooltip={view.tooltip}
        label={view.summary}
        notes={view.noted}
        onStep={markHandler(tile, interaction, view.picksOf)}
      />
    </TileFrame>
  );
}
