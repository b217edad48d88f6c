import { AppError, type AppErrorData } from '../../contract/errors.ts';
import type { Mapping } from '../../contract/imports.ts';
import {
  type CompiledMapping,
  compileMapping,
  detectFormat,
  type FileFormat,
  openRecords,
  type RecordBatch,
  type RecordReader,
} from '../connectors/files/index.ts';
import { type Landing, Quarantine } from '../landing/index.ts';
import type { Clock } from '../ports/clock.ts';
import { type AheadLink, classifyStoreError, currentWatermark, type Writer } from '../store/index.ts';
import { CurrencyCounts } from './currency-counts.ts';
import { countDeleted } from './deleted-count.ts';
import { createRowWriter, tablePrefix } from './entity-writers.ts';
import type { ImportScope, RowTally, RowWriter } from './import-scope.ts';
import type { ImportLimits, ReadingOptions } from './messages.ts';
import { PendingWrites } from './pending-writes.ts';
import { RowsAhead } from './rows-ahead.ts';
import { undoPending } from './undo.ts';
import { currencyAfter } from './workspace.ts';

/** A chunk ends after this much time too. */
const chunkMs = 200;
/** Rows read before a chunk where reading has to be waited for. */
const fillRows = 20_000;

/** Chunks: what they write is nothing before `publish`, whose full commit makes them durable too. */
const bulk = { durability: 'normal', checksForeignKeys: false } as const;

/** The row of `imports` a job works on. */
export interface ImportRow {
  number: number;
  id: string;
  source_id: number;
  entity: string;
  file_name: string;
  sha256: string;
  mapping: string;
  options: string;
  bytes_total: number;
}

export interface ImportJobOptions {
  store: Writer;
  landing: Landing;
  clock: Clock;
  row: ImportRow;
  limits: ImportLimits;
  /** How the file is to be read, when that is known already. */
  format?: FileFormat;
  /** The way to the replica. */
  ahead: AheadLink | null;
}

/**
 * One import, run in chunks. `step` does one chunk; between chunks other writes have their turn. Nothing of it is seen
 * by readers of the change log before the last step; `abort` takes everything back.
 */
export class ImportJob {
  readonly id: string;
  readonly entity: string;
  readonly #options: ImportJobOptions;
  readonly #tally: RowTally = { read: 0, accepted: 0, rejected: 0, unchanged: 0 };
  #bytesRead = 0;
  #isPiece = false;
  #records: RecordReader | null = null;
  /** Read and not written yet; null = the end of the file. */
  readonly #waiting: (RecordBatch | null)[] = [];
  #mapping: CompiledMapping | null = null;
  #scope: ImportScope | null = null;
  #writer: RowWriter | null = null;
  #finishing: Iterator<void> | null = null;

  constructor(options: ImportJobOptions) {
    this.#options = options;
    this.id = options.row.id;
    this.entity = options.row.entity;
  }

  /** Takes back what an interrupted run left, then opens the file. */
  async start(): Promise<void> {
    const { store, landing, clock, row } = this.#options;
    store.transaction(() => {
      undoPending(store, row.number);
      store.run('DELETE FROM import_rejects WHERE import_number = ?', [row.number]);
      store.run(`UPDATE imports SET status = 'running', started_at = ? WHERE number = ?`, [clock.now(), row.number]);
    }, bulk);
    const { options, context, piece } = JSON.parse(row.options) as ReadingOptions;
    const path = landing.pathOf(row.sha256);
    const format = this.#options.format ?? piece?.format ?? (await detectFormat(path, options));
    const targets = JSON.parse(row.mapping) as Mapping;
    const entity = piece?.listsKeys ? `${tablePrefix}keys` : row.entity;
    const mapping = compileMapping(entity, targets, format, { ...context, options });
    this.#mapping = mapping;
    this.#isPiece = piece !== undefined;
    this.#records = await openRecords(path, format, { scratchDir: landing.folder });
    this.#scope = {
      store,
      pending: new PendingWrites(store, row.number),
      quarantine: new Quarantine(store, row.number),
      tally: this.#tally,
      sourceId: row.source_id,
      mode: options.mode ?? 'upsert',
      hasPartialOrders: piece?.hasPartialOrders ?? false,
      hasCustom: mapping.unmappedColumns.length > 0 || Object.keys(targets).some((name) => name.startsWith('custom')),
      rememberedKeys: this.#options.limits.rememberedKeys,
      currencies: new CurrencyCounts(),
      ahead: this.#openAhead(),
    };
    const scope = this.#scope;
    this.#writer = store.transaction(
      () => createRowWriter(scope, row.entity, { mapping, now: clock.now(), piece: piece ?? null }),
      bulk,
    );
  }

  /** Reads on, as far as a chunk goes: a reader may have to wait for the disk, and a transaction may not. */
  async fill(): Promise<void> {
    const records = this.#records;
    if (!records || this.#finishing) return;
    let rows = this.#waiting.reduce((sum, batch) => sum + (batch?.rows.length ?? 0), 0);
    const until = performance.now() + chunkMs;
    while (rows < fillRows && this.#waiting.at(-1) !== null && (rows === 0 || performance.now() < until)) {
      const next = records.next();
      const batch = next instanceof Promise ? await next : next;
      this.#waiting.push(batch);
      rows += batch?.rows.length ?? 0;
      if (!(next instanceof Promise)) return;
    }
  }

  /** Does one chunk. Result: whether there is more to do. */
  step(): boolean {
    if (this.#scope?.ahead?.beginChunk() === false) return true;
    return this.#options.store.transaction(() => this.#chunk(), bulk);
  }

  /**
   * Makes everything visible at once and marks the import as succeeded; durable when it returns.
   *
   * @returns whether any data changed
   * @throws import/no-rows-accepted when the file has rows and every one was kept out; not for a piece of a stream
   */
  publish(onPublish: (scope: ImportScope) => void): boolean {
    const { store, clock, row } = this.#options;
    const scope = this.#running();
    if (this.#tally.accepted === 0 && !this.#isPiece) throw new AppError('import/no-rows-accepted');
    return store.transaction(() => {
      const now = clock.now();
      const deleted = this.#isPiece ? countDeleted(store, row.number, row.entity) : 0;
      const firstSeq = currentWatermark(store) + 1;
      const hasChanged = scope.pending.publish(now);
      onPublish(scope);
      this.#saveProgress();
      store.run(`UPDATE imports SET status = 'succeeded', finished_at = ?, rows_deleted = ? WHERE number = ?`, [
        ...[now, deleted, row.number],
      ]);
      scope.ahead?.publish({ firstSeq, lastSeq: currentWatermark(store) }, scope.pending.touchedOwn());
      return hasChanged;
    });
  }

  /** Takes back what was written and says why. What was kept out stays listed. */
  abort(error: unknown): void {
    const { store, clock, row } = this.#options;
    this.#scope?.ahead?.drop();
    const reason = errorData(error, store.path);
    const status = reason.code === 'import/cancelled' ? 'cancelled' : 'failed';
    store.transaction(
      () => {
        undoPending(store, row.number);
        this.#saveProgress();
        store.run('UPDATE imports SET status = ?, error = ?, finished_at = ? WHERE number = ?', [
          status,
          JSON.stringify(reason),
          clock.now(),
          row.number,
        ]);
      },
      { checksForeignKeys: false },
    );
  }

  close(): void {
    this.#records?.close();
    this.#records = null;
  }

  #chunk(): boolean {
    const until = performance.now() + chunkMs;
    const lastRow = this.#tally.read + this.#options.limits.chunkRows;
    let hasMore = true;
    while (hasMore && performance.now() < until && this.#tally.read < lastRow) {
      if (this.#mustWait()) break;
      hasMore = this.#some();
    }
    const { writer, scope } = { writer: this.#writer, scope: this.#running() };
    writer?.flush();
    scope.pending.endChunk();
    scope.ahead?.endChunk();
    this.#saveProgress();
    return hasMore;
  }

  #openAhead(): RowsAhead | null {
    const { ahead, limits, row, store } = this.#options;
    if (!ahead || row.bytes_total < limits.aheadBytes) return null;
    return new RowsAhead({
      link: ahead,
      importNumber: row.number,
      seq: currentWatermark(store),
      currency: () => currencyAfter(store, this.#running().currencies.counts()),
    });
  }

  /** Whether the next batch is still on its way. */
  #mustWait(): boolean {
    return !this.#finishing && this.#waiting.length === 0 && this.#records?.isImmediate !== true;
  }

  /** What was read last, or what a reader that answers at once reads now; undefined = it has to be waited for. */
  #nextBatch(): RecordBatch | null | undefined {
    if (this.#waiting.length > 0) return this.#waiting.shift();
    if (!this.#records) return null;
    if (!this.#records.isImmediate) return undefined;
    const next = this.#records.next();
    return next instanceof Promise ? undefined : next;
  }

  /** One batch of the file, or one step of the work after it. */
  #some(): boolean {
    if (this.#finishing) return this.#finishing.next().done !== true;
    const batch = this.#nextBatch();
    if (batch === undefined) return true;
    const { writer, scope, mapping } = { writer: this.#writer, scope: this.#running(), mapping: this.#mapping };
    if (!writer || !mapping) throw new Error('the import was not started');
    if (batch === null) {
      writer.flush();
      this.#finishing = writer.finish()[Symbol.iterator]();
      return true;
    }
    const { quarantine, tally } = scope;
    for (const { rowNumber, code, params, raw } of batch.rejects) {
      quarantine.add(rowNumber, [{ field: null, value: null, code, params }], raw);
    }
    tally.rejected += batch.rejects.length;
    tally.read += batch.rejects.length + batch.rows.length;
    for (let index = 0; index < batch.rows.length; index += 1) {
      const fields = batch.rows[index] as string[];
      const rowNumber = batch.rowNumbers[index] as number;
      const converted = mapping.convert(fields);
      const rejects = converted.values === null ? converted.rejects : writer.add(converted.values, rowNumber);
      if (rejects === null) continue;
      quarantine.add(rowNumber, Array.isArray(rejects) ? rejects : [rejects], fields);
      tally.rejected += 1;
    }
    this.#bytesRead = batch.bytesRead;
    return true;
  }

  #running(): ImportScope {
    if (!this.#scope) throw new Error('the import was not started');
    return this.#scope;
  }

  #saveProgress(): void {
    const { read, accepted, rejected, unchanged } = this.#tally;
    this.#options.store.run(
      `UPDATE imports SET rows_read = ?, rows_accepted = ?, rows_rejected = ?, rows_unchanged = ?, bytes_read = ?
        WHERE number = ?`,
      [read, accepted, rejected, unchanged, this.#bytesRead, this.#options.row.number],
    );
  }
}

/** What is kept of the reason an import failed; anything that is not one of our errors is a bug. */
export function errorData(error: unknown, storePath: string): AppErrorData {
  const known = classifyStoreError(error, storePath);
  if (known instanceof AppError) return { code: known.code, params: known.params, details: known.details };
  return { code: 'host/internal', params: {}, details: [] };
}
