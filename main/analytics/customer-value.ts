import type { z } from 'zod';
import type { PersonsOutput } from '../../contract/analytics.ts';
import { churnEffectWords, churnFeatureLabels } from '../../contract/churn-words.ts';
import {
  type AtRiskOutput,
  type atRiskInput,
  type atRiskPersonsInput,
  type ChurnFeature,
  type ChurnModelInput,
  type ChurnModelOutput,
  type churnInput,
  type churnOutput,
  type churnPersonsInput,
  type clvInput,
  type clvOutput,
  type clvPersonsInput,
  type clvPersonsOutput,
  minimumForParameters,
  type rfmInput,
  type rfmOutput,
  type rfmPersonsInput,
  type rfmPersonsOutput,
  type survivalInput,
  type survivalPersonsInput,
} from '../../contract/customer-value.ts';
import { withheldWords } from '../../contract/customer-value-words.ts';
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type { sbgInput, sbgOutput } from '../../contract/model-fits.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { Replica } from '../replica/index.ts';
import { churnMonths } from './customer-value/churn.ts';
import { countCustomers, readChurnFacts } from './customer-value/churn-facts.ts';
import { type AtRiskResult, type ChurnModelResult, tooLittle } from './customer-value/churn-model-task.ts';
import { type ClvExtras, readCosts, readRepeats, readSegments } from './customer-value/clv-extras.ts';
import type { ClvPersons, ClvResult } from './customer-value/clv-task.ts';
import { faultError } from './customer-value/faults.ts';
import { minimumCustomers, minimumRepeaters } from './customer-value/fit-clv.ts';
import { fitSbgRequest } from './customer-value/fit-survival.ts';
import { churnPeople, survivalPeople } from './customer-value/lifetime-persons.ts';
import type { ValueTask } from './customer-value/messages.ts';
import type { Packed } from './customer-value/packed-rows.ts';
import {
  type CustomerRange,
  customerRange,
  dateOf,
  dayNumber,
  displayNames,
  minorPerMajor,
  readHistories,
  readRfm,
} from './customer-value/purchases.ts';
import type { RfmPersons, RfmResult, RfmTerms } from './customer-value/rfm-task.ts';
import { readLifetimes } from './customer-value/survival-task.ts';
import { ValueThread } from './customer-value/thread.ts';
import type { ClvTerms } from './customer-value/value-customers.ts';
import { type CellPeople, personsPage } from './persons-page.ts';
import { checkSegment } from './which-people.ts';

/** What a request for an analysis brings besides its body. */
export interface Asking {
  language: Language;
  signal?: AbortSignal;
}

export interface CustomerValueParts {
  /** @throws replica/unavailable while it is not there yet */
  replica: () => Replica;
  workspace: () => Pick<Workspace, 'currency'>;
}

/** Periods the churn model learns from, the newest before the test; days of history a period needs before it. */
const mostTrainingDays = 4;
const leastHistoryDays = 60;
/** Examples the churn model is fitted to; of more customers every n-th is taken. */
const mostExamples = 200_000;

interface Page {
  offset: number;
  limit: number;
}
const everyone: Page = { offset: 0, limit: Number.MAX_SAFE_INTEGER };

type JsonBytes = Promise<Uint8Array<ArrayBuffer>>;
type ClvAsked = Omit<z.output<typeof clvInput>, 'profiles'>;

/**
 * Customer value: models of purchases and lifetimes, RFM, churn. Everything that takes time runs on another thread;
 * answers given as bytes are its JSON. All of it fails with api/invalid-input, analytics/* or replica/*.
 */
export class CustomerValue {
  readonly #parts: CustomerValueParts;
  readonly #thread = new ValueThread();

  constructor(parts: CustomerValueParts) {
    this.#parts = parts;
  }

  /** `clvFitInput` as sent → `clvFitOutput`. */
  fitClv(body: Uint8Array, { language, signal }: Asking): JsonBytes {
    return this.#thread.run({ kind: 'clv-fit', body, language }, signal);
  }

  fitSbg(input: z.output<typeof sbgInput>, { language }: Asking): z.infer<typeof sbgOutput> {
    return fitSbgRequest(input, language);
  }

  /** `survivalFitInput` as sent → `survivalFitOutput`. */
  fitSurvival(body: Uint8Array, { language, signal }: Asking): JsonBytes {
    return this.#thread.run({ kind: 'survival-fit', body, language }, signal);
  }

  /** Value of the workspace's customers. */
  async clv(input: z.output<typeof clvInput>, asking: Asking): Promise<z.infer<typeof clvOutput>> {
    const { replica, range, terms, packed, dated } = await this.#histories(input, asking);
    const { marginRate, minorPerMajor: perMajor, asOfDay } = terms;
    const trait = input.acquisitionCostTrait;
    const extras: ClvExtras = {
      ...{ by: input.by ?? null, marginRate },
      segments: input.by === 'segment' ? await readSegments(replica) : [],
      repeats: await readRepeats(replica, range, asOfDay),
      costs: trait ? await readCosts(replica, range, { asOfDay, trait, marginRate, minorPerMajor: perMajor }) : null,
    };
    const task: ValueTask = { kind: 'clv', packed, terms, extras, limit: input.profiles };
    const { isWithheld, ...result } = await this.#ask<ClvResult>(task, asking);
    return {
      ...dated,
      model: input.model,
      currency: this.#currency(),
      horizonDays: input.horizonDays,
      discountRateAnnual: input.discountRateAnnual,
      unit: input.unit,
      ...result,
      withheld: isWithheld ? withheld(result.summary.customers, asking.language) : null,
      profiles: await this.#named(result.profiles),
    };
  }

  /** Customers of one decile. */
  async clvPersons(input: z.output<typeof clvPersonsInput>, asking: Asking): Promise<z.infer<typeof clvPersonsOutput>> {
    const { dated, total, profiles } = await this.#clvCell(input, asking, input);
    return { ...dated, total, profiles: await this.#named(profiles), ...truncation(profiles.length, total) };
  }

  /** All customers of one decile, most valuable first. */
  async clvPeople(input: z.output<typeof clvPersonsInput>, asking: Asking): Promise<CellPeople> {
    return foundPeople(await this.#clvCell(input, asking, everyone));
  }

  async #clvCell(input: z.output<typeof clvPersonsInput>, asking: Asking, page: Page) {
    const { terms, packed, dated } = await this.#histories(input, asking);
    const cell = { decile: input.cell.decile, offset: page.offset, limit: page.limit };
    return { dated, ...(await this.#ask<ClvPersons>({ kind: 'clv-persons', packed, terms, cell }, asking)) };
  }

  async rfm(input: z.output<typeof rfmInput>, asking: Asking): Promise<z.infer<typeof rfmOutput>> {
    const { replica, range, asOfDay, dated } = await this.#customers(input);
    const beforeDay = earlierDay(input.compareTo, asOfDay, asking.language);
    const terms = this.#rfmTerms(input.rule, asOfDay, beforeDay);
    const packed = await readRfm(replica, range, asOfDay, beforeDay ?? asOfDay, asking.signal);
    const { moves, ...result } = await this.#ask<RfmResult>({ kind: 'rfm', packed, terms }, asking);
    const migration =
      moves === null || beforeDay === null ? null : { from: dateOf(beforeDay), to: dateOf(asOfDay), moves };
    return { ...dated, currency: this.#currency(), rule: input.rule, ...result, migration };
  }

  /** Customers of one cell. */
  async rfmPersons(input: z.output<typeof rfmPersonsInput>, asking: Asking): Promise<z.infer<typeof rfmPersonsOutput>> {
    const { dated, total, profiles } = await this.#rfmCell(input, asking, input);
    return { ...dated, total, profiles: await this.#named(profiles), ...truncation(profiles.length, total) };
  }

  /** All customers of one cell, those who spent most first. */
  async rfmPeople(input: z.output<typeof rfmPersonsInput>, asking: Asking): Promise<CellPeople> {
    return foundPeople(await this.#rfmCell(input, asking, everyone));
  }

  async #rfmCell(input: z.output<typeof rfmPersonsInput>, asking: Asking, { offset, limit }: Page) {
    const { replica, range, asOfDay, dated } = await this.#customers(input);
    const beforeDay = earlierDay(input.compareTo, asOfDay, asking.language);
    const terms = this.#rfmTerms(input.rule, asOfDay, beforeDay);
    const packed = await readRfm(replica, range, asOfDay, beforeDay ?? asOfDay, asking.signal);
    const task: ValueTask = { kind: 'rfm-persons', packed, terms, page: { cell: input.cell, offset, limit } };
    return { dated, ...(await this.#ask<RfmPersons>(task, asking)) };
  }

  /** Lifetimes from orders → JSON of `survivalOutput`. */
  async survival(input: z.output<typeof survivalInput>, asking: Asking): JsonBytes {
    const { replica, range, asOfDay, dated } = await this.#customers(input);
    const { inactiveDays, by, interval } = input;
    const { groups, otherGroups } = await readLifetimes(
      replica,
      { asOfDay, inactiveDays, by, people: range.people },
      asking.signal,
    );
    const head = { ...dated, inactiveDays, otherGroups };
    return this.#thread.run({ kind: 'survival', groups, interval, head }, asking.signal);
  }

  async churn(input: z.output<typeof churnInput>, { signal }: Asking): Promise<z.infer<typeof churnOutput>> {
    const { replica, range, asOfDay, dated } = await this.#customers(input);
    const { inactiveDays, months } = input;
    const rows = await churnMonths(replica, { asOfDay, inactiveDays, months, people: range.people }, signal);
    return { ...dated, currency: this.#currency(), inactiveDays, months: rows };
  }

  /** How well churn can be foretold here, and by what. @throws analytics/too-few-outcomes */
  async churnModel(input: ChurnModelInput, asking: Asking): Promise<ChurnModelOutput> {
    const { dated, facts, terms } = await this.#churnFacts(input, asking);
    const { effects, ...result } = await this.#ask<ChurnModelResult>({ kind: 'churn-model', facts, terms }, asking);
    return {
      ...dated,
      ...{ inactiveDays: input.inactiveDays, currency: this.#currency() },
      ...result,
      effects: effects.map((effect) => ({
        ...effect,
        label: churnFeatureLabels[effect.feature][asking.language],
        description: churnEffectWords[asking.language].replace('{ratio}', effect.oddsRatio.toFixed(2)),
      })),
    };
  }

  /** Customers by the probability that they leave, with reasons. @throws analytics/too-few-outcomes */
  async atRisk(input: z.output<typeof atRiskInput>, asking: Asking): Promise<AtRiskOutput> {
    const { dated, facts, terms } = await this.#churnFacts(input, asking);
    const { offset, limit, from, to, sort } = input;
    const task: ValueTask = { kind: 'at-risk', facts, terms, page: { offset, limit, from, to, sort } };
    const { total, profiles } = await this.#ask<AtRiskResult>(task, asking);
    const labelled = <T extends { feature: ChurnFeature }>(list: T[]) =>
      list.map((one) => ({ ...one, label: churnFeatureLabels[one.feature][asking.language] }));
    const named = await this.#named(profiles);
    return {
      ...dated,
      ...{ currency: this.#currency(), total },
      profiles: named.map((one) => ({ ...one, reasons: labelled(one.reasons), changes: labelled(one.changes) })),
      ...truncation(profiles.length, total),
    };
  }

  async atRiskPersons(input: z.output<typeof atRiskPersonsInput>, asking: Asking): Promise<PersonsOutput> {
    return personsPage(this.#parts.replica(), await this.atRiskPeople(input, asking), input);
  }

  async atRiskPeople(input: z.output<typeof atRiskPersonsInput>, asking: Asking): Promise<CellPeople> {
    const { dated, facts, terms } = await this.#churnFacts(input, asking);
    const ids = await this.#ask<number[]>({ kind: 'at-risk-ids', facts, terms, cell: input.cell }, asking);
    return { profileIds: Uint32Array.from(ids), asOf: dated.dataAsOf };
  }

  /**
   * Days judged from, `inactiveDays` apart, so that no outcome is seen twice: today, the test before it, the training
   * before that.
   */
  async #churnFacts(input: ChurnModelInput, { signal }: Asking) {
    const { replica, range, asOfDay, dated } = await this.#customers(input);
    const { inactiveDays } = input;
    const testDay = asOfDay - inactiveDays;
    const trainingDays = Array.from(
      { length: mostTrainingDays },
      (_, i) => testDay - (mostTrainingDays - i) * inactiveDays,
    ).filter((day) => day > range.firstDay + Math.min(inactiveDays, leastHistoryDays));
    const customers = await countCustomers(replica, range);
    if (trainingDays.length === 0) throw tooLittle(customers, 0);
    const every = Math.max(1, Math.ceil((customers * (trainingDays.length + 1)) / mostExamples));
    const read = (day: number, n: number) =>
      readChurnFacts(replica, range, { day, inactiveDays, every: n, ...(signal ? { signal } : {}) });
    const training: Packed[] = [];
    for (const day of trainingDays) training.push(await read(day, every));
    const facts = {
      training,
      test: await read(testDay, every),
      now: await read(asOfDay, 1),
      before: await read(asOfDay - inactiveDays, 1),
    };
    const terms = { asOfDay, inactiveDays, trainingDays, testDay, minorPerMajor: minorPerMajor(this.#currency()) };
    return { dated, facts, terms };
  }

  /** Customers of a stretch of a survival curve. */
  async survivalPersons(input: z.output<typeof survivalPersonsInput>): Promise<PersonsOutput> {
    return personsPage(this.#parts.replica(), await this.survivalPeople(input), input);
  }

  async survivalPeople(input: z.output<typeof survivalPersonsInput>): Promise<CellPeople> {
    const { replica, range, asOfDay, dated } = await this.#customers(input);
    const profileIds = await survivalPeople(replica, input, { asOfDay, people: range.people });
    return { profileIds, asOf: dated.dataAsOf };
  }

  /** Customers of a month of the churn table. */
  async churnPersons(input: z.output<typeof churnPersonsInput>): Promise<PersonsOutput> {
    return personsPage(this.#parts.replica(), await this.churnPeople(input), input);
  }

  async churnPeople(input: z.output<typeof churnPersonsInput>): Promise<CellPeople> {
    const { replica, range, asOfDay, dated } = await this.#customers(input);
    const profileIds = await churnPeople(replica, input, { asOfDay, people: range.people });
    return { profileIds, asOf: dated.dataAsOf };
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  #currency(): string {
    return this.#parts.workspace().currency;
  }

  /** Everything committed before the question is in its answer. @throws analytics/too-little-data without a customer */
  async #customers({ asOf, segmentId }: { asOf?: string | undefined; segmentId?: string | undefined }) {
    const replica = this.#parts.replica();
    const { at } = await replica.catchUp();
    await checkSegment(replica, segmentId);
    const range = await customerRange(replica, segmentId);
    const asOfDay = asOf === undefined ? range?.lastDay : dayNumber(asOf);
    if (range === null || asOfDay === undefined || asOfDay < range.firstDay) {
      const params = { customers: 0, repeaters: 0, minimumCustomers, minimumRepeaters };
      throw new AppError('analytics/too-little-data', { params });
    }
    const dated = { asOf: dateOf(asOfDay), dataAsOf: at === 0 ? null : new Date(at).toISOString() };
    return { replica, range, asOfDay, dated };
  }

  async #histories(input: ClvAsked, asking: Asking) {
    const { language, signal } = asking;
    const currency = this.#currency();
    if (input.currency !== undefined && input.currency !== currency) {
      throw faultError(language, 'currency', 'otherCurrency', currency);
    }
    const { replica, range, asOfDay, dated } = await this.#customers(input);
    const calibrationDay = calibrationOf(input.calibrationEnd, range, asOfDay);
    if (input.calibrationEnd !== undefined && calibrationDay >= asOfDay) {
      throw faultError(language, 'calibrationEnd', 'notBefore');
    }
    const terms: ClvTerms = {
      model: input.model,
      asOfDay,
      calibrationDay,
      horizonDays: input.horizonDays,
      discountRateAnnual: input.discountRateAnnual,
      daysPerUnit: input.unit === 'week' ? 7 : 1,
      minorPerMajor: minorPerMajor(currency),
      marginRate: input.marginRate,
      takesReturnsOff: input.returns === 'taken_off',
    };
    return {
      replica,
      range,
      terms,
      dated,
      packed: await readHistories(replica, range, asOfDay, calibrationDay, signal),
    };
  }

  #rfmTerms(rule: RfmTerms['rule'], asOfDay: number, beforeDay: number | null): RfmTerms {
    return { rule, asOfDay, beforeDay, minorPerMajor: minorPerMajor(this.#currency()) };
  }

  async #ask<T>(task: ValueTask, { signal }: Asking): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await this.#thread.run(task, signal))) as T;
  }

  async #named<T extends { profileId: number }>(profiles: T[]): Promise<(T & { displayName: string | null })[]> {
    const ids = profiles.map((profile) => profile.profileId);
    const names = await displayNames(this.#parts.replica(), ids);
    return profiles.map((profile) => ({ ...profile, displayName: names.get(profile.profileId) ?? null }));
  }
}

/** The day to compare with. */
function earlierDay(date: string | undefined, asOfDay: number, language: Language): number | null {
  const day = date === undefined ? null : dayNumber(date);
  if (day !== null && day >= asOfDay) throw faultError(language, 'compareTo', 'notBefore');
  return day;
}

function calibrationOf(asked: string | undefined, range: CustomerRange, asOfDay: number): number {
  return asked === undefined ? Math.floor((range.firstDay + asOfDay) / 2) : dayNumber(asked);
}

function withheld(customers: number, language: Language): z.infer<typeof clvOutput>['withheld'] {
  const message = withheldWords[language]
    .replace('{customers}', String(customers))
    .replace('{minimum}', String(minimumForParameters));
  return { customers, minimum: minimumForParameters, message };
}

function foundPeople(found: { dated: { dataAsOf: string | null }; profiles: { profileId: number }[] }): CellPeople {
  return { profileIds: Uint32Array.from(found.profiles, (one) => one.profileId), asOf: found.dated.dataAsOf };
}

function truncation(shown: number, total: number): { truncated?: { shown: number; total: number } } {
  return shown < total ? { truncated: { shown, total } } : {};
}
