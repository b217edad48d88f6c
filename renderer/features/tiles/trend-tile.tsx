import { useMemo } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import { type Line, LineChart, type TooltipRow } from '../../charts/index.ts';
import {
  formatChange,
  formatExact,
  formatRange,
  formatScaled,
  formatShort,
  formatTick,
  scaleFor,
  thinSpaced,
  unitWord,
} from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { changeOf, type Point, pointsOf, seriesQueries, useCube } from '../../queries/index.ts';
import { figure } from '../../transport/index.ts';
import { useTheme } from '../../ui/index.ts';
import { comparisonWord } from './comparison.ts';
import { markHandler } from './mark-handler.ts';
import { PlotSkeleton } from './skeletons.tsx';
import { dayOf, incompleteEnd, noteOf, stepLabels, stepName, stepNotes, stepPicks } from './steps.ts';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import { tileStateOf } from './tile-state.ts';

type TrendTileDefinition = Extract<Tile, { kind: 'trend' }>;

/** A figure over time, with the same steps of the compared period as a quiet line behind it. */
export function TrendTile({ tile }: { tile: TrendTileDefinition }) {
  const { scope, members, interaction } = useTileSurface();
  const queries = seriesQueries(tile, scope, members);
  const current = useCube(queries.current);
  const compared = useCube(queries.compared?.query ?? null);
  const state = tileStateOf(current, (answer) =>
    answer.rows.every((row) => tile.measures.every((measure) => figure(row[measure]) === null)),
  );
  const view = useTrend(tile, queries, current.data?.rows, compared.data?.rows);
  return (
    <TileFrame
      tile={tile}
      state={state}
      range={queries.range}
      measures={tile.measures}
      unreached={queries.unreached}
      notes={state.kind === 'full' ? view.notes : []}
      definitionLines={view.definitionLines}
      skeleton={<PlotSkeleton />}
    >
      <LineChart
        steps={view.steps}
        lines={view.lines}
        formatTick={view.tick}
        tooltip={view.tooltip}
        label={view.summary}
        notes={view.noted}
        onStep={markHandler(tile, interaction, view.picksOf)}
      />
    </TileFrame>
  );
}

type Rows = Parameters<typeof pointsOf>[0];

/** Lines, labels and hover of a trend, worked out once per answer. */
function useTrend(
  tile: TrendTileDefinition,
  queries: ReturnType<typeof seriesQueries>,
  rows: Rows | undefined,
  comparedRows: Rows | undefined,
) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const localized = useLocalized();
  const { tokens } = useTheme();
  const state = useTileSurface();
  const key = JSON.stringify([queries.range, queries.compared?.period, queries.key, state.scope.data]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the parts of `queries` and scope used here
  return useMemo(() => {
    const { scope, member, style, colorOf } = state;
    const { granularity } = tile;
    const axis = { key: queries.key, granularity, data: scope.data };
    const series = tile.measures.map((name) => ({
      measure: member(name),
      points: pointsOf(rows ?? [], member(name), { ...axis, range: queries.range }),
    }));
    const lead = series[0];
    const leadMeasure = lead?.measure ?? member(tile.measures[0] ?? '');
    const points = lead?.points ?? [];
    const period = queries.compared?.period ?? null;
    const before: Point[] =
      period && comparedRows ? pointsOf(comparedRows, leadMeasure, { ...axis, range: period.range }) : [];
    const all = [...series.flatMap((one) => one.points), ...before].map((point) => Math.abs(point.value ?? 0));
    const scale = scaleFor(Math.max(0, ...all), language);
    const unit = style(leadMeasure.unit);
    const end = incompleteEnd(points);
    const bounds = { range: queries.range, data: scope.data };
    const word = tile.comparison ? comparisonWord(tile.comparison, queries.range) : null;
    const comparedName = word ? t(`comparedLong.${word}`) : '';
    const isCompared = before.some((point) => point.value !== null);
    const nameOf = (index: number) =>
      series.length > 1 ? (series[index]?.measure.title ?? '') : isCompared ? t('current') : '';
    const labelOf = (name: string, list: Point[]) => {
      const last = list.findLast((point) => point.value !== null)?.value ?? null;
      return thinSpaced(`${name} ${last === null ? '' : formatScaled(last, unit, scale)}`.trim());
    };
    const lines: Line[] = series.map((one, index) => ({
      name: one.measure.title,
      color: tokens.series[colorOf(one.measure.name)] ?? tokens.series[7],
      values: one.points.map((point) => point.value),
      incompleteFrom: end,
      endLabel: labelOf(nameOf(index), one.points),
      isQuiet: false,
    }));
    if (isCompared) {
      lines.push({
        name: comparedName,
        color: tokens.series[7],
        values: points.map((_, index) => before[index]?.value ?? null),
        incompleteFrom: end,
        endLabel: labelOf(comparedName, before.slice(0, points.length)),
        isQuiet: true,
      });
    }
    const noted = stepNotes(state.notes, points, granularity);
    const endNote =
      end === null
        ? null
        : t('incompleteNote', {
            date: dayOf(queries.range.to < scope.data.to ? queries.range.to : scope.data.to, language),
          });
    const tooltip = (index: number) => {
      const point = points[index];
      const rowsOf: TooltipRow[] = series.map((one, place) => {
        const value = one.points[index]?.value ?? null;
        return {
          color: lines[place]?.color ?? '',
          name: nameOf(place) || one.measure.title,
          value: value === null ? '—' : formatExact(value, style(one.measure.unit)),
        };
      });
      const earlier = before[index];
      if (isCompared && earlier) {
        const change = changeOf(point?.value ?? null, earlier.value, leadMeasure.unit);
        rowsOf.push({
          color: tokens.series[7],
          name: comparedName,
          value: earlier.value === null ? '—' : formatExact(earlier.value, unit),
          note: change ? formatChange(change, language) : t('noEarlierData'),
        });
      }
      const former = points[index - 1];
      const step = point && former && !point.isIncomplete && !former.isIncomplete;
      const stepChange = step ? changeOf(point.value, former.value, leadMeasure.unit) : null;
      if (stepChange && series.length === 1) {
        rowsOf.push({ name: t(`stepChange.${granularity}`), value: formatChange(stepChange, language) });
      }
      return {
        title: point ? stepName(point.start, granularity, language, bounds) : '',
        rows: rowsOf,
        ...noteOf(noted, index),
      };
    };
    const latest = points.findLast((point) => point.value !== null)?.value ?? null;
    return {
      steps: stepLabels(points, granularity, language),
      lines,
      noted,
      tooltip,
      tick: (value: number) => formatTick(value, unit, scale),
      picksOf: ({ category }: { category: number }) => stepPicks(points[category]?.start, granularity),
      notes: [
        localized(tile.subtitle ?? { 'zh-CN': '', en: '' }),
        unitWord(unit, scale),
        endNote,
        period && !isCompared ? t('nothingBefore', { name: comparedName }) : null,
      ],
      definitionLines: period
        ? [{ term: comparedName, text: formatRange(period.range.from, period.range.to, language) }]
        : [],
      summary: t('chartSummary', {
        title: localized(tile.title),
        dates: formatRange(queries.range.from, queries.range.to, language),
        latest: latest === null ? '—' : formatShort(latest, unit),
      }),
    };
  }, [key, rows, comparedRows, language, tokens, tile, state.members, state.workspace, state.notes]);
}
