/** People of one interval by what they did before; dormant people are those of the interval before who did not return. */
export interface LifecycleInterval {
  /** First matching event ever. */
  new: number;
  /** Active in the interval before too. */
  returning: number;
  /** Active some time before, but not in the interval before. */
  resurrecting: number;
  /** Active in the interval before, not in this one; negative, as it is drawn below the axis. */
  dormant: number;
}

export type LifecycleState = keyof LifecycleInterval;

/** What a tally has counted, as plain arrays that can go to another thread. */
export interface LifecycleSums {
  counts: Float64Array;
  stickiness: Float64Array;
}

/** Counted by number: an object per interval would cost more than the walk. */
const [NEW, RETURNING, RESURRECTING, DORMANT] = [0, 1, 2, 3] as const;
const STATES = 4;

/**
 * Lifecycle and stickiness of people over calendar intervals (CONTRACT section 4). Interval -1 is the one before the
 * range: it decides who returns in the first interval shown.
 */
export class LifecycleTally {
  private readonly intervalCount: number;
  /** By interval from -1 on, one more behind the last, and state. */
  private readonly counts: Float64Array;
  private readonly stickiness: Float64Array;

  /** @param intervals number of intervals shown */
  constructor(intervals: number) {
    this.intervalCount = Math.max(0, intervals);
    this.counts = new Float64Array((this.intervalCount + 2) * STATES);
    this.stickiness = new Float64Array(this.intervalCount + 1);
  }

  /**
   * Adds one person. Written without branches on what the person did: guessing them wrong would be most of the time.
   *
   * @param active ascending, distinct intervals with a matching event; -1 = the interval before the range
   * @param count how many of `active` there are, at least one; what lies behind has no meaning
   * @param wasActiveEarlier whether there is a matching event before interval -1
   */
  add(active: Int32Array, count: number, wasActiveEarlier: boolean): void {
    const counts = this.counts;
    let previous = active[0] as number;
    const first = (previous + 1) * STATES + (wasActiveEarlier ? RESURRECTING : NEW);
    counts[first] = (counts[first] as number) + 1;
    for (let i = 1; i < count; i += 1) {
      const interval = active[i] as number;
      // 1 where it follows at once, else 0.
      const isNext = (interval - previous - 2) >>> 31;
      const state = (interval + 1) * STATES + RESURRECTING - isNext;
      counts[state] = (counts[state] as number) + 1;
      const gap = (previous + 2) * STATES + DORMANT;
      counts[gap] = (counts[gap] as number) + 1 - isNext;
      previous = interval;
    }
    const after = (previous + 2) * STATES + DORMANT;
    counts[after] = (counts[after] as number) + 1;
    const shown = active[0] === -1 ? count - 1 : count;
    this.stickiness[shown] = (this.stickiness[shown] as number) + 1;
  }

  sums(): LifecycleSums {
    return { counts: this.counts, stickiness: this.stickiness };
  }

  /** Adds the figures of another tally over other people. */
  merge(other: LifecycleSums): void {
    for (const key of ['counts', 'stickiness'] as const) {
      const into = this[key];
      other[key].forEach((value, i) => {
        into[i] = (into[i] as number) + value;
      });
    }
  }

  intervals(): readonly LifecycleInterval[] {
    return Array.from({ length: this.intervalCount }, (_, interval) => {
      const count = (state: number): number => this.counts[(interval + 1) * STATES + state] as number;
      return {
        ...{ new: count(NEW), returning: count(RETURNING), resurrecting: count(RESURRECTING) },
        // Not −0 where there is nobody.
        dormant: 0 - count(DORMANT),
      };
    });
  }

  /** People by the number of intervals they were active in: entry 0 is one interval. */
  peopleByActiveIntervals(): number[] {
    return [...this.stickiness.subarray(1)];
  }
}

/** What one person is in an interval; null = nothing. Takes what `LifecycleTally.add` takes. */
export function stateIn(
  interval: number,
  active: Int32Array,
  count: number,
  wasActiveEarlier: boolean,
): LifecycleState | null {
  const place = active.subarray(0, count).indexOf(interval);
  const wasHereBefore = active.subarray(0, count).includes(interval - 1);
  if (place < 0) return wasHereBefore ? 'dormant' : null;
  if (wasHereBefore) return 'returning';
  return place > 0 || wasActiveEarlier ? 'resurrecting' : 'new';
}
