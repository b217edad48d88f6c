import type { Writer } from '../../store/index.ts';
import { IngestWriter } from './ingest-writer.ts';
import type { IngestBatch, IngestItem } from './item.ts';

/** Items per transaction when many requests wait: they share one sync of the disk, and none waits long. */
const itemsAtOnce = 4_000;
/** A message that left no event behind is known by its id for so long. */
const rememberedMs = 90 * 24 * 3_600_000;
/** Moves the log into the database in small steps, so that no commit has to wait for a large one. */
const checkpointItems = 20_000;

/** Ids come from this very store; to check them when a profile goes would be to search all events. */
const unchecked = { checksForeignKeys: false } as const;

export interface WaitingBatch {
  batch: IngestBatch;
  settle: (error: unknown) => void;
}

/**
 * Batches of events on the writer thread. One import at a time has customers and ids for itself; while it runs, batches
 * go into the inbox, durable, and are taken in their order when it has ended. Otherwise they are taken at once.
 */
export class IngestLane {
  readonly #store: Writer;
  readonly #now: () => number;
  #writer: IngestWriter | null = null;
  #hasInbox: boolean;
  #sinceCheckpoint = 0;

  constructor(store: Writer, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.#hasInbox = store.get('SELECT 1 FROM ingest_inbox LIMIT 1') !== undefined;
    store.run('DELETE FROM ingest_messages WHERE received_at < ?', [now() - rememberedMs]);
  }

  /** Something else has written profiles: nothing remembered of them holds any more. */
  forget(): void {
    this.#writer = null;
  }

  /**
   * Makes the batches durable, as many in one transaction as a reader can wait for, and answers each.
   *
   * @param isFree no import has the canonical tables for itself
   * @returns whether data changed
   */
  take(waiting: readonly WaitingBatch[], isFree: boolean): boolean {
    const goesIn = isFree && !this.#hasInbox;
    let hasChanged = false;
    for (const group of groupsOf(waiting)) {
      const batches = group.map(({ batch }) => batch);
      try {
        hasChanged = (goesIn ? this.#apply(batches, null) : this.#keep(batches)) || hasChanged;
        for (const { settle } of group) settle(undefined);
      } catch (error) {
        this.forget();
        if (group.length === 1) group[0]?.settle(error);
        // One of them cannot be taken; the others must not suffer for it.
        else for (const one of group) hasChanged = this.take([one], isFree) || hasChanged;
      }
    }
    return hasChanged;
  }

  /** Takes some of what waits in the inbox. Result: whether data changed, and whether there is more. */
  drain(): { hasChanged: boolean; hasMore: boolean } {
    if (!this.#hasInbox) return { hasChanged: false, hasMore: false };
    const rows = this.#store.all<{ id: number; source: string; items: string }>(
      'SELECT id, source, items FROM ingest_inbox ORDER BY id LIMIT 100',
    );
    const batches: IngestBatch[] = [];
    let upTo = 0;
    let count = 0;
    for (const { id, source, items } of rows) {
      const parsed = JSON.parse(items) as IngestItem[];
      if (count > 0 && count + parsed.length > itemsAtOnce) break;
      batches.push({ source, items: parsed });
      count += parsed.length;
      upTo = id;
    }
    const hasChanged = batches.length > 0 && this.#apply(batches, upTo);
    this.#hasInbox = this.#store.get('SELECT 1 FROM ingest_inbox LIMIT 1') !== undefined;
    return { hasChanged, hasMore: this.#hasInbox };
  }

  #apply(batches: readonly IngestBatch[], inboxUpTo: number | null): boolean {
    this.#writer ??= new IngestWriter(this.#store);
    const writer = this.#writer;
    const hasChanged = this.#store.transaction(() => {
      const changed = writer.take(batches, this.#now());
      if (inboxUpTo !== null) this.#store.run('DELETE FROM ingest_inbox WHERE id <= ?', [inboxUpTo]);
      return changed;
    }, unchecked);
    this.#sinceCheckpoint += batches.reduce((sum, { items }) => sum + items.length, 0);
    if (this.#sinceCheckpoint >= checkpointItems) {
      this.#sinceCheckpoint = 0;
      this.#store.get('PRAGMA wal_checkpoint(PASSIVE)');
    }
    return hasChanged;
  }

  #keep(batches: readonly IngestBatch[]): boolean {
    this.#store.transaction(() => {
      for (const { source, items } of batches) {
        this.#store.run('INSERT INTO ingest_inbox (source, items, received_at) VALUES (?, ?, ?)', [
          ...[source, JSON.stringify(items), this.#now()],
        ]);
      }
    });
    this.#hasInbox = true;
    return false;
  }
}

/** In order, each of at most `itemsAtOnce` items or of one batch. */
function* groupsOf(waiting: readonly WaitingBatch[]): Generator<WaitingBatch[]> {
  let group: WaitingBatch[] = [];
  let count = 0;
  for (const one of waiting) {
    const size = one.batch.items.length;
    if (group.length > 0 && count + size > itemsAtOnce) {
      yield group;
      group = [];
      count = 0;
    }
    group.push(one);
    count += size;
  }
  if (group.length > 0) yield group;
}
