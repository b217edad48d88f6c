import { BoxplotChart, GaugeChart, HeatmapChart, SankeyChart, ScatterChart } from 'echarts/charts';
import { CalendarComponent, VisualMapComponent } from 'echarts/components';
import { useMemo } from 'react';
import { categoryAxis, textStyle, tooltipBase, tooltipTable, valueAxis } from '../axes.ts';
import { Chart } from '../chart.tsx';
import { type EChartsCoreOption, use } from '../echarts.ts';
import { markColor, type Plot } from '../plot.ts';

use([BoxplotChart, GaugeChart, HeatmapChart, SankeyChart, ScatterChart, CalendarComponent, VisualMapComponent]);

/** Extra data of the kinds that are more than categories and series. */
export interface SpreadExtra {
  /** Sankey: flows between values of neighbouring dimensions. */
  links?: { source: string; target: string; value: number }[];
  /** Box plot: five figures per category: least, lower quartile, median, upper quartile, most. */
  boxes?: ([number, number, number, number, number] | null)[];
  /** Calendar: days with their figure. */
  days?: { date: string; value: number }[];
  dayNames?: string[];
  monthNames?: string[];
  weekStart?: number;
  /** Map: which one (null: the one that knows more), the values by which regions are found, and its words. */
  map?: {
    name: 'world' | 'china' | null;
    keys: readonly (string | null)[];
    language: 'zh-CN' | 'en';
    unplaced: (count: number) => string;
  };
}

function Drawn({
  plot,
  extra,
  build,
}: {
  plot: Plot;
  extra: SpreadExtra;
  build: (plot: Plot, extra: SpreadExtra) => EChartsCoreOption;
}) {
  const option = useMemo(() => build(plot, extra), [plot, extra, build]);
  return <Chart option={option} label={plot.label} onMark={plot.onMark} />;
}

/** Two measures against each other, a third as size. */
function scatter(plot: Plot): EChartsCoreOption {
  const { tokens, series, categories } = plot;
  const [x, y, size] = series;
  const largest = Math.max(0, ...(size?.values ?? []).map((value) => Math.abs(value ?? 0)));
  const axisName = { nameTextStyle: { color: tokens.ink3, fontSize: 12 }, nameGap: 24 };
  return {
    textStyle: textStyle(tokens),
    grid: { left: 8, right: 18, top: 26, bottom: 22, containLabel: true },
    xAxis: {
      ...valueAxis(x?.tick ?? plot.tick, tokens, { isFromZero: false }),
      ...axisName,
      name: x?.axisName ?? '',
      nameLocation: 'middle',
    },
    yAxis: {
      ...valueAxis((y ?? x)?.tick ?? plot.tick, tokens, { isFromZero: false }),
      name: y?.axisName ?? '',
      nameTextStyle: { color: tokens.ink3, fontSize: 12, align: 'left' },
      nameGap: 10,
    },
    tooltip: {
      ...tooltipBase(tokens),
      trigger: 'item',
      formatter: (parameters: unknown) => {
        const { data } = parameters as { data?: { mark?: { category: number } } };
        const { title, rows } = plot.tooltip(data?.mark?.category ?? -1);
        return tooltipTable(title, rows);
      },
    },
    series: [
      {
        type: 'scatter',
        data: categories.map((_, index) => ({
          value: [x?.values[index] ?? 0, (y ?? x)?.values[index] ?? 0],
          mark: { category: index, series: 0 },
          symbolSize: size && largest > 0 ? 6 + 28 * Math.sqrt(Math.abs(size.values[index] ?? 0) / largest) : 10,
          itemStyle: {
            color: markColor(plot, index, tokens.series[0]),
            opacity: 0.75,
            borderColor: tokens.surface,
            borderWidth: 1,
          },
        })),
      },
    ],
  };
}

function boxPlot(plot: Plot, { boxes = [] }: SpreadExtra): EChartsCoreOption {
  const { tokens, categories } = plot;
  return {
    textStyle: textStyle(tokens),
    grid: { left: 4, right: 14, top: 14, bottom: 2, containLabel: true },
    xAxis: categoryAxis(
      categories.map((one) => one.label),
      tokens,
    ),
    yAxis: valueAxis(plot.tick, tokens, { isFromZero: false }),
    tooltip: {
      ...tooltipBase(tokens),
      trigger: 'item',
      formatter: (parameters: unknown) => {
        const { dataIndex } = parameters as { dataIndex: number };
        const { title, rows } = plot.tooltip(dataIndex);
        return tooltipTable(title, rows);
      },
    },
    series: [
      {
        type: 'boxplot',
        itemStyle: { color: `${tokens.series[0]}33`, borderColor: tokens.series[0], borderWidth: 1.5 },
        boxWidth: [8, 36],
        emphasis: { disabled: true },
        data: boxes.map((box, index) => ({ value: box ?? [], mark: { category: index, series: 0 } })),
      },
    ],
  };
}

/** A figure on its way to a target; without a target, to the largest round number above it. */
function gauge(plot: Plot): EChartsCoreOption {
  const { tokens, target } = plot;
  const value = plot.series[0]?.values[0] ?? 0;
  const most = target !== null && target > 0 ? Math.max(target, value) : roundAbove(value);
  const color = target === null ? tokens.series[0] : value >= target ? tokens.green : tokens.series[0];
  return {
    textStyle: textStyle(tokens),
    // Wider than high it may stand out below, where nothing is drawn; in a narrow box it would be cut at the sides.
    media: [{ query: { maxAspectRatio: 1.25 }, option: { series: [{ radius: '94%', center: ['50%', '58%'] }] } }],
    series: [
      {
        type: 'gauge',
        startAngle: 205,
        endAngle: -25,
        min: Math.min(0, value),
        max: most,
        radius: '112%',
        center: ['50%', '66%'],
        progress: { show: true, width: 14, itemStyle: { color } },
        axisLine: { lineStyle: { width: 14, color: [[1, tokens.sunken]] } },
        pointer: { show: false },
        anchor: { show: false },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { show: false },
        title: { offsetCenter: [0, '26%'], color: tokens.ink3, fontSize: 12 },
        detail: {
          offsetCenter: [0, '-8%'],
          color: tokens.ink,
          fontSize: 20,
          fontWeight: 600,
          formatter: () => plot.short(value),
        },
        data: [
          {
            value,
            name:
              target === null
                ? (plot.series[0]?.name ?? '')
                : `${most > 0 ? Math.round((value / (target || 1)) * 100) : 0}% / ${plot.short(target)}`,
          },
        ],
      },
    ],
  };
}

function roundAbove(value: number): number {
  if (value <= 0) return 1;
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / power) * power;
}

function sankey(plot: Plot, { links = [] }: SpreadExtra): EChartsCoreOption {
  const { tokens } = plot;
  const names = [...new Set(links.flatMap(({ source, target }) => [source, target]))];
  return {
    textStyle: textStyle(tokens),
    tooltip: {
      ...tooltipBase(tokens),
      trigger: 'item',
      formatter: (parameters: unknown) => {
        const { name, value } = parameters as { name: string; value: number };
        const title = name.replaceAll('\u0001', '').replace(/\d+:/g, '').replace(' > ', ' → ');
        return tooltipTable(title, [{ name: plot.series[0]?.name ?? '', value: plot.exact(value) }]);
      },
    },
    series: [
      {
        type: 'sankey',
        left: 4,
        right: 96,
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: 8,
        draggable: false,
        emphasis: { focus: 'adjacency' },
        // Thin nodes stand close: a name that would lie on another is left to the pointer.
        labelLayout: { hideOverlap: true },
        label: {
          color: tokens.ink2,
          fontSize: 12,
          formatter: ({ name }: { name: string }) => name.replace(/^\d+:/, ''),
        },
        lineStyle: { color: 'source', opacity: 0.28, curveness: 0.5 },
        data: names.map((name, index) => ({ name, itemStyle: { color: tokens.series[index % 7] }, mark: null })),
        links: links.map((link) => ({ ...link, mark: null })),
      },
    ],
  };
}

/** Days as squares, a column per week; the last year of the range at most. */
function calendar(plot: Plot, { days = [], dayNames, monthNames, weekStart = 1 }: SpreadExtra): EChartsCoreOption {
  const { tokens } = plot;
  const last = days.at(-1)?.date ?? '2000-01-01';
  const from = `${Number(last.slice(0, 4)) - 1}${last.slice(4)}`;
  const shown = days.filter((day) => day.date > from);
  const range = [shown[0]?.date ?? last, last];
  const weeks = shown.length / 7;
  return {
    textStyle: textStyle(tokens),
    tooltip: {
      ...tooltipBase(tokens),
      trigger: 'item',
      formatter: (parameters: unknown) => {
        const { data } = parameters as { data?: { mark?: { category: number } } };
        const { title, rows } = plot.tooltip(data?.mark?.category ?? -1);
        return tooltipTable(title, rows);
      },
    },
    visualMap: {
      show: false,
      min: 0,
      max: Math.max(1, ...shown.map((day) => day.value)),
      inRange: { color: [`${tokens.series[0]}18`, tokens.series[0]] },
    },
    calendar: {
      left: 36,
      top: 24,
      bottom: 4,
      range,
      // A few weeks stay days; they do not become bands across the tile.
      ...(weeks < 14 ? { cellSize: [44, 'auto'] } : { right: 8, cellSize: 'auto' }),
      splitLine: { show: false },
      itemStyle: { color: tokens.sunken, borderColor: tokens.surface, borderWidth: 2 },
      dayLabel: { firstDay: weekStart % 7, color: tokens.ink3, fontSize: 12, nameMap: dayNames ?? 'en' },
      monthLabel: { color: tokens.ink3, fontSize: 12, nameMap: monthNames ?? 'en' },
      yearLabel: { show: false },
    },
    series: [
      {
        type: 'heatmap',
        coordinateSystem: 'calendar',
        data: days
          .map((day, index) => ({
            value: [day.date, day.value] as [string, number],
            mark: { category: index, series: 0 },
          }))
          .filter((one) => one.value[0] > from),
      },
    ],
  };
}

interface KindProps {
  plot: Plot;
  extra: SpreadExtra;
}
const Scatter = ({ plot, extra }: KindProps) => <Drawn plot={plot} extra={extra} build={scatter} />;
const BoxPlot = ({ plot, extra }: KindProps) => <Drawn plot={plot} extra={extra} build={boxPlot} />;
const Gauge = ({ plot, extra }: KindProps) => <Drawn plot={plot} extra={extra} build={gauge} />;
const Sankey = ({ plot, extra }: KindProps) => <Drawn plot={plot} extra={extra} build={sankey} />;
const Calendar = ({ plot, extra }: KindProps) => <Drawn plot={plot} extra={extra} build={calendar} />;
export default { scatter: Scatter, 'box-plot': BoxPlot, gauge: Gauge, sankey: Sankey, calendar: Calendar };
