import { useMemo } from 'react';
import { useTheme } from '../ui/index.ts';
import { textStyle, tooltipBase, tooltipTable, valueAxis } from './axes.ts';
import { Chart } from './chart.tsx';
import type { EChartsCoreOption, LineSeriesOption } from './echarts.ts';
import { textWidth } from './line-chart.tsx';

export interface SurvivalCurve {
  name: string;
  color: string;
  /** In order of time; the curve stays level between two points. */
  points: { time: number; survival: number; lower: number | null; upper: number | null }[];
}

interface SurvivalChartProps {
  curves: SurvivalCurve[];
  /** Bands of uncertainty; with many curves they would only cover each other. */
  hasBands: boolean;
  nameOfTime: (time: number) => string;
  label: string;
}

/** Steps from 100 % down, with their intervals. */
export function SurvivalChart({ curves, hasBands, nameOfTime, label }: SurvivalChartProps) {
  const { tokens } = useTheme();
  const option = useMemo<EChartsCoreOption>(() => {
    const end = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ time }) => time)));
    const widest = Math.max(0, ...curves.map(({ name }) => textWidth(name))) + 30;
    const percent = (value: number) => `${Math.round(value * 100)}%`;
    return {
      textStyle: textStyle(tokens),
      grid: { left: 4, right: widest, top: 14, bottom: 2, containLabel: true },
      xAxis: {
        type: 'value',
        min: 0,
        max: end,
        axisLine: { lineStyle: { color: tokens.line } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { color: tokens.ink3, fontSize: 12, formatter: (value: number) => String(Math.round(value)) },
      },
      yAxis: { ...valueAxis(percent, tokens, { isFromZero: true }), min: 0, max: 1, interval: 0.25 },
      tooltip: {
        ...tooltipBase(tokens),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: tokens.ink3, width: 1, type: [2, 3] } },
        formatter: (parameters: unknown) => {
          const time = timeOf(parameters);
          const rows = curves.map(({ name, color, points }) => {
            const at = points.findLast((point) => point.time <= time);
            const value = at?.survival ?? 1;
            const note =
              at?.lower === null || at?.lower === undefined || at.upper === null
                ? ''
                : `${(at.lower * 100).toFixed(1)}–${(at.upper * 100).toFixed(1)}%`;
            return { name, color, value: `${(value * 100).toFixed(1)}%`, note };
          });
          return tooltipTable(nameOfTime(Math.floor(time)), rows);
        },
      },
      series: curves.flatMap((curve, i) => [...(hasBands ? band(curve, i, end) : []), line(curve, end, tokens.ink)]),
    };
  }, [curves, hasBands, nameOfTime, tokens]);
  return <Chart option={option} label={label} />;
}

function line({ name, color, points }: SurvivalCurve, end: number, ink: string): LineSeriesOption {
  const last = points.at(-1)?.survival ?? 1;
  return {
    type: 'line',
    name,
    step: 'end',
    color,
    symbol: 'none',
    z: 3,
    lineStyle: { width: 2, color },
    data: [[0, 1], ...points.map(({ time, survival }) => [time, survival]), [end, last]],
    endLabel: {
      show: true,
      formatter: `{mark|●} ${name}`,
      rich: { mark: { color, fontSize: 10 } },
      color: ink,
      fontSize: 12,
      distance: 6,
    },
    labelLayout: { moveOverlap: 'shiftY' },
  };
}

/** The interval as a stack: nothing up to the lower end, a tint from there to the upper. */
function band({ points, color }: SurvivalCurve, index: number, end: number): LineSeriesOption[] {
  const known = points.filter(({ lower, upper }) => lower !== null && upper !== null);
  const last = known.at(-1);
  const at = last && last.time < end ? [...known, { ...last, time: end }] : known;
  const base = {
    type: 'line',
    step: 'end',
    stack: `band-${index}`,
    symbol: 'none',
    silent: true,
    lineStyle: { width: 0 },
    tooltip: { show: false },
    z: 1,
  } satisfies LineSeriesOption;
  return [
    { ...base, data: at.map(({ time, lower }) => [time, lower ?? 0]) },
    {
      ...base,
      data: at.map(({ time, lower, upper }) => [time, (upper ?? 0) - (lower ?? 0)]),
      areaStyle: { color, opacity: 0.14 },
    },
  ];
}

/** Where the pointer is on the axis of time. */
function timeOf(parameters: unknown): number {
  const first: unknown = Array.isArray(parameters) ? parameters[0] : parameters;
  const value = typeof first === 'object' && first !== null && 'axisValue' in first ? first.axisValue : 0;
  return typeof value === 'number' ? value : Number(value) || 0;
}
