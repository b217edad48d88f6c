import { LegendComponent } from 'echarts/components';
import { useMemo } from 'react';
import { type ChartLook, plainChartLook } from '../../../contract/chart-look.ts';
import { categoryAxis, slantedWhereTight, textStyle, tooltipBase, tooltipTable, valueAxis } from '../axes.ts';
import { Chart } from '../chart.tsx';
import { type BarSeriesOption, type EChartsCoreOption, type LineSeriesOption, use } from '../echarts.ts';
import { indexOf } from '../line-chart.tsx';
import { noteWords } from '../note-words.ts';
import { markColor, type Plot, type PlotSeries } from '../plot.ts';
import { textWidth } from '../text-width.ts';

use([LegendComponent]);

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
  const chosen = plot.look ?? plainChartLook;
  // Figures take the room that names beside the marks would need.
  const look = chosen.legend === 'auto' && chosen.showLabels ? { ...chosen, legend: 'top' as const } : chosen;
  const hasLegend = series.length > 1 && (look.legend === 'top' || look.legend === 'bottom');
  // Several series are named beside their marks, unless a legend names them or nothing shall.
  const isNamed = series.length > 1 && look.legend === 'auto';
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
    ...axisTitle(look.categoryTitle, isFlat ? 'start' : 'middle', tokens),
  };
  const percent = (value: number) => `${Math.round(value * 100)}%`;
  const values = {
    ...valueAxis(isPercent ? percent : plot.tick, tokens, { isFromZero: look.isFromZero }),
    ...(isPercent ? { max: 1 } : boundsOf(look)),
    ...axisTitle(look.valueTitle, isFlat ? 'middle' : 'end', tokens),
    // Single horizontal bars carry their values; an axis would only repeat them.
    ...(isFlat && series.length === 1 ? { axisLabel: { show: false }, splitLine: { show: false } } : {}),
  };
  const second = {
    ...valueAxis(plot.secondTick, tokens, { isFromZero: true }),
    position: 'right',
    splitLine: { show: false },
  };
  const valueAxes = hasSecond ? [values, second] : values;
  const lineRoom = isFlat && (plot.target !== null || look.reference !== null) ? 10 : 0;
  return {
    ...(isFlat || plot.isTime ? {} : slantedWhereTight(categories.map((one) => one.label))),
    textStyle: textStyle(tokens),
    // Values stand beside the ends of single horizontal bars.
    grid: {
      left: 4,
      right: isFlat && series.length === 1 ? 60 : widest,
      top:
        (isNamed && hasSecond ? 26 : 14) +
        (look.legend === 'top' && hasLegend ? 22 : 0) +
        titleRoom(look, isFlat) +
        lineRoom,
      bottom:
        2 +
        (look.legend === 'bottom' && hasLegend ? 24 : 0) +
        ((isFlat ? look.valueTitle : look.categoryTitle) ? 20 : 0),
      containLabel: true,
    },
    xAxis: isFlat ? valueAxes : names,
    yAxis: isFlat ? names : valueAxes,
    ...(hasLegend
      ? {
          legend: {
            [look.legend]: 0,
            left: 0,
            type: 'scroll',
            icon: 'roundRect',
            itemWidth: 10,
            itemHeight: 10,
            textStyle: { color: tokens.ink2, fontSize: 12 },
            data: series.map((one) => one.name),
          },
        }
      : {}),
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

/** An axis ends where it was told to. */
const boundsOf = ({ min, max }: ChartLook) => ({ ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) });

const titleRoom = (look: ChartLook, isFlat: boolean) =>
  (isFlat ? look.categoryTitle : look.valueTitle) === '' ? 0 : 18;

function axisTitle(text: string, place: 'middle' | 'end' | 'start', tokens: Plot['tokens']) {
  if (text === '') return {};
  const align = place === 'middle' ? {} : { align: 'left' as const };
  return {
    name: text,
    nameLocation: place,
    nameGap: place === 'middle' ? 26 : 10,
    nameTextStyle: { color: tokens.ink3, fontSize: 12, ...align },
  };
}

/** Figures beside their marks, where asked for; those without room stay away. */
function valueLabels(series: PlotSeries, plot: Plot, place: 'top' | 'inside' | 'right') {
  if (!plot.look?.showLabels) return {};
  return {
    label: {
      show: true,
      position: place,
      color: place === 'inside' ? '#fff' : plot.tokens.ink2,
      fontSize: 12,
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const value = series.values[dataIndex] ?? null;
        return value === null ? '' : series.format(value);
      },
    },
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
    labelLayout: isNamed && !plot.look?.showLabels ? { moveOverlap: 'shiftY' } : { hideOverlap: true },
    ...valueLabels(series, plot, plot.stacking === 'none' ? (isFlat ? 'right' : 'top') : 'inside'),
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
    ...(plot.look?.isSmooth ? { smooth: 0.35, smoothMonotone: 'x' as const } : {}),
    ...valueLabels(series, plot, 'top'),
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
  const reference = plot.look?.reference ?? null;
  if (index !== 0 || (plot.target === null && plot.notes.length === 0 && reference === null)) return {};
  const axis = plot.isHorizontal ? 'xAxis' : 'yAxis';
  const across = plot.isHorizontal ? 'yAxis' : 'xAxis';
  const target =
    plot.target === null
      ? []
      : [
          {
            [axis]: plot.target,
            lineStyle: { color: plot.tokens.ink, type: 'dashed' as const, width: 1 },
            label: {
              formatter: plot.short(plot.target),
              position: plot.isHorizontal ? ('start' as const) : ('insideEndTop' as const),
              color: plot.tokens.ink2,
            },
          },
        ];
  const drawn =
    reference === null
      ? []
      : [
          {
            [axis]: reference.value,
            lineStyle: { color: plot.tokens.ink2, type: 'solid' as const, width: 1 },
            label: {
              formatter: [reference.text, plot.short(reference.value)].filter(Boolean).join(' '),
              // Along an upright line the words would lie across the bars.
              position: plot.isHorizontal ? ('start' as const) : ('insideStartTop' as const),
              color: plot.tokens.ink2,
              fontSize: 12,
            },
          },
        ];
  const notes = noteWords(plot.notes, plot.categories.length).map(({ category, text }) => ({
    [across]: category,
    lineStyle: { color: plot.tokens.ink3, type: 'dotted' as const, width: 1 },
    label: { formatter: text, color: plot.tokens.ink2, fontSize: 12 },
  }));
  return { markLine: { symbol: 'none', silent: true, animation: false, data: [...target, ...drawn, ...notes] } };
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
