import type { DuckDBConnection } from '@duckdb/node-api';
import type { Change } from '../copy-plan.ts';
import { readState } from '../state-table.ts';
import { eventsSql } from './build.ts';
import { mergeSequence, type NewEvents } from './merge.ts';
import { type Sequence, type SequenceOrigin, sequenceArrays, sequenceOrigins } from './sequence.ts';

/** More new events than this are not worth a merge. */
const maxAdded = 200_000;

const addedSql = `
SELECT profile_id::DOUBLE, epoch_ms(happened_at)::DOUBLE, name, origin, id::DOUBLE FROM (${eventsSql})
 WHERE CASE origin WHEN 0 THEN id > $1 ELSE id > $2 END
 ORDER BY profile_id, happened_at, origin, id LIMIT ${maxAdded + 1}`;
const countSql = `SELECT count(*)::DOUBLE FROM (${eventsSql})`;

/**
 * Takes what is new in the replica into an index; null when there is more than new rows (changed or erased ones, or
 * rows with ids below those known), so that it is to be built anew.
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
  const known = highestIds(old);
  const log = changes(old.seq, head.seq);
  if (!log.every((change) => isNew(change, known))) return null;
  const names = [...old.names];
  const added = await readAdded(connection, known, names);
  const merged = added && mergeSequence(old, added, names, head);
  const [[count] = []] = (await connection.runAndReadAll(countSql)).getRows();
  // Should the log not tell everything, the number of events does.
  return merged?.events === Number(count) ? merged : null;
}

function isNew({ entity, action, firstId }: Change, known: Record<SequenceOrigin, number>): boolean {
  if (entity !== 'events' && entity !== 'orders') return true;
  return action === 'insert' && firstId > known[entity];
}

function highestIds(sequence: Sequence): Record<SequenceOrigin, number> {
  const { names, rowIds } = sequenceArrays(sequence);
  const isOrder = Uint8Array.from(sequence.names, ({ origin }) => (origin === 'orders' ? 1 : 0));
  const highest = { events: 0, orders: 0 };
  for (let i = 0; i < rowIds.length; i += 1) {
    const id = rowIds[i] as number;
    if (isOrder[names[i] as number] === 1) highest.orders = Math.max(highest.orders, id);
    else highest.events = Math.max(highest.events, id);
  }
  return highest;
}

/** Null when there are too many. New names are put at the end of the list. */
async function readAdded(
  connection: DuckDBConnection,
  known: Record<SequenceOrigin, number>,
  names: Sequence['names'],
): Promise<NewEvents | null> {
  const rows = (await connection.runAndReadAll(addedSql, [known.events, known.orders])).getRows();
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
