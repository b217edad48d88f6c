import type { ChangeAction } from '../../schema/index.ts';
import type { IdRanges, ReadStatement, StoredValue, Writer } from '../store/index.ts';
import { reshapePrefix, undoPending } from './undo.ts';

interface EntityState {
  /** Highest id given out before this import; higher ones are its own. */
  readonly baseId: number;
  lastId: number;
  /** First id given out in the chunk at hand; 0 = none. */
  chunkFirstId: number;
  rowDelta: number;
  updatedIds: number[];
  deletedIds: number[];
  /** Rows of its own that this import changed or deleted after it had inserted them. */
  touchedIds: number[];
  readRow: ReadStatement<StoredValue[]> | null;
}

/** Ids closer than this go into one range: copying a few rows more is cheaper than a range more. */
const rangeGap = 8;

/**
 * What one import writes, kept unpublished until it succeeds. Gives out ids, remembers rows as they were, and either
 * publishes everything in one transaction or takes everything back. See docs/adr/0003-import-transactions.md.
 */
export class PendingWrites {
  readonly #store: Writer;
  readonly #importNumber: number;
  readonly #entities = new Map<string, EntityState>();
  /** The entity asked for last: it is asked for row by row. */
  #recent: { entity: string; state: EntityState } | null = null;
  readonly #resets = new Set<string>();
  readonly #saveUndo;

  constructor(store: Writer, importNumber: number) {
    this.#store = store;
    this.#importNumber = importNumber;
    this.#saveUndo = store.prepareWrite(
      'INSERT INTO pending_undo (import_number, entity, row_id, before) VALUES (?, ?, ?, ?)',
    );
  }

  /** The next id of an entity; ids are never used twice. */
  nextId(entity: string): number {
    const state = this.#state(entity);
    state.lastId += 1;
    state.rowDelta += 1;
    if (state.chunkFirstId === 0) state.chunkFirstId = state.lastId;
    return state.lastId;
  }

  /** So many ids, one after the other. Result: the first. */
  nextIds(entity: string, count: number): number {
    const state = this.#state(entity);
    const first = state.lastId + 1;
    if (count === 0) return first;
    state.lastId += count;
    state.rowDelta += count;
    if (state.chunkFirstId === 0) state.chunkFirstId = first;
    return first;
  }

  /** An id given out by `nextId` whose row was not inserted after all. */
  giveBack(entity: string): void {
    this.#state(entity).rowDelta -= 1;
  }

  /** Whether this very import inserted the row: then nothing need be remembered of it but that it was touched. */
  isOwn(entity: string, id: number): boolean {
    return id > this.#state(entity).baseId;
  }

  /** To be called before a row is changed. */
  beforeUpdate(entity: string, id: number): void {
    const state = this.#state(entity);
    if (id > state.baseId) {
      state.touchedIds.push(id);
      return;
    }
    this.#remember(entity, state, id);
    state.updatedIds.push(id);
  }

  /** To be called before a row is deleted. */
  beforeDelete(entity: string, id: number): void {
    const state = this.#state(entity);
    state.rowDelta -= 1;
    if (id > state.baseId) {
      state.touchedIds.push(id);
      return;
    }
    this.#remember(entity, state, id);
    state.deletedIds.push(id);
  }

  /** The table's columns changed or it is new: the replica copies it whole. `before`: what undoes it. */
  beforeReshape(entity: string, tableId: number, before: string): void {
    this.#saveUndo.run(this.#importNumber, `${reshapePrefix}${entity}`, tableId, before);
    this.#resets.add(entity);
  }

  /** Whether the columns of any table came with this import. */
  get reshapes(): boolean {
    return this.#resets.size > 0;
  }

  /** Whether the table's columns came with this import. */
  isReshaped(entity: string): boolean {
    return this.#resets.has(entity);
  }

  /** Writes down the chunk's changes; call it last in the chunk's transaction. */
  endChunk(): void {
    for (const [entity, state] of this.#entities) {
      if (state.chunkFirstId > 0) {
        this.#addRange(entity, 'insert', state.chunkFirstId, state.lastId);
        this.#store.run(
          `INSERT INTO entity_counters (entity, last_id) VALUES (?, ?)
           ON CONFLICT (entity) DO UPDATE SET last_id = excluded.last_id`,
          [entity, state.lastId],
        );
        state.chunkFirstId = 0;
      }
      for (const [first, last] of rangesOf(state.updatedIds)) this.#addRange(entity, 'update', first, last);
      for (const [first, last] of rangesOf(state.deletedIds)) this.#addRange(entity, 'delete', first, last);
      state.updatedIds = [];
      state.deletedIds = [];
    }
  }

  /** Rows of its own that the import changed or deleted after it had inserted them. */
  touchedOwn(): Record<string, IdRanges> {
    return Object.fromEntries([...this.#entities].map(([entity, { touchedIds }]) => [entity, rangesOf(touchedIds)]));
  }

  /** Rows gained or lost per entity so far. */
  rowDeltas(): Map<string, number> {
    return new Map([...this.#entities].map(([entity, state]) => [entity, state.rowDelta]));
  }

  /**
   * Hands everything to the change log; inside the transaction that marks the import as succeeded.
   *
   * @returns whether there was anything
   */
  publish(at: number): boolean {
    this.endChunk();
    for (const entity of this.#resets) this.#addRange(entity, 'reset', 0, 0);
    for (const [entity, delta] of this.rowDeltas()) {
      this.#store.run(
        `INSERT INTO entity_counters (entity, row_count) VALUES (?, ?)
         ON CONFLICT (entity) DO UPDATE SET row_count = row_count + excluded.row_count`,
        [entity, delta],
      );
    }
    const { changes } = this.#store.run(
      `INSERT INTO changes (entity, action, first_id, last_id, at)
       SELECT entity, action, first_id, last_id, ? FROM pending_changes
        WHERE import_number = ? AND (action = 'reset' OR entity NOT IN
              (SELECT entity FROM pending_changes WHERE import_number = ? AND action = 'reset'))
        ORDER BY id`,
      [at, this.#importNumber, this.#importNumber],
    );
    this.#store.run('DELETE FROM pending_changes WHERE import_number = ?', [this.#importNumber]);
    this.#store.run('DELETE FROM pending_undo WHERE import_number = ?', [this.#importNumber]);
    return changes > 0;
  }

  /** Takes back everything written down so far; inside a transaction. Nothing else may be done with this object then. */
  undo(): void {
    undoPending(this.#store, this.#importNumber);
  }

  #remember(entity: string, state: EntityState, id: number): void {
    state.readRow ??= this.#store.prepare<StoredValue[]>(`SELECT * FROM "${entity}" WHERE id = ?`).raw();
    const row = state.readRow.get(id);
    if (row) this.#saveUndo.run(this.#importNumber, entity, id, JSON.stringify(row));
  }

  #addRange(entity: string, action: ChangeAction, first: number, last: number): void {
    this.#store.run(
      'INSERT INTO pending_changes (import_number, entity, action, first_id, last_id) VALUES (?, ?, ?, ?, ?)',
      [this.#importNumber, entity, action, first, last],
    );
  }

  #state(entity: string): EntityState {
    if (this.#recent?.entity === entity) return this.#recent.state;
    const state = this.#stateOf(entity);
    this.#recent = { entity, state };
    return state;
  }

  #stateOf(entity: string): EntityState {
    let state = this.#entities.get(entity);
    if (!state) {
      const lastId =
        this.#store.get<{ last_id: number }>('SELECT last_id FROM entity_counters WHERE entity = ?', [entity])
          ?.last_id ?? 0;
      state = {
        baseId: lastId,
        lastId,
        chunkFirstId: 0,
        rowDelta: 0,
        updatedIds: [],
        deletedIds: [],
        touchedIds: [],
        readRow: null,
      };
      this.#entities.set(entity, state);
    }
    return state;
  }
}

/** Ascending ranges that cover the ids. */
export function rangesOf(ids: readonly number[]): IdRanges {
  const ranges: IdRanges = [];
  for (const id of [...ids].sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open && id <= open[1] + rangeGap) open[1] = Math.max(open[1], id);
    else ranges.push([id, id]);
  }
  return ranges;
}
