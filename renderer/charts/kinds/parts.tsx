import { FunnelChart, PieChart, TreemapChart } from 'echarts/charts';
import { LegendComponent } from 'echarts/components';
import { useMemo } from 'react';
import { widthOf } from '../../format/index.ts';
import { textStyle, tooltipBase, tooltipTable } from '../axes.ts';
import { Chart } from '../chart.tsx';
import { type EChartsCoreOption, use } from '../echarts.ts';
import { markColor, type Plot, sharedWhole } from '../plot.ts';

use([PieChart, TreemapChart, FunnelChart, LegendComponent]);

interface Part {
  name: string;
  value: number;
  mark: { category: number; series: number };
  itemStyle: { color: string };
}

/** Parts of a whole: with several measures and no dimension, every measure is a part. */
function partsOf(plot: Plot): Part[] {
  const isByMeasure = plot.categories.length <= 1 && plot.series.length > 1;
  if (isByMeasure) {
    return plot.series.map((series, index) => ({
      name: series.name,
      value: series.values[0] ?? 0,
      mark: { category: -1, series: index },
      itemStyle: { color: series.color },
    }));
  }
  const palette = plot.tokens.series;
  return plot.categories.map((category, index) => ({
    name: category.name,
    value: plot.series[0]?.values[index] ?? 0,
    mark: { category: index, series: 0 },
    itemStyle: { color: markColor(plot, index, palette[Math.min(index, 7)] ?? palette[7]) },
  }));
}

const figuresOf = (parts: readonly Part[]) => parts.map(({ value }) => value);

function tooltipOf(plot: Plot, parts: Part[]) {
  const whole = sharedWhole(plot, figuresOf(parts));
  return {
    ...tooltipBase(plot.tokens),
    trigger: 'item' as const,
    formatter: (parameters: unknown) => {
      const { data } = parameters as { data?: Partial<Part> };
      const { name = '', value } = data ?? {};
      if (typeof value !== 'number') return '';
      const share = whole > 0 ? `${((value / whole) * 100).toFixed(1)}%` : '';
      return tooltipTable(name, [{ name: plot.series[0]?.name ?? '', value: plot.exact(value), note: share }]);
    },
  };
}

function Drawn({ plot, build }: { plot: Plot; build: (plot: Plot) => EChartsCoreOption }) {
  const option = useMemo(() => build(plot), [plot, build]);
  return <Chart option={option} label={plot.label} onMark={plot.onMark} />;
}

/** A ring with its total in the middle, of everything where that is known; small parts keep their name in the hover. */
function pie(plot: Plot): EChartsCoreOption {
  const parts = partsOf(plot).filter((part) => part.value > 0);
  const drawn = parts.reduce((sum, part) => sum + part.value, 0);
  const whole = sharedWhole(plot, figuresOf(parts));
  const { tokens } = plot;
  const labelOf = (name: string, value: number) =>
    `${name.length > 16 ? `${name.slice(0, 15)}…` : name} ${whole > 0 ? Math.round((value / whole) * 100) : 0}%`;
  return {
    textStyle: textStyle(tokens),
    tooltip: tooltipOf(plot, parts),
    legend: {
      show: false,
      bottom: 0,
      left: 'center',
      icon: 'roundRect',
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 8,
      selectedMode: false,
      textStyle: { color: tokens.ink2, fontSize: 12, width: 130, overflow: 'truncate' },
      formatter: (name: string) => labelOf(name, parts.find((part) => part.name === name)?.value ?? 0),
      // As many as there is room for; the pointer tells the rest.
      data: parts.slice(0, 3).map(({ name }) => name),
    },
    // Beside a small ring names would be cut to their first letters: there they stand below it.
    media: [
      {
        query: { maxWidth: 320 },
        option: {
          legend: { show: true },
          series: [
            { radius: ['44%', '66%'], center: ['50%', '38%'], label: { show: false }, labelLine: { show: false } },
            { center: ['50%', '38%'], label: { rich: { value: { fontSize: 15, lineHeight: 20 } } } },
          ],
        },
      },
    ],
    series: [
      {
        type: 'pie',
        radius: ['48%', '72%'],
        center: ['50%', '50%'],
        minAngle: 2,
        // The smallest would stand on each other; the pointer tells them.
        minShowLabelAngle: 5,
        itemStyle: { borderColor: tokens.surface, borderWidth: 2 },
        label: {
          color: tokens.ink2,
          fontSize: 12,
          formatter: ({ name, value }: { name: string; value: number }) => labelOf(name, value),
        },
        labelLine: { length: 8, length2: 8, lineStyle: { color: tokens.line } },
        emphasis: { scale: false },
        data: parts,
      },
      {
        type: 'pie',
        radius: [0, '40%'],
        silent: true,
        label: {
          position: 'center',
          formatter: `{value|${plot.short(plot.whole ?? drawn)}}\n{name|${plot.words.total}}`,
          rich: {
            value: { fontSize: 18, fontWeight: 600, color: tokens.ink, lineHeight: 24 },
            name: { fontSize: 12, color: tokens.ink3, lineHeight: 16 },
          },
        },
        data: [{ value: 1, itemStyle: { color: 'transparent' } }],
      },
    ],
  };
}

interface CellLabel {
  text: string;
  rect: { width: number; height: number };
}
const outOfSight = -10_000;

/** Whether a label stands in its cell uncut; in a low one its first line stands alone. */
function fitsInto({ text, rect }: CellLabel): boolean {
  const lines = text.split('\n').slice(0, Math.floor((rect.height - 10) / 16));
  return lines.length > 0 && lines.every((line) => widthOf(line, 12) + 12 <= rect.width);
}

function treemap(plot: Plot): EChartsCoreOption {
  const parts = partsOf(plot).filter((part) => part.value > 0);
  const { tokens } = plot;
  const isDark = tokens.ink > tokens.paper;
  return {
    textStyle: textStyle(tokens),
    tooltip: tooltipOf(plot, parts),
    series: [
      {
        type: 'treemap',
        // Said for every chart already; a treemap moves all the same unless it is told itself.
        animation: false,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        itemStyle: { borderColor: tokens.surface, borderWidth: 0, gapWidth: 2 },
        label: {
          fontSize: 12,
          lineHeight: 16,
          color: isDark ? tokens.paper : '#fff',
          formatter: ({ name, value }: { name: string; value: number }) => `${name}\n${plot.short(value)}`,
        },
        // A name stands where it has room, whole; the pointer tells those of the small cells.
        labelLayout: (cell: CellLabel) => (fitsInto(cell) ? {} : { x: outOfSight }),
        // One hue: size says it already.
        data: parts.map((part) => ({
          ...part,
          itemStyle: { color: markColor(plot, part.mark.category, tokens.series[0]) },
        })),
      },
    ],
  };
}

/** Steps from the first down; a dimension's values in order of size, or one measure per step. */
function funnel(plot: Plot): EChartsCoreOption {
  const parts = partsOf(plot);
  const first = parts[0]?.value ?? 0;
  const { tokens } = plot;
  return {
    textStyle: textStyle(tokens),
    tooltip: tooltipOf(plot, parts),
    series: [
      {
        type: 'funnel',
        left: '4%',
        width: '56%',
        top: 8,
        bottom: 8,
        sort: 'none',
        gap: 3,
        minSize: '4%',
        itemStyle: { borderWidth: 0 },
        label: {
          position: 'right',
          color: tokens.ink2,
          fontSize: 12,
          formatter: ({ name, value }: { name: string; value: number }) =>
            `${name}  ${plot.short(value)}  ${first > 0 ? `${Math.round((value / first) * 100)}%` : ''}`,
        },
        labelLine: { length: 10, lineStyle: { color: tokens.line } },
        data: parts.map((part, index) => ({
          ...part,
          itemStyle: {
            color: markColor(plot, part.mark.category, tokens.series[0]),
            opacity: Math.max(0.45, 1 - index * 0.1),
          },
        })),
      },
    ],
  };
}

const Pie = ({ plot }: { plot: Plot }) => <Drawn plot={plot} build={pie} />;
const Treemap = ({ plot }: { plot: Plot }) => <Drawn plot={plot} build={treemap} />;
const Funnel = ({ plot }: { plot: Plot }) => <Drawn plot={plot} build={funnel} />;
export default { pie: Pie, treemap: Treemap, funnel: Funnel };
