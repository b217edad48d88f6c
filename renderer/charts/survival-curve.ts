export interface SurvivalCurve {
  name: string;
  color: string;
  /** In order of time; the curve stays level between two points. */
  points: { time: number; survival: number; lower: number | null; upper: number | null }[];
  /** The longest anybody was watched: there the curve ends. */
  until: number;
  /** Drawn in dashes and without its band: not of this answer, but what it is compared with. */
  isCompared?: boolean;
}

type Course = { points: readonly { time: number; survival: number }[]; until: number };

/** Share still there after a time; null where nobody was watched that long. */
export function survivalAt({ points, until }: Course, time: number): number | null {
  if (time > until) return null;
  return points.findLast((point) => point.time <= time)?.survival ?? 1;
}

/** Where the longest of several curves ends. */
export function endOf(curves: readonly Pick<Course, 'until'>[]): number {
  return Math.max(1, ...curves.map(({ until }) => until));
}

/**
 * The time the tooltip tells of when the pointer is at another: the nearest at which something is drawn, of two as near
 * the earlier one.
 */
export function drawnTime(curves: readonly Course[], pointer: number): number {
  const times = curves.flatMap(({ points, until }) => [...points.map(({ time }) => time), until]);
  return times.reduce((best, time) => {
    const [gap, least] = [Math.abs(time - pointer), Math.abs(best - pointer)];
    return gap < least || (gap === least && time < best) ? time : best;
  }, 0);
}
