import type { Reader } from '../store/index.ts';
import { type IdRange, isInRanges } from './copy-plan.ts';
import type { ImportedTable } from './imported-relation.ts';
import { quoteName } from './relations.ts';

/** Undo records of an imported table's shape carry its name behind this. */
const reshapePrefix = 'columns of ';

interface PendingRange {
  entity: string;
  first_id: number;
  last_id: number;
}

interface UndoKey {
  id: number;
  entity: string;
  row_id: number;
}

/** One entity's rows that a running import has inserted (`hidden`) or changed and deleted (`undo`: row id → record). */
class UnpublishedRows {
  readonly hidden: IdRange[] = [];
  readonly undo = new Map<number, number>();
  readonly #entity: string;

  constructor(entity: string) {
    this.#entity = entity;
  }

  isPublished(id: number): boolean {
    return !this.undo.has(id) && !this.hidden.some((range) => id >= range.first && id <= range.last);
  }

  /** The rows as they were, by id; `before` of an undo record is a JSON array in the order of the table's columns. */
  rowsBefore(reader: Reader, columns: readonly string[], ranges: readonly IdRange[], where: string): unknown[][] {
    const all = reader.all<{ name: string }>('SELECT name FROM pragma_table_info(?)', [this.#entity]);
    const values = all.map(({ name }, index) => `json_extract(before, '$[${index}]') AS ${quoteName(name)}`);
    const statement = reader
      .prepare<unknown[]>(
        `SELECT ${columns.map(quoteName).join(', ')}
         FROM (SELECT ${values.join(', ')} FROM pending_undo WHERE pending_undo.id = ?) WHERE ${where}`,
      )
      .raw(true);
    const rows: unknown[][] = [];
    for (const [rowId, undoId] of [...this.undo].sort(([a], [b]) => a - b)) {
      if (!isInRanges(ranges, rowId)) continue;
      const row = statement.get(undoId);
      if (row) rows.push(row);
    }
    return rows;
  }
}

/**
 * What a running import has written but not published (store: `pending_changes`, `pending_undo`): the replica must
 * show the store without it, because it is taken back without a trace in the change log when the import fails.
 */
export class Unpublished {
  readonly #entities = new Map<string, UnpublishedRows>();
  /** Imported tables made or widened: storage name → columns before as JSON, `null` for a new table. */
  readonly #reshaped = new Map<string, string>();

  static read(reader: Reader): Unpublished {
    const unpublished = new Unpublished();
    const inserted = reader.all<PendingRange>(
      "SELECT entity, first_id, last_id FROM pending_changes WHERE action = 'insert'",
    );
    for (const { entity, first_id, last_id } of inserted) {
      const { hidden } = unpublished.#rowsOf(entity);
      const previous = hidden.at(-1);
      if (previous && first_id === previous.last + 1) previous.last = last_id;
      else hidden.push({ first: first_id, last: last_id });
    }
    // The first record of a row holds what was published; later ones what the import itself had written.
    for (const { id, entity, row_id } of reader.all<UndoKey>(
      'SELECT id, entity, row_id FROM pending_undo ORDER BY id',
    )) {
      if (entity.startsWith(reshapePrefix)) unpublished.#noteShape(reader, entity.slice(reshapePrefix.length), id);
      else if (!unpublished.#rowsOf(entity).undo.has(row_id)) unpublished.#rowsOf(entity).undo.set(row_id, id);
    }
    return unpublished;
  }

  /** Unpublished rows of an entity; null when there are none. */
  of(entity: string): UnpublishedRows | null {
    return this.#entities.get(entity) ?? null;
  }

  /** Imported tables with the columns that are published. */
  tables(reader: Reader): ImportedTable[] {
    return reader
      .all<ImportedTable>('SELECT name, storage_name AS storageName, columns FROM imported_tables ORDER BY id')
      .map((table) => ({ ...table, columns: this.#reshaped.get(table.storageName) ?? table.columns }))
      .filter((table) => table.columns !== 'null');
  }

  #rowsOf(entity: string): UnpublishedRows {
    let rows = this.#entities.get(entity);
    if (!rows) {
      rows = new UnpublishedRows(entity);
      this.#entities.set(entity, rows);
    }
    return rows;
  }

  #noteShape(reader: Reader, storageName: string, undoId: number): void {
    if (this.#reshaped.has(storageName)) return;
    const row = reader.get<{ before: string }>('SELECT before FROM pending_undo WHERE id = ?', [undoId]);
    if (row) this.#reshaped.set(storageName, row.before);
  }
}
