import { AppError } from '../../../contract/errors.ts';
import type { IdCodes } from '../../ports/id-codes.ts';
import { utcText } from '../../ports/local-text.ts';
import type { Replica } from '../replica.ts';
import type { SequenceOf } from '../sequence/build.ts';
import type { CodedRelation, EventText } from '../sequence/event-codes.ts';
import { forgetLinesAfterMs, lineOwners } from '../sequence/lines.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { gatesOf } from './gates.ts';
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
  /** The same for an index of lines, which the database does without in a second. */
  linesPatienceMs?: number;
  /** How long after its first question such an index is made: until then the database has the machine to itself. */
  linesAfterMs?: number;
}

interface Sizes {
  events: number;
  /** Events that are not in the index: of nobody known, of no session. */
  outside: Record<'people' | 'sessions', number>;
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
/** Codes of people by event that are kept until the data change: a byte or two an event each. */
const mostOfRows = 3;
/** Threads that hold the index of sessions end when nobody has counted any this long; those of lines go with theirs. */
const endSessionsAfterMs = 300_000;
/** Rows there must be more than when codes were made ahead last. */
const growth = 1.25;
/** Rows that are changed while somebody is counted make it begin again, this often at most. */
const attempts = 3;

/**
 * Counts different people, or sessions, by many groupings in one walk over their index.
 * Every answer reflects all writes acknowledged before its question, and no part of a later one.
 */
export class PeopleCounter {
  readonly #options: Required<PeopleCounterOptions>;
  readonly #threads = new Map<SequenceOf, PeopleThreads>();
  readonly #times = new Map<string, TimeCodes | null>();
  readonly #ofRows = new Map<string, Promise<IdCodes>>();
  #sizes: Promise<Sizes> | null = null;
  #listensTo: Replica | null = null;
  #epoch = 0;
  /** Codes that cannot be told to be of one state of the data. */
  #ambiguous = 0;
  /** Rows there were when they were counted last. */
  #rows = 0;
  /** Whether an index was there and has not been late since. */
  readonly #isPunctual = new Set<SequenceOf>();
  /** When each index was last asked for. */
  readonly #askedAt = new Map<SequenceOf, number>();
  readonly #later = new Map<SequenceOf, NodeJS.Timeout>();
  #prepared = { texts: '', rows: 0 };

  constructor(options: PeopleCounterOptions) {
    const patience = { patienceMs: 60, newsPatienceMs: 2_500, linesPatienceMs: 500 };
    this.#options = { from: 200_000, linesAfterMs: 1_000, ...patience, ...options };
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
      const sequence = await this.#index(replica, indexOf(question));
      if (!sequence) return null;
      // The index has brought in what was new; what comes from here on lies above its ids.
      const epoch = this.#epoch;
      const answer = await this.#count(replica, sequence, question);
      // What was counted by may know more rows than what was counted, but no others.
      if (epoch === this.#epoch || (await replica.hasOnlyGrown(sequence.seq, relationsOf(question)))) return answer;
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

  async close(): Promise<void> {
    for (const timer of this.#later.values()) clearTimeout(timer);
    await Promise.all([...this.#threads.values()].map((threads) => threads.close()));
  }

  #threadsOf(index: SequenceOf): PeopleThreads {
    const threads =
      this.#threads.get(index) ?? new PeopleThreads(index === 'people' ? {} : { endAfterMs: endAfterMs(index) });
    this.#threads.set(index, threads);
    return threads;
  }

  async #index(replica: Replica, of: SequenceOf): Promise<Sequence | null> {
    const { patienceMs, newsPatienceMs, linesPatienceMs } = this.#options;
    this.#forgetUnused(of);
    if (isOfLines(of) && !this.#isPunctual.has(of)) {
      this.#makeLater(replica, of);
      return null;
    }
    const asked = replica.sequence(of);
    asked.then(
      () => {
        this.#isPunctual.add(of);
      },
      () => {},
    );
    const forNews = isOfLines(of) ? linesPatienceMs : Math.max(patienceMs, newsPatienceMs);
    const sequence = await soon(asked, this.#isPunctual.has(of) ? forNews : patienceMs);
    if (!sequence) this.#isPunctual.delete(of);
    return sequence;
  }

  /** Nobody has waited for an index in a while: it is gone, and takes as long as the first time. */
  #forgetUnused(of: SequenceOf): void {
    const before = this.#askedAt.get(of) ?? 0;
    const now = performance.now();
    if (of !== 'people' && now - before > endAfterMs(of)) this.#isPunctual.delete(of);
    this.#askedAt.set(of, now);
  }

  #makeLater(replica: Replica, of: SequenceOf): void {
    if (this.#later.has(of)) return;
    const make = async () => {
      try {
        await replica.sequence(of);
        this.#isPunctual.add(of);
      } catch {
        // The replica has said why; the next question tries again.
      } finally {
        this.#later.delete(of);
      }
    };
    const timer = setTimeout(() => void make(), this.#options.linesAfterMs);
    timer.unref();
    this.#later.set(of, timer);
  }

  async #count(replica: Replica, sequence: Sequence, question: PeopleQuestion): Promise<PeopleAnswer | null> {
    const [{ all, events, outside }, prepared] = await Promise.all([
      this.#sizesOf(replica),
      this.#prepare(replica, sequence, question),
    ]);
    if (!prepared || all < this.#options.from || all === 0) return null;
    const { task, labels } = prepared;
    const levels = await this.#threadsOf(indexOf(question)).count(sequence, task);
    return {
      labels,
      levels: levels.slice(0, -1).map((parts) => ({ parts })),
      rows: { level: task.rowsLevel, parts: levels.at(-1) ?? [] },
      isWhole:
        question.rows === 'events' && events > 0 && outside[question.of === 'people' ? 'people' : 'sessions'] === 0,
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
    this.#ofRows.clear();
    this.#sizes = null;
  }

  #sizesOf(replica: Replica): Promise<Sizes> {
    this.#sizes ??= replica
      .query(
        `SELECT count(*), count(*) - count(profile_id), count(*) - count(session_id), (SELECT count(*) FROM orders)
           FROM events`,
      )
      .then(({ rows: [row = []] }) => {
        const [events = 0, people = 0, sessions = 0, orders = 0] = row.map(Number);
        this.#rows = events + orders;
        return { events, outside: { people, sessions }, all: this.#rows };
      });
    this.#sizes.catch(() => {
      this.#sizes = null;
    });
    return this.#sizes;
  }

  async #prepare(replica: Replica, sequence: Sequence, question: PeopleQuestion) {
    const span = spanOf(sequence, question);
    const wanted = sequence.names.map(
      ({ origin, name }) => origin === rowRelation(question) && (question.event === null || name === question.event),
    );
    const all = [...question.fields, ...question.conditions.map(({ field }) => field)];
    const found = await Promise.all(
      all.map((field) => this.#field(replica, field, { sequence, question, span, wanted })),
    );
    if (found.some((one) => one === null)) return null;
    const fields = found as Labelled[];
    const { gates, ofLevel } = gatesOf(
      question,
      fields.map(({ labels }) => labels),
    );
    const levels = question.levels.map(({ fields: own }, level) => ({
      fields: own,
      cells: own.reduce((cells, field) => cells * (fields[field]?.codes.size ?? 1), 1),
      gate: ofLevel[level] ?? null,
    }));
    if (levels.reduce((sum, { cells }) => sum + cells, 0) > mostCells) return null;
    const ungated = levels.filter(({ gate }) => gate === null);
    const most = Math.max(...ungated.map((level) => level.fields.length));
    const task: CountTask = {
      ...span,
      ...{ zone: question.zone, gates },
      rowsLevel: levels.findIndex(({ fields: own, gate }) => gate === null && own.length === most),
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
    const of = relationOf(field.of, question);
    const text = markedText(of, field.sql);
    const epoch = this.#epoch;
    // Those of orders and people are made sooner than the database has looked up every row's.
    const asked = text && replica.eventCodes(text, { waits: of !== 'events' });
    const found = asked && (await soon(asked, this.#options.newsPatienceMs));
    if (!found) return null;
    // Codes that came while the data moved may be of either state: nobody else's are taken for them.
    if (epoch !== this.#epoch) this.#ambiguous += 1;
    const state = epoch === this.#epoch ? `${epoch}` : `? ${this.#ambiguous}`;
    const version = `${state} ${field.of} ${field.sql}`;
    const labels = found.labels.map((label) => (label === '' ? null : label.slice(1)));
    const { codes, width } = found;
    const own = { size: labels.length, version };
    if (field.of !== 'person' || question.of === 'people') {
      return { labels, codes: { ...own, kind: field.of, codes: { codes, width } } };
    }
    const ofRows = await this.#codesOfRows(replica, { codes, width }, version);
    return ofRows && { labels, codes: { ...own, kind: 'row', codes: ofRows } };
  }

  /**
   * Codes of people by event. A session may be of several people: whose an event is, only the histories tell. They are
   * as of now, so that they know every event of an index that was there before.
   */
  async #codesOfRows(replica: Replica, ofPeople: IdCodes, version: string): Promise<IdCodes | null> {
    const histories = await this.#index(replica, 'people');
    if (!histories) return null;
    const key = `${histories.seq} ${histories.fingerprint} ${version}`;
    const known = this.#ofRows.get(key);
    if (known) return known;
    const [highest = 0] = histories.highestIds;
    const { width } = ofPeople;
    const ofRows: IdCodes = { codes: new SharedArrayBuffer((highest + 1) * width), width };
    const names = Uint8Array.from(histories.names, ({ origin }) => Number(origin === 'events'));
    const made = this.#threadsOf('people')
      .spread(histories, { names, ofPeople, ofRows })
      .then(() => ofRows);
    this.#ofRows.set(key, made);
    made.catch(() => this.#ofRows.delete(key));
    const [oldest] = this.#ofRows.keys();
    if (this.#ofRows.size > mostOfRows && oldest !== undefined) this.#ofRows.delete(oldest);
    return made;
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

const isOfLines = (index: SequenceOf): boolean => (lineOwners as readonly SequenceOf[]).includes(index);

const endAfterMs = (index: SequenceOf): number => (isOfLines(index) ? forgetLinesAfterMs : endSessionsAfterMs);

/** The index that a question is for. */
function indexOf({ of, rows }: PeopleQuestion): SequenceOf {
  if (rows !== 'order_items') return of === 'sessions' ? 'sessions' : 'people';
  return of === 'orders' ? 'line orders' : of === 'products' ? 'line products' : 'line customers';
}

/** What the ids of rows in the index are of. */
const rowRelation = ({ rows }: PeopleQuestion): 'events' | 'orders' => (rows === 'events' ? 'events' : 'orders');

function relationOf(of: 'row' | 'person' | 'product', question: PeopleQuestion): CodedRelation {
  return of === 'person' ? 'profiles' : of === 'product' ? 'products' : rowRelation(question);
}

function relationsOf(question: PeopleQuestion): string[] {
  const { rows, fields, conditions } = question;
  const all = [...fields, ...conditions.map(({ field }) => field)];
  const texts = all.flatMap((field) => (field.kind === 'text' ? [relationOf(field.of, question)] : []));
  return [...new Set([rows, rowRelation(question), ...texts])];
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
