import type { DuckDBConnection } from '@duckdb/node-api';
import type { Change } from '../copy-plan.ts';
import { readState } from '../state-table.ts';
import { eventsSql } from './build.ts';
import { mergeSequence, type NewEvents } from './merge.ts';
import { type Sequence, type SequenceOrigin, sequenceOrigins } from './sequence.ts';

/** More new events than this are not worth a merge. */
const maxAdded = 200_000;

const addedSql = `
SELECT profile_id::DOUBLE, epoch_ms(happened_at)::DOUBLE, name, origin, id::DOUBLE FROM (${eventsSql})
 WHERE CASE origin ${sequenceOrigins.map((_, origin) => `WHEN ${origin} THEN id > $${origin + 1}`).join(' ')} END
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
  const known = old.highestIds;
  const log = changes(old.seq, head.seq);
  // Other records and members of segments leave every history as it is.
  if (!log.some(({ entity }) => isOrigin(entity))) return { ...old, seq: head.seq, fingerprint: head.fingerprint };
  if (!log.every((change) => isNew(change, known))) return null;
  const names = [...old.names];
  const added = await readAdded(connection, known, names);
  if (!added) return null;
  // Counted by the engine's threads while this one merges.
  const counting = connection.runAndReadAll(countSql);
  const merged = mergeSequence(old, added, names, head);
  const [[count] = []] = (await counting).getRows();
  // Should the log not tell everything, the number of events does.
  return merged.events === Number(count) ? merged : null;
}

const isOrigin = (entity: string): entity is SequenceOrigin => (sequenceOrigins as readonly string[]).includes(entity);

function isNew({ entity, action, firstId }: Change, known: readonly number[]): boolean {
  if (!isOrigin(entity)) return true;
  return action === 'insert' && firstId > (known[sequenceOrigins.indexOf(entity)] ?? 0);
}

/** Null when there are too many. New names are put at the end of the list. */
async function readAdded(
  connection: DuckDBConnection,
  known: readonly number[],
  names: Sequence['names'],
): Promise<NewEvents | null> {
  const rows = (
    await connection.runAndReadAll(
      addedSql,
      sequenceOrigins.map((_, origin) => known[origin] ?? 0),
    )
  ).getRows();
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
