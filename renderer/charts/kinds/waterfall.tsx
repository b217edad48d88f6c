import { useMemo } from 'react';
import { categoryAxis, slantedWhereTight, textStyle, tooltipBase, tooltipTable, valueAxis } from '../axes.ts';
import { Chart } from '../chart.tsx';
import type { EChartsCoreOption } from '../echarts.ts';
import { indexOf } from '../line-chart.tsx';
import { markColor, type Plot } from '../plot.ts';

/** Each part on top of those before it, and the total as the last bar. */
function Waterfall({ plot }: { plot: Plot }) {
  const option = useMemo(() => optionOf(plot), [plot]);
  return <Chart option={option} label={plot.label} onMark={plot.onMark} />;
}
export default { waterfall: Waterfall };

function optionOf(plot: Plot): EChartsCoreOption {
  const { tokens, categories } = plot;
  const values = plot.series[0]?.values.map((value) => value ?? 0) ?? [];
  let sum = 0;
  const floors = values.map((value) => {
    const before = sum;
    sum += value;
    return Math.min(before, sum);
  });
  const color = (value: number, index: number) =>
    markColor(plot, index, value >= 0 ? tokens.series[0] : tokens.series[5]);
  return {
    textStyle: textStyle(tokens),
    grid: { left: 4, right: 14, top: 20, bottom: 2, containLabel: true },
    ...slantedWhereTight([...categories.map((one) => one.label), plot.words.total]),
    xAxis: categoryAxis([...categories.map((one) => one.label), plot.words.total], tokens),
    yAxis: valueAxis(plot.tick, tokens, { isFromZero: true }),
    tooltip: {
      ...tooltipBase(tokens),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: tokens.ink, opacity: 0.05 } },
      formatter: (parameters: unknown) => {
        const index = indexOf(parameters);
        const shown = plot.tooltip(index);
        if (index < categories.length) return tooltipTable(shown.title, shown.rows);
        return tooltipTable(plot.words.total, [{ name: plot.series[0]?.name ?? '', value: plot.exact(sum) }]);
      },
    },
    series: [
      {
        type: 'bar',
        stack: 'all',
        silent: true,
        itemStyle: { color: 'transparent' },
        data: [...floors, 0].map((value) => ({ value, mark: null })),
      },
      {
        type: 'bar',
        stack: 'all',
        barMaxWidth: 56,
        barCategoryGap: '24%',
        emphasis: { disabled: true },
        label: {
          show: true,
          position: 'top',
          color: tokens.ink2,
          fontSize: 12,
          formatter: ({ dataIndex }: { dataIndex: number }) =>
            plot.short(dataIndex < values.length ? (values[dataIndex] ?? 0) : sum),
        },
        labelLayout: { hideOverlap: true },
        data: [
          ...values.map((value, index) => ({
            value: Math.abs(value),
            mark: { category: index, series: 0 },
            itemStyle: { color: color(value, index) },
          })),
          { value: sum, mark: null, itemStyle: { color: tokens.ink2 } },
        ],
      },
    ],
  };
}
