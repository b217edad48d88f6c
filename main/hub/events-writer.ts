import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import { rowsOf, type StoredColumn, type StoredValue } from '../store/index.ts';
import { BulkInsert, rowsAtOnce } from './bulk-insert.ts';
import { countFrom, numberColumn, orElse, stretches, textColumn } from './column-values.ts';
import { contentHash } from './content-hash.ts';
import { dropEventsIndexIfEmpty, ensureEventsIndex } from './events-index.ts';
import { IdMarks } from './id-marks.ts';
import { fieldIndex, type ImportScope, numberAt, type RowWriter, textAt } from './import-scope.ts';
import { ProfileResolver } from './profile-resolver.ts';
import type { RowBatch } from './reading/row-batch.ts';

/**
 * Rows of an events file. With a message id an event is known by it: a known one is unchanged, whatever else it says.
 * Without, it is known by its content, as often as the file has it: exact repeats stay, and reading the same file
 * again finds each of them once. `append` adds such rows without asking.
 */
export class EventsWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #profiles: ProfileResolver;
  readonly #insert: BulkInsert;
  readonly #findMessage;
  readonly #findContent;
  readonly #name: number;
  readonly #occurredAt: number;
  readonly #messageId: number;
  readonly #sessionId: number;
  readonly #properties: number;
  /** Events of the store that a row of this file has been matched with, or that it inserted. */
  readonly #met = new IdMarks();
  readonly #asksContent: boolean;
  /** Ids and message ids of the rows not flushed yet; those without one are never passed over. */
  readonly #held: [id: number, messageId: string][] = [];

  constructor(scope: ImportScope, mapping: CompiledMapping) {
    const indexOf = fieldIndex(mapping.fields);
    const { store, sourceId, mode } = scope;
    this.#scope = scope;
    this.#profiles = new ProfileResolver(scope, mapping.fields, { tellsPlace: false });
    this.#name = indexOf('event');
    this.#occurredAt = indexOf('occurred_at');
    this.#messageId = indexOf('message_id');
    this.#sessionId = indexOf('session_id');
    this.#properties = indexOf('properties');
    this.#insert = new BulkInsert(store, {
      table: 'events',
      columns: ['id', 'message_id', 'content_hash', 'profile_id', 'name', 'occurred_at', 'session_id', 'properties'],
      constants: { source_id: sourceId },
      onConflict: 'ON CONFLICT DO NOTHING',
      ahead: scope.ahead,
    });
    dropEventsIndexIfEmpty(store);
    this.#findMessage = store.prepare<[number]>('SELECT id FROM events WHERE source_id = ? AND message_id = ?').raw();
    this.#findContent = store
      .prepare<[number]>(
        'SELECT id FROM events WHERE source_id = ? AND occurred_at = ? AND content_hash = ? AND message_id IS NULL ORDER BY id',
      )
      .raw();
    this.#asksContent =
      mode !== 'append' && store.get('SELECT 1 FROM events WHERE source_id = ? LIMIT 1', [sourceId]) !== undefined;
  }

  add(values: readonly FieldValue[], _rowNumber: number, knownHash?: number): FieldReject | null {
    const { pending, tally } = this.#scope;
    const occurredAt = numberAt(values, this.#occurredAt) ?? 0;
    const messageId = textAt(values, this.#messageId);
    const hash = knownHash ?? contentHash(values);
    tally.accepted += 1;
    if (messageId === null && this.#asksContent) {
      const known = this.#knownContent(occurredAt, hash);
      if (known !== 0) {
        tally.unchanged += 1;
        this.#met.set(known, 1);
        return null;
      }
    }
    const id = pending.nextId('events');
    const row: StoredValue[] = [
      id,
      messageId,
      hash,
      this.#profiles.resolve(values),
      textAt(values, this.#name),
      occurredAt,
      textAt(values, this.#sessionId),
      textAt(values, this.#properties) ?? '{}',
    ];
    this.#met.set(id, 1);
    if (messageId !== null) this.#held.push([id, messageId]);
    this.#insert.add(row);
    if (this.#insert.isFull) this.#flushEvents();
    return null;
  }

  addColumns(batch: RowBatch): boolean {
    const { columns: given, count, hashes } = batch;
    if (!given || !(hashes instanceof Float64Array) || this.#asksContent) return false;
    const messageId = textColumn(given, this.#messageId);
    const name = textColumn(given, this.#name);
    const time = numberColumn(given, this.#occurredAt);
    const occurredAt = time && orElse(time, 0);
    const sessionId = textColumn(given, this.#sessionId);
    const rest = textColumn(given, this.#properties);
    const properties = rest && orElse(rest, '{}');
    if (!messageId || !name || !occurredAt || !sessionId || !properties) return false;
    const profileIds = new Float64Array(count);
    this.#profiles.resolveAll(batch, profileIds);
    this.#flushEvents();
    const ids = countFrom(this.#scope.pending.nextIds('events', count), count);
    for (let row = 0; row < count; row += 1) this.#met.set(ids[row] as number, 1);
    this.#scope.tally.accepted += count;
    const numbers = (values: Float64Array) => ({ kind: 'numbers', values }) as const;
    const columns = [
      ...[numbers(ids), messageId, numbers(hashes), numbers(profileIds)],
      ...[name, occurredAt, sessionId, properties],
    ];
    for (const stretch of stretches(count, rowsAtOnce)) this.#insertStretch(columns, stretch);
    return true;
  }

  #insertStretch(columns: readonly StoredColumn[], stretch: { from: number; to: number }): void {
    const there = this.#insert.insertColumns(columns, stretch);
    if (!there) return;
    for (const [id, messageId] of rowsOf(columns, stretch.from, stretch.to)) {
      if (typeof messageId === 'string') this.#held.push([id as number, messageId]);
    }
    this.#passKnown(there);
    this.#held.length = 0;
  }

  flush(): void {
    this.#profiles.flush();
    this.#flushEvents();
  }

  *finish(): Generator<void> {
    this.#profiles.finish();
    yield;
    ensureEventsIndex(this.#scope.store);
    yield;
    if (this.#scope.mode !== 'replace') return;
    const { store, pending, sourceId } = this.#scope;
    const page = store
      .prepare<[number]>('SELECT id FROM events WHERE source_id = ? AND id > ? ORDER BY id LIMIT 5000')
      .raw();
    const remove = store.prepareWrite('DELETE FROM events WHERE id = ?');
    for (let after = 0; ; ) {
      const ids = page.all(sourceId, after);
      for (const [id] of ids) {
        after = id;
        if (this.#met.get(id) !== 0) continue;
        pending.beforeDelete('events', id);
        remove.run(id);
      }
      if (ids.length === 0) return;
      yield;
    }
  }

  #flushEvents(): void {
    const there = this.#insert.flush();
    if (there) this.#passKnown(there);
    this.#held.length = 0;
  }

  /** Messages that were passed over are known: an event sent twice is one event, in one file or in two. */
  #passKnown(there: ReadonlySet<number>): void {
    const { pending, tally, sourceId } = this.#scope;
    for (const [id, messageId] of this.#held) {
      if (there.has(id)) continue;
      pending.giveBack('events');
      tally.unchanged += 1;
      const known = this.#findMessage.get(sourceId, messageId)?.[0];
      if (known !== undefined) this.#met.set(known, 1);
    }
  }

  /** An event of the store with this content that no row of the file has been matched with yet; 0 = none. */
  #knownContent(occurredAt: number, hash: number): number {
    for (const [id] of this.#findContent.all(this.#scope.sourceId, occurredAt, hash)) {
      if (this.#met.get(id) === 0) return id;
    }
    return 0;
  }
}
