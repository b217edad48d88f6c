import type { DuckDBConnection } from '@duckdb/node-api';
import type { Change } from '../copy-plan.ts';
import { readState } from '../state-table.ts';
import { positionsOf } from './advance.ts';
import { mergeSequence, type NewEvents } from './merge.ts';
import { arraysIn, type Sequence, sequenceBytes, sequenceOrigins } from './sequence.ts';

/** What lines of orders lie together by in an index of theirs. */
export const lineOwners = ['line customers', 'line orders', 'line products'] as const;
export type LineOwner = (typeof lineOwners)[number];

/** An index of lines takes a third of the memory of that of people, and without it a table waits for the database. */
export const forgetLinesAfterMs = 1_800_000;

/** More new or changed lines or orders than this are not worth a merge. */
const maxAdded = 200_000;

const inCountedOrder = 'i.is_revenue AND o.is_counted';
const joined = 'main.order_items i JOIN main.orders o ON o.id = i.order_id';
/** The lines that count for each, as the data model says it of the measure; an owner is never null there. */
const listed: Record<LineOwner, { owner: string; from: string; where: string }> = {
  'line customers': { owner: 'i.profile_id', from: joined, where: `${inCountedOrder} AND i.profile_id IS NOT NULL` },
  'line orders': { owner: 'i.order_id', from: joined, where: inCountedOrder },
  'line products': {
    owner: 'i.product_id',
    from: 'main.order_items i',
    where: "i.is_revenue AND i.line_type = 'goods' AND i.quantity_milli > 0 AND i.product_id IS NOT NULL",
  },
};

const linesSql = (of: LineOwner, more: string): string => {
  const { owner, from, where } = listed[of];
  return `SELECT ${owner}::UINTEGER, epoch_ms(i.ordered_at)::DOUBLE, i.line_type, i.order_id::UINTEGER,
                 coalesce(i.product_id, 0)::UINTEGER
            FROM ${from} WHERE ${where} ${more}`;
};
const countSql = (of: LineOwner, what: string): string =>
  `SELECT ${what}::DOUBLE FROM ${listed[of].from} WHERE ${listed[of].where}`;
const listedIds = `(SELECT unnest(from_json($1::VARCHAR, '["UINTEGER"]')))`;
const highestSql = 'SELECT coalesce(max(id), 0)::DOUBLE FROM main.order_items';

/**
 * Reads an index of lines out of the replica: an owner stands where a person does in that of histories, a line's row is
 * its order, its name the type of the line.
 *
 * @param connection inside a transaction, so that everything is of one watermark
 * @param signal checked between chunks
 */
export async function buildLines(connection: DuckDBConnection, signal: AbortSignal, of: LineOwner): Promise<Sequence> {
  const head = (await readState(connection))?.head ?? { seq: 0, fingerprint: '' };
  const [count = 0] = await numbers(connection, countSql(of, 'count(*)'));
  const [owners = 0] = await numbers(connection, countSql(of, `count(DISTINCT ${listed[of].owner})`));
  const [highest = 0] = await numbers(connection, highestSql);
  const types = await connection.runAndReadAll(
    `SELECT DISTINCT i.line_type FROM ${listed[of].from} WHERE ${listed[of].where} ORDER BY 1`,
  );
  const names = types.getRows().map(([name]) => ({ name: String(name), origin: 'orders' as const }));
  const shape = { people: owners, events: count, nameCount: names.length };
  const buffer = new SharedArrayBuffer(sequenceBytes(shape));
  const products = new SharedArrayBuffer(count * 4);
  const arrays = { ...arraysIn(buffer, shape), products: new Uint32Array(products) };
  const numberOf = new Map(names.map(({ name }, number) => [name, number]));
  let [line, owner, before] = [0, -1, -1];
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  await eachLine(connection, { sql: linesSql(of, 'ORDER BY 1'), signal }, (id, time, type, order, product) => {
    if (id !== before) {
      before = id;
      owner += 1;
      arrays.profileIds[owner] = id;
      arrays.offsets[owner] = line;
    }
    arrays.times[line] = time;
    arrays.names[line] = numberOf.get(type) ?? 0;
    arrays.rowIds[line] = order;
    arrays.products[line] = product;
    firstMs = Math.min(firstMs, time);
    lastMs = Math.max(lastMs, time);
    line += 1;
  });
  arrays.offsets[owner + 1] = line;
  const span = line > 0 ? { firstMs, lastMs } : { firstMs: 0, lastMs: 0 };
  const { seq, fingerprint } = head;
  return { seq, fingerprint, ...span, people: owners, events: count, highestIds: [highest], names, buffer, products };
}

/**
 * Takes what has changed in the replica into an index of lines: new lines, and all those of orders that were changed
 * themselves or have a line that was. Null when there is too much of it or lines were erased without their order, so that
 * it is to be built anew.
 *
 * @param connection inside a transaction, so that everything is of one watermark
 * @param changes the store's log after one watermark up to another
 */
export async function advanceLines(
  connection: DuckDBConnection,
  of: LineOwner,
  old: Sequence,
  changes: (after: number, upTo: number) => Change[],
): Promise<Sequence | null> {
  const head = (await readState(connection))?.head;
  if (!head || head.seq < old.seq) return null;
  const { seq, fingerprint } = head;
  const log = changes(old.seq, seq).filter(({ entity }) => entity === 'orders' || entity === 'order_items');
  if (log.every(({ entity, action }) => entity === 'orders' && action === 'insert'))
    return { ...old, seq, fingerprint };
  const touched = await touchedOrders(connection, log, old.highestIds[0] ?? 0);
  if (!touched) return null;
  const names = [...old.names];
  const added = await readAdded(connection, of, { touched, known: old.highestIds[0] ?? 0, names });
  if (added.rowIds.length > maxAdded) return null;
  const byOrigin = sequenceOrigins.map((origin) => (origin === 'orders' ? touched : new Set<number>()));
  const gone = touched.size > 0 ? positionsOf(old, byOrigin) : null;
  const merged = mergeSequence(old, added, { names, head: { seq, fingerprint }, gone });
  const [count] = await numbers(connection, countSql(of, 'count(*)'));
  // Should the log not tell everything, the number of lines does.
  if (merged?.events !== count) return null;
  return merged && { ...merged, highestIds: await numbers(connection, highestSql) };
}

/**
 * Orders whose lines are not what they were; null when there are too many of them. New orders are none: their lines are
 * new too. That of an erased line is not found any more.
 */
async function touchedOrders(
  connection: DuckDBConnection,
  log: readonly Change[],
  known: number,
): Promise<Set<number> | null> {
  const orders = new Set<number>();
  const lines: number[] = [];
  for (const { entity, action, firstId, lastId } of log) {
    if (action === 'reset') return null;
    if (entity === 'orders' && action === 'insert') continue;
    const last = entity === 'orders' ? lastId : Math.min(lastId, known);
    if (orders.size + lines.length + last - firstId > maxAdded) return null;
    for (let id = firstId; id <= last; id += 1) {
      if (entity === 'orders') orders.add(id);
      else lines.push(id);
    }
  }
  if (lines.length === 0) return orders;
  const sql = `SELECT DISTINCT order_id::DOUBLE FROM main.order_items WHERE id IN ${listedIds}`;
  const rows = await connection.runAndReadAll(sql, [JSON.stringify(lines)]);
  for (const [id] of rows.getRows()) orders.add(Number(id));
  return orders;
}

/** New types of lines are put at the end of the list of names. */
async function readAdded(
  connection: DuckDBConnection,
  of: LineOwner,
  { touched, known, names }: { touched: ReadonlySet<number>; known: number; names: Sequence['names'] },
) {
  const numberOf = new Map(names.map(({ name }, number) => [name, number]));
  const added = { profileIds: [], times: [], names: [], rowIds: [], products: [] } as Required<NewEvents>;
  const isAdded = touched.size > 0 ? `(i.id > ${known} OR i.order_id IN ${listedIds})` : `i.id > ${known}`;
  const sql = linesSql(of, `AND ${isAdded} ORDER BY 1 LIMIT ${maxAdded + 1}`);
  const source = { sql, values: touched.size > 0 ? [JSON.stringify([...touched])] : [], signal: null };
  await eachLine(connection, source, (id, time, type, order, product) => {
    let name = numberOf.get(type);
    if (name === undefined) {
      name = names.length;
      numberOf.set(type, name);
      names.push({ name: type, origin: 'orders' });
    }
    added.profileIds.push(id);
    added.times.push(time);
    added.names.push(name);
    added.rowIds.push(order);
    added.products.push(product);
  });
  return added;
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<number[]> {
  return ((await connection.runAndReadAll(sql)).getRows()[0] ?? []).map(Number);
}

async function eachLine(
  connection: DuckDBConnection,
  { sql, values = [], signal }: { sql: string; values?: string[]; signal: AbortSignal | null },
  take: (owner: number, time: number, type: string, order: number, product: number) => void,
): Promise<void> {
  const result = await connection.stream(sql, values);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    signal?.throwIfAborted();
    const [owners, times, types, orders, products] = [0, 1, 2, 3, 4].map((index) => chunk.getColumnVector(index));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      take(
        owners?.getItem(row) as number,
        times?.getItem(row) as number,
        types?.getItem(row) as string,
        orders?.getItem(row) as number,
        products?.getItem(row) as number,
      );
    }
  }
}
