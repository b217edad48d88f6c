import type { PersonEvents } from '../funnel/rules.ts';
import { scanByValue } from '../funnel/value-scan.ts';
import { hasBit } from '../sequence/view.ts';
import type { FunnelWalk, Pass } from './funnel-walk.ts';
import type { Labels } from './labels.ts';
import { type OutcomeList, OutcomeRows } from './outcome-rows.ts';
import { type OutcomePart, outcomeTable } from './outcome-table.ts';
import type { Results } from './task.ts';
import { ValueCounts } from './value-counts.ts';

type OnEvents = (events: PersonEvents, values: Int32Array) => void;

/** FN9 where every value has a funnel of its own, of its events only (`all_events`). */
export class FunnelByEvents {
  readonly #walk: FunnelWalk;
  readonly #labels: Labels;

  constructor(walk: FunnelWalk, labels: Labels) {
    this.#walk = walk;
    this.#labels = labels;
  }

  part(): OutcomePart {
    const walk = this.#walk;
    const { order, lastEntryMs } = walk.task.rules;
    const served = 2 ** walk.required.length - 1;
    const entry = order === 'unordered' ? served : 1;
    const counts = new ValueCounts();
    /** Events of the required steps, of everybody who enters. */
    const count: OnEvents = ({ times, stepMasks, to }, values) => {
      let at = 0;
      while (at < to && ((stepMasks[at] as number) & entry) === 0) at += 1;
      if (at === to || (times[at] as number) > lastEntryMs) return;
      for (let i = 0; i < to; i += 1) if (((stepMasks[i] as number) & served) !== 0) counts.add(values[i] as number);
    };
    const main = this.#outcomes(walk.required, count);
    const optional = walk.task.steps.map((_, step) =>
      walk.isOptional(step) ? this.#outcomes(walk.stepsUpTo(step), null) : null,
    );
    return { sizes: counts.read(), main, optional, codes: this.#labels.codes() };
  }

  /** The values of all parts together, those met most often first. */
  table(parts: readonly OutcomePart[]): Pick<Results['funnel'], 'breakdown' | 'truncated'> {
    return outcomeTable(this.#walk, this.#labels, parts);
  }

  /** The pass of one value's funnel. */
  passOf(value: number): Omit<Pass, 'steps'> {
    const [having] = this.#labels.having([value], this.#walk.world.share);
    if (!having) return {};
    return { only: having.events, includes: (person) => hasBit(having.people, person) };
  }

  #outcomes(steps: readonly number[], onEvents: OnEvents | null): OutcomeList {
    const labels = this.#labels;
    const rows = new OutcomeRows();
    const scan = {
      ...{ ...this.#walk.scanOf({ steps }), onEvents },
      valueOf: (event: number, person: number) => labels.of(event, person),
    };
    scanByValue(this.#walk.world.view, scan, (value, outcome) => {
      if (!outcome.isExcluded) rows.add(value, outcome);
    });
    return rows.read();
  }
}
