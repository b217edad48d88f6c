import { useMemo } from 'react';
import type { TileOf } from '../../../../contract/boards.ts';
import { type Plot, type PlotCategory, type PlotSeries, type SpreadExtra, withLook } from '../../../charts/index.ts';
import {
  chosenScale,
  formatExact,
  formatMonthShort,
  formatRange,
  formatScaled,
  formatShort,
  formatTick,
  formatWeekday,
  scaleFor,
  unitWord,
} from '../../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../../i18n/index.ts';
import { blankValue, type chartQueries, type Granularity } from '../../../queries/index.ts';
import type { CubeRow } from '../../../transport/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { markHandler } from '../mark-handler.ts';
import { dayOf, incompleteEnd, isStepChosen, noteOf, shareOf, stepLabels, stepName, stepNotes } from '../steps.ts';
import { type MarkPick, useTileSurface } from '../tile-context.ts';
import { chartTable, fiveFigures, flowsOf, groupedFigures, wholeFigure } from './chart-table.ts';
import { valueLabel } from './value-label.ts';

interface ViewInput {
  tile: TileOf<'chart'>;
  queries: ReturnType<typeof chartQueries>;
  rows: readonly CubeRow[] | undefined;
  whole: CubeRow | undefined;
  target: number | null;
  /** The answer holds fewer groups than there are, and no mark for the rest. */
  isCut: boolean;
}

const nothing: readonly CubeRow[] = [];
/** Kinds whose places mean more than a name. */
const ordersItself = new Set(['calendar', 'box-plot', 'sankey', 'map']);

/** Everything a chart is drawn from, worked out once per answer. */
export function useChartView({ tile, queries, rows = nothing, whole, target, isCut }: ViewInput) {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const localized = useLocalized();
  const { tokens } = useTheme();
  const surface = useTileSurface();
  const { scope, member, style, workspace, interaction } = surface;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `queries`, `member` and `style` follow from what is listed
  return useMemo(() => {
    const granularity: Granularity | null = tile.chart === 'calendar' ? 'day' : tile.granularity;
    const time = queries.key !== null && granularity !== null ? { key: queries.key, granularity } : null;
    const isAdditive = (measure: string) => member(measure).isAdditive;
    const table = chartTable(tile, {
      rows,
      time,
      range: queries.range,
      data: scope.data,
      whole: whole ?? null,
      isAdditive,
    });
    const axis = time === null ? tile.dimensions[0] : undefined;
    const split = time === null ? tile.dimensions[1] : tile.dimensions[0];
    const chosenOf = (name: string | undefined) =>
      new Set(name === undefined ? [] : (scope.filters.find((filter) => filter.member === name)?.values ?? []));
    const chosen = chosenOf(axis);
    const isPart = isCut || table.categoriesLeftOut > 0;
    const wholeShown = isCut ? wholeFigure(tile, whole, isAdditive) : null;
    const words = { total: t(isPart && wholeShown === null ? 'totalShown' : 'total'), other: t('other') };
    const points = table.categories.map(({ value, isIncomplete }) => ({
      start: value ?? '',
      value: null,
      isIncomplete,
    }));
    const labels = time === null ? [] : stepLabels(points, time.granularity, language);
    const bounds = { range: queries.range, data: scope.data };
    const categories = table.categories.map((one, index): PlotCategory => {
      const text = axis === undefined ? '' : valueLabel(axis, one.value, language, t('blank'));
      const name = one.isOther
        ? words.other
        : time === null
          ? text
          : stepName(one.value ?? '', time.granularity, language, bounds);
      return {
        label: time === null ? (one.isOther ? words.other : text) : (labels[index] ?? ''),
        name: name === '' ? localized(tile.title) : name,
        isOther: one.isOther,
        isIncomplete: one.isIncomplete,
        isChosen:
          time === null
            ? chosen.has(one.value ?? blankValue) && !one.isOther
            : one.value !== null && isStepChosen(one.value, time.granularity, scope),
      };
    });
    const secondary = new Set(
      tile.chart === 'combo' ? (tile.secondAxis.length > 0 ? tile.secondAxis : tile.measures.slice(1)) : [],
    );
    // Known once the largest figure is.
    const shortOf = { current: (value: number) => String(value) };
    const series = table.series.map((one, index): PlotSeries => {
      const measure = member(one.measure);
      const ownScale = scaleFor(Math.max(0, ...one.values.map((value) => Math.abs(value ?? 0))), language);
      const color =
        one.split === undefined
          ? tokens.series[table.series.length > 1 ? Math.min(index, 7) : 0]
          : one.isOther
            ? tokens.series[7]
            : tokens.series[surface.colorOfValue(split ?? '', one.split)];
      return {
        name: one.isOther
          ? words.other
          : one.split === undefined
            ? measure.title
            : valueLabel(split ?? '', one.split, language, t('blank')),
        color: color ?? tokens.series[7],
        values: one.values,
        isSecond: secondary.has(one.measure),
        format: (value) =>
          secondary.has(one.measure) || measure.unit !== member(tile.measures[0] ?? '').unit
            ? formatShort(value, style(measure.unit))
            : shortOf.current(value),
        tick: (value) => formatTick(value, style(measure.unit), ownScale),
        axisName: [measure.title, unitWord(style(measure.unit), ownScale)].filter(Boolean).join(' '),
      };
    });
    const lead = member(tile.measures[0] ?? '');
    const unit = style(lead.unit);
    const sums = categories.map((_, index) =>
      series.reduce((sum, one) => sum + (one.isSecond ? 0 : Math.max(0, one.values[index] ?? 0)), 0),
    );
    const firstAxis = series
      .filter((one) => !one.isSecond)
      .flatMap((one) => one.values.map((value) => Math.abs(value ?? 0)));
    const scale = chosenScale(
      tile.look,
      scaleFor(Math.max(0, ...(tile.stacking === 'stacked' ? sums : firstAxis)), language),
      language,
    );
    const isFlat = tile.isHorizontal && time === null;
    const isOwn = tile.look.unit !== 'auto' || tile.look.digits !== null;
    // Figures that stand in the chart itself carry their units.
    const isSaidBeside = !isOwn && (tile.chart === 'map' || (isFlat && series.length === 1));
    const short = (value: number) => (isOwn ? formatScaled(value, unit, scale) : formatShort(value, unit));
    shortOf.current = short;
    const second = table.series.find((one) => secondary.has(one.measure));
    const secondUnit = style(member(second?.measure ?? '').unit);
    const secondScale = scaleFor(
      Math.max(
        0,
        ...series.filter((one) => one.isSecond).flatMap((one) => one.values.map((value) => Math.abs(value ?? 0))),
      ),
      language,
    );
    const blank = t('blank');
    const extra: SpreadExtra = {};
    if (tile.chart === 'sankey')
      extra.links = flowsOf(rows, tile.dimensions, lead.name, {
        label: (name, value) => valueLabel(name, value, language, blank),
        other: words.other,
      });
    if (tile.chart === 'box-plot' && axis !== undefined) {
      const groups = groupedFigures(rows, axis, lead.name);
      extra.boxes = table.categories.map((one) => fiveFigures(groups.get(one.value) ?? []));
    }
    if (tile.chart === 'map')
      extra.map = {
        name: tile.map === 'auto' ? null : tile.map,
        keys: table.categories.map(({ value }) => value),
        language,
        unplaced: (count) => t('notOnMap', { count }),
      };
    if (tile.chart === 'calendar') {
      extra.days = table.categories.map((one, index) => ({
        date: one.value ?? '',
        value: table.series[0]?.values[index] ?? 0,
      }));
      extra.dayNames = [7, 1, 2, 3, 4, 5, 6].map((day) => formatWeekday(day, language));
      extra.monthNames = Array.from({ length: 12 }, (_, month) =>
        formatMonthShort(`2024-${String(month + 1).padStart(2, '0')}-01`, language),
      );
      extra.weekStart = workspace.weekStart;
    }
    const picksOf = ({ category, series: place }: { category: number; series: number }): MarkPick[] => {
      const one = table.categories[category];
      const part = table.series[place];
      const picks: MarkPick[] = [];
      if (one && !one.isOther && time !== null)
        picks.push({ kind: 'step', start: one.value ?? '', granularity: time.granularity });
      if (one && !one.isOther && axis !== undefined)
        picks.push({ kind: 'value', member: axis, value: one.value ?? blankValue });
      if (part && part.split !== undefined && !part.isOther && split !== undefined)
        picks.push({ kind: 'value', member: split, value: part.split ?? blankValue });
      return picks;
    };
    const end = time === null ? null : incompleteEnd(points);
    const until = queries.range.to < scope.data.to ? queries.range.to : scope.data.to;
    const notes = time === null ? [] : stepNotes(surface.notes, points, time.granularity);
    const plot: Plot = {
      categories,
      series,
      hasChoice: categories.some((one) => one.isChosen),
      isTime: time !== null,
      stacking: tile.stacking,
      isHorizontal: isFlat,
      target,
      whole: wholeShown,
      tick: (value) => formatTick(value, unit, scale),
      secondTick: (value) => formatTick(value, secondUnit, secondScale),
      short,
      exact: (value) => formatExact(value, unit),
      tooltip: (category) => ({
        title: categories[category]?.name ?? '',
        rows: series.map((one, index) => {
          const value = one.values[category] ?? null;
          const measure = member(table.series[index]?.measure ?? '');
          const share = series.length > 1 && tile.stacking !== 'none' ? shareOf(value, sums[category] ?? 0) : '';
          return {
            color: one.color,
            name: one.name,
            value: value === null ? '—' : formatExact(value, style(measure.unit)),
            note: share,
          };
        }),
        ...noteOf(notes, category),
      }),
      notes,
      tokens,
      label: t('chartSummary', {
        title: localized(tile.title),
        dates: formatRange(queries.range.from, queries.range.to, language),
        latest: latestOf(series, (value) => formatShort(value, unit)),
      }),
      words,
      onMark: markHandler(tile, interaction, picksOf),
    };
    return {
      plot: ordersItself.has(tile.chart) ? plot : withLook(plot, tile.look),
      extra,
      table,
      unit: sayUnit.has(tile.chart) || isSaidBeside ? null : unitWord(unit, scale),
      note:
        end === null || tile.chart === 'calendar' ? null : t('incompleteNoteBars', { date: dayOf(until, language) }),
    };
  }, [queries, rows, whole, target, isCut, language, tokens, tile, surface]);
}

/** Kinds whose marks tell their units. */
const sayUnit: ReadonlySet<string> = new Set(['pie', 'treemap', 'gauge', 'funnel', 'scatter', 'sankey', 'waterfall']);

function latestOf(series: readonly PlotSeries[], format: (value: number) => string): string {
  const value = series[0]?.values.findLast((one) => one !== null) ?? null;
  return value === null ? '—' : format(value);
}
