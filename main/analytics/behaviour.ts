import type {
  ActivityInput,
  EventEntity,
  FunnelInput,
  FunnelOutput,
  FunnelPersonsInput,
  LifecycleOutput,
  LifecyclePersonsInput,
  PathsInput,
  PathsOutput,
  PathsPersonsInput,
  PersonsOutput,
  RetentionInput,
  RetentionOutput,
  RetentionPersonsInput,
  StickinessOutput,
  StickinessPersonsInput,
} from '../../contract/analytics.ts';
import type { Language, LocalizedText } from '../../contract/language.ts';
import type { JourneyInput, JourneyOutput, JourneyPersonsInput } from '../../contract/stages.ts';
import type { Status, Workspace } from '../../contract/workspace.ts';
import type { Clock } from '../ports/clock.ts';
import { derivedEvents, type Replica, type Sequence } from '../replica/index.ts';
import { CodesAhead } from './behaviour/codes-ahead.ts';
import { retentionRows } from './behaviour/cohort-rows.ts';
import { startText } from './behaviour/range.ts';
import { eventsWorthCodes, Resolver } from './behaviour/resolver.ts';
import type { CohortResult, Results, Task } from './behaviour/task.ts';
import { type Asked, activityTask, funnelTask, journeyTask, pathsTask, retentionTask } from './behaviour/tasks.ts';
import { BehaviourThreads } from './behaviour/thread.ts';
import { type CellPeople, personsPage } from './persons-page.ts';

export interface BehaviourOptions {
  /** Throws `replica/unavailable` while it is not there yet. */
  replica: () => Replica;
  workspace: () => Workspace;
  clock: Clock;
  /** Events from which two threads share a question; left out = as it pays. */
  sharesFrom?: number;
  /** Events from which filters go by codes of a property; left out = as it pays. */
  codesFrom?: number;
}

/** Names of the events that come from documents. */
const derivedLabels: Record<(typeof derivedEvents)[number], LocalizedText> = {
  order_placed: { 'zh-CN': '下单', en: 'Placed an order' },
  order_returned: { 'zh-CN': '退货', en: 'Returned an order' },
  survey_answered: { 'zh-CN': '答复问卷', en: 'Answered a survey' },
  ticket_opened: { 'zh-CN': '提交工单', en: 'Opened a ticket' },
};
const anyEvent: LocalizedText = { 'zh-CN': '任意事件', en: 'Any event' };
const anyEntity = { filters: [], personFilters: [] };
/** How often a question is put anew because the data moved while it was being prepared. */
const maxAttempts = 3;

interface Common {
  timezone?: string | undefined;
}
interface Answered<T> {
  result: T;
  asOf: string | null;
  timezone: string;
  sequence: Sequence;
}

/**
 * Funnels, retention, lifecycle, stickiness and paths over the histories of all known people, as of every write
 * acknowledged before the question. Inputs have been checked against `contract/analytics.ts`.
 * All of it fails with api/invalid-input (a range too long, a pattern that cannot be read) and replica/*.
 */
export class Behaviour {
  readonly #options: BehaviourOptions;
  readonly #threads: BehaviourThreads;
  readonly #codes: CodesAhead;
  #resolver: Resolver | null = null;
  #known: Sequence | null = null;
  #making = 0;

  constructor(options: BehaviourOptions) {
    this.#options = options;
    this.#threads = new BehaviourThreads(options.sharesFrom);
    this.#codes = new CodesAhead(options.codesFrom ?? eventsWorthCodes);
  }

  async funnel(input: FunnelInput, language: Language, signal?: AbortSignal): Promise<FunnelOutput> {
    const prepare = (asked: Asked) => funnelTask(asked, input);
    const { result, asOf, timezone } = await this.#figures(input, 'funnel', prepare, signal);
    const label = (steps: Results['funnel']['steps']) =>
      steps.map((step, i) => ({ label: labelOf(input.steps[i], language), ...step }));
    return {
      ...result,
      ...{ asOf, timezone, steps: label(result.steps) },
      breakdown: result.breakdown.map(({ value, steps }) => ({ value, steps: label(steps) })),
      trend: result.trend.map((point) => ({ ...point, start: startText(timezone, input.interval, point.start) })),
    };
  }

  async retention(input: RetentionInput, signal?: AbortSignal): Promise<RetentionOutput> {
    const prepare = (asked: Asked) => retentionTask(asked, input);
    const { result, asOf, timezone } = await this.#ask(input, prepare, async (sequence, task) =>
      retentionRows(task, await this.#threads.figures<'retention'>(sequence, task, signal)),
    );
    const starts = result.cohorts.map(({ start }) => startText(timezone, input.period, start));
    // The cohorts of every value are those of all.
    const named = (cohorts: CohortResult[]) =>
      cohorts.map((cohort, place) => ({ ...cohort, start: starts[place] as string }));
    return {
      ...result,
      ...{ asOf, timezone, cohorts: named(result.cohorts) },
      breakdown: result.breakdown.map(({ value, cohorts }) => ({ value, cohorts: named(cohorts) })),
    };
  }

  async lifecycle(input: ActivityInput, signal?: AbortSignal): Promise<LifecycleOutput> {
    const prepare = (asked: Asked) => activityTask(asked, 'lifecycle', input);
    const { result, asOf, timezone } = await this.#figures(input, 'lifecycle', prepare, signal);
    const { intervals } = result as Results['lifecycle'];
    return {
      ...{ asOf, timezone },
      intervals: intervals.map((states) => ({ ...states, start: startText(timezone, input.interval, states.start) })),
    };
  }

  async stickiness(input: ActivityInput, signal?: AbortSignal): Promise<StickinessOutput> {
    const prepare = (asked: Asked) => activityTask(asked, 'stickiness', input);
    const { result, asOf, timezone } = await this.#figures(input, 'stickiness', prepare, signal);
    return { asOf, timezone, ...(result as Results['stickiness']) };
  }

  async paths(input: PathsInput, signal?: AbortSignal): Promise<PathsOutput> {
    const prepare = (asked: Asked) => pathsTask(asked, input);
    const { result, asOf, timezone } = await this.#figures(input, 'paths', prepare, signal);
    return { asOf, timezone, ...result };
  }

  /** The average way through touchpoints, with time and drop-off between them. */
  async journey(input: JourneyInput, language: Language, signal?: AbortSignal): Promise<JourneyOutput> {
    const prepare = (asked: Asked) => journeyTask(asked, input);
    const { result, asOf, timezone } = await this.#figures(input, 'journey', prepare, signal);
    return {
      ...{ asOf, timezone, persons: result.persons, links: result.links },
      touchpoints: result.touchpoints.map(({ name, ...point }) => {
        const entity = input.touchpoints?.[point.index];
        const event = name ?? entity?.event ?? null;
        return { ...point, event, label: labelOf(name === null ? entity : { ...anyEntity, event: name }, language) };
      }),
    };
  }

  journeyPersons(input: JourneyPersonsInput): Promise<PersonsOutput> {
    return this.#page(this.journeyPeople(input), input);
  }

  journeyPeople(input: JourneyPersonsInput): Promise<CellPeople> {
    return this.#people(input, (asked) => journeyTask(asked, input));
  }

  funnelPersons(input: FunnelPersonsInput): Promise<PersonsOutput> {
    return this.#page(this.funnelPeople(input), input);
  }

  /** Everybody in the cell. */
  funnelPeople(input: FunnelPersonsInput): Promise<CellPeople> {
    return this.#people(input, (asked) => funnelTask(asked, input));
  }

  retentionPersons(input: RetentionPersonsInput): Promise<PersonsOutput> {
    return this.#page(this.retentionPeople(input), input);
  }

  retentionPeople(input: RetentionPersonsInput): Promise<CellPeople> {
    return this.#people(input, (asked) => retentionTask(asked, input));
  }

  lifecyclePersons(input: LifecyclePersonsInput): Promise<PersonsOutput> {
    return this.#page(this.lifecyclePeople(input), input);
  }

  lifecyclePeople(input: LifecyclePersonsInput): Promise<CellPeople> {
    return this.#people(input, (asked) => activityTask(asked, 'lifecycle', input));
  }

  stickinessPersons(input: StickinessPersonsInput): Promise<PersonsOutput> {
    return this.#page(this.stickinessPeople(input), input);
  }

  stickinessPeople(input: StickinessPersonsInput): Promise<CellPeople> {
    return this.#people(input, (asked) => activityTask(asked, 'stickiness', input));
  }

  pathsPersons(input: PathsPersonsInput): Promise<PersonsOutput> {
    return this.#page(this.pathsPeople(input), input);
  }

  pathsPeople(input: PathsPersonsInput): Promise<CellPeople> {
    return this.#people(input, (asked) => pathsTask(asked, input));
  }

  /** Where the index of histories stands; it is made with the first question. */
  indexState(): NonNullable<Status['index']> {
    const known = this.#known;
    return {
      state: this.#making > 0 && known === null ? 'building' : known === null ? 'unused' : 'ready',
      ...{ events: known?.events ?? 0, people: known?.people ?? 0, watermark: known?.seq ?? 0 },
      sizeBytes: known?.buffer.byteLength ?? 0,
    };
  }

  async #sequence(replica: Replica): Promise<Sequence> {
    this.#making += 1;
    try {
      this.#known = await replica.sequence();
      return this.#known;
    } finally {
      this.#making -= 1;
    }
  }

  close(): Promise<void> {
    return this.#threads.close();
  }

  #figures<T extends Task>(
    input: Common,
    _kind: T['kind'],
    prepare: (asked: Asked) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<Answered<Results[T['kind']]>> {
    return this.#ask(input, prepare, (sequence, task) => this.#threads.figures<T['kind']>(sequence, task, signal));
  }

  async #people(input: Common, prepare: (asked: Asked) => Promise<Task>): Promise<CellPeople> {
    const { result, asOf } = await this.#ask(input, prepare, (sequence, task) => this.#threads.people(sequence, task));
    return { profileIds: result, asOf };
  }

  async #page(people: Promise<CellPeople>, page: { offset: number; limit: number }): Promise<PersonsOutput> {
    return personsPage(this.#options.replica(), await people, page);
  }

  async #ask<T, R>(
    input: Common,
    prepare: (asked: Asked) => Promise<T>,
    answer: (sequence: Sequence, task: T) => Promise<R>,
  ): Promise<Answered<R>> {
    const { replica: door, workspace, clock } = this.#options;
    const replica = door();
    this.#resolver ??= new Resolver(replica, this.#options.codesFrom);
    const resolver = this.#resolver;
    const { timezone: own, weekStart } = workspace();
    const timezone = input.timezone ?? own;
    for (let attempt = 1; ; attempt += 1) {
      const { at } = await replica.catchUp();
      const sequence = await this.#sequence(replica);
      const { epoch } = resolver;
      const task = await prepare({ sequence, resolver, calendar: { zone: timezone, weekStart }, now: clock.now() });
      // Filters and histories must be of the same state of the data.
      if (resolver.epoch !== epoch && attempt < maxAttempts) continue;
      const result = await answer(sequence, task);
      this.#codes.after(replica, sequence);
      return { result, asOf: at === 0 ? null : new Date(at).toISOString(), timezone, sequence };
    }
  }
}

function labelOf(entity: EventEntity | undefined, language: Language): string {
  const names = [...(entity?.anyOf ?? []), ...(entity?.event ? [entity.event] : [])];
  if (names.length === 0) return anyEvent[language];
  return names.map((name) => (isDerived(name) ? derivedLabels[name][language] : name)).join(' / ');
}

const isDerived = (name: string): name is keyof typeof derivedLabels =>
  (derivedEvents as readonly string[]).includes(name);
