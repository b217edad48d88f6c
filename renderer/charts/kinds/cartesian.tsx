import { useMemo } from 'react';
import { categoryAxis, textStyle, tooltipBase, tooltipTable, valueAxis } from '../axes.ts';
import { Chart } from '../chart.tsx';
import type { BarSeriesOption, EChartsCoreOption, LineSeriesOption } from '../echarts.ts';
import { indexOf, textWidth } from '../line-chart.tsx';
import { markColor, type Plot, type PlotSeries } from '../plot.ts';

type Shape = 'line' | 'area' | 'bar' | 'combo';

const Line = ({ plot }: { plot: Plot }) => <Cartesian plot={plot} shape="line" />;
const Area = ({ plot }: { plot: Plot }) => <Cartesian plot={plot} shape="area" />;
const Bar = ({ plot }: { plot: Plot }) => <Cartesian plot={plot} shape="bar" />;
const Combo = ({ plot }: { plot: Plot }) => <Cartesian plot={plot} shape="combo" />;
export default { line: Line, area: Area, bar: Bar, combo: Combo };

/** Lines, areas and bars over categories or time; several series are named beside their last mark. */
function Cartesian({ plot, shape }: { plot: Plot; shape: Shape }) {
  const option = useMemo(() => optionOf(plot, shape), [plot, shape]);
  return <Chart option={option} label={plot.label} onMark={plot.onMark} />;
}

function optionOf(plot: Plot, shape: Shape): EChartsCoreOption {
  const { tokens, categories, series, isHorizontal, stacking } = plot;
  const isFlat = isHorizontal && (shape === 'bar' || shape === 'combo');
  const isPercent = stacking === 'percent';
  const hasSecond = series.some((one) => one.isSecond);
  const isNamed = series.length > 1;
  const widest = isNamed && !hasSecond ? Math.min(96, Math.max(...series.map((one) => textWidth(one.name)))) + 22 : 14;
  const totals = categories.map((_, index) => series.reduce((sum, one) => sum + Math.abs(one.values[index] ?? 0), 0));
  const names = {
    ...categoryAxis(
      categories.map((one) => one.label),
      tokens,
    ),
    ...(isFlat
      ? { inverse: true, axisLabel: { color: tokens.ink2, fontSize: 12, width: 120, overflow: 'truncate' } }
      : {}),
    ...(shape === 'line' || shape === 'area' ? { boundaryGap: !plot.isTime } : {}),
  };
  const percent = (value: number) => `${Math.round(value * 100)}%`;
  const values = {
    ...valueAxis(isPercent ? percent : plot.tick, tokens, { isFromZero: true }),
    ...(isPercent ? { max: 1 } : {}),
    // Single horizontal bars carry their values; an axis would only repeat them.
    ...(isFlat && !isNamed ? { axisLabel: { show: false }, splitLine: { show: false } } : {}),
  };
  const second = {
    ...valueAxis(plot.secondTick, tokens, { isFromZero: true }),
    position: 'right',
    splitLine: { show: false },
  };
  const valueAxes = hasSecond ? [values, second] : values;
  return {
    textStyle: textStyle(tokens),
    // Values stand beside the ends of single horizontal bars.
    grid: {
      left: 4,
      right: isFlat && !isNamed ? 60 : widest,
      top: isNamed && hasSecond ? 26 : 14,
      bottom: 2,
      containLabel: true,
    },
    xAxis: isFlat ? valueAxes : names,
    yAxis: isFlat ? names : valueAxes,
    tooltip: {
      ...tooltipBase(tokens),
      trigger: 'axis',
      axisPointer: { type: shape === 'bar' ? 'shadow' : 'line', shadowStyle: { color: tokens.ink, opacity: 0.05 } },
      formatter: (parameters: unknown) => {
        const { title, rows, footnote } = plot.tooltip(indexOf(parameters));
        return tooltipTable(title, rows, footnote);
      },
    },
    series: series.map((one, index) => {
      const isBar = shape === 'bar' || (shape === 'combo' && !one.isSecond);
      const context = { plot, index, totals, isNamed: isNamed && !hasSecond, isPercent, isFlat };
      return isBar ? barOf(one, context) : lineOf(one, { ...context, isArea: shape === 'area' });
    }),
  };
}

interface SeriesContext {
  plot: Plot;
  index: number;
  totals: number[];
  isNamed: boolean;
  isPercent: boolean;
  isFlat: boolean;
}

function valueAt(series: PlotSeries, place: number, { totals, isPercent }: SeriesContext): number | string {
  const value = series.values[place] ?? null;
  if (value === null) return '-';
  if (!isPercent) return value;
  const total = totals[place] ?? 0;
  return total === 0 ? '-' : value / total;
}

function barOf(series: PlotSeries, context: SeriesContext): BarSeriesOption {
  const { plot, index, isNamed, isFlat } = context;
  const last = plot.categories.length - 1;
  const isAlone = plot.series.length === 1;
  return {
    type: 'bar',
    name: series.name,
    color: series.color,
    ...(plot.stacking === 'none' ? {} : { stack: 'all' }),
    barCategoryGap: '28%',
    barMaxWidth: 48,
    emphasis: { disabled: true },
    labelLayout: isNamed ? { moveOverlap: 'shiftY' } : { hideOverlap: true },
    data: plot.categories.map((category, place) => {
      const color = markColor(plot, place, series.color);
      const item = {
        value: valueAt(series, place, context),
        mark: { category: place, series: index },
        itemStyle: category.isIncomplete && plot.isTime ? { color, decal: hatch(plot.tokens.surface) } : { color },
      } as NonNullable<BarSeriesOption['data']>[number] & object;
      if (isNamed && !isFlat && place === last) Object.assign(item, { label: nameLabel(series, plot) });
      if (isAlone && isFlat) {
        Object.assign(item, {
          label: {
            show: true,
            position: 'right',
            formatter: plot.short(series.values[place] ?? 0),
            color: plot.tokens.ink2,
            fontSize: 12,
          },
        });
      }
      return item;
    }),
    ...notesOf(plot, index),
  };
}

function lineOf(series: PlotSeries, context: SeriesContext & { isArea: boolean }): LineSeriesOption {
  const { plot, index, isArea, isNamed } = context;
  const isStacked = isArea && plot.stacking !== 'none';
  return {
    type: 'line',
    name: series.name,
    color: series.color,
    symbol: 'circle',
    symbolSize: 6,
    showSymbol: plot.categories.length <= 40,
    lineStyle: { width: 2, color: series.color },
    ...(series.isSecond ? { yAxisIndex: 1 } : {}),
    ...(isStacked ? { stack: 'all' } : {}),
    ...(isArea ? { areaStyle: { color: series.color, opacity: isStacked ? 0.55 : 0.16 } } : {}),
    emphasis: { disabled: true },
    data: plot.categories.map((_, place) => ({
      value: valueAt(series, place, context),
      mark: { category: place, series: index },
    })) as NonNullable<LineSeriesOption['data']>,
    ...(isNamed
      ? {
          endLabel: {
            show: true,
            formatter: series.name,
            color: plot.tokens.ink2,
            fontSize: 12,
            width: 96,
            overflow: 'truncate' as const,
          },
          labelLayout: { moveOverlap: 'shiftY' as const },
        }
      : {}),
    ...notesOf(plot, index),
  };
}

/** The target as a dashed line, and what people noted on the time axis; drawn once, with the first series. */
function notesOf(plot: Plot, index: number): Pick<LineSeriesOption, 'markLine'> {
  if (index !== 0 || (plot.target === null && plot.notes.length === 0)) return {};
  const axis = plot.isHorizontal ? 'xAxis' : 'yAxis';
  const across = plot.isHorizontal ? 'yAxis' : 'xAxis';
  const target =
    plot.target === null
      ? []
      : [
          {
            [axis]: plot.target,
            lineStyle: { color: plot.tokens.ink, type: 'dashed' as const, width: 1 },
            label: { formatter: plot.short(plot.target), position: 'insideEndTop' as const, color: plot.tokens.ink2 },
          },
        ];
  const notes = plot.notes.map(({ category, text }) => ({
    [across]: category,
    lineStyle: { color: plot.tokens.ink3, type: 'dotted' as const, width: 1 },
    label: { formatter: text.length > 14 ? `${text.slice(0, 13)}…` : text, color: plot.tokens.ink2, fontSize: 12 },
  }));
  return { markLine: { symbol: 'none', silent: true, animation: false, data: [...target, ...notes] } };
}

function nameLabel(series: PlotSeries, plot: Plot) {
  return {
    show: true,
    position: 'right' as const,
    formatter: `{mark|■} ${series.name}`,
    rich: { mark: { color: series.color, fontSize: 9, lineHeight: 15 } },
    color: plot.tokens.ink2,
    fontSize: 12,
    width: 96,
    overflow: 'truncate' as const,
    distance: 6,
  };
}

/** Slanted lines in the colour of the ground: this bar is still growing. */
function hatch(color: string) {
  return { symbol: 'rect', symbolSize: 1, color, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 };
}
