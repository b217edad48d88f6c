import type { CompiledMapping, FieldReject, FieldValue } from '../connectors/files/index.ts';
import type { ReadStatement, WriteStatement } from '../store/index.ts';
import { IdMarks } from './id-marks.ts';
import { fieldIndex, type ImportScope, numberAt, type RowWriter, textAt } from './import-scope.ts';

/**
 * Rows of a stage history: which opportunity entered which stage when. A row is known by all three, so reading a file
 * again adds nothing. `replace`: entries of this source's opportunities that the file does not have go.
 */
export class OpportunityStagesWriter implements RowWriter {
  readonly #scope: ImportScope;
  readonly #key: number;
  readonly #stage: number;
  readonly #enteredAt: number;
  readonly #opportunity: ReadStatement<[number]>;
  readonly #find: ReadStatement<[number]>;
  readonly #insert: WriteStatement;
  readonly #met = new IdMarks();

  constructor(scope: ImportScope, mapping: CompiledMapping) {
    const indexOf = fieldIndex(mapping.fields);
    const { store, sourceId } = scope;
    this.#scope = scope;
    this.#key = indexOf('opportunity_id');
    this.#stage = indexOf('stage');
    this.#enteredAt = indexOf('entered_at');
    this.#opportunity = store
      .prepare<[number]>(`SELECT id FROM opportunities WHERE source_id = ${sourceId} AND key = ?`)
      .raw();
    this.#find = store
      .prepare<[number]>('SELECT id FROM opportunity_stages WHERE opportunity_id = ? AND entered_at = ? AND stage = ?')
      .raw();
    this.#insert = store.prepareWrite(
      'INSERT INTO opportunity_stages (id, opportunity_id, stage, entered_at) VALUES (?, ?, ?, ?)',
    );
  }

  add(values: readonly FieldValue[], _rowNumber: number): FieldReject | null {
    const { pending, tally } = this.#scope;
    const key = textAt(values, this.#key) ?? '';
    const opportunity = this.#opportunity.get(key)?.[0];
    if (opportunity === undefined) {
      return { field: 'opportunity_id', value: key, code: 'unknown-opportunity', params: {} };
    }
    const stage = textAt(values, this.#stage) ?? '';
    const enteredAt = numberAt(values, this.#enteredAt) ?? 0;
    tally.accepted += 1;
    const known = this.#find.get(opportunity, enteredAt, stage)?.[0];
    if (known !== undefined) {
      this.#met.set(known, 1);
      tally.unchanged += 1;
      return null;
    }
    const id = pending.nextId('opportunity_stages');
    this.#insert.run(id, opportunity, stage, enteredAt);
    this.#met.set(id, 1);
    return null;
  }

  flush(): void {
    // Rows are written as they come.
  }

  *finish(): Generator<void> {
    yield* this.#removeGuesses();
    if (this.#scope.mode !== 'replace') return;
    const { store, pending, sourceId } = this.#scope;
    const page = store
      .prepare<[number]>(
        `SELECT s.id FROM opportunity_stages s JOIN opportunities o ON o.id = s.opportunity_id
          WHERE o.source_id = ? AND s.id > ? ORDER BY s.id LIMIT 5000`,
      )
      .raw();
    const remove = store.prepareWrite('DELETE FROM opportunity_stages WHERE id = ?');
    for (let after = 0; ; ) {
      const ids = page.all(sourceId, after);
      for (const [id] of ids) {
        after = id;
        if (this.#met.get(id) !== 0) continue;
        pending.beforeDelete('opportunity_stages', id);
        remove.run(id);
      }
      if (ids.length === 0) return;
      yield;
    }
  }

  /** What was noted without a date goes where a history now says when that stage was entered. */
  *#removeGuesses(): Generator<void> {
    const { store, pending, sourceId } = this.#scope;
    const page = store
      .prepare<[number]>(
        `SELECT g.id FROM opportunity_stages g JOIN opportunities o ON o.id = g.opportunity_id
          WHERE o.source_id = ? AND g.is_guess = 1 AND g.id > ? AND EXISTS (
                SELECT 1 FROM opportunity_stages s WHERE s.opportunity_id = g.opportunity_id AND s.stage = g.stage
                   AND s.is_guess = 0)
          ORDER BY g.id LIMIT 5000`,
      )
      .raw();
    const remove = store.prepareWrite('DELETE FROM opportunity_stages WHERE id = ?');
    for (let after = 0; ; ) {
      const ids = page.all(sourceId, after);
      for (const [id] of ids) {
        after = id;
        pending.beforeDelete('opportunity_stages', id);
        remove.run(id);
      }
      yield;
      if (ids.length === 0) return;
    }
  }
}
