import type { Worksheet } from 'exceljs';
import type { IndependentBooks } from '../../fixtures/known-answers/independent.ts';

/** Figures of one row and column head: revenue, orders, customers, average order value; null where there are none. */
export type Figures = (number | null)[];

const weekdays = 'Mon Tue Wed Thu Fri Sat Sun'.split(' ');
const keyOf = (words: readonly string[], head: string) => JSON.stringify([words, head]);

/**
 * Every figure of the pivot country / weekday / anonymous by quarter, at every level down and across, from the
 * published file by SQL alone. Keys are the words of the table.
 */
export async function pivotBySql(books: IndependentBooks): Promise<Map<string, Figures>> {
  const figures = new Map<string, Figures>();
  for (const depth of [0, 1, 2, 3]) {
    for (const isAcross of [true, false]) await addLevel(figures, books, depth, isAcross);
  }
  return figures;
}

async function addLevel(
  figures: Map<string, Figures>,
  books: IndependentBooks,
  depth: number,
  isAcross: boolean,
): Promise<void> {
  const rows = ['country', 'isodow(booked_at)', 'customer IS NULL'].slice(0, depth);
  const columns = isAcross ? ['year(booked_at) * 10 + quarter(booked_at)'] : [];
  const keys = [...rows, ...columns].map((sql, index) => `${sql} AS k${index}`);
  const group = keys.length > 0 ? `GROUP BY ${keys.map((_, index) => index + 1).join(', ')}` : '';
  const found = await books.rows(`
    SELECT ${[...keys, ''].join(', ')}
      sum(net) FILTER (kind IN ('order', 'return')) AS revenue,
      count(*) FILTER (kind = 'order') AS orders,
      count(DISTINCT customer) FILTER (kind = 'order') AS customers,
      sum(net) FILTER (kind = 'order') AS order_net
    FROM documents ${group}`);
  const wordOf = [
    String,
    (value: unknown) => weekdays[Number(value) - 1] ?? '',
    (value: unknown) => (value === true ? 'Yes' : 'No'),
  ];
  for (const row of found) {
    const words = rows.map((_, index) => wordOf[index]?.(row[`k${index}`]) ?? '');
    const quarter = Number(row[`k${rows.length}`]);
    const head = isAcross ? `Q${quarter % 10} ${Math.floor(quarter / 10)}` : 'Total';
    const orders = Number(row.orders);
    const revenue = row.revenue === null ? null : Number(row.revenue) / 100;
    const average = orders === 0 ? null : Number(row.order_net) / 100 / orders;
    figures.set(keyOf(words, head), [revenue, orders, Number(row.customers), average]);
  }
}

/** One figure of the workbook, with the one that the books have for it. */
export interface ComparedCell {
  /** Words of the row, from the outermost level. */
  words: readonly string[];
  head: string;
  measure: string;
  value: number | null;
  expected: number | null;
  isRed: boolean;
}

/** Reads a workbook's pivot cell by cell and lays every figure beside that of the books. */
export function comparedCells(sheet: Worksheet, books: ReadonlyMap<string, Figures>): ComparedCell[] {
  const cells: ComparedCell[] = [];
  const path: string[] = [];
  for (let at = 3; at <= sheet.rowCount; at += 1) {
    const row = sheet.getRow(at);
    const label = String(row.getCell(1).value);
    path.splice(row.getCell(1).alignment?.indent ?? 0, path.length, label);
    const words = label === 'Total' && at === sheet.rowCount ? [] : [...path];
    for (let column = 2; column <= sheet.columnCount; column += 1) {
      const cell = row.getCell(column);
      const head = String(sheet.getCell(1, column - ((column - 2) % 4)).value);
      cells.push({
        ...{ words, head, measure: String(sheet.getCell(2, column).value) },
        value: cell.value === null ? null : Number(cell.value),
        expected: books.get(keyOf(words, head))?.[(column - 2) % 4] ?? null,
        isRed: cell.fill?.type === 'pattern' && /^FFEEC/.test(cell.fill.fgColor?.argb ?? ''),
      });
    }
  }
  return cells;
}
