import { type LifecycleState, LifecycleTally } from '../lifecycle/tally.ts';
import { EventMasks } from '../sequence/view.ts';
import type { ActivityTask, Results } from './task.ts';
import type { World } from './world.ts';

/** Lifecycle and stickiness of a task, or the people of its cell. */
export class ActivityRun {
  readonly #world: World;
  readonly #task: ActivityTask;
  readonly #tally: LifecycleTally;

  constructor(world: World, task: ActivityTask) {
    this.#world = world;
    this.#task = task;
    this.#tally = new LifecycleTally(task.bounds.length - 2);
  }

  figures(): Results['lifecycle'] | Results['stickiness'] {
    this.#eachPerson((_person, active, wasActiveEarlier, count) =>
      this.#tally.add(active, wasActiveEarlier, null, count),
    );
    if (this.#task.kind === 'stickiness') {
      const persons = this.#tally.peopleByActiveIntervals();
      return { intervals: persons.map((count, i) => ({ activeIntervals: i + 1, persons: count })) };
    }
    const starts = this.#task.bounds.subarray(1);
    return { intervals: this.#tally.intervals().map((states, i) => ({ start: starts[i] as number, ...states })) };
  }

  /** Profile ids of the cell, ascending. */
  people(): Uint32Array {
    const { cell } = this.#task;
    const found: number[] = [];
    this.#eachPerson((person, active, wasActiveEarlier, count) => {
      const take = (): void => {
        found.push(this.#world.profileIds[person] as number);
      };
      if (cell && 'activeIntervals' in cell) {
        // The interval before those shown may come first.
        const shown = active[0] === -1 ? count - 1 : count;
        if (shown === cell.activeIntervals) take();
        return;
      }
      const onState = (interval: number, state: LifecycleState): void => {
        if (interval === cell?.interval && state === cell.state) take();
      };
      this.#tally.add(active, wasActiveEarlier, onState, count);
    });
    return Uint32Array.from(found);
  }

  /** Interval -1 is the one before those shown; `active` is overwritten for the next person. */
  #eachPerson(take: (person: number, active: Int32Array, wasActiveEarlier: boolean, count: number) => void): void {
    const { view } = this.#world;
    const { bounds } = this.#task;
    const start = bounds[0] as number;
    const end = bounds[bounds.length - 1] as number;
    const active = new Int32Array(bounds.length);
    const masks = new EventMasks(view.nameCount, [this.#world.matcher(this.#task.event)]);
    const table = masks.byNameTable;
    for (let person = 0; person < view.people; person += 1) {
      if ((person & 8191) === 0) this.#world.check();
      const allowed = masks.allowedFor(person) & 1;
      if (allowed === 0) continue;
      let count = 0;
      let index = 0;
      let wasActiveEarlier = false;
      let until = Number.NEGATIVE_INFINITY;
      for (let i = view.offsets[person] as number; i < (view.offsets[person + 1] as number); i += 1) {
        const mask = table[view.names[i] as number] as number;
        const time = view.times[i] as number;
        // In the interval that was counted last, or one of those before that can only be asked for once.
        if (mask === 0 || time < until || (time < start && wasActiveEarlier)) continue;
        if (masks.needsFilter(mask) && masks.refine(mask, i) === 0) continue;
        if (time < start) {
          wasActiveEarlier = true;
          continue;
        }
        if (time >= end) break;
        // Times rise, so the interval is found from the last one on.
        while (time >= (bounds[index + 1] as number)) index += 1;
        active[count] = index - 1;
        count += 1;
        until = bounds[index + 1] as number;
      }
      if (count > 0) take(person, active, wasActiveEarlier, count);
    }
  }
}
