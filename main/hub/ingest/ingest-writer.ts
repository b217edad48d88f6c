import type { ReadStatement, Writer, WriteStatement } from '../../store/index.ts';
import { contentHash } from '../content-hash.ts';
import type { IngestBatch, IngestItem } from './item.ts';
import { Ledger } from './ledger.ts';
import { People } from './people.ts';

/**
 * Takes messages into the canonical tables. What it remembers of the store is true only as long as nothing else writes
 * profiles: make a new one after an import, a removal, or a transaction that failed.
 */
export class IngestWriter {
  readonly #store: Writer;
  readonly #people: People;
  readonly #sources = new Map<string, number>();
  readonly #findEvent: ReadStatement<[number]>;
  readonly #insertEvent: WriteStatement;
  readonly #insertMessage: WriteStatement;

  constructor(store: Writer) {
    this.#store = store;
    this.#people = new People(store);
    this.#findEvent = store.prepare<[number]>('SELECT id FROM events WHERE source_id = ? AND message_id = ?').raw();
    this.#insertEvent = store.prepareWrite(
      `INSERT INTO events (id, source_id, message_id, content_hash, profile_id, name, occurred_at, session_id, properties)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertMessage = store.prepareWrite(
      'INSERT INTO ingest_messages (source_id, message_id, received_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
  }

  /** Inside a transaction. A message whose id is known is passed over. Result: whether any data changed. */
  take(batches: readonly IngestBatch[], now: number): boolean {
    const ledger = new Ledger(this.#store);
    for (const { source, items } of batches) {
      const sourceId = this.#sourceId(source, now);
      for (const item of items) {
        if (item.event !== null) this.#takeEvent(item, sourceId, ledger);
        else if (this.#insertMessage.run(sourceId, item.messageId, now).changes === 1) {
          this.#takePerson(item, sourceId, ledger);
        }
      }
    }
    return ledger.publish(now);
  }

  #takeEvent(item: IngestItem, sourceId: number, ledger: Ledger): void {
    const { event, at, messageId } = item;
    if (event === null || this.#findEvent.get(sourceId, messageId) !== undefined) return;
    const profileId = this.#people.resolve(item, sourceId, ledger);
    const { name, sessionId, properties } = event;
    const hash = contentHash([name, at, sessionId, properties]);
    const id = ledger.nextId('events');
    this.#insertEvent.run(id, sourceId, messageId, hash, profileId, name, at, sessionId, properties);
    ledger.taken('events');
  }

  #takePerson(item: IngestItem, sourceId: number, ledger: Ledger): void {
    if (item.kind === 'alias') {
      this.#people.alias(item, sourceId, ledger);
      return;
    }
    const profileId = this.#people.resolve(item, sourceId, ledger);
    if (item.kind === 'group' && item.otherId !== null) {
      const companyId = this.#people.resolveGroup(item.otherId, sourceId, ledger);
      if (item.traits) this.#people.describe(companyId, item.traits, ledger);
      const belongs = { name: null, country: null, region: null, city: null, firstSeen: null };
      const rest = JSON.stringify({
        group_id: item.otherId,
        ...(item.traits?.name ? { group: item.traits.name } : {}),
      });
      if (profileId !== null) this.#people.describe(profileId, { ...belongs, rest }, ledger);
    } else if (profileId !== null && item.traits) {
      this.#people.describe(profileId, item.traits, ledger);
    }
  }

  #sourceId(name: string, now: number): number {
    let id = this.#sources.get(name);
    if (id === undefined) {
      this.#store.run(`INSERT INTO sources (name, kind, created_at) VALUES (?, 'api', ?) ON CONFLICT DO NOTHING`, [
        name,
        now,
      ]);
      id = this.#store.get<{ id: number }>('SELECT id FROM sources WHERE name = ?', [name])?.id ?? 0;
      this.#sources.set(name, id);
    }
    return id;
  }
}
