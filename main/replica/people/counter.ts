import { AppError } from '../../../contract/errors.ts';
import { utcText } from '../../ports/local-text.ts';
import type { Replica } from '../replica.ts';
import type { IdLabels } from '../sequence/select-ids.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { nameCodes } from './name-codes.ts';
import type { CountTask, FieldCodes, PeopleAnswer, PeopleCondition, PeopleField, PeopleQuestion } from './question.ts';
import { PeopleThreads } from './threads.ts';
import { type TimeCodes, timeCodes } from './time-codes.ts';

export interface PeopleCounterOptions {
  /** Throws `replica/unavailable` while it is not there yet. */
  replica: () => Replica;
  /** Events and orders from which it pays; fewer are counted in no time by the database. */
  from?: number;
  /** How long the index and codes may take before somebody else is asked; they go on being made. */
  patienceMs?: number;
}

interface Sizes {
  events: number;
  /** Events of nobody known. */
  anonymous: number;
  all: number;
}
type Labelled = { labels: (string | null)[]; codes: FieldCodes };

/** Counts of all levels together, 4 bytes each and as much again to count with. */
const mostCells = 4_000_000;
const mostTimes = 48;

/**
 * Counts different people by many groupings in one walk over the index of histories.
 * Every answer reflects all writes acknowledged before its question, and no part of a later one.
 */
export class PeopleCounter {
  readonly #options: Required<PeopleCounterOptions>;
  readonly #threads = new PeopleThreads();
  readonly #labels = new Map<string, Promise<IdLabels>>();
  readonly #times = new Map<string, TimeCodes | null>();
  #sizes: Promise<Sizes> | null = null;
  #listensTo: Replica | null = null;
  #epoch = 0;

  constructor({ replica, from = 200_000, patienceMs = 60 }: PeopleCounterOptions) {
    this.#options = { replica, from, patienceMs };
  }

  /**
   * @returns null where the index cannot tell, or cannot yet: the same question is then for the database. What is
   *   missing is being made.
   */
  async count(question: PeopleQuestion): Promise<PeopleAnswer | null> {
    const replica = this.#options.replica();
    this.#listen(replica);
    const epoch = this.#epoch;
    const { all, events, anonymous } = await this.#sizesOf(replica);
    if (all < this.#options.from || all === 0) return null;
    const sequence = await this.#soon(replica.sequence());
    const prepared = sequence && (await this.#prepare(replica, sequence, question));
    if (!prepared || epoch !== this.#epoch) return null;
    const { task, labels } = prepared;
    const levels = await this.#threads.count(sequence, task);
    // What was counted by and what was counted must be of one state of the data.
    if (epoch !== this.#epoch) return null;
    return {
      labels,
      levels: levels.slice(0, -1).map((parts) => ({ parts })),
      rows: { level: task.rowsLevel, parts: levels.at(-1) ?? [] },
      isWhole: question.rows === 'events' && events > 0 && anonymous === 0,
    };
  }

  close(): Promise<void> {
    return this.#threads.close();
  }

  #listen(replica: Replica): void {
    if (this.#listensTo === replica) return;
    this.#listensTo = replica;
    this.#forget();
    replica.on('change', () => this.#forget());
  }

  #forget(): void {
    this.#epoch += 1;
    this.#labels.clear();
    this.#sizes = null;
  }

  #sizesOf(replica: Replica): Promise<Sizes> {
    this.#sizes ??= replica
      .query('SELECT count(*), count(*) - count(profile_id), (SELECT count(*) FROM orders) FROM events')
      .then(({ rows: [row = []] }) => {
        const [events = 0, anonymous = 0, orders = 0] = row.map(Number);
        return { events, anonymous, all: events + orders };
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
    of: { sequence: Sequence; question: PeopleQuestion; span: { fromMs: number; toMs: number }; wanted: boolean[] },
  ): Promise<Labelled | null> {
    if (field.kind === 'name') return namesField(of.sequence, of.wanted);
    if (field.kind !== 'text') {
      const times = this.#timesOf(field, of.question, of.span);
      return (
        times && { labels: times.labels, codes: { kind: 'time', size: Math.max(1, times.labels.length), ...times } }
      );
    }
    // Marked, so that a text without signs is told from none.
    const sql = `'=' || (${field.sql})`;
    const found =
      field.of === 'row' && of.question.rows === 'events'
        ? await this.#soon(replica.eventCodes({ sql, parameters: [] }))
        : await this.#soon(this.#labelsOf(replica, field.of === 'person' ? 'profiles' : 'orders', sql));
    if (!found) return null;
    return {
      labels: found.labels.map((label) => (label === '' ? null : label.slice(1))),
      codes: {
        kind: field.of,
        size: found.labels.length,
        codes: { codes: found.codes, width: found.width },
        version: `${this.#epoch} ${field.of} ${sql}`,
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

  #labelsOf(replica: Replica, relation: 'orders' | 'profiles', sql: string): Promise<IdLabels> {
    const key = `${relation} ${sql}`;
    let known = this.#labels.get(key);
    if (!known) {
      known = replica.idLabels(`SELECT id, ${sql} FROM ${relation}`);
      known.catch(() => this.#labels.delete(key));
      this.#labels.set(key, known);
    }
    return known;
  }

  /** What comes in good time; null where it does not, or not at all. */
  async #soon<T>(promise: Promise<T>): Promise<T | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), this.#options.patienceMs);
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
