import { AppError } from '../../../contract/errors.ts';
import { utcText } from '../../ports/local-text.ts';
import type { Replica } from '../replica.ts';
import type { CodedRelation, EventText } from '../sequence/event-codes.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { nameCodes } from './name-codes.ts';
import type { CountTask, FieldCodes, PeopleAnswer, PeopleCondition, PeopleField, PeopleQuestion } from './question.ts';
import { isOfStoredTexts } from './stored-texts.ts';
import { PeopleThreads } from './threads.ts';
import { type TimeCodes, timeCodes } from './time-codes.ts';

export interface PeopleCounterOptions {
  /** Throws `replica/unavailable` while it is not there yet. */
  replica: () => Replica;
  /** Events and orders from which it pays; fewer are counted in no time by the database. */
  from?: number;
  /** How long an index that was not there yet may take before somebody else is asked; it goes on being made. */
  patienceMs?: number;
  /** The same for an index and codes that only have to take in what is new: the database would take longer still. */
  newsPatienceMs?: number;
}

interface Sizes {
  events: number;
  /** Events of nobody known. */
  anonymous: number;
  all: number;
}
interface FieldContext {
  sequence: Sequence;
  question: PeopleQuestion;
  span: { fromMs: number; toMs: number };
  wanted: readonly boolean[];
}
type Labelled = { labels: (string | null)[]; codes: FieldCodes };

/** Counts of all levels together, 4 bytes each and as much again to count with. */
const mostCells = 4_000_000;
const mostTimes = 48;
/** Rows there must be more than when codes were made ahead last. */
const growth = 1.25;
/** Data that move on while somebody is counted make it begin again, this often at most. */
const attempts = 3;

/**
 * Counts different people by many groupings in one walk over the index of histories.
 * Every answer reflects all writes acknowledged before its question, and no part of a later one.
 */
export class PeopleCounter {
  readonly #options: Required<PeopleCounterOptions>;
  readonly #threads = new PeopleThreads();
  readonly #times = new Map<string, TimeCodes | null>();
  #sizes: Promise<Sizes> | null = null;
  #listensTo: Replica | null = null;
  #epoch = 0;
  /** Rows there were when they were counted last. */
  #rows = 0;
  /** Whether the index was there and has not been late since. */
  #isPunctual = false;
  #prepared = { texts: '', rows: 0 };

  constructor({ replica, from = 200_000, patienceMs = 60, newsPatienceMs = 2_500 }: PeopleCounterOptions) {
    this.#options = { replica, from, patienceMs, newsPatienceMs };
  }

  /**
   * @returns null where the index cannot tell, or cannot yet: the same question is then for the database. What is
   *   missing is being made.
   */
  async count(question: PeopleQuestion): Promise<PeopleAnswer | null> {
    const replica = this.#options.replica();
    this.#listen(replica);
    const { from } = this.#options;
    if (this.#rows < from && (await this.#sizesOf(replica)).all < from) return null;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const sequence = await this.#index(replica);
      if (!sequence) return null;
      // The index has brought in what was new; from here on nothing may move.
      const epoch = this.#epoch;
      const answer = await this.#count(replica, sequence, question);
      // What was counted by and what was counted must be of one state of the data.
      if (epoch === this.#epoch) return answer;
    }
    return null;
  }

  /**
   * Has the index made and codes of texts that may be asked for, one after the other in the background; what is there
   * already stays. Returns when that is done, or at once where it does not pay.
   */
  async prepare(texts: readonly { of: CodedRelation; sql: string }[]): Promise<void> {
    const replica = this.#options.replica();
    this.#listen(replica);
    const { all } = await this.#sizesOf(replica);
    const wanted = JSON.stringify(texts);
    const isKnown = this.#prepared.texts === wanted && all < this.#prepared.rows * growth;
    if (all === 0 || all < this.#options.from || isKnown) return;
    const before = this.#prepared;
    this.#prepared = { texts: wanted, rows: all };
    try {
      await replica.sequence();
      await replica.eventCodesAhead(texts.flatMap(({ of, sql }) => markedText(of, sql) ?? []));
    } catch (error) {
      this.#prepared = before;
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#threads.close();
  }

  async #index(replica: Replica): Promise<Sequence | null> {
    const { patienceMs, newsPatienceMs } = this.#options;
    const asked = replica.sequence();
    asked.then(
      () => {
        this.#isPunctual = true;
      },
      () => {},
    );
    const sequence = await soon(asked, this.#isPunctual ? Math.max(patienceMs, newsPatienceMs) : patienceMs);
    if (!sequence) this.#isPunctual = false;
    return sequence;
  }

  async #count(replica: Replica, sequence: Sequence, question: PeopleQuestion): Promise<PeopleAnswer | null> {
    const [{ all, events, anonymous }, prepared] = await Promise.all([
      this.#sizesOf(replica),
      this.#prepare(replica, sequence, question),
    ]);
    if (!prepared || all < this.#options.from || all === 0) return null;
    const { task, labels } = prepared;
    const levels = await this.#threads.count(sequence, task);
    return {
      labels,
      levels: levels.slice(0, -1).map((parts) => ({ parts })),
      rows: { level: task.rowsLevel, parts: levels.at(-1) ?? [] },
      isWhole: question.rows === 'events' && events > 0 && anonymous === 0,
    };
  }

  #listen(replica: Replica): void {
    if (this.#listensTo === replica) return;
    this.#listensTo = replica;
    this.#forget();
    replica.on('change', () => this.#forget());
  }

  #forget(): void {
    this.#epoch += 1;
    this.#sizes = null;
  }

  #sizesOf(replica: Replica): Promise<Sizes> {
    this.#sizes ??= replica
      .query('SELECT count(*), count(*) - count(profile_id), (SELECT count(*) FROM orders) FROM events')
      .then(({ rows: [row = []] }) => {
        const [events = 0, anonymous = 0, orders = 0] = row.map(Number);
        this.#rows = events + orders;
        return { events, anonymous, all: this.#rows };
      });
    this.#sizes.catch(() => {
      this.#sizes = null;
    });
    return this.#sizes;
  }

  async #prepare(replica: Replica, sequence: Sequence, question: PeopleQuestion) {
    const span = spanOf(sequence, question);
    const wanted = sequence.names.map(
      ({ origin, name }) => origin === question.rows && (question.event === null || name === question.event),
    );
    const all = [...question.fields, ...question.conditions.map(({ field }) => field)];
    const found = await Promise.all(
      all.map((field) => this.#field(replica, field, { sequence, question, span, wanted })),
    );
    if (found.some((one) => one === null)) return null;
    const fields = found as Labelled[];
    const levels = question.levels.map((level) => ({
      fields: level,
      cells: level.reduce((cells, field) => cells * (fields[field]?.codes.size ?? 1), 1),
    }));
    if (levels.reduce((sum, { cells }) => sum + cells, 0) > mostCells) return null;
    const most = Math.max(...levels.map((level) => level.fields.length));
    const task: CountTask = {
      ...span,
      rowsLevel: levels.findIndex((level) => level.fields.length === most),
      names: Uint8Array.from(wanted, Number),
      fields: fields.map(({ codes }) => codes),
      conditions: question.conditions.map((condition, index) => {
        const field = question.fields.length + index;
        return { field, passes: passing(condition, fields[field]?.labels ?? []) };
      }),
      levels,
    };
    return { task, labels: fields.slice(0, question.fields.length).map(({ labels }) => labels) };
  }

  async #field(
    replica: Replica,
    field: PeopleField,
    { sequence, question, span, wanted }: FieldContext,
  ): Promise<Labelled | null> {
    if (field.kind === 'name') return namesField(sequence, wanted);
    if (field.kind !== 'text') {
      const times = this.#timesOf(field, question, span);
      return (
        times && { labels: times.labels, codes: { kind: 'time', size: Math.max(1, times.labels.length), ...times } }
      );
    }
    const of = field.of === 'person' ? 'profiles' : question.rows;
    const text = markedText(of, field.sql);
    const found = text && (await soon(replica.eventCodes(text), this.#options.newsPatienceMs));
    if (!found) return null;
    return {
      labels: found.labels.map((label) => (label === '' ? null : label.slice(1))),
      codes: {
        kind: field.of,
        size: found.labels.length,
        codes: { codes: found.codes, width: found.width },
        version: `${this.#epoch} ${field.of} ${field.sql}`,
      },
    };
  }

  #timesOf(
    field: Exclude<PeopleField, { kind: 'text' | 'name' }>,
    { zone, weekStart }: PeopleQuestion,
    span: { fromMs: number; toMs: number },
  ): TimeCodes | null {
    const kind = field.kind === 'time' ? field.step : field.kind === 'hour' ? 'hour number' : field.kind;
    const key = JSON.stringify([kind, zone, weekStart, span]);
    let known = this.#times.get(key);
    if (known === undefined) {
      known = timeCodes(kind, { zone, weekStart }, span);
      this.#times.set(key, known);
      const [oldest] = this.#times.keys();
      if (this.#times.size > mostTimes && oldest !== undefined) this.#times.delete(oldest);
    }
    return known;
  }
}

/** What comes in good time; null where it does not, or not at all. */
async function soon<T>(promise: Promise<T>, patienceMs: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    if (error instanceof AppError && error.code === 'host/stopping') throw error;
    return null;
  } finally {
    clearTimeout(timer);
    promise.catch(() => {});
  }
}

/** As codes are made of it: marked, so that a text without signs is told from none. Null where it has no codes. */
function markedText(relation: CodedRelation, sql: string): EventText | null {
  return isOfStoredTexts(relation, sql) ? { relation, sql: `'=' || (${sql})`, parameters: [] } : null;
}

/** The part of the index's span that lies within the dates asked. */
function spanOf({ firstMs, lastMs }: Sequence, { dates, zone }: PeopleQuestion): { fromMs: number; toMs: number } {
  if (!dates) return { fromMs: firstMs, toMs: lastMs };
  const utcMs = (local: string) => Date.parse(`${utcText(zone, local)}Z`);
  const fromMs = Math.max(firstMs, utcMs(`${dates.from}T00:00:00.000`));
  return { fromMs, toMs: Math.max(fromMs - 1, Math.min(lastMs, utcMs(`${dates.to}T23:59:59.999`))) };
}

function namesField({ names }: Sequence, wanted: readonly boolean[]): Labelled | null {
  const found = nameCodes(names, wanted);
  return (
    found && {
      labels: found.labels,
      codes: { kind: 'name', size: Math.max(1, found.labels.length), byName: found.byName },
    }
  );
}

/** Numbers are the same number however they are written. */
function passing({ field, values, isNot }: PeopleCondition, labels: readonly (string | null)[]): Uint8Array {
  const isNumber = field.kind === 'weekday' || field.kind === 'hour';
  const keyOf = (value: string | null) => (isNumber && value !== null ? Number(value) : value);
  const listed = new Set(values.map(keyOf));
  return Uint8Array.from(labels, (label) => Number(listed.has(keyOf(label)) !== isNot));
}
