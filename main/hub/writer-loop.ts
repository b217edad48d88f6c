import { AppError, type AppErrorData } from '../../contract/errors.ts';
import type { FileFormat } from '../connectors/files/index.ts';
import { type Landing, openLanding } from '../landing/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Statement } from '../ports/metadata-store.ts';
import type { AheadLink, StoredValue, Writer } from '../store/index.ts';
import { tablePrefix } from './entity-writers.ts';
import { errorData, ImportJob, type ImportRow } from './import-job.ts';
import { IngestLane, type WaitingBatch } from './ingest/ingest-lane.ts';
import type { ImportLimits, NewImport, WriterMessage, WriterStart, WriterTask } from './messages.ts';
import { ReadingThread } from './reading/reading-thread.ts';
import { deleteImportedTable, removeSource } from './removal.ts';
import { renewCurrencyCounts, writeWorkspace } from './workspace.ts';

interface Waiting {
  task: WriterTask;
  settle: (error: unknown) => void;
}

/** Imports that run side by side: one of the canonical entities, and one of a table of its own beside it. */
const maxJobs = 2;
const retryMs = 5_000;

/**
 * The writer thread's work: small writes as they come, imports chunk by chunk between them, removals when no import
 * runs. Imports of canonical entities run one after another, because they share customers and products.
 */
export class WriterLoop {
  readonly #store: Writer;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #send: (message: WriterMessage) => void;
  readonly #landing: Landing;
  readonly #limits: ImportLimits;
  /** Formats found at submission, so that the file need not be looked at twice. */
  readonly #formats = new Map<string, FileFormat>();
  readonly #small: Waiting[] = [];
  readonly #removals: Waiting[] = [];
  readonly #batches: WaitingBatch[] = [];
  readonly #ingest: IngestLane;
  readonly #jobs = new Map<string, ImportJob>();
  /** Imports that were cancelled and could not be taken back yet. */
  readonly #cancelled = new Set<string>();
  #ahead: AheadLink | null = null;
  readonly #reading = new ReadingThread();
  #isClosing = false;
  #wake: () => void = () => {};

  constructor(options: {
    store: Writer;
    start: WriterStart;
    clock: Clock;
    logger: Logger;
    send: (message: WriterMessage) => void;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#send = options.send;
    this.#limits = options.start.limits;
    this.#landing = openLanding(options.start.landingFolder);
    this.#ingest = new IngestLane(options.store, () => options.clock.now());
  }

  /** Queues a task; resolves when it is durable. */
  submit(task: WriterTask): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown) => (error === undefined ? resolve() : reject(error));
      const isRemoval = task.kind === 'remove-source' || task.kind === 'delete-table';
      if (task.kind === 'remove-source')
        this.#small.push({ task: { ...task, kind: 'cancel-source' }, settle: () => {} });
      if (task.kind === 'ingest') this.#batches.push({ batch: task.batch, settle });
      else (isRemoval ? this.#removals : this.#small).push({ task, settle });
      this.#wake();
    });
  }

  /** Clears what earlier runs left half done; before anything is submitted. */
  async prepare(): Promise<void> {
    const referred = this.#store.all<{ sha256: string }>('SELECT DISTINCT sha256 FROM imports');
    await this.#landing.sweep(new Set(referred.map(({ sha256 }) => sha256)));
  }

  /** Works until a `close` task came. Unfinished imports stay in the store and run again at the next start. */
  async run(): Promise<void> {
    while (!this.#isClosing) {
      this.#runSmall();
      if (this.#isClosing) break;
      this.#takeBatches();
      this.#runRemovals();
      await this.#startJobs();
      // Where one has ended, the next of its lane may be waiting.
      const hadJobs = this.#jobs.size > 0;
      for (const [lane, job] of this.#jobs) await this.#stepJob(lane, job);
      if (hadJobs) await new Promise((resolve) => setImmediate(resolve));
      else await this.#idle();
    }
    for (const job of this.#jobs.values()) job.close();
    this.#ahead?.port.close();
    await this.#reading.close();
    const left = [...this.#small, ...this.#removals, ...this.#batches];
    for (const { settle } of left) settle(new AppError('host/stopping'));
    this.#store.close();
  }

  #idle(): Promise<void> {
    const waiting = this.#small.length + this.#removals.length + this.#batches.length;
    // One turn of the event loop brings in all that has been sent meanwhile, so that it shares one commit.
    if (waiting > 0) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, retryMs);
      this.#wake = () => {
        clearTimeout(timer);
        setImmediate(resolve);
      };
    });
  }

  /** Events that came in, those first that had to wait for an import. */
  #takeBatches(): void {
    const isFree = !this.#jobs.has('canonical') && !this.#hasUnfinished();
    let hasChanged = false;
    if (isFree) hasChanged = this.#drainInbox();
    if (this.#batches.length > 0) {
      hasChanged = this.#ingest.take(this.#batches.splice(0), isFree) || hasChanged;
    }
    if (hasChanged) this.#send({ kind: 'commit' });
  }

  /** What waited for an import; where it cannot be written (a full disk) it stays and is tried again. */
  #drainInbox(): boolean {
    let hasChanged = false;
    try {
      for (let left = true; left; ) {
        const drained = this.#ingest.drain();
        hasChanged ||= drained.hasChanged;
        left = drained.hasMore;
      }
    } catch (error) {
      this.#ingest.forget();
      this.#logger.log('error', 'events that waited could not be taken yet', { reason: describe(error) });
    }
    return hasChanged;
  }

  /** An import that was cut off and has not been taken back yet: what it left must not be built upon. */
  #hasUnfinished(): boolean {
    const found = this.#store.get(
      `SELECT 1 FROM imports WHERE status = 'running' AND entity NOT LIKE '${tablePrefix}%' LIMIT 1`,
    );
    return found !== undefined;
  }

  #runSmall(): void {
    for (let next = this.#small.shift(); next; next = this.#small.shift())
      this.#settle(next, () => this.#write(next.task));
  }

  #runRemovals(): void {
    if (this.#jobs.size > 0) return;
    for (let next = this.#removals.shift(); next; next = this.#removals.shift()) {
      const { task } = next;
      this.#settle(next, () => {
        const now = this.#clock.now();
        if (task.kind === 'delete-table') deleteImportedTable(this.#store, task.name, now);
        if (task.kind === 'remove-source') removeSource(this.#store, task.name, now);
        this.#ingest.forget();
        this.#send({ kind: 'commit' });
      });
    }
  }

  #settle({ settle }: Waiting, work: () => void): void {
    try {
      work();
      settle(undefined);
    } catch (error) {
      settle(error);
    }
  }

  #write(task: WriterTask): void {
    const store = this.#store;
    switch (task.kind) {
      case 'submit':
        store.transaction(() => insertImport(store, task.import, this.#clock.now()));
        this.#formats.set(task.import.id, task.import.format);
        this.#send({ kind: 'import', importId: task.import.id });
        break;
      case 'cancel':
        this.#cancel(task.importId);
        break;
      case 'cancel-source':
        for (const { id } of importsOfSource(store, task.name)) this.#cancel(id);
        break;
      case 'statements':
        store.transaction(() => runStatements(store, task.statements));
        break;
      case 'forget-imports':
        store.transaction(() => {
          runStatements(store, task.alongside);
          forgetImports(store, task.importIds);
        });
        break;
      case 'workspace':
        store.transaction(() => writeWorkspace(store, task.input, this.#clock.now()));
        break;
      case 'expect-file':
        this.#reading.warmUp();
        break;
      case 'tell-ahead':
        this.#setAhead(task.link);
        break;
      case 'close':
        this.#isClosing = true;
        break;
      default:
        throw new Error(`${task.kind} is no small write`);
    }
  }

  #setAhead(link: AheadLink): void {
    this.#ahead = link;
    link.port.unref();
    link.port.on('close', () => {
      if (this.#ahead === link) this.#ahead = null;
    });
  }

  #cancel(importId: string): void {
    for (const [lane, job] of this.#jobs) {
      if (job.id === importId) this.#endJob(lane, job, new AppError('import/cancelled'));
    }
    // One that waits to be tried again has no job; its next try takes it back.
    if (this.#store.get(`SELECT 1 FROM imports WHERE id = ? AND status = 'running'`, [importId]))
      this.#cancelled.add(importId);
    this.#store.run(
      `UPDATE imports SET status = 'cancelled', finished_at = ?, error = '{"code":"import/cancelled","params":{},"details":[]}'
        WHERE id = ? AND status = 'queued'`,
      [this.#clock.now(), importId],
    );
    this.#send({ kind: 'import', importId });
  }

  /** Starts what waits, oldest first, as far as lanes are free. Removals that wait go first. */
  async #startJobs(): Promise<void> {
    if (this.#removals.length > 0 || this.#jobs.size >= maxJobs) return;
    const rows = this.#store.all<ImportRow>(
      `SELECT number, id, source_id, entity, file_name, sha256, bytes_total, mapping, options FROM imports
        WHERE status IN ('queued', 'running') ORDER BY number`,
    );
    const busy = new Set(this.#jobs.keys());
    for (const row of rows) {
      const lane = row.entity.startsWith(tablePrefix) ? row.entity : 'canonical';
      const isFree = !busy.has(lane);
      busy.add(lane);
      if (isFree && this.#jobs.size < maxJobs) await this.#startJob(lane, row);
    }
  }

  async #startJob(lane: string, row: ImportRow): Promise<void> {
    const format = this.#formats.get(row.id);
    this.#formats.delete(row.id);
    // The replica takes the rows of one import at a time.
    const isAheadFree = ![...this.#jobs.values()].some((other) => other.tellsAhead);
    const job = new ImportJob({
      store: this.#store,
      landing: this.#landing,
      clock: this.#clock,
      row,
      limits: this.#limits,
      ahead: isAheadFree ? this.#ahead : null,
      reading: this.#reading,
      ...(format ? { format } : {}),
    });
    this.#jobs.set(lane, job);
    this.#ingest.forget();
    try {
      if (this.#cancelled.has(row.id)) throw new AppError('import/cancelled');
      await job.start();
      this.#send({ kind: 'import', importId: row.id });
    } catch (error) {
      this.#endJob(lane, job, error);
    }
  }

  async #stepJob(lane: string, job: ImportJob): Promise<void> {
    try {
      if (!(await job.isReady())) return;
      if (job.step()) {
        this.#send({ kind: 'import', importId: job.id });
        return;
      }
      const hasChanged = job.publish(({ currencies }) => {
        if (lane !== 'canonical') return;
        renewCurrencyCounts(this.#store, currencies.isExact ? currencies.counts() : null, this.#clock.now());
      });
      this.#jobs.delete(lane);
      job.close();
      if (hasChanged) this.#send({ kind: 'commit' });
      this.#send({ kind: 'import', importId: job.id });
    } catch (error) {
      this.#endJob(lane, job, error);
    }
  }

  /**
   * Takes a job back. Where even that cannot be written (a full disk), it stays `running` and is tried again; until
   * then its reason is told, which cannot be written either.
   */
  #endJob(lane: string, job: ImportJob, error: unknown): void {
    this.#jobs.delete(lane);
    job.close();
    if (!(error instanceof AppError))
      this.#logger.log('error', 'import failed', { importId: job.id, reason: describe(error) });
    try {
      job.abort(error);
      this.#cancelled.delete(job.id);
      this.#send({ kind: 'import', importId: job.id });
    } catch (second) {
      if (error instanceof AppError && error.code === 'import/cancelled') this.#cancelled.add(job.id);
      this.#send({ kind: 'import', importId: job.id, waitsFor: waitingReason(second, this.#store.path) });
      this.#logger.log('error', 'import could not be taken back yet', { importId: job.id, reason: describe(second) });
    }
  }
}

/** What an import waits for that could not even be taken back. */
function waitingReason(error: unknown, storePath: string): AppErrorData {
  const reason = errorData(error, storePath);
  return reason.code === 'store/disk-full' ? { ...reason, code: 'import/waits-for-space' } : reason;
}

const describe = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function insertImport(store: Writer, { source, file, alongside = [], ...given }: NewImport, now: number): void {
  store.run('INSERT INTO sources (name, kind, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING', [
    source.name,
    source.kind,
    now,
  ]);
  store.run(
    `INSERT INTO imports (id, source_id, entity, file_name, sha256, bytes_total, mapping, options, status, created_at)
     VALUES (?, (SELECT id FROM sources WHERE name = ?), ?, ?, ?, ?, ?, ?, 'queued', ?)`,
    [
      ...[given.id, source.name, given.entity, given.fileName, file.sha256, file.sizeBytes],
      ...[JSON.stringify(given.mapping), JSON.stringify(given.options), now],
    ],
  );
  runStatements(store, alongside);
}

/** Their data stays. What is not over stays too. */
function forgetImports(store: Writer, importIds: readonly string[]): void {
  store.run(
    `DELETE FROM imports WHERE id IN (SELECT value FROM json_each(?)) AND status NOT IN ('queued', 'running')`,
    [JSON.stringify(importIds)],
  );
}

function importsOfSource(store: Writer, name: string): { id: string }[] {
  return store.all<{ id: string }>(
    `SELECT i.id FROM imports i JOIN sources s ON s.id = i.source_id
      WHERE s.name = ? AND i.status IN ('queued', 'running')`,
    [name],
  );
}

function runStatements(store: Writer, statements: readonly Statement[]): void {
  for (const { sql, params } of statements) store.run(sql, params as readonly StoredValue[]);
}
