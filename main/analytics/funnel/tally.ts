import { periodIndex } from '../calendar.ts';
import { GrowingArray } from '../numeric/growing-array.ts';
import { selectQuantiles } from '../numeric/select.ts';
import type { FunnelOutcome } from './rules.ts';
import { type BinningAsked, type TimeBins, timeBins } from './time-bins.ts';

export interface FunnelStepResult {
  /** People who reached this step. */
  count: number;
  /** 0..1; null when nobody entered. */
  conversionFromFirst: number | null;
  /** 0..1, of those who reached the step before; 1 for the first; null when nobody did. */
  conversionFromPrevious: number | null;
  /** From the previous step, over the people who reached this one; null for the first step or for nobody. */
  averageSeconds: number | null;
  medianSeconds: number | null;
  p90Seconds: number | null;
}

/** What a tally has counted, as plain arrays that can go to another thread. */
export interface FunnelCounts {
  counts: Float64Array;
  excluded: number;
  /** By step, in milliseconds from the step before. */
  durations: Float64Array[];
}

/** Counts outcomes person by person; tallies of different people by the same rules can be merged. */
export class FunnelTally {
  private readonly counts: Float64Array;
  private readonly durations: GrowingArray[];
  private excludedCount = 0;

  constructor(stepCount: number) {
    this.counts = new Float64Array(stepCount);
    this.durations = Array.from({ length: stepCount }, () => new GrowingArray());
  }

  add(outcome: FunnelOutcome): void {
    if (outcome.isExcluded) this.excludedCount += 1;
    for (let step = 0; step < outcome.reached; step += 1) {
      this.counts[step] = (this.counts[step] as number) + 1;
      if (step > 0) this.durations[step]?.push((outcome.times[step] as number) - (outcome.times[step - 1] as number));
    }
  }

  /** Adds somebody who reached so many steps; `durations` has the milliseconds from step to step, from `at` on. */
  addDurations(reached: number, durations: Float64Array, at: number): void {
    for (let step = 0; step < reached; step += 1) {
      this.counts[step] = (this.counts[step] as number) + 1;
      if (step > 0) this.durations[step]?.push(durations[at + step - 1] as number);
    }
  }

  merge({ counts, excluded, durations }: FunnelCounts): void {
    this.excludedCount += excluded;
    counts.forEach((count, step) => {
      this.counts[step] = (this.counts[step] as number) + count;
      this.durations[step]?.pushAll(durations[step] as Float64Array);
    });
  }

  /** Views of what is counted; they go stale with the next person. */
  read(): FunnelCounts {
    return {
      ...{ counts: this.counts, excluded: this.excludedCount },
      durations: this.durations.map((list) => list.view()),
    };
  }

  /** People who left the funnel by an exclusion (FN7). */
  excluded(): number {
    return this.excludedCount;
  }

  steps(): FunnelStepResult[] {
    const entered = this.counts[0] ?? 0;
    return Array.from(this.counts, (count, step) => {
      const before = step === 0 ? count : (this.counts[step - 1] as number);
      return {
        count,
        conversionFromFirst: entered === 0 ? null : count / entered,
        conversionFromPrevious: before === 0 ? null : count / before,
        ...durationFigures(this.durations[step]?.view() ?? new Float64Array(0)),
      };
    });
  }
}

/** Average, median and 90th percentile (type 7) in seconds of durations in milliseconds. */
export function durationFigures(durationsMs: Float64Array): {
  averageSeconds: number | null;
  medianSeconds: number | null;
  p90Seconds: number | null;
} {
  if (durationsMs.length === 0) return { averageSeconds: null, medianSeconds: null, p90Seconds: null };
  let sum = 0;
  for (let i = 0; i < durationsMs.length; i += 1) sum += durationsMs[i] as number;
  const [median = null, p90 = null] = selectQuantiles(durationsMs.slice(), [0.5, 0.9]);
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  return {
    averageSeconds: sum / durationsMs.length / 1000,
    medianSeconds: seconds(median),
    p90Seconds: seconds(p90),
  };
}

export interface TrendPoint {
  /** Start of the local period of entry, UTC ms. */
  start: number;
  from: number;
  to: number;
  /** 0..1; null when nobody of the period reached `fromStep`. */
  rate: number | null;
}

/** People of each period who reached either step. */
export interface TrendCounts {
  from: Float64Array;
  to: Float64Array;
}

/** Conversion by the local period of the chain's first event (FN10). */
export class TrendTally {
  private readonly from: Float64Array;
  private readonly to: Float64Array;
  private readonly bounds: Float64Array;
  private readonly fromStep: number;
  private readonly toStep: number;

  constructor(bounds: Float64Array, fromStep: number, toStep: number) {
    this.bounds = bounds;
    this.fromStep = fromStep;
    this.toStep = toStep;
    this.from = new Float64Array(bounds.length - 1);
    this.to = new Float64Array(bounds.length - 1);
  }

  add(outcome: FunnelOutcome): void {
    if (outcome.reached <= this.fromStep) return;
    const period = periodIndex(this.bounds, outcome.times[0] as number);
    if (period < 0) return;
    this.from[period] = (this.from[period] as number) + 1;
    if (outcome.reached > this.toStep) this.to[period] = (this.to[period] as number) + 1;
  }

  merge({ from, to }: TrendCounts): void {
    from.forEach((count, i) => {
      this.from[i] = (this.from[i] as number) + count;
      this.to[i] = (this.to[i] as number) + (to[i] as number);
    });
  }

  read(): TrendCounts {
    return { from: this.from, to: this.to };
  }

  points(): TrendPoint[] {
    return Array.from(this.from, (from, i) => ({
      start: this.bounds[i] as number,
      from,
      to: this.to[i] as number,
      rate: from === 0 ? null : (this.to[i] as number) / from,
    }));
  }
}

export interface TimeToConvert {
  bins: { fromSeconds: number; toSeconds: number; count: number }[];
  averageSeconds: number | null;
  medianSeconds: number | null;
}

/** Time between two steps over the people who reached both. */
export class ConversionTimeTally {
  private readonly durations = new GrowingArray();
  private readonly fromStep: number;
  private readonly toStep: number;

  constructor(fromStep: number, toStep: number) {
    this.fromStep = fromStep;
    this.toStep = toStep;
  }

  add(outcome: FunnelOutcome): void {
    if (outcome.reached <= this.toStep) return;
    this.durations.push((outcome.times[this.toStep] as number) - (outcome.times[this.fromStep] as number));
  }

  merge(durationsMs: Float64Array): void {
    this.durations.pushAll(durationsMs);
  }

  /** Durations so far, ms; the view goes stale with the next person. */
  read(): Float64Array {
    return this.durations.view();
  }

  /** The bins of the histogram, and the one of a duration in milliseconds. */
  bins(asked: BinningAsked = {}): TimeBins {
    return timeBins(this.durations.view(), asked);
  }

  /** Histogram of all durations; nothing of nobody. */
  histogram(asked: BinningAsked = {}): TimeToConvert {
    const values = this.durations.view();
    const { averageSeconds, medianSeconds } = durationFigures(values);
    if (values.length === 0) return { bins: [], averageSeconds, medianSeconds };
    const { edges, binOf } = this.bins(asked);
    const counts = new Float64Array(edges.length - 1);
    for (const value of values) {
      const bin = binOf(value);
      counts[bin] = (counts[bin] as number) + 1;
    }
    return {
      bins: Array.from(counts, (count, i) => ({
        fromSeconds: (edges[i] as number) / 1000,
        toSeconds: (edges[i + 1] as number) / 1000,
        count,
      })),
      averageSeconds,
      medianSeconds,
    };
  }
}
