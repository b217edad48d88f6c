import type { ChangeAction } from '../../../schema/index.ts';
import type { Writer } from '../../store/index.ts';
import { rangesOf } from '../pending-writes.ts';

interface EntityState {
  /** First id this transaction gives out. */
  firstId: number;
  lastId: number;
  rowDelta: number;
  updated: Set<number>;
  deleted: Set<number>;
}

/** Ids given out and rows changed in one transaction, written to the change log at its end. */
export class Ledger {
  readonly #store: Writer;
  readonly #entities = new Map<string, EntityState>();

  constructor(store: Writer) {
    this.#store = store;
  }

  /** The id of a row about to be inserted; `taken` says that it was. */
  nextId(entity: string): number {
    return this.#state(entity).lastId + 1;
  }

  taken(entity: string): void {
    const state = this.#state(entity);
    state.lastId += 1;
    state.rowDelta += 1;
  }

  updated(entity: string, id: number): void {
    const state = this.#state(entity);
    if (id < state.firstId) state.updated.add(id);
  }

  deleted(entity: string, id: number): void {
    const state = this.#state(entity);
    state.rowDelta -= 1;
    state.updated.delete(id);
    if (id < state.firstId) state.deleted.add(id);
  }

  /** Writes the change log and the counters. Result: whether anything changed. */
  publish(now: number): boolean {
    let hasChanged = false;
    const add = (entity: string, action: ChangeAction, first: number, last: number) => {
      hasChanged = true;
      this.#store.run('INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, ?, ?, ?, ?)', [
        ...[entity, action, first, last, now],
      ]);
    };
    for (const [entity, { firstId, lastId, rowDelta, updated, deleted }] of this.#entities) {
      for (const [first, last] of rangesOf([...updated])) add(entity, 'update', first, last);
      for (const [first, last] of rangesOf([...deleted])) add(entity, 'delete', first, last);
      if (lastId >= firstId) add(entity, 'insert', firstId, lastId);
      if (lastId < firstId && rowDelta === 0) continue;
      this.#store.run(
        `INSERT INTO entity_counters (entity, row_count, last_id) VALUES (?, ?, ?)
         ON CONFLICT (entity) DO UPDATE SET row_count = row_count + excluded.row_count, last_id = excluded.last_id`,
        [entity, rowDelta, lastId],
      );
    }
    return hasChanged;
  }

  #state(entity: string): EntityState {
    let state = this.#entities.get(entity);
    if (!state) {
      const row = this.#store.get<{ last_id: number }>('SELECT last_id FROM entity_counters WHERE entity = ?', [
        entity,
      ]);
      const lastId = row?.last_id ?? 0;
      state = { firstId: lastId + 1, lastId, rowDelta: 0, updated: new Set(), deleted: new Set() };
      this.#entities.set(entity, state);
    }
    return state;
  }
}
