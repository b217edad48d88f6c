/**
 * Assigns different events to steps, one step after the other, so that each step is served by an event whose mask has
 * its bit (FN1: one event never serves two steps; FN6: events at the same instant have no order). Each added step may
 * move earlier ones to other events (Kuhn's augmenting paths), so the longest run of steps is always found.
 */
export class StepMatching {
  private masks: Uint32Array = new Uint32Array(0);
  private first = 0;
  private count = 0;
  private readonly eventOfStep: Int32Array;
  private stepOfEvent = new Int32Array(16);
  private seen = new Uint8Array(16);

  constructor(stepCount: number) {
    this.eventOfStep = new Int32Array(stepCount).fill(-1);
  }

  /** Starts over with the events `first`..`first + count` of the mask array, none assigned. */
  reset(masks: Uint32Array, first: number, count: number): void {
    this.masks = masks;
    this.first = first;
    this.count = count;
    if (this.stepOfEvent.length < count) {
      this.stepOfEvent = new Int32Array(count * 2);
      this.seen = new Uint8Array(count * 2);
    }
    this.stepOfEvent.fill(-1, 0, count);
    this.eventOfStep.fill(-1);
  }

  /** Finds an event for one more step, moving others if need be; false when there is none. */
  add(step: number): boolean {
    this.seen.fill(0, 0, this.count);
    return this.assign(step);
  }

  /** Index in the mask array of the event that serves a step now. */
  eventOf(step: number): number {
    return this.first + (this.eventOfStep[step] as number);
  }

  private assign(step: number): boolean {
    for (let event = 0; event < this.count; event += 1) {
      if (this.seen[event] === 1 || (((this.masks[this.first + event] as number) >>> step) & 1) === 0) continue;
      this.seen[event] = 1;
      const holder = this.stepOfEvent[event] as number;
      if (holder < 0 || this.assign(holder)) {
        this.stepOfEvent[event] = step;
        this.eventOfStep[step] = event;
        return true;
      }
    }
    return false;
  }
}
