import { rmSync } from 'node:fs';
import { z } from 'zod';
import type { SourceField } from '../../contract/connections.ts';
import type { ColumnType } from '../../contract/imports.ts';
import { knownFormat } from '../connectors/files/index.ts';
import {
  type Connector,
  type ConnectorContext,
  ConnectorFailure,
  type Cursor,
  type ReadMessage,
  type ReadRequest,
  type SourceValue,
  type UnreadableRecord,
} from '../connectors/index.ts';
import { PieceFile, textOf } from './piece-file.ts';
import { firstShare, type ReadPlan, type TaskResult, type ThreadMessage, type ThreadTask } from './thread-messages.ts';

const progressMs = 250;
/** A piece that has waited this long for its end is handed over at the next checkpoint. */
const pieceMs = 60_000;

/** Columns turned up that the piece at hand does not have, and it cannot be cut here. */
class ColumnsGrew extends Error {
  readonly columns: string[];
  constructor(columns: string[]) {
    super('columns grew');
    this.columns = columns;
  }
}

interface WorkOptions {
  connector: Connector;
  config: Record<string, unknown>;
  context: Omit<ConnectorContext<unknown>, 'config'>;
  send(message: ThreadMessage): void;
  /** Resolves when the piece sent last was taken over. */
  taken(): Promise<void>;
}

/** What a connector thread does with its connector. */
export class ThreadWork {
  readonly #options: WorkOptions;

  constructor(options: WorkOptions) {
    this.#options = options;
  }

  async run(task: ThreadTask): Promise<TaskResult> {
    const { connector } = this.#options;
    const context = this.#context();
    switch (task.kind) {
      case 'check': {
        const startedAt = performance.now();
        const detail = await connector.check(context);
        return { kind: 'check', detail, tookMs: performance.now() - startedAt };
      }
      case 'discover':
        return { kind: 'streams', streams: await connector.discover(context) };
      case 'describe': {
        if (!connector.describeQuery) throw new ConnectorFailure('config', { reason: 'no queries' });
        return { kind: 'streams', streams: [await connector.describeQuery(context, task)] };
      }
      case 'sample':
        return this.#sample(task.request, task.rows);
      case 'read':
        return this.#read(task.plan);
      case 'keys':
        return this.#keys(task.plan);
    }
  }

  #context(): ConnectorContext<Record<string, unknown>> {
    const { connector, config, context } = this.#options;
    const parsed = connector.config.safeParse(config);
    if (!parsed.success) throw new ConnectorFailure('config', { reason: z.prettifyError(parsed.error) });
    return { ...context, config: parsed.data };
  }

  async #sample(request: ReadRequest, limit: number): Promise<TaskResult> {
    const columns: string[] = [];
    const records: Map<string, string>[] = [];
    const context = this.#context();
    for await (const message of this.#options.connector.read(context, {
      ...request,
      mode: 'full',
      cursor: null,
      limit,
    })) {
      if (message.kind !== 'records') continue;
      for (const name of message.columns) if (!columns.includes(name)) columns.push(name);
      for (const row of message.rows) {
        if (records.length < limit) records.push(new Map(message.columns.map((name, i) => [name, textOf(row[i])])));
      }
      if (records.length >= limit) break;
    }
    const rows = records.map((record) => columns.map((name) => record.get(name) ?? ''));
    const format = knownFormat(
      columns.map((name) => ({ name, type: 'unknown' })),
      rows,
      { sizeBytes: 1, rowCount: rows.length },
    );
    const fields = format.profiles.map(({ name, type }): SourceField => ({ name, type }));
    return { kind: 'sample', sample: { fields, rows, format } };
  }

  async #read(plan: ReadPlan): Promise<TaskResult> {
    let columns = plan.fields.map(({ name }) => name);
    for (;;) {
      try {
        return await this.#readOnce(plan, columns);
      } catch (error) {
        if (!(error instanceof ColumnsGrew)) throw error;
        // Read again with all the columns that are known now: one piece must have them in every row.
        columns = [...columns, ...error.columns];
        this.#options.send({
          kind: 'note',
          note: { code: 'read-again', params: { columns: error.columns.join(', ') } },
        });
      }
    }
  }

  async #readOnce(plan: ReadPlan, columns: readonly string[]): Promise<TaskResult> {
    const cutter = new Cutter(this.#options, plan, columns);
    try {
      for await (const message of this.#options.connector.read(this.#context(), {
        ...plan.request,
        takesEncoded: true,
      })) {
        if (message.kind === 'records') await cutter.add(message.columns, message.rows);
        else if (message.kind === 'encoded') await cutter.addEncoded(message);
        else if (message.kind === 'unreadable') await cutter.keepOut(message);
        else if (message.kind === 'checkpoint') await cutter.checkpoint(message.cursor);
        else this.#options.send(message);
      }
      const cursor = await cutter.end();
      return { kind: 'read', rows: cutter.rows, cursor };
    } catch (error) {
      // What was read up to here is kept where it can stand by itself.
      if (plan.splits && !(error instanceof ColumnsGrew) && !this.#options.context.signal.aborted) await cutter.end();
      throw error;
    } finally {
      cutter.discard();
      await cutter.taken();
    }
  }

  /** All keys as one piece. */
  async #keys(plan: ReadPlan): Promise<TaskResult> {
    const { connector } = this.#options;
    if (!connector.readKeys) throw new ConnectorFailure('config', { reason: 'no keys' });
    // As texts: a number too long for a number must not be missing, its row would be taken for gone.
    const fields = plan.fields.map((field) => (field.type === 'integer' ? { ...field, type: 'text' as const } : field));
    const cutter = new Cutter(this.#options, { ...plan, fields, splits: false }, plan.request.primaryKey);
    try {
      for await (const rows of connector.readKeys(this.#context(), plan.request)) {
        await cutter.add(plan.request.primaryKey, rows);
      }
      await cutter.end();
      return { kind: 'read', rows: cutter.rows, cursor: undefined };
    } finally {
      cutter.discard();
      await cutter.taken();
    }
  }
}

/** By file: how many, and the line of the first. */
type UnreadableCounts = Map<string, { rows: number; line: number }>;

function count(counts: UnreadableCounts, file: string, rows: readonly UnreadableRecord[]): void {
  if (rows.length === 0) return;
  const told = counts.get(file) ?? { rows: 0, line: Number(rows[0]?.params.line ?? 0) };
  counts.set(file, { ...told, rows: told.rows + rows.length });
}

/** Writes what is read into pieces and hands them over, one at a time; the next one is read meanwhile. */
class Cutter {
  rows = 0;
  readonly #options: WorkOptions;
  readonly #plan: ReadPlan;
  #columns: string[];
  #piece: PieceFile | null = null;
  #pieceStartedAt = 0;
  #writeMs = 0;
  #bytesBefore = 0;
  #toldAt = 0;
  #cursor: Cursor | undefined;
  #handedCursor: Cursor | undefined;
  /** Unreadable records by file: listed with the piece at hand, and those there was no room for. */
  readonly #keptOut: UnreadableCounts = new Map();
  readonly #untold: UnreadableCounts = new Map();
  /** Until the piece handed over last was taken. */
  #taking: Promise<void> = Promise.resolve();

  constructor(options: WorkOptions, plan: ReadPlan, columns: readonly string[]) {
    this.#options = options;
    this.#plan = plan;
    this.#columns = [...columns];
  }

  async add(columns: readonly string[], rows: readonly (readonly SourceValue[])[]): Promise<void> {
    this.#options.context.signal.throwIfAborted();
    if (rows.length === 0) return;
    await this.#makeRoom(columns);
    this.#write(rows.length, (piece) => piece.add(columns, rows));
  }

  /** Records that are no rows: listed with the piece as far as there is room, and told of beyond. */
  async keepOut({ columns, file, rows }: Extract<ReadMessage, { kind: 'unreadable' }>): Promise<void> {
    this.#options.context.signal.throwIfAborted();
    if (rows.length === 0) return;
    await this.#makeRoom(columns);
    this.#piece ??= this.#open();
    const kept = this.#piece.keepOut(columns, rows);
    this.rows += kept;
    count(this.#keptOut, file, rows.slice(0, kept));
    count(this.#untold, file, rows.slice(kept));
  }

  /** So that the piece at hand has all these columns. */
  async #makeRoom(columns: readonly string[]): Promise<void> {
    const known = new Set(this.#columns);
    const unknown = columns.filter((name) => !known.has(name));
    if (unknown.length > 0 && this.#piece !== null && !this.#piece.isEmpty) {
      if (!this.#plan.splits) throw new ColumnsGrew(unknown);
      await this.#hand();
    }
    if (unknown.length > 0) {
      this.#columns.push(...unknown);
      this.discard();
    }
  }

  /** Records that are CSV already. Their source knows its columns, so they are the same throughout a read. */
  async addEncoded({
    columns,
    csv,
    rows,
  }: {
    columns: readonly string[];
    csv: Uint8Array;
    rows: number;
  }): Promise<void> {
    this.#options.context.signal.throwIfAborted();
    if (rows === 0) return;
    if (this.#piece !== null && !this.#piece.takesEncoded(columns)) await this.#hand();
    this.#columns = [...columns];
    this.#write(rows, (piece) => piece.addEncoded(csv, rows));
  }

  #write(rows: number, write: (piece: PieceFile) => void): void {
    const startedAt = performance.now();
    this.#piece ??= this.#open();
    write(this.#piece);
    this.rows += rows;
    const now = performance.now();
    this.#writeMs += now - startedAt;
    if (now - this.#toldAt < progressMs) return;
    this.#toldAt = now;
    this.#options.send({ kind: 'progress', rows: this.rows, bytes: this.#bytesBefore + this.#piece.bytes });
  }

  async checkpoint(cursor: Cursor): Promise<void> {
    this.#cursor = cursor;
    const { pieceRows, pieceBytes, splits } = this.#plan;
    if (!splits || this.#piece === null) return;
    const isDue = performance.now() - this.#pieceStartedAt > pieceMs;
    // The first piece is a small one, so that importing begins soon.
    const enoughRows = this.#bytesBefore === 0 ? pieceRows * firstShare : pieceRows;
    if (this.#piece.rows >= enoughRows || this.#piece.bytes >= pieceBytes || isDue) await this.#hand();
  }

  /** Hands over the rest. Result: the last cursor where no piece carried it. */
  async end(): Promise<Cursor | undefined> {
    // Whole, without a single row, it would take the place of everything there is.
    if (this.#piece?.rows === 0 && !this.#plan.splits) this.#onlyTell(this.#piece);
    if (this.#piece !== null && !this.#piece.isEmpty) await this.#hand();
    this.#tellUntold();
    await this.#taking;
    this.#options.send({ kind: 'progress', rows: this.rows, bytes: this.#bytesBefore });
    return this.#handedCursor === this.#cursor ? undefined : this.#cursor;
  }

  #onlyTell(piece: PieceFile): void {
    this.rows -= piece.unreadable.length;
    for (const [file, { rows, line }] of this.#keptOut) {
      const told = this.#untold.get(file);
      this.#untold.set(file, { rows: rows + (told?.rows ?? 0), line });
    }
    this.discard();
  }

  #tellUntold(): void {
    for (const [file, { rows, line }] of this.#untold)
      this.#options.send({ kind: 'note', note: { code: 'rows-unreadable', params: { file, rows, line } } });
    this.#untold.clear();
  }

  /** Resolves when nothing is on its way any more, whether or not it was taken. */
  async taken(): Promise<void> {
    await this.#taking.catch(() => {});
  }

  discard(): void {
    if (this.#piece === null) return;
    this.#piece.close();
    this.#keptOut.clear();
    rmSync(this.#piece.path, { force: true });
    this.#piece = null;
  }

  #open(): PieceFile {
    this.#pieceStartedAt = performance.now();
    this.#writeMs = 0;
    const types = new Map(this.#plan.fields.map(({ name, type }) => [name, type as ColumnType | 'unknown']));
    return new PieceFile(this.#options.context.scratchDir, this.#columns, (name) => types.get(name) ?? 'unknown');
  }

  async #hand(): Promise<void> {
    const piece = this.#piece;
    if (piece === null) return;
    this.#piece = null;
    this.#keptOut.clear();
    const readMs = performance.now() - this.#pieceStartedAt - this.#writeMs;
    const startedAt = performance.now();
    const { format, sha256 } = piece.finish();
    const landMs = this.#writeMs + performance.now() - startedAt;
    await this.#taking;
    this.#taking = this.#options.taken();
    // Whoever waits for it next is told.
    this.#taking.catch(() => {});
    const { path, rows, bytes } = piece;
    this.#bytesBefore += bytes;
    this.#handedCursor = this.#cursor;
    this.#options.send({
      kind: 'piece',
      piece: {
        ...{ path, columns: [...piece.columns], format, sha256, rows, bytes },
        ...{ unreadable: piece.unreadable, cursor: this.#cursor, readMs, landMs },
      },
    });
  }
}
