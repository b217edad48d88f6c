import { setTimeout as after } from 'node:timers/promises';
import { AppError, type AppErrorData } from '../../contract/errors.ts';
import type { Mapping } from '../../contract/imports.ts';
import {
  type CompiledMapping,
  compileMapping,
  detectFormat,
  type FieldReject,
  type FileFormat,
  openRecords,
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
import type { ReadingOrder } from './reading/reading-messages.ts';
import type { ReadingThread } from './reading/reading-thread.ts';
import type { RowBatch } from './reading/row-batch.ts';
import { type RowSource, RowsHere } from './reading/row-source.ts';
import { RowsAhead } from './rows-ahead.ts';
import { undoPending } from './undo.ts';
import { currencyAfter } from './workspace.ts';

/** A chunk ends after this much time too. */
const chunkMs = 200;
/** So often what the chunks wrote is sent to the disk, so that the last commit need not wait for all of it. */
const settleMs = 400;
/** Other writes wait no longer than this for a reader. */
const patienceMs = 20;

/** Chunks: what they write is nothing before `publish`, whose full commit makes them durable too. */
const bulk = { durability: 'normal', checksForeignKeys: false, bringsManyRows: true } as const;

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
  /** Reads large files; null = all are read here. */
  reading: ReadingThread | null;
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
  #settledAt = performance.now();
  #rows: RowSource | null = null;
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
    this.#isPiece = piece !== undefined;
    const order = {
      path,
      format,
      entity,
      mapping: targets,
      context: { ...context, options },
      key: piece && !piece.listsKeys ? piece.key : [],
      scratchDir: landing.folder,
    };
    this.#rows = await this.#openRows(order, mapping);
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
      batch: null,
      ahead: this.#openAhead(),
    };
    const scope = this.#scope;
    this.#writer = store.transaction(() => {
      for (const { rowNumber, values, code, params } of piece?.unreadable ?? [])
        scope.quarantine.add(rowNumber, [{ field: null, value: null, code, params: { ...params } }], values);
      return createRowWriter(scope, row.entity, { mapping, now: clock.now(), piece: piece ?? null });
    }, bulk);
    if (scope.ahead && row.entity.startsWith(tablePrefix) && scope.pending.reshapes) {
      // A table whose columns came with this import is copied whole: another import may tell its rows meanwhile.
      scope.ahead.drop();
      scope.ahead = null;
    }
    this.#tally.read = this.#tally.rejected = piece?.unreadable?.length ?? 0;
  }

  /** Whether it tells the replica its rows. */
  get tellsAhead(): boolean {
    return this.#scope?.ahead != null;
  }

  /** Whether the next chunk has something to do; waits for it no longer than other writes may wait. */
  async isReady(): Promise<boolean> {
    if (this.#finishing || !this.#rows) return true;
    const timer = new AbortController();
    const late = after(patienceMs, false, { signal: timer.signal }).catch(() => false);
    const isThere = this.#rows.ready().then(() => true);
    // When it comes too late, the next call tells what went wrong.
    isThere.catch(() => {});
    try {
      return await Promise.race([isThere, late]);
    } finally {
      timer.abort();
    }
  }

  /** Does one chunk. Result: whether there is more to do. */
  step(): boolean {
    if (this.#scope?.ahead?.beginChunk() === false) return true;
    const { store } = this.#options;
    const hasMore = store.transaction(() => this.#chunk(), bulk);
    if (performance.now() >= this.#settledAt + settleMs) {
      this.#settledAt = performance.now();
      store.settle();
    }
    return hasMore;
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
    this.#rows?.close();
    this.#rows = null;
  }

  #chunk(): boolean {
    const until = performance.now() + chunkMs;
    const lastRow = this.#tally.read + this.#options.limits.chunkRows;
    let hasMore = true;
    while (hasMore && performance.now() < until && this.#tally.read < lastRow) {
      const more = this.#some();
      if (more === null) break;
      hasMore = more;
    }
    const { writer, scope } = { writer: this.#writer, scope: this.#running() };
    writer?.flush();
    scope.pending.endChunk();
    scope.ahead?.endChunk();
    this.#saveProgress();
    return hasMore;
  }

  async #openRows(order: ReadingOrder, mapping: CompiledMapping): Promise<RowSource> {
    const { limits, reading, row } = this.#options;
    if (reading && row.bytes_total >= limits.readingThreadBytes) return reading.open(order, mapping.fields.length);
    const records = await openRecords(order.path, order.format, { scratchDir: order.scratchDir });
    return new RowsHere(records, mapping, order.key);
  }

  #openAhead(): RowsAhead | null {
    const { ahead, limits, row, store } = this.#options;
    if (!ahead || row.bytes_total < limits.aheadBytes) return null;
    return new RowsAhead({
      link: ahead,
      importNumber: row.number,
      seq: currentWatermark(store),
      isOwnTable: row.entity.startsWith(tablePrefix),
      currency: () => currencyAfter(store, this.#running().currencies.counts()),
    });
  }

  /** One batch of the file, or one step of the work after it; null = the next batch is on its way. */
  #some(): boolean | null {
    if (this.#finishing) return this.#finishing.next().done !== true;
    const { writer, rows } = { writer: this.#writer, rows: this.#rows };
    if (!writer || !rows) throw new Error('the import was not started');
    const batch = rows.take();
    if (batch === undefined) return null;
    if (batch === null) {
      writer.flush();
      this.#finishing = writer.finish()[Symbol.iterator]();
      return true;
    }
    this.#write(writer, batch);
    return true;
  }

  #write(writer: RowWriter, batch: RowBatch): void {
    const scope = this.#running();
    const { quarantine, tally } = scope;
    scope.batch = batch;
    for (const { rowNumber, rejects, raw } of batch.rejected) quarantine.add(rowNumber, rejects, raw);
    tally.rejected += batch.rejected.length;
    tally.read += batch.rejected.length + batch.count;
    this.#bytesRead = batch.bytesRead;
    if (batch.columns && batch.count > 0 && writer.addColumns?.(batch)) return;
    const refused: { row: number; reject: FieldReject }[] = [];
    for (let row = 0; row < batch.count; row += 1) {
      const reject = writer.add(batch.next(), batch.rowNumbers[row] as number, batch.hashes?.[row]);
      if (reject !== null) refused.push({ row, reject });
    }
    if (refused.length === 0) return;
    tally.rejected += refused.length;
    const raw = batch.raw(refused.map(({ row }) => row));
    refused.forEach(({ row, reject }, index) => {
      quarantine.add(batch.rowNumbers[row] as number, [reject], raw[index] ?? null);
    });
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
