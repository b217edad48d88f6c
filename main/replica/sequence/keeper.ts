import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Change } from '../copy-plan.ts';
import { advanceSequence, erasesHistory } from './advance.ts';
import { buildSequence, type SequenceOf } from './build.ts';
import { readIndexFile, readIndexHead, writeIndexFile } from './index-file.ts';
import { advanceLines, buildLines } from './lines.ts';
import type { Sequence } from './sequence.ts';
import { advanceSessions } from './sessions.ts';

export interface KeeperOptions {
  /** Null = it is made anew with every start. */
  path: string | null;
  /** What it is of: people unless said. */
  of?: SequenceOf;
  /** Forgotten when nobody has asked for it this long; left out = never. */
  forgetAfterMs?: number;
  /** What the replica holds now. */
  head: () => { seq: number; fingerprint: string };
  /** Whether the store's log has this row, so that an index of it can be brought up to date. */
  isOfStore: (head: { seq: number; fingerprint: string }) => boolean;
  /** The store's log after one watermark up to another. */
  changes: (after: number, upTo: number) => Change[];
  /** Lends a connection inside a read-only transaction. */
  read: <T>(work: (connection: DuckDBConnection) => Promise<T>, signal: AbortSignal) => Promise<T>;
  log: (level: 'info' | 'warn', message: string, data: Record<string, unknown>) => void;
}

/** How long the replica must have been quiet before the index is made anew unasked. */
const quietMs = 2_000;
/** A file that is a little behind costs a moment at the next start; writing it costs more. */
const saveAgainMs = 60_000;

/**
 * Keeps the sequence index: read from its file or built when first asked for; new rows are merged in,
 * after other changes it is built anew.
 * Once somebody has used it, it follows the replica in the background, so that the next question need not wait.
 */
export class SequenceKeeper {
  readonly #options: KeeperOptions;
  readonly #stop = new AbortController();
  #sequence: Sequence | null = null;
  #making: Promise<Sequence> | null = null;
  #saving: Promise<void> = Promise.resolve();
  #quiet: NodeJS.Timeout | null = null;
  #looking: NodeJS.Timeout | null = null;
  /** Up to where the record of changes was looked through for erasures behind the file; it only grows. */
  #lookedUpTo = 0;
  #isInUse = false;
  #unused: NodeJS.Timeout | null = null;
  #savedAt = Number.NEGATIVE_INFINITY;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** The index of what the replica holds now, or of something newer. */
  async current(): Promise<Sequence> {
    this.#isInUse = true;
    this.#forgetLater();
    return this.#current();
  }

  async #current(): Promise<Sequence> {
    const wanted = this.#options.head().seq;
    for (;;) {
      if (this.#sequence && this.#isCurrent(this.#sequence)) return this.#sequence;
      // One that is under way may have begun before the replica's last step; then another one is made.
      const sequence = await (this.#making ?? this.#make());
      if (this.#isCurrent(sequence) || sequence.seq > wanted) return sequence;
    }
  }

  /** The replica has moved on. */
  moved(): void {
    if (this.#stop.signal.aborted) return;
    // Unlike the index, which waits for a quiet moment, this is not put off as long as data keep coming.
    if (this.#options.path !== null) this.#looking ??= setTimeout(() => this.#look(), quietMs).unref();
    if (!this.#isInUse) return;
    if (this.#quiet) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#current().catch((error) => {
        if (!this.#stop.signal.aborted)
          this.#options.log('warn', 'sequence index could not be made', { reason: String(error) });
      });
    }, quietMs);
    this.#quiet.unref();
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the replica is closing'));
    for (const timer of [this.#quiet, this.#looking, this.#unused]) if (timer) clearTimeout(timer);
    await this.#making?.catch(() => undefined);
    await this.#saving;
  }

  #forgetLater(): void {
    const { forgetAfterMs } = this.#options;
    if (forgetAfterMs === undefined) return;
    if (this.#unused) clearTimeout(this.#unused);
    this.#unused = setTimeout(() => {
      this.#isInUse = false;
      this.#sequence = null;
      if (this.#quiet) clearTimeout(this.#quiet);
    }, forgetAfterMs);
    this.#unused.unref();
  }

  #isCurrent({ seq, fingerprint }: { seq: number; fingerprint: string }): boolean {
    const head = this.#options.head();
    return seq === head.seq && (fingerprint === head.fingerprint || seq === 0);
  }

  #make(): Promise<Sequence> {
    this.#making = this.#readOrBuild().finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  async #readOrBuild(): Promise<Sequence> {
    this.#stop.signal.throwIfAborted();
    const known = this.#sequence ?? (await this.#readSaved());
    const current = known && this.#isCurrent(known) ? known : known && (await this.#advance(known));
    this.#sequence = current ?? (await this.#build());
    return this.#sequence;
  }

  async #readSaved(): Promise<Sequence | null> {
    const { path } = this.#options;
    if (path === null) return null;
    try {
      return await readIndexFile(path, (head) => this.#options.isOfStore(head));
    } catch (error) {
      this.#options.log('warn', 'sequence index is damaged and made anew', { reason: String(error) });
      return null;
    }
  }

  async #advance(known: Sequence): Promise<Sequence | null> {
    const { read, changes, isOfStore, of = 'people' } = this.#options;
    if (!isOfStore(known)) return null;
    const advance = (connection: DuckDBConnection) => {
      if (of === 'people') return advanceSequence(connection, known, changes);
      if (of === 'sessions') return advanceSessions(connection, known, changes);
      return advanceLines(connection, of, known, changes);
    };
    const sequence = await read(advance, this.#stop.signal);
    if (!sequence) return null;
    // What was erased must not stay behind in the file.
    const hasErased = changes(known.seq, sequence.seq).some(erasesHistory);
    if (hasErased || performance.now() - this.#savedAt > saveAgainMs) this.#save(sequence);
    return sequence;
  }

  async #build(): Promise<Sequence> {
    const started = performance.now();
    const { read, log, of = 'people' } = this.#options;
    const { signal } = this.#stop;
    const build = (connection: DuckDBConnection) =>
      of === 'people' || of === 'sessions' ? buildSequence(connection, signal, of) : buildLines(connection, signal, of);
    const sequence = await read(build, signal);
    const { events, people, seq } = sequence;
    log('info', 'sequence index made', { of, seq, events, people, ms: Math.round(performance.now() - started) });
    this.#save(sequence);
    return sequence;
  }

  #save(sequence: Sequence): void {
    const { path, log } = this.#options;
    if (path === null) return;
    this.#savedAt = performance.now();
    this.#saving = this.#saving
      .then(() => writeIndexFile(path, sequence))
      .catch((error) => {
        log('warn', 'sequence index could not be saved', { reason: String(error) });
        return this.#removeErased(path);
      });
  }

  #look(): void {
    const { path } = this.#options;
    this.#looking = null;
    if (path !== null) this.#saving = this.#saving.then(() => this.#removeErased(path));
  }

  /** Removes a file that tells of histories erased since it was written: nobody may ask for it for long. */
  async #removeErased(path: string): Promise<void> {
    const { changes, head, isOfStore, log } = this.#options;
    try {
      const saved = await readIndexHead(path);
      const { seq } = head();
      const isOfHere = saved !== null && isOfStore(saved);
      if (isOfHere && !changes(Math.max(saved.seq, this.#lookedUpTo), seq).some(erasesHistory)) {
        this.#lookedUpTo = seq;
        return;
      }
      await rm(path, { force: true });
    } catch (error) {
      log('warn', 'sequence index of erased histories could not be removed', { reason: String(error) });
    }
  }
}
