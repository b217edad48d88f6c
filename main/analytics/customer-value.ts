import type { z } from 'zod';
import type { PersonsOutput } from '../../contract/analytics.ts';
import {
  type AtRiskOutput,
  type atRiskInput,
  type atRiskPersonsInput,
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
import { ChurnDesk } from './customer-value/churn-desk.ts';
import { readAskedCosts, readClvCell } from './customer-value/clv-cell.ts';
import { type ClvExtras, readRepeats, readSegments } from './customer-value/clv-extras.ts';
import type { ClvPersons, ClvResult } from './customer-value/clv-task.ts';
import { faultError } from './customer-value/faults.ts';
import { minimumCustomers, minimumRepeaters } from './customer-value/fit-clv.ts';
import { fitSbgRequest } from './customer-value/fit-survival.ts';
import { churnPeople, survivalPeople } from './customer-value/lifetime-persons.ts';
import type { ValueTask } from './customer-value/messages.ts';
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
  readonly #churn: ChurnDesk;

  constructor(parts: CustomerValueParts) {
    this.#parts = parts;
    this.#churn = new ChurnDesk({
      thread: this.#thread,
      customers: (input) => this.#customers(input),
      currency: () => this.#currency(),
    });
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
    const { packed, dated, ...question } = await this.#histories(input, asking);
    const { replica, range, terms } = question;
    const { marginRate, asOfDay } = terms;
    const extras: ClvExtras = {
      ...{ by: input.by ?? null, marginRate },
      segments: input.by === 'segment' ? await readSegments(replica) : [],
      repeats: await readRepeats(replica, range, asOfDay),
      costs: await readAskedCosts(input, question),
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

  /** Customers of one cell. */
  async clvPersons(input: z.output<typeof clvPersonsInput>, asking: Asking): Promise<z.infer<typeof clvPersonsOutput>> {
    const { dated, total, profiles } = await this.#clvCell(input, asking, input);
    return { ...dated, total, profiles: await this.#named(profiles), ...truncation(profiles.length, total) };
  }

  /** All of them, most valuable first. */
  async clvPeople(input: z.output<typeof clvPersonsInput>, asking: Asking): Promise<CellPeople> {
    return foundPeople(await this.#clvCell(input, asking, everyone));
  }

  async #clvCell(input: z.output<typeof clvPersonsInput>, asking: Asking, page: Page) {
    const { packed, dated, ...question } = await this.#histories(input, asking);
    const cell = { ...(await readClvCell(input, question)), offset: page.offset, limit: page.limit };
    const task: ValueTask = { kind: 'clv-persons', packed, terms: question.terms, cell };
    return { dated, ...(await this.#ask<ClvPersons>(task, asking)) };
  }

  async rfm(input: z.output<typeof rfmInput>, asking: Asking): Promise<z.infer<typeof rfmOutput>> {
    const { replica, range, asOfDay, dated } = await this.#customers(input);
    const beforeDay = earlierDay(input.compareTo, asOfDay, asking.language);
    const terms = this.#rfmTerms(input.rule, asOfDay, beforeDay);
    const task = readRfm(replica, range, asOfDay, beforeDay ?? asOfDay, asking.signal).then(
      (packed): ValueTask => ({ kind: 'rfm', packed, terms }),
    );
    const { moves, ...result } = await this.#ask<RfmResult>(task, asking);
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
  churnModel(input: ChurnModelInput, asking: Asking): Promise<ChurnModelOutput> {
    return this.#churn.model(input, asking);
  }

  /** Customers by the probability that they leave, with reasons. @throws analytics/too-few-outcomes */
  async atRisk(input: z.output<typeof atRiskInput>, asking: Asking): Promise<AtRiskOutput> {
    const { profiles, ...list } = await this.#churn.atRisk(input, asking);
    return { ...list, profiles: await this.#named(profiles), ...truncation(profiles.length, list.total) };
  }

  async atRiskPersons(input: z.output<typeof atRiskPersonsInput>): Promise<PersonsOutput> {
    return personsPage(this.#parts.replica(), await this.atRiskPeople(input), input);
  }

  atRiskPeople(input: z.output<typeof atRiskPersonsInput>): Promise<CellPeople> {
    return this.#churn.people(input);
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
    const { seq, at } = await replica.catchUp();
    await checkSegment(replica, segmentId);
    const range = await customerRange(replica, segmentId);
    const asOfDay = asOf === undefined ? range?.lastDay : dayNumber(asOf);
    if (range === null || asOfDay === undefined || asOfDay < range.firstDay) {
      const params = { customers: 0, repeaters: 0, minimumCustomers, minimumRepeaters };
      throw new AppError('analytics/too-little-data', { params });
    }
    const dated = { asOf: dateOf(asOfDay), dataAsOf: at === 0 ? null : new Date(at).toISOString() };
    return { replica, range, asOfDay, seq, dated };
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

  async #ask<T>(task: ValueTask | Promise<ValueTask>, { signal }: Asking): Promise<T> {
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
