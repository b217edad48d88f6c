import type { ReadStatement, StoredValue, WriteStatement } from '../store/index.ts';
import { BulkInsert } from './bulk-insert.ts';
import { IdMarks } from './id-marks.ts';
import { type ImportScope, rejectReplacedRow } from './import-scope.ts';
import type { OrderLine } from './order-lines.ts';

const columns = ['product_id', 'line_type', 'quantity_milli', 'unit_price_micro', 'amount_minor', 'custom'] as const;
/** Sets positions apart from lines' own ids, which may be numbers too. */
const positionMark = '#';
/** Of the first positions, which most lines have: made once. */
const positionKeys = Array.from({ length: 100 }, (_, position) => `${positionMark}${position}`);
const unchangedFlag = 0x80000000;

/** The lines of orders as rows: which are new, which known, which gone. A line without an id goes by its position. */
export class OrderLineRows {
  readonly #scope: ImportScope;
  readonly #insert: BulkInsert;
  readonly #readLines: ReadStatement<StoredValue[]>;
  readonly #update: WriteStatement;
  readonly #remove: WriteStatement;
  /** Row of the file that last gave each line, with a flag when it was unchanged. */
  readonly #rowNumbers = new IdMarks();
  /** Last position given out within each order. */
  readonly #positions = new IdMarks();

  constructor(scope: ImportScope) {
    const { store } = scope;
    this.#scope = scope;
    this.#insert = new BulkInsert(store, {
      table: 'order_items',
      columns: ['id', 'order_id', 'line_key', ...columns],
      ahead: scope.ahead,
    });
    this.#readLines = store
      .prepare<StoredValue[]>(`SELECT id, line_key, ${columns.join(', ')} FROM order_items WHERE order_id = ?`)
      .raw();
    this.#update = store.prepareWrite(
      `UPDATE order_items SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
    );
    this.#remove = store.prepareWrite('DELETE FROM order_items WHERE id = ?');
  }

  /** Lines of an order nobody knew. Result: those that stand, without lines a later one of the same id replaced. */
  insertNew(orderId: number, lines: readonly OrderLine[]): readonly OrderLine[] {
    if (lines.every((line) => line.ownKey === null)) {
      for (const line of lines) this.#insertLine(orderId, this.#nextPosition(orderId), line);
      this.#scope.tally.accepted += lines.length;
      return lines;
    }
    const standing = new Map<string, OrderLine>();
    for (const line of lines) {
      const key = line.ownKey ?? this.#nextPosition(orderId);
      const earlier = line.ownKey === null ? undefined : standing.get(key);
      this.#scope.tally.accepted += 1;
      if (earlier && isSameLine(earlier, line)) {
        this.#scope.tally.unchanged += 1;
        continue;
      }
      if (earlier) rejectReplacedRow(this.#scope, earlier.rowNumber, 'line_id', key);
      standing.set(key, line);
    }
    for (const [key, line] of standing) this.#insertLine(orderId, key, line);
    return [...standing.values()];
  }

  /**
   * Before lines are appended to an order that was known before this import: positions go on after the last.
   *
   * @returns whether the order has lines
   */
  beginAppending(orderId: number): boolean {
    const lines = this.#scope.store.get<{ count: number; position: number | null }>(
      `SELECT count(*) AS count,
              max(CAST(substr(line_key, 2) AS INTEGER)) FILTER (WHERE line_key LIKE '${positionMark}%') AS position
         FROM order_items WHERE order_id = ?`,
      [orderId],
    );
    this.#positions.set(orderId, Math.max(0, Math.min(lines?.position ?? 0, 0x7fffffff)));
    return (lines?.count ?? 0) > 0;
  }

  /**
   * Lines of an order that is in the store. `isChangedAnyway`: its own columns changed, so no row counts as unchanged.
   *
   * @returns whether any line is new or different
   */
  writeKnown(orderId: number, lines: readonly OrderLine[], isChangedAnyway: boolean): boolean {
    this.#insert.flush();
    const stored = new Map(this.#readLines.all(orderId).map((row) => [String(row[1]), row]));
    let hasChanged = false;
    for (const line of lines) {
      const key = line.ownKey ?? this.#nextPosition(orderId);
      const known = stored.get(key);
      if (known) {
        const row: StoredValue[] = [known[0] ?? 0, key, ...valuesOf(line)];
        if (this.#meet(known, row, line, isChangedAnyway)) {
          stored.set(key, row);
          hasChanged = true;
        }
        continue;
      }
      const id = this.#insertLine(orderId, key, line);
      stored.set(key, [id, key, ...valuesOf(line)]);
      this.#scope.tally.accepted += 1;
      hasChanged = true;
    }
    this.#insert.flush();
    return hasChanged;
  }

  /** Deletes lines of an order that no row of the file gave. Result: whether there were any. */
  deleteUnmet(orderId: number): boolean {
    let hasLost = false;
    for (const row of this.#readLines.all(orderId)) {
      const id = row[0] as number;
      if (this.#rowNumbers.get(id) !== 0) continue;
      this.#scope.pending.beforeDelete('order_items', id);
      this.#remove.run(id);
      hasLost = true;
    }
    return hasLost;
  }

  flush(): void {
    this.#insert.flush();
  }

  #nextPosition(orderId: number): string {
    const position = this.#positions.get(orderId) + 1;
    this.#positions.set(orderId, position);
    return positionKeys[position] ?? `${positionMark}${position}`;
  }

  #insertLine(orderId: number, key: string, line: OrderLine): number {
    const id = this.#scope.pending.nextId('order_items');
    const { productId, lineType, quantityMilli, unitPriceMicro, amountMinor, custom } = line;
    this.#insert.add([id, orderId, key, productId, lineType, quantityMilli, unitPriceMicro, amountMinor, custom]);
    if (this.#insert.isFull) this.#insert.flush();
    this.#rowNumbers.set(id, line.rowNumber);
    return id;
  }

  /** A line whose key is known. Result: whether it was changed. */
  #meet(
    known: readonly StoredValue[],
    row: readonly StoredValue[],
    line: OrderLine,
    isChangedAnyway: boolean,
  ): boolean {
    const { tally, mode, pending, quarantine } = this.#scope;
    const id = known[0] as number;
    const mark = this.#rowNumbers.get(id);
    const earlierRow = mark & ~unchangedFlag;
    if (row.every((value, index) => known[index] === value)) {
      tally.accepted += 1;
      if (!isChangedAnyway) tally.unchanged += 1;
      if (earlierRow === 0)
        this.#rowNumbers.set(id, isChangedAnyway ? line.rowNumber : (line.rowNumber | unchangedFlag) >>> 0);
      return false;
    }
    if (mode === 'append') {
      quarantine.add(
        line.rowNumber,
        [{ field: 'line_id', value: line.ownKey, code: 'duplicate-key', params: {} }],
        null,
      );
      tally.rejected += 1;
      return false;
    }
    if (earlierRow !== 0) {
      rejectReplacedRow(this.#scope, earlierRow, 'line_id', String(row[1]));
      if (mark !== earlierRow) tally.unchanged -= 1;
    }
    pending.beforeUpdate('order_items', id);
    this.#update.run(...row.slice(2), id);
    tally.accepted += 1;
    this.#rowNumbers.set(id, line.rowNumber);
    return true;
  }
}

function valuesOf(line: OrderLine): StoredValue[] {
  const { productId, lineType, quantityMilli, unitPriceMicro, amountMinor, custom } = line;
  return [productId, lineType, quantityMilli, unitPriceMicro, amountMinor, custom];
}

function isSameLine(one: OrderLine, other: OrderLine): boolean {
  const values = valuesOf(other);
  return valuesOf(one).every((value, index) => value === values[index]);
}
