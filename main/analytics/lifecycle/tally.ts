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

/** Counted by number: an object per interval would cost more than the walk. */
const states: readonly LifecycleState[] = ['new', 'returning', 'resurrecting', 'dormant'];
const [NEW, RETURNING, RESURRECTING, DORMANT] = [0, 1, 2, 3] as const;

/**
 * Lifecycle and stickiness of people over calendar intervals (CONTRACT section 4). Interval 0 of the tally is the one
 * before the range: it decides who returns in the first interval shown.
 */
export class LifecycleTally {
  private readonly intervalCount: number;
  private readonly counts: Float64Array;
  private readonly stickiness: Float64Array;

  /** @param intervals number of intervals shown */
  constructor(intervals: number) {
    this.intervalCount = intervals;
    this.counts = new Float64Array(Math.max(0, intervals) * states.length);
    this.stickiness = new Float64Array(intervals + 1);
  }

  /**
   * Adds one person.
   *
   * @param active ascending, distinct intervals with a matching event; -1 = the interval before the range
   * @param activeCount how many of `active` there are; what lies behind has no meaning
   * @param wasActiveEarlier whether there is a matching event before interval -1
   * @param onState told every state the person is counted in
   */
  add(
    active: ArrayLike<number>,
    wasActiveEarlier: boolean,
    onState: ((interval: number, state: LifecycleState) => void) | null = null,
    activeCount: number = active.length,
  ): void {
    const shownIntervals = this.intervalCount;
    let previous = Number.NEGATIVE_INFINITY;
    let hasHistory = wasActiveEarlier;
    let shown = 0;
    for (let i = 0; i < activeCount; i += 1) {
      const interval = active[i] as number;
      const next = i + 1 < activeCount ? (active[i + 1] as number) : Number.POSITIVE_INFINITY;
      if (interval >= 0) {
        shown += 1;
        this.count(interval, previous === interval - 1 ? RETURNING : hasHistory ? RESURRECTING : NEW, onState);
      }
      if (next > interval + 1 && interval + 1 < shownIntervals) this.count(interval + 1, DORMANT, onState);
      previous = interval;
      hasHistory = true;
    }
    this.stickiness[shown] = (this.stickiness[shown] as number) + 1;
  }

  intervals(): readonly LifecycleInterval[] {
    return Array.from({ length: this.intervalCount }, (_, interval) => {
      const count = (state: number): number => this.counts[interval * states.length + state] as number;
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

  private count(
    interval: number,
    state: number,
    onState: ((interval: number, state: LifecycleState) => void) | null,
  ): void {
    const cell = interval * states.length + state;
    this.counts[cell] = (this.counts[cell] as number) + 1;
    onState?.(interval, states[state] as LifecycleState);
  }
}
