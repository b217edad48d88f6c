import type { ChartLook } from '../../contract/chart-look.ts';
import type { Tokens } from '../ui/index.ts';
import type { TooltipRow } from './axes.ts';
import type { MarkAction } from './chart.tsx';

/** One place on a chart's axis. */
export interface PlotCategory {
  label: string;
  /** In full, for hovers. */
  name: string;
  /** Stands for what a limit left out. */
  isOther: boolean;
  /** The step is cut by the range or the newest data. */
  isIncomplete: boolean;
  isChosen: boolean;
}

export interface PlotSeries {
  name: string;
  color: string;
  /** One per category; null where there is nothing. */
  values: (number | null)[];
  /** On the right axis, as a line. */
  isSecond: boolean;
  format: (value: number) => string;
  /** On an axis of its own, in one scale. */
  tick: (value: number) => string;
  /** Its name with the unit of that scale. */
  axisName: string;
}

/** What every kind of chart is drawn from. */
export interface Plot {
  categories: PlotCategory[];
  series: PlotSeries[];
  /** True where anything on the chart is chosen, so that the rest steps back. */
  hasChoice: boolean;
  isTime: boolean;
  stacking: 'none' | 'stacked' | 'percent';
  isHorizontal: boolean;
  target: number | null;
  /** The figure of everything, also of what is not drawn, which shares are of; left out where all is drawn. */
  whole?: number | null;
  tick: (value: number) => string;
  secondTick: (value: number) => string;
  short: (value: number) => string;
  exact: (value: number) => string;
  tooltip: (category: number) => { title: string; rows: TooltipRow[]; footnote?: string };
  /** Events noted by people, by the category they fall into. */
  notes: { category: number; text: string }[];
  tokens: Tokens;
  label: string;
  /** Words that some kinds write: total, values, and what the size of a mark means. */
  words: { total: string; other: string };
  onMark: ((action: MarkAction) => void) | undefined;
  /** What was chosen about its looks; set by `withLook`. */
  look?: ChartLook;
}

/** The colour of a mark: the accent where it is chosen, faint where something else is. */
export function markColor(plot: Plot, category: number, color: string): string {
  const one = plot.categories[category];
  if (one?.isOther) return plot.tokens.series[7];
  if (!plot.hasChoice) return color;
  return one?.isChosen ? plot.tokens.accent : `${color}66`;
}

/**
 * What the shares of drawn parts are of: the whole that a limit cut them from. Parts alone make it up where the whole is
 * not known, or is less than they are because of amounts below nought.
 */
export function sharedWhole({ whole }: Pick<Plot, 'whole'>, parts: readonly number[]): number {
  const drawn = parts.reduce((sum, value) => sum + Math.max(0, value), 0);
  return Math.max(drawn, whole ?? 0);
}
