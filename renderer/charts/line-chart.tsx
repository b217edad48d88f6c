import { useMemo } from 'react';
import { useTheme } from '../ui/index.ts';
import { categoryAxis, type TooltipRow, textStyle, tooltipBase, tooltipTable, valueAxis } from './axes.ts';
import { Chart, type MarkAction, type Pointed } from './chart.tsx';
import type { EChartsCoreOption, LineSeriesOption } from './echarts.ts';
import { noteWords, type StepNote } from './note-words.ts';
import type { Place } from './places.ts';
import { textWidth } from './text-width.ts';

export interface Line {
  name: string;
  color: string;
  /** One value per step; null leaves a gap. */
  values: (number | null)[];
  /** Steps from this index on are not complete: the way to them is dotted. */
  incompleteFrom: number | null;
  /** Written at the end of the line. */
  endLabel: string;
  isQuiet: boolean;
  /** Drawn in dashes: not of this answer, but what it is compared with. */
  isCompared?: boolean;
}

interface LineChartProps {
  steps: string[];
  lines: Line[];
  formatTick: (value: number) => string;
  tooltip: (index: number) => { title: string; rows: TooltipRow[]; footnote?: string };
  label: string;
  /** What people noted on steps. */
  notes?: readonly StepNote[];
  /** A step that was clicked, anywhere above its name. */
  onStep?: ((action: MarkAction) => void) | undefined;
  /** The way to the people behind a point; null where nobody is, or the line is of other people. */
  opens?: (line: number, step: number) => (() => void) | null;
  /** Figures of a single point, where `tooltip` tells of all lines. */
  point?: (line: number, step: number) => { title: string; rows: TooltipRow[] };
}

const noNotes: readonly StepNote[] = [];

/** Notes as dotted lines across the plot, with their first words. */
export function noteLines(
  notes: readonly StepNote[],
  steps: number,
  { ink2, ink3 }: { ink2: string; ink3: string },
): Pick<LineSeriesOption, 'markLine'> {
  if (notes.length === 0) return {};
  const data = noteWords(notes, steps).map(({ category, text }) => ({
    xAxis: category,
    lineStyle: { color: ink3, type: 'dotted' as const, width: 1 },
    label: { formatter: text, color: ink2, fontSize: 12 },
  }));
  return { markLine: { symbol: 'none', silent: true, animation: false, data } };
}

/** Lines over time from zero, each labelled at its end. */
export function LineChart({
  steps,
  lines,
  formatTick,
  tooltip,
  label,
  notes = noNotes,
  onStep,
  opens,
  point,
}: LineChartProps) {
  const { tokens } = useTheme();
  const option = useMemo<EChartsCoreOption>(() => {
    const isNamed = lines.length > 1;
    const widest = Math.max(0, ...lines.map((line) => textWidth(line.endLabel))) + (isNamed ? 12 : 0);
    return {
      textStyle: textStyle(tokens),
      grid: { left: 4, right: widest + 16, top: 14, bottom: 2, containLabel: true },
      xAxis: { ...categoryAxis(steps, tokens), boundaryGap: false },
      yAxis: valueAxis(formatTick, tokens, { isFromZero: true }),
      tooltip: {
        ...tooltipBase(tokens),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: tokens.ink3, width: 1, type: [2, 3] } },
        formatter: (parameters: unknown) => {
          const { title, rows, footnote } = tooltip(indexOf(parameters));
          return tooltipTable(title, rows, footnote);
        },
      },
      series: lines
        .toReversed()
        .flatMap((line) => lineSeries(line, { ...tokens, isNamed }))
        .map((one, index) => (index === 0 ? { ...one, ...noteLines(notes, steps.length, tokens) } : one)),
    };
  }, [steps, lines, formatTick, tooltip, notes, tokens]);
  const pick = (step: number, at: Pointed) => {
    if (opens) nearestOpen({ lines, opens, step, at })?.();
  };
  // Hundreds of points: told anew only when they are others.
  const places = useMemo(
    () => opens && placesOf({ steps, lines, opens, point: point ?? ((_, step) => tooltip(step)) }),
    [steps, lines, opens, point, tooltip],
  );
  return <Chart option={option} label={label} onCategory={onStep} onStep={opens && pick} places={places} />;
}

type Opens = NonNullable<LineChartProps['opens']>;

/** Points of a line are too small to be hit: the nearest above the step counts, wherever it was clicked. */
function nearestOpen({ lines, opens, step, at }: { lines: Line[]; opens: Opens; step: number; at: Pointed }) {
  let best: { distance: number; open: () => void } | null = null;
  for (const [index, { values }] of lines.entries()) {
    const value = values[step];
    const open = value === null || value === undefined ? null : opens(index, step);
    if (!open) continue;
    const distance = Math.abs((value ?? 0) - at.value);
    // The first lines lie above the others: what is under the pointer as well goes to them.
    if (best === null || distance < best.distance - 4 * at.perPixel) best = { distance, open };
  }
  return best?.open;
}

/** Points of each step from below; a step that nobody is behind is still read. */
function placesOf(chart: Required<Pick<LineChartProps, 'steps' | 'lines' | 'opens' | 'point'>>): Place[][] {
  const { steps, lines, opens, point } = chart;
  return steps.map((_, step) => {
    const points = lines.flatMap(({ values }, line) => {
      const value = values[step] ?? null;
      return value === null ? [] : [{ line, value, onOpen: opens(line, step) }];
    });
    const open = points.filter(({ onOpen }) => onOpen !== null).toSorted((a, b) => a.value - b.value);
    const shown = open.length > 0 ? open : points.slice(0, 1);
    return (shown.length > 0 ? shown : [{ line: 0, value: 0, onOpen: null }]).map(({ line, value, onOpen }) => ({
      ...point(line, step),
      spot: { step, value },
      onOpen,
    }));
  });
}

function lineSeries(
  line: Line,
  { surface, ink, ink2, isNamed }: { surface: string; ink: string; ink2: string; isNamed: boolean },
): LineSeriesOption[] {
  const split = line.incompleteFrom ?? line.values.length;
  const lastIndex = line.values.findLastIndex((value) => value !== null);
  const base = {
    type: 'line',
    name: line.name,
    color: line.color,
    symbol: 'circle',
    symbolSize: line.isQuiet ? 0 : 6,
    showSymbol: !line.isQuiet && line.values.length <= 40,
    itemStyle: { color: line.color },
    emphasis: { disabled: true },
    z: line.isQuiet ? 2 : 3,
  } satisfies LineSeriesOption;
  const width = line.isQuiet ? 1.5 : 2.25;
  const endLabel = (isShown: boolean): NonNullable<LineSeriesOption['endLabel']> => ({
    show: isShown && line.endLabel !== '',
    // The mark has the line's colour, the words have one that can be read.
    formatter: isNamed ? `{mark|●} ${line.endLabel}` : line.endLabel,
    rich: { mark: { color: line.color, fontSize: 10 } },
    color: line.isQuiet ? ink2 : ink,
    fontWeight: line.isQuiet ? 400 : 600,
    fontSize: 12,
    distance: 8,
  });
  const solid: LineSeriesOption = {
    ...base,
    data: line.values.map((value, index) => (index < split ? value : null)),
    lineStyle: { width, color: line.color, ...(line.isCompared === true ? { type: [5, 4] } : {}) },
    endLabel: endLabel(lastIndex < split),
    labelLayout: { moveOverlap: 'shiftY' },
  };
  if (line.incompleteFrom === null) return [solid];
  const dotted: LineSeriesOption = {
    ...base,
    data: line.values.map((value, index) => (index >= split - 1 ? value : null)),
    lineStyle: { width, color: line.color, type: [2, 4], cap: 'round' },
    itemStyle: { color: surface, borderColor: line.color, borderWidth: 1.5 },
    endLabel: endLabel(lastIndex >= split),
    labelLayout: { moveOverlap: 'shiftY' },
  };
  return [dotted, solid];
}

/** The step under the pointer, from what ECharts hands to a formatter. */
export function indexOf(parameters: unknown): number {
  const first: unknown = Array.isArray(parameters) ? parameters[0] : parameters;
  const index = typeof first === 'object' && first !== null && 'dataIndex' in first ? first.dataIndex : 0;
  return typeof index === 'number' ? index : 0;
}
