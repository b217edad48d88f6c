import { stat } from 'node:fs/promises';
import { uuidv7 } from 'uuidv7';
import { AppError, type AppErrorData } from '../../contract/errors.ts';
import { defaultPageSetup, type ExportFormat, type ExportInput, type ExportOrder } from '../../contract/exports.ts';
import type { Language } from '../../contract/language.ts';
import type { Principal } from '../access/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import { contentTypeOf, ExportFiles, fileNameOf, pictureName } from './export-files.ts';
import { type ExportDetails, type ExportRow, ExportRows } from './export-rows.ts';
import { whenThereIsRoom } from './when-there-is-room.ts';

/** Makes the file of an order at `path`. */
export type Producer = (
  order: ExportOrder,
  context: { id: string; principal: Principal; path: string; picturePath: string; signal: AbortSignal },
) => Promise<ExportDetails>;

export interface ExportsOptions {
  store: MetadataStore;
  clock: Clock;
  logger: Logger;
  dataDir: string;
  /** The rights someone has now; null when they have none any more. */
  principalOf: (actor: string) => Principal | null;
  /** The name of what an order is of. @throws what says that there is no such thing, or not in this format */
  titleOf: (order: ExportOrder) => string;
  produce: Producer;
  /** Default: 30 days and 5 GB. */
  retention?: { days: number; bytes: number };
  /** Files made side by side; pages with a browser count too. Default 2, of them one with the browser. */
  concurrency?: number;
}

const dayMs = 86_400_000;
const sweepEveryMs = 3_600_000;
const maxWaitingPerActor = 20;
/** A restart in the middle is tried again once; what ends the program twice is not worth a third time. */
const maxAttempts = 2;
/** Two browsers at once would take both cores of a small machine from the boards. */
const maxPrinting = 1;
const printedFormats: readonly ExportFormat[] = ['pdf', 'png', 'svg', 'pptx'];

/** Files made of boards, reports and questions: a queue that survives restarts, and the files for a while. */
export class Exports {
  readonly #rows: ExportRows;
  readonly #files: ExportFiles;
  readonly #options: ExportsOptions;
  readonly #active = new Map<string, { abort: AbortController; isPrinted: boolean; done: Promise<void> }>();
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #listeners = new Set<(row: ExportRow) => void>();
  #sweeper: NodeJS.Timeout | null = null;
  #isOpen = false;
  readonly #stop = new AbortController();

  constructor(options: ExportsOptions) {
    this.#options = options;
    this.#rows = new ExportRows(options.store);
    this.#files = new ExportFiles(options.dataDir);
  }

  /** Takes up what a restart interrupted. */
  async start(): Promise<void> {
    const now = this.#options.clock.now();
    for (const row of this.#rows.withStatus('running')) {
      const isGivenUp = row.attempts >= maxAttempts;
      const error: AppErrorData = { code: 'exports/interrupted', params: {}, details: [] };
      await this.#rows.end(row.id, isGivenUp ? 'failed' : 'queued', isGivenUp ? error : null, now);
    }
    this.#isOpen = true;
    await this.sweep();
    this.#sweeper = setInterval(() => void this.sweep().catch(() => undefined), sweepEveryMs).unref();
    this.#pump();
  }

  /** What is under way is taken up again by the next start. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#stop.abort(new AppError('host/stopping'));
    if (this.#sweeper) clearInterval(this.#sweeper);
    const active = [...this.#active.values()];
    for (const { abort } of active) abort.abort(new AppError('host/stopping'));
    await Promise.all(active.map(({ done }) => done));
  }

  /**
   * @param origin `schedule:<id>` when nobody waits for it
   * @throws what the target is refused for, exports/too-many
   */
  async submit(
    input: ExportInput,
    principal: Principal,
    language: Language,
    origin: string | null = null,
  ): Promise<ExportRow> {
    const order = orderOf(input, language);
    const title = this.#options.titleOf(order);
    const count = origin === null ? this.#rows.waitingOf(principal.actor) : 0;
    if (count >= maxWaitingPerActor) throw new AppError('exports/too-many', { params: { count, seconds: 60 } });
    const id = uuidv7();
    await this.#rows.insert({ id, actor: principal.actor, origin, order, title, createdAt: this.#options.clock.now() });
    this.#pump();
    return this.get(id);
  }

  /** Refuses what `submit` would refuse, and makes nothing. */
  check(input: ExportInput, language: Language): void {
    this.#options.titleOf(orderOf(input, language));
  }

  /** @throws exports/not-found */
  get(id: string): ExportRow {
    const row = this.#rows.find(id);
    if (row === null) throw new AppError('exports/not-found');
    return row;
  }

  /** Whether it may still give a file: under way, or made and kept. */
  isUsable(id: string): boolean {
    const row = this.#rows.find(id);
    if (row === null) return false;
    return (
      row.status === 'queued' || row.status === 'running' || (row.status === 'succeeded' && row.expiresAt !== null)
    );
  }

  /** Newest first. @param actor null = everybody's */
  list(actor: string | null, limit: number): ExportRow[] {
    return this.#rows.list(actor, limit);
  }

  /** @throws exports/not-ready, exports/expired */
  async file(id: string): Promise<{ path: string; fileName: string; contentType: string; sizeBytes: number }> {
    const row = this.get(id);
    if (row.status !== 'succeeded') throw new AppError('exports/not-ready');
    const { format, encoding } = row.order;
    if (row.expiresAt === null || !(await this.#files.exists(id, format))) throw new AppError('exports/expired');
    return {
      path: this.#files.pathOf(id, format),
      fileName: row.fileName ?? fileNameOf(row.title, format),
      contentType: contentTypeOf(format, encoding),
      sizeBytes: row.sizeBytes ?? 0,
    };
  }

  /** The picture made beside a document; null where there is none. */
  async picture(id: string): Promise<{ path: string; sizeBytes: number } | null> {
    const path = this.#files.pictureOf(id);
    return stat(path).then(
      ({ size }) => ({ path, sizeBytes: size }),
      () => null,
    );
  }

  /** Nothing happens to one that has ended. */
  async cancel(id: string): Promise<void> {
    const row = this.get(id);
    const active = this.#active.get(id);
    if (active) {
      active.abort.abort(new AppError('exports/cancelled'));
      await active.done;
    } else if (row.status === 'queued') {
      await this.#rows.end(id, 'cancelled', null, this.#options.clock.now());
      this.#tell(id);
    }
  }

  async remove(id: string): Promise<void> {
    const row = this.get(id);
    await this.cancel(id);
    await this.#rows.remove(id);
    await this.#files.remove(id, row.order.format);
  }

  /** Resolves when it has succeeded, failed or was cancelled; also at once. */
  async ended(id: string): Promise<ExportRow> {
    for (;;) {
      const row = this.get(id);
      if (row.status !== 'queued' && row.status !== 'running') return row;
      await new Promise<void>((resolve) => {
        this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]);
      });
    }
  }

  /** Told whenever an export moves on. */
  onChange(listener: (row: ExportRow) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Deletes files past their time, and the oldest where all together are too large. */
  async sweep(): Promise<void> {
    const { clock, retention = { days: 30, bytes: 5_000_000_000 } } = this.#options;
    const kept = this.#rows.withFiles();
    let total = kept.reduce((sum, file) => sum + file.sizeBytes, 0);
    for (const { id, sizeBytes, expiresAt, isNeeded } of kept) {
      if (isNeeded || (expiresAt > clock.now() && total <= retention.bytes)) continue;
      const row = this.get(id);
      await this.#files.remove(id, row.order.format);
      await this.#rows.forgetFile(id);
      total -= sizeBytes;
    }
    const active = new Set([...this.#active.keys()]);
    const names = this.#rows.withFiles().flatMap(({ id }) => [`${id}.${this.get(id).order.format}`, pictureName(id)]);
    for (const id of active)
      names.push(`${id}.${this.get(id).order.format}.part`, `${id}.${this.get(id).order.format}`, pictureName(id));
    await this.#files.sweep(new Set(names));
  }

  #pump(): void {
    if (!this.#isOpen) return;
    const { concurrency = 2 } = this.#options;
    for (const row of this.#rows.withStatus('queued')) {
      if (this.#active.size >= concurrency) return;
      if (this.#active.has(row.id)) continue;
      const isPrinted = printedFormats.includes(row.order.format);
      const printing = [...this.#active.values()].filter((one) => one.isPrinted).length;
      if (isPrinted && printing >= maxPrinting) continue;
      const abort = new AbortController();
      const done = this.#run(row, abort.signal).finally(() => {
        this.#active.delete(row.id);
        this.#tell(row.id);
        this.#pump();
      });
      this.#active.set(row.id, { abort, isPrinted, done });
    }
  }

  async #run(row: ExportRow, signal: AbortSignal): Promise<void> {
    const { clock, logger, produce, principalOf, retention = { days: 30, bytes: 0 } } = this.#options;
    const { id, order } = row;
    try {
      await this.#rows.begin(id, clock.now());
      this.#tell(id);
      const principal = principalOf(row.actor);
      if (principal === null) throw new AppError('access/not-allowed');
      const { sizeBytes, made } = await this.#files.keep(id, order.format, (path) =>
        produce(order, { id, principal, path, picturePath: this.#files.pictureOf(id), signal }),
      );
      signal.throwIfAborted();
      const now = clock.now();
      const expiresAt = now + retention.days * dayMs;
      const fileName = fileNameOf(row.title, order.format);
      await this.#rows.succeed(id, { fileName, sizeBytes, details: made, now, expiresAt });
    } catch (error) {
      await this.#fail(id, signal, error).catch((second: unknown) => {
        // Where not even that can be written the export stays as it is, and the next start takes it up.
        logger.log('error', 'export could not be ended', { id, reason: String(second) });
      });
    }
  }

  async #fail(id: string, signal: AbortSignal, error: unknown): Promise<void> {
    const { clock, logger } = this.#options;
    const reason: unknown = signal.aborted ? signal.reason : error;
    const failure = reason instanceof AppError ? reason : new AppError('host/internal', { cause: reason });
    if (failure.code === 'host/stopping') return;
    if (failure.kind === 'bug') {
      const cause = failure.cause instanceof Error ? (failure.cause.stack ?? failure.cause.message) : failure.code;
      logger.log('error', 'export failed', { id, code: failure.code, reason: cause });
    }
    const isCancelled = failure.kind === 'cancelled';
    const data: AppErrorData = { code: failure.code, params: failure.params, details: failure.details };
    const end = () => this.#rows.end(id, isCancelled ? 'cancelled' : 'failed', isCancelled ? null : data, clock.now());
    await whenThereIsRoom(end, { signal: this.#stop.signal, logger });
  }

  #tell(id: string): void {
    const row = this.#rows.find(id);
    for (const resolve of this.#waiting.get(id) ?? []) resolve();
    this.#waiting.delete(id);
    if (row !== null) for (const listener of this.#listeners) listener(row);
  }
}

/** Everything decided: short forms joined into the page, language from the request. */
export function orderOf(input: ExportInput, language: Language): ExportOrder {
  const page = { ...(input.page ?? defaultPageSetup) };
  if (input.paper !== undefined) page.paper = input.paper;
  const { target, format, encoding } = input;
  // Words are read on an upright page.
  if (input.page === undefined && 'briefing' in target) page.orientation = 'portrait';
  if (input.orientation !== undefined) page.orientation = input.orientation;
  const hasPicture = input.hasPicture && format === 'pdf';
  const rows = input.rows ?? (format === 'xlsx' || format === 'csv' ? 'all' : 'shown');
  return { target, format, page, lang: input.lang ?? language, encoding, rows, hasPicture };
}
