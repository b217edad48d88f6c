import type { DuckDBConnection } from '@duckdb/node-api';
import type { Change } from '../copy-plan.ts';
import { readState } from '../state-table.ts';
import { eventsSql } from './build.ts';
import { mergeSequence, type NewEvents } from './merge.ts';
import { type Sequence, type SequenceOrigin, sequenceArrays, sequenceOrigins } from './sequence.ts';

/** More new or changed events than this are not worth a merge. */
const maxAdded = 200_000;

const countSql = `SELECT count(*)::DOUBLE FROM (${eventsSql})`;

/**
 * Takes what has changed in the replica into an index: new rows, and rows that were changed, erased or moved to another
 * person. Null when there is too much of it, so that it is to be built anew.
 *
 * @param connection inside a transaction, so that everything is of one watermark
 * @param changes the store's log after one watermark up to another
 */
export async function advanceSequence(
  connection: DuckDBConnection,
  old: Sequence,
  changes: (after: number, upTo: number) => Change[],
): Promise<Sequence | null> {
  const head = (await readState(connection))?.head;
  if (!head || head.seq < old.seq) return null;
  const known = old.highestIds;
  const log = changes(old.seq, head.seq);
  // Other records and members of segments leave every history as it is.
  if (!log.some(({ entity }) => isOrigin(entity))) return { ...old, seq: head.seq, fingerprint: head.fingerprint };
  const touched = touchedRows(log, known);
  if (!touched) return null;
  const names = [...old.names];
  const added = await readAdded(connection, { known, touched }, names);
  if (!added) return null;
  // Counted by the engine's threads while this one merges.
  const counting = connection.runAndReadAll(countSql);
  const gone = touched.some(({ size }) => size > 0) ? positionsOf(old, touched) : null;
  const merged = mergeSequence(old, added, { names, head, gone });
  const [[count] = []] = (await counting).getRows();
  // Should the log not tell everything, the number of events does.
  return merged && merged.events === Number(count) ? merged : null;
}

const isOrigin = (entity: string): entity is SequenceOrigin => (sequenceOrigins as readonly string[]).includes(entity);

/** Whether rows that histories are made of are no more. */
export const erasesHistory = ({ entity, action }: Change): boolean =>
  isOrigin(entity) && (action === 'delete' || action === 'reset');

/** By origin the ids, of those known, whose rows are not what they were; null when there are too many of them. */
function touchedRows(log: readonly Change[], known: readonly number[]): Set<number>[] | null {
  const touched = sequenceOrigins.map(() => new Set<number>());
  let room = maxAdded;
  for (const { entity, action, firstId, lastId } of log) {
    if (!isOrigin(entity)) continue;
    if (action === 'reset') return null;
    const origin = sequenceOrigins.indexOf(entity);
    const last = Math.min(lastId, known[origin] ?? 0);
    room -= Math.max(0, last - firstId + 1);
    if (room < 0) return null;
    for (let id = firstId; id <= last; id += 1) touched[origin]?.add(id);
  }
  return touched;
}

function highest(ids: Iterable<number>): number {
  let most = 0;
  for (const id of ids) most = Math.max(most, id);
  return most;
}

/** Where the events of these rows, by origin, are in the index, ascending. */
export function positionsOf(old: Sequence, touched: readonly Set<number>[]): Uint32Array {
  const { names, rowIds } = sequenceArrays(old);
  const bits = touched.map((ids) => {
    const words = new Uint32Array((highest(ids) >>> 5) + 1);
    for (const id of ids) words[id >>> 5] = (words[id >>> 5] as number) | (1 << (id & 31));
    return words;
  });
  const byName = old.names.map(({ origin }) => bits[sequenceOrigins.indexOf(origin)] as Uint32Array);
  const found: number[] = [];
  for (let i = 0; i < old.events; i += 1) {
    const id = rowIds[i] as number;
    const words = byName[names[i] as number] as Uint32Array;
    if (id >>> 5 < words.length && (((words[id >>> 5] as number) >>> (id & 31)) & 1) === 1) found.push(i);
  }
  return Uint32Array.from(found);
}

/** Null when there are too many. New names are put at the end of the list. */
async function readAdded(
  connection: DuckDBConnection,
  { known, touched }: { known: readonly number[]; touched: readonly Set<number>[] },
  names: Sequence['names'],
): Promise<NewEvents | null> {
  const isNew = sequenceOrigins.map((_, origin) => `WHEN ${origin} THEN id > ${known[origin] ?? 0}`).join(' ');
  const parts = [`SELECT * FROM (${eventsSql}) WHERE CASE origin ${isNew} END`];
  const lists: string[] = [];
  touched.forEach((ids, origin) => {
    if (ids.size === 0) return;
    lists.push(JSON.stringify([...ids]));
    parts.push(`SELECT * FROM (${eventsSql}) WHERE origin = ${origin}
                   AND id IN (SELECT unnest(from_json($${lists.length}::VARCHAR, '["UINTEGER"]')))`);
  });
  const sql = `SELECT profile_id::DOUBLE, epoch_ms(happened_at)::DOUBLE, name, origin, id::DOUBLE
                 FROM (${parts.join(' UNION ALL ')})
                ORDER BY profile_id, happened_at, origin, id LIMIT ${maxAdded + 1}`;
  const rows = (await connection.runAndReadAll(sql, lists)).getRows();
  if (rows.length > maxAdded) return null;
  const numbers = new Map(names.map(({ name, origin }, number) => [`${origin} ${name}`, number]));
  const added: NewEvents = { profileIds: [], times: [], names: [], rowIds: [] };
  for (const [profile, time, text, originNumber, id] of rows) {
    const origin = sequenceOrigins[Number(originNumber)] ?? 'events';
    const name = String(text);
    let number = numbers.get(`${origin} ${name}`);
    if (number === undefined) {
      number = names.length;
      numbers.set(`${origin} ${name}`, number);
      names.push({ name, origin });
    }
    added.profileIds.push(Number(profile));
    added.times.push(Number(time));
    added.names.push(number);
    added.rowIds.push(Number(id));
  }
  return added;
}
