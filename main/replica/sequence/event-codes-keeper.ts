import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Change } from '../copy-plan.ts';
import { type FileKind, readCheckedFile, readCheckedHead, writeCheckedFile } from './checked-file.ts';
import { advanceEventCodes, type EventCodes, type EventText, makeEventCodes } from './event-codes.ts';

export interface EventCodesOptions {
  folder: string;
  /** What the replica holds now. */
  head: () => { seq: number; fingerprint: string };
  /** Whether the store's log has this row. */
  isOfStore: (head: { seq: number; fingerprint: string }) => boolean;
  changes: (after: number, upTo: number) => Change[];
  /** Lends a connection inside a read-only transaction. */
  read: <T>(work: (connection: DuckDBConnection) => Promise<T>, signal: AbortSignal) => Promise<T>;
  log: (level: 'info' | 'warn', message: string, data: Record<string, unknown>) => void;
}

/** Raised whenever codes change meaning. */
const kind: FileKind = { magic: 'LPEC', format: 2, isPacked: true };
/** Held in memory at most; the others wait in their files. */
const maxHeldBytes = 256 * 1024 ** 2;
const maxFiles = 32;
/** All files together, when some of them were made unasked: with the index beside them they stay below 16 bytes. */
const aheadBytesPerEvent = 1.5;
/** Of few events nobody minds more. */
const aheadBytesAtLeast = 64 * 1024;
/** Whoever was told that there are no codes yet is answered without them first: making them takes the whole machine. */
const makeAfterMs = 1_000;
/** How long the replica must have been quiet before files are looked through. */
const quietMs = 5_000;
/** A file that is a little behind costs a moment at the next start; writing it costs more. */
const saveAgainMs = 60_000;

interface Head extends Omit<EventCodes, 'codes'> {
  count: number;
}
interface Held {
  codes: EventCodes;
  savedAt: number;
}

/**
 * Keeps codes of texts of events, orders and people: made when one is first used, in a file each beside the sequence index, brought up
 * to date with every question. Whoever cannot wait is told that there are none yet.
 */
export class EventCodesKeeper {
  readonly #options: EventCodesOptions;
  readonly #stop = new AbortController();
  /** The one used last at the end. */
  readonly #held = new Map<string, Held>();
  readonly #making = new Map<string, Promise<EventCodes | null>>();
  readonly #soon = new Map<string, NodeJS.Timeout>();
  /** With too many texts to number, and the newest change when that was found. */
  readonly #refused = new Map<string, number>();
  #ahead: Promise<void> | null = null;
  #saving: Promise<unknown> = Promise.resolve();
  #quiet: NodeJS.Timeout | null = null;

  constructor(options: EventCodesOptions) {
    this.#options = options;
  }

  /** Codes as of what the replica holds now; null when there are none yet (they are then made) or cannot be any. */
  async ready(text: EventText): Promise<EventCodes | null> {
    // While other codes are made there is nobody to bring these up to date.
    const held = this.#held.get(keyOf(text));
    if (held && this.#making.size > 0 && !this.#isCurrent(held.codes)) return null;
    const current = await this.#known(text);
    if (!current && !this.#isRefused(keyOf(text))) this.#makeSoon(text);
    return current;
  }

  /** Codes as of what the replica holds now, made if need be; null when there are too many texts. */
  async current(text: EventText): Promise<EventCodes | null> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const known = await this.#known(text);
      if (known || this.#isRefused(keyOf(text))) return known;
      await this.#make(text);
    }
    return null;
  }

  /**
   * Makes codes that nobody has asked for yet, one after the other and kept in files, as long as there is room for them.
   * Resolves at once when this is under way already.
   */
  async ahead(texts: readonly EventText[]): Promise<void> {
    if (this.#ahead) return;
    this.#ahead = this.#makeAhead(texts).finally(() => {
      this.#ahead = null;
    });
    await this.#ahead;
  }

  /** The replica has moved on: texts of rows that were erased must not stay behind in files nobody asks for. */
  moved(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#quiet) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#saving = this.#saving
        .then(() => this.#forgetErased())
        .catch((error) =>
          this.#options.log('warn', 'old codes could not be looked through', { reason: String(error) }),
        );
    }, quietMs);
    this.#quiet.unref();
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the replica is closing'));
    if (this.#quiet) clearTimeout(this.#quiet);
    for (const timer of this.#soon.values()) clearTimeout(timer);
    await this.#ahead?.catch(() => undefined);
    await Promise.allSettled(this.#making.values());
    await this.#saving;
  }

  async #makeAhead(texts: readonly EventText[]): Promise<void> {
    for (const text of texts) {
      if (this.#stop.signal.aborted) return;
      // One that fails is told in the log, and made when it is asked for: the others need not wait for it.
      await this.#makeIfRoom(text).catch(() => undefined);
    }
  }

  async #makeIfRoom(text: EventText): Promise<void> {
    const key = keyOf(text);
    if (this.#isRefused(key) || (await this.#known(text)) || (await this.#isTooLarge(key))) return;
    const room = Math.max(aheadBytesAtLeast, aheadBytesPerEvent * (await this.#events()));
    if ((await this.#filesBytes()) >= room) return;
    const made = await this.#make(text);
    await this.#saving;
    if (!made || (await this.#filesBytes()) <= room) return;
    this.#held.delete(key);
    await rm(this.#pathOf(key), { force: true });
    await this.#noteTooLarge(key, made);
  }

  /** Made unasked and found too large for that, before this start perhaps: to find out again takes a look at every row. */
  async #isTooLarge(key: string): Promise<boolean> {
    const note = await readCheckedHead<Head>(this.#pathOf(tooLargeOf(key)), kind);
    return note !== null && this.#options.isOfStore(note) && this.#isSince(note.seq);
  }

  async #noteTooLarge(key: string, { codes: _, ...head }: EventCodes): Promise<void> {
    const note = { ...head, labels: [], width: 1, count: 0 } satisfies Head;
    await writeCheckedFile(this.#pathOf(tooLargeOf(key)), kind, note, new Uint8Array(0));
  }

  async #events(): Promise<number> {
    const sql = 'SELECT coalesce(max(id), 0)::DOUBLE FROM main.events';
    const { signal } = this.#stop;
    const rows = await this.#options.read((connection) => connection.runAndReadAll(sql), signal);
    return Number(rows.getRows()[0]?.[0]);
  }

  async #filesBytes(): Promise<number> {
    const { folder } = this.#options;
    const names = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(folder, name)).catch(() => null))?.size),
    );
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }

  async #known(text: EventText): Promise<EventCodes | null> {
    const key = keyOf(text);
    if (this.#isRefused(key) || this.#stop.signal.aborted) return null;
    const held = this.#held.get(key) ?? (await this.#readSaved(key));
    if (!held) return null;
    if (!this.#isCurrent(held.codes)) {
      const advanced = await this.#advance(text, held.codes);
      if (!advanced) {
        this.#held.delete(key);
        return null;
      }
      const hasForgotten = held.codes.labels.some((label, code) => label !== advanced.labels[code]);
      held.codes = advanced;
      if (hasForgotten || performance.now() - held.savedAt > saveAgainMs) this.#save(key, held);
    }
    this.#hold(key, held);
    return held.codes;
  }

  #makeSoon(text: EventText): void {
    const key = keyOf(text);
    if (this.#soon.has(key) || this.#making.has(key) || this.#stop.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#soon.delete(key);
      this.#make(text).catch(() => undefined);
    }, makeAfterMs);
    timer.unref();
    this.#soon.set(key, timer);
  }

  #make(text: EventText): Promise<EventCodes | null> {
    const key = keyOf(text);
    const underway = this.#making.get(key);
    if (underway) return underway;
    const made = this.#build(text, key).finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }

  async #build(text: EventText, key: string): Promise<EventCodes | null> {
    const started = performance.now();
    const { read, log } = this.#options;
    const { signal } = this.#stop;
    try {
      signal.throwIfAborted();
      const codes = await read((connection) => makeEventCodes(connection, text, signal), signal);
      if (!codes) {
        this.#refused.set(key, this.#options.head().seq);
        return null;
      }
      const held = { codes, savedAt: performance.now() };
      this.#hold(key, held);
      this.#save(key, held);
      log('info', 'codes of a property made', {
        ...{ labels: codes.labels.length, bytes: codes.codes.byteLength },
        ms: Math.round(performance.now() - started),
      });
      return codes;
    } catch (error) {
      if (!signal.aborted) log('warn', 'codes of a property could not be made', { reason: String(error) });
      throw error;
    }
  }

  #advance(text: EventText, old: EventCodes): Promise<EventCodes | null> {
    const { read, changes, isOfStore } = this.#options;
    if (!isOfStore(old)) return Promise.resolve(null);
    const { signal } = this.#stop;
    return read((connection) => advanceEventCodes(connection, { text, old, signal }, changes), signal);
  }

  #isRefused(key: string): boolean {
    const at = this.#refused.get(key);
    if (at === undefined) return false;
    if (this.#isSince(at)) return true;
    this.#refused.delete(key);
    return false;
  }

  /** Whether what was found then still holds: data that have doubled since, or are others, may have texts that come again. */
  #isSince(at: number): boolean {
    const { seq } = this.#options.head();
    return seq >= at && seq <= 2 * at;
  }

  #isCurrent({ seq, fingerprint }: EventCodes): boolean {
    const head = this.#options.head();
    return seq === head.seq && (fingerprint === head.fingerprint || seq === 0);
  }

  #hold(key: string, held: Held): void {
    this.#held.delete(key);
    this.#held.set(key, held);
    let bytes = 0;
    for (const [other, { codes }] of [...this.#held].reverse()) {
      bytes += codes.codes.byteLength;
      if (bytes > maxHeldBytes && other !== key) this.#held.delete(other);
    }
  }

  async #readSaved(key: string): Promise<Held | null> {
    const read = await readCheckedFile<Head>(this.#pathOf(key), kind, (head) =>
      this.#options.isOfStore(head) ? bytesOf(head) : null,
    ).catch(() => null);
    if (!read) return null;
    const { count: _, ...head } = read.head;
    return { codes: { ...head, codes: read.buffer }, savedAt: performance.now() };
  }

  #save(key: string, held: Held): void {
    const { folder, log } = this.#options;
    const { codes: buffer, ...head } = held.codes;
    held.savedAt = performance.now();
    const count = buffer.byteLength / head.width;
    this.#saving = this.#saving
      .then(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeCheckedFile(this.#pathOf(key), kind, { ...head, count } satisfies Head, new Uint8Array(buffer));
        await this.#dropOldest();
      })
      .catch((error) => log('warn', 'codes of a property could not be saved', { reason: String(error) }));
  }

  async #forgetErased(): Promise<void> {
    const { folder, changes, head, isOfStore } = this.#options;
    const isKept = (old: Head): boolean =>
      isOfStore(old) &&
      changes(old.seq, head().seq).every(
        ({ entity, action }) => entity !== (old.relation ?? 'events') || action === 'insert',
      );
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const old = await readCheckedHead<Head>(path, kind);
      if (old && isKept(old)) continue;
      await rm(path, { force: true });
      for (const held of this.#held.values()) held.savedAt = Number.NEGATIVE_INFINITY;
    }
  }

  async #dropOldest(): Promise<void> {
    const { folder } = this.#options;
    const names = await readdir(folder);
    if (names.length <= maxFiles) return;
    const files = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
    );
    files.sort((a, b) => b.at - a.at);
    for (const { name } of files.slice(maxFiles)) await rm(join(folder, name), { force: true });
  }

  #pathOf(key: string): string {
    return join(this.#options.folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.codes`);
  }
}

const keyOf = ({ sql, parameters, relation = 'events' }: EventText): string =>
  JSON.stringify(relation === 'events' ? [sql, parameters] : [sql, parameters, relation]);
/** The file that tells of a text's codes that they are too large to be made unasked. */
const tooLargeOf = (key: string): string => `too large ${key}`;
const bytesOf = ({ count, width }: Head): number => count * width;
