import type { FunnelOutcome, PersonEvents } from '../funnel/rules.ts';
import type { FunnelWalk } from './funnel-walk.ts';
import type { Labels } from './labels.ts';
import { type OutcomeList, OutcomeRows } from './outcome-rows.ts';
import { type OutcomePart, outcomeTable } from './outcome-table.ts';
import type { Results } from './task.ts';
import { ValueCounts } from './value-counts.ts';

/** FN9 where everybody has one value: that of their first or last step event with one, or the person's own. */
export class FunnelByPerson {
  readonly #walk: FunnelWalk;
  readonly #labels: Labels;
  readonly #rows = new OutcomeRows();
  readonly #sizes = new ValueCounts();
  /** By person; -1 = not in the funnel. Only optional steps ask for it. */
  readonly #valueOf: Int32Array | null;

  constructor(walk: FunnelWalk, labels: Labels) {
    this.#walk = walk;
    this.#labels = labels;
    const { optionalSteps } = walk.task;
    this.#valueOf = optionalSteps.length > 0 ? new Int32Array(walk.world.view.people).fill(-1) : null;
  }

  /** A value of the person needs no event. */
  get wantsEvents(): boolean {
    return this.#walk.task.breakdown?.attribution !== 'person';
  }

  add(person: number, outcome: FunnelOutcome, eventAt: Uint32Array, events: PersonEvents): void {
    if (outcome.isExcluded) return;
    const value = this.valueOf(person, eventAt, events);
    if (this.#valueOf) this.#valueOf[person] = value;
    this.#rows.add(value, outcome);
    this.#sizes.add(value);
  }

  valueOf(person: number, eventAt: Uint32Array, events: PersonEvents): number {
    const attribution = this.#walk.task.breakdown?.attribution;
    if (attribution === 'person') return this.#labels.of(0, person);
    const isLast = attribution === 'last_touch';
    for (let k = 0; k < events.to; k += 1) {
      const i = isLast ? events.to - 1 - k : k;
      if (events.stepMasks[i] === 0) continue;
      const value = this.#labels.of(eventAt[i] as number, person);
      if (value !== 0) return value;
    }
    return 0;
  }

  /** People of the funnel of required steps with one value. */
  peopleOf(value: number): Set<number> {
    const found = new Set<number>();
    this.#walk.scan({ steps: this.#walk.required }, (person, { isExcluded }, eventAt, events) => {
      if (!isExcluded && this.valueOf(person, eventAt, events) === value) found.add(person);
    });
    return found;
  }

  /** What the people added so far give, and the same people's way to each optional step. */
  part(): OutcomePart {
    const optional = this.#walk.task.steps.map((_, step) => this.#optional(step));
    return { sizes: this.#sizes.read(), main: this.#rows.read(), optional, codes: this.#labels.codes() };
  }

  /** The values of all parts together, those of most people first. */
  table(parts: readonly OutcomePart[]): Pick<Results['funnel'], 'breakdown' | 'truncated'> {
    return outcomeTable(this.#walk, this.#labels, parts);
  }

  #optional(step: number): OutcomeList | null {
    const known = this.#valueOf;
    if (!known || !this.#walk.isOptional(step)) return null;
    const rows = new OutcomeRows();
    const pass = {
      steps: this.#walk.stepsUpTo(step),
      ...{ wantsEvents: false, includes: (person: number) => (known[person] as number) >= 0 },
    };
    this.#walk.scan(pass, (person, outcome) => rows.add(known[person] as number, outcome));
    return rows.read();
  }
}
