import type { Writer } from '../store/index.ts';

const firstSlots = 1 << 16;
/** Share of slots in use before there are twice as many. */
const fullShare = 0.6;
/** Hashes of a table are kept so long after its last import. */
const keepMs = 30_000;

/**
 * A set of 53-bit hashes in 8 to 27 bytes each, where a Set takes some 40. Those of keys that ascend are put in order
 * only when somebody asks for one.
 */
export class KeyHashes {
  /** The largest of all keys so far; infinite where that is not known, or they are no numbers. */
  highest = Number.NEGATIVE_INFINITY;
  size = 0;
  #slots = new Float64Array(firstSlots).fill(Number.NaN);
  /** Hashes that are not in their slots yet. */
  #waiting: Float64Array[] = [];

  has(hash: number): boolean {
    this.#settle();
    return this.#slots[this.#slotOf(hash)] === hash;
  }

  add(hash: number): void {
    this.#settle();
    this.#put(hash);
  }

  /** Takes the hashes of keys that are all beyond the highest so far. */
  addBeyond(hashes: Float64Array, highest: number): void {
    this.highest = highest;
    this.size += hashes.length;
    // The batch takes its own memory back.
    this.#waiting.push(hashes.slice());
  }

  #settle(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.size -= waiting.reduce((sum, hashes) => sum + hashes.length, 0);
    for (const hashes of waiting) for (let row = 0; row < hashes.length; row += 1) this.#put(hashes[row] as number);
  }

  #put(hash: number): void {
    const slot = this.#slotOf(hash);
    if (this.#slots[slot] === hash) return;
    this.#slots[slot] = hash;
    this.size += 1;
    if (this.size > this.#slots.length * fullShare) this.#grow();
  }

  /** Result: false, it was there. */
  addNew(hash: number): boolean {
    this.#settle();
    const before = this.size;
    this.#put(hash);
    return this.size > before;
  }

  /** Where the hash is, or the free slot it belongs into. */
  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    // The hash is mixed well; its low 32 bits are as good as any.
    let slot = (hash % 4294967296) & mask;
    for (;;) {
      const found = this.#slots[slot] as number;
      if (found === hash || Number.isNaN(found)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Float64Array(old.length * 2).fill(Number.NaN);
    for (const hash of old) if (!Number.isNaN(hash)) this.#slots[this.#slotOf(hash)] = hash;
  }
}

interface Kept {
  /** The columns whose hashes these are. */
  key: string;
  hashes: KeyHashes;
  lastId: number;
  timer: NodeJS.Timeout;
}

/** The rows of a source in an imported table, told apart by these columns. */
export interface HashedKey {
  table: string;
  sourceId: number;
  key: readonly string[];
}

const keptByStore = new WeakMap<Writer, Map<string, Kept>>();

/** The last id given out for a table; 0 = none. */
export function lastIdOf(store: Writer, table: string): number {
  const row = store.get<{ last_id: number }>('SELECT last_id FROM entity_counters WHERE entity = ?', [table]);
  return row?.last_id ?? 0;
}

/**
 * The hashes of all keys of a table and source, where an import a moment ago left them and nobody has written since who
 * could have brought others: a large stream comes in pieces, and most of its rows are new. Rows deleted since may still
 * be among them: a hash that is there says "look", one that is not says "new". Taken out; give them back with
 * `keepHashes`.
 *
 * A table has one key at a time. An import by another one gives rows other values in the columns of this key and finds
 * its own hashes in the store, so it ends what was kept.
 */
export function takeHashes(store: Writer, { table, sourceId, key }: HashedKey): KeyHashes | null {
  const name = nameOf(table, sourceId);
  const kept = keptByStore.get(store)?.get(name);
  if (!kept) return null;
  clearTimeout(kept.timer);
  keptByStore.get(store)?.delete(name);
  // Ids are never used twice, so the same last id means that nobody has added anything.
  return kept.key === JSON.stringify(key) && kept.lastId === lastIdOf(store, table) ? kept.hashes : null;
}

/** @param lastId of the table once this import is in the store */
export function keepHashes(
  store: Writer,
  { table, sourceId, key }: HashedKey,
  { hashes, lastId }: { hashes: KeyHashes; lastId: number },
): void {
  const all = keptByStore.get(store) ?? new Map<string, Kept>();
  keptByStore.set(store, all);
  const name = nameOf(table, sourceId);
  clearTimeout(all.get(name)?.timer);
  const timer = setTimeout(() => all.delete(name), keepMs);
  timer.unref();
  all.set(name, { key: JSON.stringify(key), hashes, lastId, timer });
}

const nameOf = (table: string, sourceId: number): string => `${sourceId} ${table}`;
