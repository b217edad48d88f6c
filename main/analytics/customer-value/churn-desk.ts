import type { z } from 'zod';
import { churnEffectWords, churnFeatureLabels } from '../../../contract/churn-words.ts';
import type {
  AtRiskOutput,
  atRiskInput,
  atRiskPersonsInput,
  ChurnFeature,
  ChurnModelInput,
  ChurnModelOutput,
} from '../../../contract/customer-value.ts';
import type { Language } from '../../../contract/language.ts';
import type { Replica } from '../../replica/index.ts';
import type { CellPeople } from '../persons-page.ts';
import { type AtRiskRow, atRiskIds, atRiskRows } from './at-risk.ts';
import { countCustomers, readChurnFacts, readChurnFactsOf } from './churn-facts.ts';
import { type ChurnFit, type ChurnTerms, tooLittle } from './churn-model-task.ts';
import type { Packed } from './packed-rows.ts';
import { type CustomerRange, minorPerMajor } from './purchases.ts';
import type { ValueThread } from './thread.ts';

interface Asking {
  language: Language;
  signal?: AbortSignal;
}
/** The customers of a question, as of every write before it. */
interface Customers {
  replica: Replica;
  range: CustomerRange;
  asOfDay: number;
  /** Newest change in the data. */
  seq: number;
  dated: { asOf: string; dataAsOf: string | null };
}
export interface ChurnDeskParts {
  thread: Pick<ValueThread, 'fitChurn'>;
  customers: (input: ChurnModelInput) => Promise<Customers>;
  currency: () => string;
}
interface Fitted {
  fit: ChurnFit;
  terms: ChurnTerms;
}

/** Periods the churn model learns from, the newest before the test; days of history a period needs before it. */
const mostTrainingDays = 4;
const leastHistoryDays = 60;
/** Examples the churn model is fitted to; of more customers every n-th is taken. */
const mostExamples = 200_000;
/** Models kept: that of the page at hand, one with another definition, one of a segment. */
const mostKept = 3;

/** Models of churn and the list of customers at risk. A model is fitted once for the same data and terms. */
export class ChurnDesk {
  readonly #parts: ChurnDeskParts;
  readonly #kept = new Map<string, Promise<Fitted>>();
  readonly #watched = new WeakSet<Replica>();

  constructor(parts: ChurnDeskParts) {
    this.#parts = parts;
  }

  /** @throws analytics/too-few-outcomes */
  async model(input: ChurnModelInput, { language }: Asking): Promise<ChurnModelOutput> {
    const customers = await this.#parts.customers(input);
    const { effects, ...result } = (await this.#fitted(input, customers)).fit.result;
    return {
      ...customers.dated,
      ...{ inactiveDays: input.inactiveDays, currency: this.#parts.currency() },
      ...result,
      effects: effects.map((effect) => ({
        ...effect,
        label: churnFeatureLabels[effect.feature][language],
        description: churnEffectWords[language].replace('{ratio}', effect.oddsRatio.toFixed(2)),
      })),
    };
  }

  /** One page of the list, still without names. @throws analytics/too-few-outcomes */
  async atRisk(input: z.output<typeof atRiskInput>, { language, signal }: Asking) {
    const customers = await this.#parts.customers(input);
    const { fit, terms } = await this.#fitted(input, customers);
    const all = atRiskIds(fit.customers, input);
    const wanted = all.subarray(input.offset, input.offset + input.limit);
    const read = (day: number): Promise<Packed> =>
      readChurnFactsOf(customers.replica, wanted, {
        ...{ day, inactiveDays: terms.inactiveDays },
        ...(signal ? { signal } : {}),
      });
    const facts = { now: await read(terms.asOfDay), before: await read(terms.asOfDay - terms.inactiveDays) };
    const rows = atRiskRows(fit, wanted, facts, terms);
    return {
      ...customers.dated,
      ...{ currency: this.#parts.currency(), total: all.length },
      profiles: rows.map((row) => labelled(row, language)),
    };
  }

  /**
   * Everybody in a band of probability, most endangered first, or in a tenth of the test.
   *
   * @throws analytics/too-few-outcomes
   */
  async people(input: z.output<typeof atRiskPersonsInput>): Promise<CellPeople> {
    const customers = await this.#parts.customers(input);
    const { fit } = await this.#fitted(input, customers);
    return { profileIds: cellIds(fit, input.cell), asOf: customers.dated.dataAsOf };
  }

  /** Whoever asks first pays; it goes on when they go away, as others may wait for it. */
  #fitted({ inactiveDays, segmentId }: ChurnModelInput, customers: Customers): Promise<Fitted> {
    const { seq, asOfDay, replica } = customers;
    this.#watch(replica);
    const key = JSON.stringify([seq, this.#parts.currency(), asOfDay, inactiveDays, segmentId ?? null]);
    const known = this.#kept.get(key);
    // Used last, so it is given up last.
    if (known) this.#kept.delete(key);
    const fitted = known ?? this.#fit(inactiveDays, customers);
    this.#kept.set(key, fitted);
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value ?? '');
    if (!known) {
      fitted.catch(() => {
        if (this.#kept.get(key) === fitted) this.#kept.delete(key);
      });
    }
    return fitted;
  }

  /** Another zone or rate of exchange makes other figures of the same rows. */
  #watch(replica: Replica): void {
    if (this.#watched.has(replica)) return;
    this.#watched.add(replica);
    replica.on('change', () => this.#kept.clear());
  }

  /**
   * Days judged from, `inactiveDays` apart, so that no outcome is seen twice: today, the test before it, the training
   * before that.
   */
  async #fit(inactiveDays: number, { replica, range, asOfDay }: Customers): Promise<Fitted> {
    const testDay = asOfDay - inactiveDays;
    const trainingDays = Array.from(
      { length: mostTrainingDays },
      (_, i) => testDay - (mostTrainingDays - i) * inactiveDays,
    ).filter((day) => day > range.firstDay + Math.min(inactiveDays, leastHistoryDays));
    const customers = await countCustomers(replica, range);
    if (trainingDays.length === 0) throw tooLittle(customers, 0);
    const every = Math.max(1, Math.ceil((customers * (trainingDays.length + 1)) / mostExamples));
    const read = (day: number, n: number) => readChurnFacts(replica, range, { day, inactiveDays, every: n });
    const training: Packed[] = [];
    for (const day of trainingDays) training.push(await read(day, every));
    const facts = { training, test: await read(testDay, every), now: await read(asOfDay, 1) };
    const terms = {
      asOfDay,
      inactiveDays,
      trainingDays,
      testDay,
      minorPerMajor: minorPerMajor(this.#parts.currency()),
    };
    return { terms, fit: await this.#parts.thread.fitChurn({ kind: 'churn-model', facts, terms }) };
  }
}

function cellIds(fit: ChurnFit, cell: z.output<typeof atRiskPersonsInput>['cell']): Uint32Array {
  if ('from' in cell) return atRiskIds(fit.customers, { ...cell, sort: 'probability' });
  const tenth = fit.calibrated[cell.calibrationRow];
  return (cell.hasLeft === true ? tenth?.leftIds : tenth?.ids) ?? new Uint32Array(0);
}

type Named<T> = T & { label: string };

function labelled(row: AtRiskRow, language: Language): Omit<AtRiskOutput['profiles'][number], 'displayName'> {
  const each = <T extends { feature: ChurnFeature }>(list: readonly T[]): Named<T>[] =>
    list.map((one) => ({ ...one, label: churnFeatureLabels[one.feature][language] }));
  return { ...row, reasons: each(row.reasons), changes: each(row.changes) };
}
