import { uuidv7 } from 'uuidv7';
import type { SourceField, StreamSettings } from '../../contract/connections.ts';
import { AppError } from '../../contract/errors.ts';
import type { Mapping } from '../../contract/imports.ts';
import type { Cursor, ReadRequest } from '../connectors/index.ts';
import type { ImportRecord } from '../hub/index.ts';
import type { ConnectorThread, ReadHooks } from './connector-thread.ts';
import {
  insertSegment,
  moveCursor,
  type StoredConnection,
  type StoredStream,
  type StoredStreamSync,
} from './records.ts';
import { settleSegments, whenOver } from './settle.ts';
import { planStream, type StreamPlan } from './stream-plan.ts';
import type { SyncDoors } from './sync-run.ts';
import { firstShare, type Piece, type ReadPlan } from './thread-messages.ts';

/** A piece is handed to the importer after so much; a crash costs at most that much reading again. */
export const defaultPieces = { pieceRows: 250_000, pieceBytes: 64_000_000 };
/** A row of a source takes about so much as CSV. */
const likelyRowBytes = 50;
/** Pieces that may wait for their import while reading goes on. */
const piecesAhead = 2;

interface StreamRunOptions {
  doors: SyncDoors;
  connection: StoredConnection;
  syncId: string;
  stream: StoredStream;
  /** All streams of the connection. */
  others: readonly StreamSettings[];
  report: StoredStreamSync;
  thread: ConnectorThread;
  signal: AbortSignal;
  onProgress(): void;
}

/**
 * One stream of a sync: read, land, import, then move the cursor. A piece and the order to import it become durable in
 * one transaction, the cursor moves when that import is in the store: a kill at any point leaves no gap, and what is
 * read twice counts once.
 */
export class StreamRun {
  readonly #options: StreamRunOptions;
  readonly #plan: StreamPlan;
  readonly #imports: string[] = [];
  #position = 0;
  #startedAt = 0;
  #observed: SourceField[] = [];

  constructor(options: StreamRunOptions) {
    this.#options = options;
    this.#plan = planStream(options.stream.settings, options.others);
  }

  /** @throws SourceFailure, AppError */
  async run(): Promise<void> {
    const { doors, connection, stream, report } = this.#options;
    report.status = 'reading';
    this.#startedAt = performance.now();
    this.#position = doors.records.nextPosition(connection.id, stream.settings.name);
    try {
      const last = await this.#read();
      if (this.#plan.keyMapping !== null) await this.#compareKeys(this.#plan.keyMapping);
      report.status = 'importing';
      this.#options.onProgress();
      await this.#settle();
      if (last !== undefined && stream.settings.mode === 'incremental') {
        await doors.records.write(moveCursor(connection.id, stream.settings.name, last));
      }
      await this.#rememberColumns();
    } catch (error) {
      // What was handed over before the failure is imported all the same and moves the cursor as far as it goes.
      await this.#settle().catch(() => {});
      throw error;
    }
  }

  async #read(): Promise<Cursor | undefined> {
    const { thread, report, stream } = this.#options;
    const { hub } = this.#options.doors;
    const { rows, cursor } = await thread.read(this.#readPlan(), {
      onPiece: (piece) => this.#land(piece, 'rows'),
      onProgress: (read, bytes) => this.#progress(read, bytes),
      onEstimate: (estimate) => {
        report.estimatedRows = estimate;
        hub.expectFile(estimate * likelyRowBytes);
      },
      onNote: (note) => report.notes.push(note),
    });
    report.rowsRead = rows;
    // An empty answer is more often a fault than the truth: it deletes nothing.
    if (rows === 0 && this.#plan.importMode === 'replace' && stream.fields.length > 0) {
      report.notes.push({ code: 'empty-kept', params: {} });
    }
    return cursor;
  }

  /** Finds what was deleted at the source, by the keys that are left there. */
  async #compareKeys(mapping: Mapping): Promise<void> {
    const { thread, report } = this.#options;
    const hooks: ReadHooks = { onPiece: (piece) => this.#land(piece, 'keys', mapping) };
    const { rows } = await thread.keys(this.#readPlan(), hooks);
    report.notes.push(
      rows === 0 ? { code: 'empty-kept', params: {} } : { code: 'keys-compared', params: { keys: rows } },
    );
  }

  #readPlan(): ReadPlan {
    const { stream } = this.#options;
    const { name, query, mode, cursorField, lookback, primaryKey } = stream.settings;
    const request: ReadRequest = {
      ...{ stream: name, query, mode, cursorField, lookback, primaryKey },
      cursor: mode === 'incremental' ? stream.cursor : null,
    };
    const { pieces } = this.#options.doors;
    return {
      request: { ...request, checkpointRows: Math.ceil(pieces.pieceRows * firstShare) },
      fields: stream.fields,
      splits: this.#plan.splits,
      ...pieces,
    };
  }

  /** Makes a piece durable together with the order to import it. */
  async #land(piece: Piece, kind: 'rows' | 'keys', keyMapping?: Mapping): Promise<void> {
    const { doors, connection, syncId, stream, report, signal } = this.#options;
    const { settings } = stream;
    const importId = uuidv7();
    const startedAt = performance.now();
    if (kind === 'rows') this.#observe(piece);
    await doors.hub.submitImport({
      ...{
        id: importId,
        path: piece.path,
        sha256: piece.sha256,
        fileName: `${connection.name} · ${settings.name}`,
        entity: settings.entity,
      },
      mapping: keyMapping ?? settings.mapping,
      options: {
        ...{ source: connection.sourceName, mode: kind === 'rows' ? this.#plan.importMode : 'upsert' },
        ...(settings.timezone === null ? {} : { timezone: settings.timezone }),
        ...(settings.currency === null ? {} : { currency: settings.currency }),
      },
      piece: {
        ...{ format: piece.format, listsKeys: kind === 'keys', hasPartialOrders: this.#plan.hasPartialOrders },
        key: kind === 'keys' ? Object.keys(keyMapping ?? {}) : this.#plan.key,
        ...(piece.unreadable.length > 0 ? { unreadable: piece.unreadable } : {}),
      },
      alongside: [
        insertSegment({
          ...{ importId, syncId, connectionId: connection.id, stream: settings.name, position: this.#position, kind },
          ...{ columns: piece.columns, cursorAfter: piece.cursor ?? null },
          movesCursor: kind === 'rows' && settings.mode === 'incremental' && piece.cursor !== undefined,
        }),
      ],
    });
    this.#position += 1;
    this.#imports.push(importId);
    report.importIds.push(importId);
    report.stages.readMs += Math.round(piece.readMs);
    report.stages.landMs += Math.round(piece.landMs + performance.now() - startedAt);
    const waitFor = this.#imports.at(-piecesAhead);
    if (waitFor !== undefined && this.#imports.length > piecesAhead) await whenOver(doors.hub, waitFor, signal);
  }

  /** Waits for the imports, moves the cursor, and adds up what they did. */
  async #settle(): Promise<void> {
    const { doors, connection, stream, signal } = this.#options;
    const { hub, records, clock } = doors;
    const failed = await settleSegments(connection.id, { hub, records, clock, signal });
    this.#addUp(this.#imports.map((id) => hub.getImport(id)).filter((record) => record !== null));
    signal.throwIfAborted();
    const broken = failed.get(stream.settings.name);
    if (!broken) return;
    const { code, params, details } = broken.error ?? { code: 'import/cancelled' as const, params: {}, details: [] };
    throw new AppError(code, { params, details });
  }

  #addUp(records: readonly ImportRecord[]): void {
    const { report, doors } = this.#options;
    const total = (of: (record: ImportRecord) => number) => records.reduce((sum, record) => sum + of(record), 0);
    const rows = records.filter(({ id }) => doors.records.segment(id)?.kind !== 'keys');
    const totalRows = (of: (record: ImportRecord) => number) => rows.reduce((sum, record) => sum + of(record), 0);
    report.rowsAccepted = totalRows(({ rowsAccepted }) => rowsAccepted);
    report.rowsUnchanged = totalRows(({ rowsUnchanged }) => rowsUnchanged);
    report.rowsChanged = report.rowsAccepted - report.rowsUnchanged;
    report.rowsRejected = totalRows(({ rowsRejected }) => rowsRejected);
    report.rowsDeleted = total(({ rowsDeleted }) => rowsDeleted);
    report.stages.importMs = total(({ startedAt, finishedAt }) => Math.max(0, (finishedAt ?? 0) - (startedAt ?? 0)));
    report.etaSeconds = null;
  }

  #progress(rows: number, bytes: number): void {
    const { report } = this.#options;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    report.rowsRead = rows;
    report.bytes = bytes;
    report.rowsPerSecond = seconds > 0.2 ? Math.round(rows / seconds) : 0;
    const left = report.estimatedRows === null ? null : report.estimatedRows - rows;
    report.etaSeconds =
      left !== null && left > 0 && report.rowsPerSecond > 0 ? Math.ceil(left / report.rowsPerSecond) : null;
    this.#options.onProgress();
  }

  /** Columns of a source that does not tell them beforehand. */
  #observe(piece: Piece): void {
    const known = new Set(this.#observed.map(({ name }) => name));
    for (const { name, type } of piece.format.profiles) if (!known.has(name)) this.#observed.push({ name, type });
  }

  async #rememberColumns(): Promise<void> {
    const { doors, connection, stream, report } = this.#options;
    const known = new Map(stream.fields.map(({ name, type }) => [name, type]));
    const added = this.#observed.filter(({ name }) => !known.has(name));
    if (added.length === 0) return;
    for (const { name, type } of stream.fields.length > 0 ? added : []) {
      const action = stream.settings.entity.startsWith('table:') ? 'ignored' : 'taken';
      report.schemaChanges.push({ kind: 'added', column: name, from: null, to: type, action });
    }
    // The type is left open: what the next values look like decides again.
    const fields = [...stream.fields, ...added.map(({ name }): SourceField => ({ name, type: 'unknown' }))];
    await doors.records.write({
      sql: 'UPDATE connection_streams SET fields = ? WHERE connection_id = ? AND name = ?',
      params: [JSON.stringify(fields), connection.id, stream.settings.name],
    });
  }
}
