import { useMemo } from 'react';
import { useTheme } from '../ui/index.ts';
import { categoryAxis, type TooltipRow, textStyle, tooltipBase, tooltipTable, valueAxis } from './axes.ts';
import { Chart } from './chart.tsx';
import type { EChartsCoreOption } from './echarts.ts';
import { indexOf } from './line-chart.tsx';

export interface BandPoint {
  value: number | null;
  lower: number | null;
  upper: number | null;
  /** Filled: it changed by more than chance. */
  isMarked: boolean;
}

interface BandChartProps {
  steps: string[];
  points: BandPoint[];
  color: string;
  formatTick: (value: number) => string;
  tooltip: (index: number) => { title: string; rows: TooltipRow[] };
  label: string;
  /** The line of what it is compared with, step by step. */
  compared?: { name: string; values: (number | null)[] } | null;
  /** The way to the people of a step, clicked anywhere above its name; null where nobody is. */
  opens: (step: number) => (() => void) | null;
}

/** One line over time in the band of its uncertainty; its axis need not begin at zero, because a score has none. */
export function BandChart(props: BandChartProps) {
  const { steps, points, color, formatTick, tooltip, label, compared = null, opens } = props;
  const { tokens } = useTheme();
  const option = useMemo<EChartsCoreOption>(() => {
    const band = { type: 'line', stack: 'band', symbol: 'none', silent: true, lineStyle: { width: 0 } };
    const low = Math.min(0, ...points.map(({ lower }) => lower ?? 0));
    return {
      textStyle: textStyle(tokens),
      grid: { left: 4, right: 16, top: 14, bottom: 2, containLabel: true },
      xAxis: {
        ...categoryAxis(steps, tokens),
        boundaryGap: false,
        axisLine: { onZero: false, lineStyle: { color: tokens.line } },
      },
      yAxis: valueAxis(formatTick, tokens, { isFromZero: true }),
      tooltip: {
        ...tooltipBase(tokens),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: tokens.ink3, width: 1, type: [2, 3] } },
        formatter: (parameters: unknown) => {
          const { title, rows } = tooltip(indexOf(parameters));
          return tooltipTable(title, rows);
        },
      },
      series: [
        ...(compared
          ? [
              {
                type: 'line',
                name: compared.name,
                symbol: 'none',
                silent: true,
                z: 2,
                lineStyle: { width: 1.5, color: tokens.ink3, type: [5, 4] },
                data: compared.values.map((value) => value ?? '-'),
              },
            ]
          : []),
        // A stack adds up from zero; values below it are shifted up and back by the axis of the first part.
        { ...band, stackStrategy: 'all', data: points.map(({ lower }) => (lower === null ? '-' : lower)) },
        {
          ...band,
          stackStrategy: 'all',
          areaStyle: { color, opacity: 0.14, origin: low },
          data: points.map(({ lower, upper }) => (lower === null || upper === null ? '-' : upper - lower)),
        },
        {
          type: 'line',
          color,
          z: 3,
          lineStyle: { width: 2.25, color },
          symbol: 'circle',
          symbolSize: 7,
          data: points.map(({ value, isMarked }) => ({
            value: value ?? '-',
            itemStyle: isMarked ? { color } : { color: tokens.surface, borderColor: color, borderWidth: 1.75 },
          })),
        },
      ],
    };
  }, [steps, points, color, compared, formatTick, tooltip, tokens]);
  const places = points.map(({ value }, step) => [
    { ...tooltip(step), spot: { step, value: value ?? 0 }, onOpen: opens(step) },
  ]);
  return <Chart option={option} label={label} onStep={(step) => opens(step)?.()} places={places} />;
}
