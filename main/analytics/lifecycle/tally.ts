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

/**
 * Lifecycle and stickiness of people over calendar intervals (CONTRACT section 4). Interval 0 of the tally is the one
 * before the range: it decides who returns in the first interval shown.
 */
export class LifecycleTally {
  private readonly states: LifecycleInterval[];
  private readonly stickiness: Float64Array;

  /** @param intervals number of intervals shown */
  constructor(intervals: number) {
    this.states = Array.from({ length: intervals }, () => ({ new: 0, returning: 0, resurrecting: 0, dormant: 0 }));
    this.stickiness = new Float64Array(intervals + 1);
  }

  /**
   * Adds one person.
   *
   * @param active ascending, distinct intervals with a matching event; -1 = the interval before the range
   * @param wasActiveEarlier whether there is a matching event before interval -1
   * @param onState told every state the person is counted in
   */
  add(
    active: ArrayLike<number>,
    wasActiveEarlier: boolean,
    onState: ((interval: number, state: LifecycleState) => void) | null = null,
  ): void {
    let previous = Number.NEGATIVE_INFINITY;
    let hasHistory = wasActiveEarlier;
    let shown = 0;
    for (let i = 0; i < active.length; i += 1) {
      const interval = active[i] as number;
      const next = i + 1 < active.length ? (active[i + 1] as number) : Number.POSITIVE_INFINITY;
      if (interval >= 0) {
        shown += 1;
        const state = previous === interval - 1 ? 'returning' : hasHistory ? 'resurrecting' : 'new';
        this.count(interval, state, 1, onState);
      }
      if (next > interval + 1 && interval + 1 < this.states.length) this.count(interval + 1, 'dormant', -1, onState);
      previous = interval;
      hasHistory = true;
    }
    this.stickiness[shown] = (this.stickiness[shown] as number) + 1;
  }

  intervals(): readonly LifecycleInterval[] {
    return this.states;
  }

  /** People by the number of intervals they were active in: entry 0 is one interval. */
  peopleByActiveIntervals(): number[] {
    return [...this.stickiness.subarray(1)];
  }

  private count(
    interval: number,
    state: LifecycleState,
    by: number,
    onState: ((interval: number, state: LifecycleState) => void) | null,
  ): void {
    (this.states[interval] as LifecycleInterval)[state] += by;
    onState?.(interval, state);
  }
}
