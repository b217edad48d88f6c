import { useMemo } from 'react';
import { useTheme } from '../ui/index.ts';
import { categoryAxis, type TooltipRow, textStyle, tooltipBase, tooltipTable, valueAxis } from './axes.ts';
import { Chart, type MarkAction, type PickedMark, type Pointed } from './chart.tsx';
import type { BarSeriesOption, EChartsCoreOption, LineSeriesOption } from './echarts.ts';
import { indexOf, noteLines } from './line-chart.tsx';
import type { StepNote } from './note-words.ts';
import type { Place } from './places.ts';
import { textWidth } from './text-width.ts';

export interface Stack {
  name: string;
  color: string;
  values: (number | null)[];
}

/** What bars are compared with: a stroke across each. */
export interface Strokes {
  name: string;
  values: (number | null)[];
}

interface BarChartProps {
  steps: string[];
  /** Stacked in this order from the bottom. */
  stacks: Stack[];
  /** Bars from this index on are not complete: hatched. */
  incompleteFrom: number | null;
  compared?: Strokes | null;
  /** Whether stacks are named beside the last bar; left out: where there are several. */
  isNamed?: boolean;
  /** Values written above the bars, where there is room. */
  valueLabels?: string[];
  formatTick: (value: number) => string;
  tooltip: (index: number) => { title: string; rows: TooltipRow[]; footnote?: string };
  label: string;
  /** What people noted on steps. */
  notes?: readonly StepNote[];
  /** A step that was clicked, anywhere above its name. */
  onStep?: ((action: MarkAction) => void) | undefined;
  /** A bar that was clicked: its stack and its step. */
  onPick?: (stack: number, step: number) => void;
}

const noNotes: readonly StepNote[] = [];

/** Names beside the last bar break beyond this, so that they never take the chart's room. */
const nameWidth = 96;

/** With more steps, bars are narrower than the gaps between them: drawn as one area per stack, step by step. */
const mostBars = 240;

/** Upright bars from zero; several stacks are named beside the last bar. */
export function BarChart(props: BarChartProps) {
  const {
    steps,
    stacks,
    compared = null,
    incompleteFrom,
    valueLabels,
    formatTick,
    tooltip,
    label,
    notes = noNotes,
    onStep,
    onPick,
  } = props;
  const isNamed = props.isNamed ?? stacks.length > 1;
  const { tokens } = useTheme();
  const isDense = steps.length > mostBars && incompleteFrom === null;
  const option = useMemo<EChartsCoreOption>(() => {
    // A value is written above the bar or above its stroke, whichever is higher.
    const isUnder = (step: number): boolean => (compared?.values[step] ?? 0) > heightOf(stacks, step);
    const below = valueLabels?.map((label, step) => (isUnder(step) ? '' : label));
    const above = steps.map((_, step) => (isUnder(step) ? (valueLabels?.[step] ?? '') : ''));
    const nameLayout = isNamed ? namesUpwards() : null;
    const widest = isNamed ? Math.min(nameWidth, Math.max(...stacks.map((stack) => textWidth(stack.name)))) + 24 : 4;
    return {
      textStyle: textStyle(tokens),
      grid: { left: 4, right: widest, top: valueLabels ? 22 : 14, bottom: 2, containLabel: true },
      xAxis: categoryAxis(steps, tokens),
      yAxis: valueAxis(formatTick, tokens, { isFromZero: true }),
      tooltip: {
        ...tooltipBase(tokens),
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.ink, opacity: 0.05 } },
        formatter: (parameters: unknown) => {
          const { title, rows, footnote } = tooltip(indexOf(parameters));
          return tooltipTable(title, rows, footnote);
        },
      },
      series: [
        ...stacks.map((stack) =>
          (isDense ? denseSeries : barSeries)(stack, {
            steps,
            incompleteFrom,
            nameLayout,
            valueLabels: valueLabels && below,
            tokens,
          }),
        ),
        ...(compared ? [(isDense ? denseStrokes : strokes)(compared, above, tokens)] : []),
      ].map((one, index) => (index === 0 ? { ...one, ...noteLines(notes, steps.length, tokens) } : one)),
    };
  }, [steps, stacks, isDense, isNamed, compared, incompleteFrom, valueLabels, formatTick, tooltip, notes, tokens]);
  const pick =
    onPick && !isDense
      ? {
          onPick: ({ seriesIndex, dataIndex }: PickedMark) => {
            if (seriesIndex < stacks.length) onPick(seriesIndex, dataIndex);
          },
        }
      : {};
  const pickDense = (step: number, { value }: Pointed) => {
    const part = partsOf(stacks, step).find(
      ({ from, to }) => value >= Math.min(from, to) && value <= Math.max(from, to),
    );
    if (part) onPick?.(part.stack, step);
  };
  // Thousands of parts: told anew only when they are others.
  const places = useMemo(
    () => onPick && placesOf({ steps, stacks, tooltip, onPick, isDense }),
    [steps, stacks, tooltip, onPick, isDense],
  );
  return (
    <Chart
      option={option}
      label={label}
      onCategory={onStep}
      {...pick}
      onStep={onPick && isDense ? pickDense : undefined}
      places={places}
    />
  );
}

/** Parts of one bar as they are stacked: upwards from zero, those below it downwards; empty ones left out. */
function partsOf(stacks: readonly Stack[], step: number): { name: string; stack: number; from: number; to: number }[] {
  let [above, below] = [0, 0];
  return stacks.flatMap(({ name, values }, stack) => {
    const value = values[step] ?? 0;
    if (value === 0) return [];
    const from = value > 0 ? above : below;
    if (value > 0) above += value;
    else below += value;
    return [{ name, stack, from, to: from + value }];
  });
}

type Placed = Required<Pick<BarChartProps, 'steps' | 'stacks' | 'tooltip' | 'onPick'>> & { isDense: boolean };

/** Parts of each bar from below; an empty bar is still read. */
function placesOf(chart: Placed): Place[][] {
  const { steps, stacks, tooltip, onPick, isDense } = chart;
  return steps.map((_, step) => {
    const { title, rows } = tooltip(step);
    const parts = partsOf(stacks, step);
    if (parts.length === 0) return [{ title, rows, spot: { step, value: 0 }, onOpen: null }];
    return parts.map(({ name, stack, from, to }) => {
      const own = rows.filter((row) => row.name === name);
      return {
        ...{ title, rows: own.length > 0 ? own : rows },
        spot: isDense ? { step, value: (from + to) / 2 } : { series: stack, item: step, isLink: false },
        onOpen: () => onPick(stack, step),
      };
    });
  });
}

/** Strokes as wide as bars are at most, or as there is room for. */
function strokes(
  { name, values }: Strokes,
  labels: readonly string[],
  { ink, ink2 }: { ink: string; ink2: string },
): LineSeriesOption {
  return {
    type: 'line',
    name,
    silent: true,
    z: 4,
    color: ink,
    lineStyle: { width: 0 },
    symbol: 'rect',
    symbolSize: [Math.max(8, Math.min(44, Math.round(480 / Math.max(1, labels.length)))), 2.5],
    showAllSymbol: true,
    emphasis: { disabled: true },
    data: values.map((value, step) => ({
      value: value ?? '-',
      label: { show: Boolean(labels[step]), position: 'top', formatter: labels[step] ?? '', color: ink2, fontSize: 12 },
    })),
  };
}

const heightOf = (stacks: readonly Stack[], step: number): number =>
  stacks.reduce((sum, { values }) => sum + Math.max(0, values[step] ?? 0), 0);

interface BarContext {
  steps: string[];
  incompleteFrom: number | null;
  /** Where the names beside the last bar go; null for a single stack, which is not named. */
  nameLayout: NameLayout | null;
  valueLabels: string[] | undefined;
  tokens: { surface: string; ink2: string };
}

function barSeries(stack: Stack, context: BarContext): BarSeriesOption {
  const last = context.steps.length - 1;
  return {
    type: 'bar',
    name: stack.name,
    stack: 'all',
    color: stack.color,
    barCategoryGap: '28%',
    barMaxWidth: 56,
    emphasis: { disabled: true },
    labelLayout: context.nameLayout ?? { hideOverlap: true },
    data: stack.values.map((value, index) => {
      const isIncomplete = context.incompleteFrom !== null && index >= context.incompleteFrom;
      const item: NonNullable<BarSeriesOption['data']>[number] = {
        value: value ?? '-',
        itemStyle: isIncomplete ? { color: stack.color, decal: hatch(context.tokens.surface) } : { color: stack.color },
      };
      if (context.nameLayout && index === last) {
        item.label = {
          show: value !== null,
          position: 'right',
          formatter: `{mark|■} ${wrapped(stack.name)}`,
          rich: { mark: { color: stack.color, fontSize: 9, lineHeight: 15 } },
          color: context.tokens.ink2,
          fontSize: 12,
          lineHeight: 15,
          distance: 6,
        };
      }
      const written = context.valueLabels?.[index];
      if (written !== undefined) {
        item.label = { show: true, position: 'top', formatter: written, color: context.tokens.ink2, fontSize: 12 };
      }
      return item;
    }),
  };
}

/** The same as one area; its name stands at its end. */
function denseSeries(stack: Stack, { nameLayout, tokens }: BarContext): LineSeriesOption {
  return {
    type: 'line',
    name: stack.name,
    stack: 'all',
    step: 'middle',
    symbol: 'none',
    color: stack.color,
    lineStyle: { width: 0 },
    areaStyle: { color: stack.color, opacity: 1 },
    emphasis: { disabled: true },
    ...(nameLayout ? { labelLayout: nameLayout } : {}),
    endLabel: {
      show: nameLayout !== null,
      formatter: `{mark|■} ${wrapped(stack.name)}`,
      rich: { mark: { color: stack.color, fontSize: 9, lineHeight: 15 } },
      color: tokens.ink2,
      fontSize: 12,
      lineHeight: 15,
      distance: 6,
    },
    // A gap would take half a step from its neighbours; nothing of no height is seen.
    data: stack.values.map((value) => value ?? 0),
  };
}

function denseStrokes({ name, values }: Strokes, _: readonly string[], { ink }: { ink: string }): LineSeriesOption {
  const data = values.map((value) => value ?? '-');
  return {
    type: 'line',
    name,
    silent: true,
    z: 4,
    color: ink,
    symbol: 'none',
    step: 'middle',
    lineStyle: { width: 1.5 },
    data,
  };
}

type NameLayout = (label: { seriesIndex: number; labelRect: { y: number; height: number } }) => { y?: number };

/**
 * Names are laid from the lowest stack upwards: each where its part is, or right above the name below it; those of parts
 * under the line of zero downwards, right under the names above them.
 */
function namesUpwards(): NameLayout {
  let taken = { seriesIndex: -1, lowest: 0, top: 0, bottom: 0 };
  return ({ seriesIndex, labelRect: { y, height } }) => {
    const isFirst = seriesIndex <= taken.seriesIndex || taken.seriesIndex < 0;
    const isUnder = !isFirst && y > taken.lowest;
    const at = isFirst ? y : isUnder ? Math.max(y, taken.bottom) : Math.min(y, taken.top - height);
    const own = { top: at, bottom: at + height };
    taken = isFirst
      ? { seriesIndex, lowest: y, ...own }
      : { ...taken, seriesIndex, ...(isUnder ? { bottom: own.bottom } : { top: own.top }) };
    return at === y ? {} : { y: at };
  };
}

/** A long name in two lines: at the space nearest to its middle, or in the middle where it has none. */
function wrapped(name: string): string {
  if (textWidth(name) <= nameWidth) return name;
  const middle = name.length / 2;
  const spaces = [...name.matchAll(/ /g)].map((match) => match.index);
  const place = spaces.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  if (place === undefined) return `${name.slice(0, Math.ceil(middle))}\n${name.slice(Math.ceil(middle))}`;
  return `${name.slice(0, place)}\n${name.slice(place + 1)}`;
}

/** Slanted lines in the colour of the ground: this bar is still growing. */
function hatch(color: string) {
  return { symbol: 'rect', symbolSize: 1, color, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 };
}
