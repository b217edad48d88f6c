import type { FunnelOutcome } from '../funnel/rules.ts';
import type { StepEvents } from '../funnel/step-events.ts';
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
  /** Null: a value of the person needs no event. */
  readonly #events: StepEvents | null;

  constructor(walk: FunnelWalk, labels: Labels) {
    this.#walk = walk;
    this.#labels = labels;
    const { optionalSteps, breakdown } = walk.task;
    this.#events = breakdown?.attribution === 'person' ? null : walk.requiredEvents();
    this.#valueOf = optionalSteps.length > 0 ? new Int32Array(walk.world.view.people).fill(-1) : null;
  }

  add(person: number, outcome: FunnelOutcome): void {
    if (outcome.isExcluded) return;
    const value = this.valueOf(person);
    if (this.#valueOf) this.#valueOf[person] = value;
    this.#rows.add(value, outcome);
    this.#sizes.add(value);
  }

  /** That of the first (or last) event in the range that serves a required step and has one. */
  valueOf(person: number): number {
    const labels = this.#labels;
    if (!this.#events) return labels.of(0, person);
    let value = 0;
    const isFound = (event: number): boolean => {
      value = labels.of(event, person);
      return value !== 0;
    };
    if (this.#walk.task.breakdown?.attribution === 'last_touch') this.#events.findLast(person, isFound);
    else this.#events.find(person, isFound);
    return value;
  }

  /** People of the funnel of required steps with one value. */
  peopleOf(value: number): Set<number> {
    const found = new Set<number>();
    this.#walk.scan({ steps: this.#walk.required, wantsEvents: false }, (person, { isExcluded }) => {
      if (!isExcluded && this.valueOf(person) === value) found.add(person);
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
