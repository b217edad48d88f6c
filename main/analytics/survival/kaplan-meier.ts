/** One customer: how long they were watched, and whether they left (true) or were still there when watching ended. */
export interface Lifetime {
  duration: number;
  observed: boolean;
}

export type IntervalKind = 'log-log' | 'log' | 'plain';

export interface SurvivalPoint {
  /** A time at which somebody left. */
  time: number;
  atRisk: number;
  left: number;
  /** Customers whose watching ended in [this time, next time) without leaving. */
  censored: number;
  survival: number;
  standardError: number;
  /** 95 % interval of the survival; null where it is undefined (nobody or everybody has left). */
  lower: number | null;
  upper: number | null;
}

export interface SurvivalCurve {
  points: SurvivalPoint[];
  people: number;
  left: number;
  /** The longest anybody was watched; the curve says nothing of later times. */
  until: number;
  /** Time at which half have left; null when the curve does not fall that far. */
  median: number | null;
}

const Z_95 = 1.959963984540054;

/**
 * Kaplan–Meier estimate of the share still there after each time. Somebody censored at t is still at risk at t.
 * Standard error by Greenwood's formula; intervals as in R's `survfit`: `log-log` on ln(-ln S), `log` on ln S, `plain`
 * on S itself; all are clipped to 0..1. Source: Kaplan & Meier (1958), JASA 53; Greenwood (1926).
 *
 * @throws RangeError for a negative or undefined duration
 */
export function kaplanMeier(lifetimes: readonly Lifetime[], intervals: IntervalKind = 'log-log'): SurvivalCurve {
  if (lifetimes.some(({ duration }) => !(duration >= 0))) throw new RangeError('durations must not be negative');
  const byTime = [...lifetimes].sort((a, b) => a.duration - b.duration);
  const points: SurvivalPoint[] = [];
  let survival = 1;
  let greenwood = 0;
  let index = 0;
  while (index < byTime.length) {
    const time = (byTime[index] as Lifetime).duration;
    const atRisk = byTime.length - index;
    let left = 0;
    let next = index;
    for (; next < byTime.length && (byTime[next] as Lifetime).duration === time; next += 1) {
      if ((byTime[next] as Lifetime).observed) left += 1;
    }
    const censored = next - index - left;
    index = next;
    if (left === 0) {
      const before = points.at(-1);
      if (before) before.censored += censored;
      continue;
    }
    survival *= 1 - left / atRisk;
    greenwood += left / (atRisk * (atRisk - left));
    const standardError = survival === 0 ? 0 : survival * Math.sqrt(greenwood);
    points.push({ time, atRisk, left, censored, survival, standardError, ...interval(survival, greenwood, intervals) });
  }
  return {
    points,
    people: lifetimes.length,
    left: points.reduce((sum, point) => sum + point.left, 0),
    until: byTime.at(-1)?.duration ?? 0,
    median: points.find((point) => point.survival <= 0.5)?.time ?? null,
  };
}

/** Share still there after `time`: the curve is a staircase, constant from each point to the next. */
export function survivalAt(curve: SurvivalCurve, time: number): number {
  return curve.points.findLast((point) => point.time <= time)?.survival ?? 1;
}

function interval(
  survival: number,
  greenwood: number,
  kind: IntervalKind,
): { lower: number | null; upper: number | null } {
  if (survival <= 0 || survival >= 1) return { lower: null, upper: null };
  const spread = Z_95 * Math.sqrt(greenwood);
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  if (kind === 'plain') return { lower: clip(survival * (1 - spread)), upper: clip(survival * (1 + spread)) };
  if (kind === 'log') return { lower: clip(survival * Math.exp(-spread)), upper: clip(survival * Math.exp(spread)) };
  const factor = spread / Math.abs(Math.log(survival));
  return { lower: survival ** Math.exp(factor), upper: survival ** Math.exp(-factor) };
}
