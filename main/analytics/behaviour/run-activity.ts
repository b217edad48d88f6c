import { periodTable } from '../calendar.ts';
import { type LifecycleState, type LifecycleSums, LifecycleTally, stateIn } from '../lifecycle/tally.ts';
import { Gather, matcherByName } from '../sequence/gather.ts';
import { EventMasks } from '../sequence/view.ts';
import type { Rounds, Run } from './run.ts';
import type { ActivityTask, Results } from './task.ts';
import type { World } from './world.ts';

/** Called with the intervals a person was active in; -1 is the one before those shown. Overwritten for the next person. */
type OnPerson = (person: number, active: Int32Array, count: number, wasActiveEarlier: boolean) => void;

/** Lifecycle and stickiness of a task, or the people of its cell. */
export class ActivityRun implements Run<LifecycleSums, Results['lifecycle'] | Results['stickiness']> {
  readonly #world: World;
  readonly #task: ActivityTask;

  constructor(world: World, task: ActivityTask) {
    this.#world = world;
    this.#task = task;
  }

  *part(): Rounds<LifecycleSums> {
    const tally = new LifecycleTally(this.#task.bounds.length - 2);
    this.#eachPerson((_person, active, count, wasActiveEarlier) => tally.add(active, count, wasActiveEarlier));
    return tally.sums();
  }

  figures(parts: readonly LifecycleSums[]): Results['lifecycle'] | Results['stickiness'] {
    const tally = new LifecycleTally(this.#task.bounds.length - 2);
    for (const part of parts) tally.merge(part);
    if (this.#task.kind === 'stickiness') {
      const persons = tally.peopleByActiveIntervals();
      return { intervals: persons.map((count, i) => ({ activeIntervals: i + 1, persons: count })) };
    }
    const starts = this.#task.bounds.subarray(1);
    return { intervals: tally.intervals().map((states, i) => ({ start: starts[i] as number, ...states })) };
  }

  *people(): Rounds<Uint32Array> {
    const { cell } = this.#task;
    const found: number[] = [];
    this.#eachPerson((person, active, count, wasActiveEarlier) => {
      if (cell === null) return;
      const isWanted =
        'activeIntervals' in cell
          ? (active[0] === -1 ? count - 1 : count) === cell.activeIntervals
          : isIn(stateIn(cell.interval, active, count, wasActiveEarlier), cell.state);
      if (isWanted) found.push(this.#world.profileIds[person] as number);
    });
    return Uint32Array.from(found);
  }

  #eachPerson(take: OnPerson): void {
    const { view, share } = this.#world;
    const { times } = view;
    const { bounds } = this.#task;
    const end = bounds[bounds.length - 1] as number;
    const { startMs, cellMs, first: firstOfCell } = periodTable(bounds);
    const active = new Int32Array(bounds.length);
    const matchers = [this.#world.matcher(this.#task.event)];
    const byName = matcherByName(view.nameCount, matchers);
    if (byName === null) return;
    const masks = new EventMasks(view.nameCount, matchers);
    const gather = new Gather(view, { matchers, byName });
    const { isEverything } = gather;
    for (let person = share.from; person < share.to; person += 1) {
      if ((person & 8191) === 0) this.#world.check();
      const first = view.offsets[person] as number;
      const next = view.offsets[person + 1] as number;
      const found = isEverything ? next - first : gather.take(first, next, masks.allowedFor(person));
      const { at } = gather;
      let count = 0;
      let last = -2;
      let wasActiveEarlier = false;
      for (let j = 0; j < found; j += 1) {
        const time = times[isEverything ? first + j : (at[j] as number)] as number;
        if (time < startMs) {
          wasActiveEarlier = true;
          continue;
        }
        if (time >= end) break;
        let period = firstOfCell[Math.floor((time - startMs) / cellMs)] as number;
        while (time >= (bounds[period + 1] as number)) period += 1;
        // Counts up where it is another period than the last, without a branch.
        count += (last - (period - 1)) >>> 31;
        last = period - 1;
        active[count - 1] = last;
      }
      if (count > 0) take(person, active, count, wasActiveEarlier);
    }
  }
}

/** A state asked for, or any of those in which a person is active. */
function isIn(state: LifecycleState | null, wanted: LifecycleState | 'active'): boolean {
  return wanted === 'active' ? state !== null && state !== 'dormant' : state === wanted;
}
