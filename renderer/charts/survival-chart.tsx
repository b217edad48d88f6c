import { useMemo } from 'react';
import { useTheme } from '../ui/index.ts';
import { type TooltipRow, textStyle, tooltipBase, tooltipTable, valueAxis } from './axes.ts';
import { Chart, type Pointed } from './chart.tsx';
import type { EChartsCoreOption, LineSeriesOption } from './echarts.ts';
import type { Place } from './places.ts';
import { drawnTime, endOf, type SurvivalCurve, survivalAt } from './survival-curve.ts';
import { textWidth } from './text-width.ts';

interface SurvivalChartProps {
  curves: SurvivalCurve[];
  /** Bands of uncertainty; with many curves they would only cover each other. */
  hasBands: boolean;
  nameOfTime: (time: number) => string;
  label: string;
  /** The way to those of a curve who left up to a time; null where they cannot be asked for. */
  opens: (curve: number, time: number) => (() => void) | null;
}

/** Times the keyboard stops at. */
const stops = 12;

/** Steps from 100 % down, with their intervals. */
export function SurvivalChart({ curves, hasBands, nameOfTime, label, opens }: SurvivalChartProps) {
  const { tokens } = useTheme();
  const option = useMemo<EChartsCoreOption>(() => {
    const widest = Math.max(0, ...curves.map(({ name }) => textWidth(name))) + 30;
    const percent = (value: number) => `${Math.round(value * 100)}%`;
    return {
      textStyle: textStyle(tokens),
      grid: { left: 4, right: widest, top: 14, bottom: 2, containLabel: true },
      xAxis: {
        type: 'value',
        min: 0,
        max: endOf(curves),
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
          return tooltipTable(
            nameOfTime(time),
            curves.map((curve) => rowAt(curve, time)),
          );
        },
      },
      series: curves.flatMap((curve, i) => [
        ...(hasBands && curve.isCompared !== true ? band(curve, i) : []),
        line(curve, tokens.ink),
      ]),
    };
  }, [curves, hasBands, nameOfTime, tokens]);
  const pick = (_: number, { step, value }: Pointed) => {
    const time = drawnTime(curves, step);
    const nearest = curves
      .flatMap((curve, index) => {
        const survival = survivalAt(curve, time);
        const open = survival === null ? null : opens(index, time);
        return survival === null || open === null ? [] : [{ distance: Math.abs(survival - value), open }];
      })
      .toSorted((a, b) => a.distance - b.distance)[0];
    nearest?.open();
  };
  return <Chart option={option} label={label} onStep={pick} places={placesOf(curves, nameOfTime, opens)} />;
}

/** Evenly through the time of all curves; at each stop those that reach it, from below. */
function placesOf(
  curves: readonly SurvivalCurve[],
  nameOfTime: (time: number) => string,
  opens: SurvivalChartProps['opens'],
): Place[][] {
  const end = endOf(curves);
  const times = Array.from({ length: stops }, (_, i) => Math.round((end * (i + 1)) / stops));
  return [...new Set(times)]
    .map((time) =>
      curves
        .flatMap((curve, index) => {
          const value = survivalAt(curve, time);
          const shown = { title: nameOfTime(time), rows: [rowAt(curve, time)], onOpen: opens(index, time) };
          return value === null ? [] : [{ ...shown, spot: { step: time, value } }];
        })
        .toSorted((a, b) => a.spot.value - b.spot.value),
    )
    .filter((places) => places.length > 0);
}

function rowAt(curve: SurvivalCurve, time: number): TooltipRow {
  const { name, color, points } = curve;
  const survival = survivalAt(curve, time);
  if (survival === null) return { name, color, value: '—' };
  const { lower = null, upper = null } = points.findLast((point) => point.time <= time) ?? {};
  const note = lower === null || upper === null ? '' : `${(lower * 100).toFixed(1)}–${(upper * 100).toFixed(1)}%`;
  return { name, color, value: `${(survival * 100).toFixed(1)}%`, note };
}

function line({ name, color, points, until, isCompared }: SurvivalCurve, ink: string): LineSeriesOption {
  const last = points.at(-1)?.survival ?? 1;
  return {
    type: 'line',
    name,
    step: 'end',
    color,
    symbol: 'none',
    z: 3,
    lineStyle: isCompared ? { width: 1.5, color, type: [5, 4] } : { width: 2, color },
    data: [[0, 1], ...points.map(({ time, survival }) => [time, survival]), [until, last]],
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
function band({ points, color, until }: SurvivalCurve, index: number): LineSeriesOption[] {
  const known = points.filter(({ lower, upper }) => lower !== null && upper !== null);
  const last = known.at(-1);
  const at = last && last.time < until ? [...known, { ...last, time: until }] : known;
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
