import type { DuckDBConnection } from '@duckdb/node-api';
import { idCodes } from '../../ports/id-codes.ts';
import { type Change, inRangesSql, planCopy } from '../copy-plan.ts';
import { type QueryParameter, streamSelect } from '../query.ts';
import { readState } from '../state-table.ts';
import type { IdLabels } from './select-ids.ts';

/** A text of every row of `events`, in SQL, with values for its `?`. */
export interface EventText {
  sql: string;
  parameters: readonly QueryParameter[];
}

/** Codes of one text by id of the event, with the state of the data that they are of. */
export interface EventCodes extends IdLabels {
  seq: number;
  fingerprint: string;
}

/** More different texts than this (numbers of orders, sessions) are not worth a table of them. */
export const maxLabels = 100_000;
/** More rows than this are not read again one by one. */
const maxReread = 500_000;
/** Newest rows in which the texts are looked for that DuckDB then numbers itself. */
const sampled = 100_000;

const mostIdsPerRow = 4;

/**
 * Numbers the texts of all events; null when there are too many different ones.
 *
 * @param connection inside a transaction, so that everything is of one watermark
 * @param signal checked between chunks
 */
export async function makeEventCodes(
  connection: DuckDBConnection,
  text: EventText,
  signal: AbortSignal,
): Promise<EventCodes | null> {
  const head = (await readState(connection))?.head ?? { seq: 0, fingerprint: '' };
  const [[last, rows] = []] = (
    await connection.runAndReadAll('SELECT coalesce(max(id), 0)::DOUBLE, count(*)::DOUBLE FROM main.events')
  ).getRows();
  const highest = Number(last);
  // Where most ids are of rows long replaced, a table by id would mostly be empty.
  if (highest > mostIdsPerRow * Number(rows) + maxLabels) return null;
  const labels = ['', ...(await sampledLabels(connection, text, highest))];
  // Texts that hardly come twice: there would be no end of them.
  if (labels.length > maxLabels || labels.length > Math.max(1_000, Math.min(sampled, Number(rows)) / 2)) return null;
  const codes = new Uint32Array(highest + 1);
  const isDone = await readCodes(connection, text, { labels, knows: labels.length, where: 'true', signal }, codes);
  if (!isDone) return null;
  return { seq: head.seq, fingerprint: head.fingerprint, labels, ...packed(codes, labels.length) };
}

/**
 * Brings codes up to what the replica holds; null when too much has changed.
 *
 * @param changes the store's log after one watermark up to another
 */
export async function advanceEventCodes(
  connection: DuckDBConnection,
  { text, old, signal }: { text: EventText; old: EventCodes; signal: AbortSignal },
  changes: (after: number, upTo: number) => Change[],
): Promise<EventCodes | null> {
  const head = (await readState(connection))?.head;
  if (!head || head.seq < old.seq) return null;
  const log = changes(old.seq, head.seq).filter(({ entity }) => entity === 'events');
  const { seq, fingerprint } = head;
  const plan = planCopy(log).get('events');
  if (!plan) return { ...old, seq, fingerprint };
  const { ranges } = plan;
  if (plan.isWhole || ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0) > maxReread) return null;
  const known = idCodes(old);
  const codes = new Uint32Array(Math.max(known.length, ...ranges.map(({ last }) => last + 1)));
  codes.set(known);
  for (const { first, last } of ranges) codes.fill(0, first, last + 1);
  const labels = [...old.labels];
  const where = inRangesSql('id', ranges);
  if (!(await readCodes(connection, text, { labels, knows: 1, where, signal }, codes))) return null;
  // What nobody has any more must not stay behind as a text.
  if (log.some(({ action }) => action !== 'insert')) forgetUnused(labels, codes);
  return { seq, fingerprint, labels, ...packed(codes, labels.length) };
}

/** Texts of the newest events, without the empty one; more than `maxLabels` of them are cut. */
async function sampledLabels(connection: DuckDBConnection, text: EventText, highest: number): Promise<string[]> {
  const result = await streamSelect(
    connection,
    `SELECT DISTINCT value FROM (SELECT nullif(${text.sql}, '') AS value FROM main.events WHERE id > ${highest - sampled})
      WHERE value IS NOT NULL`,
    text.parameters,
  );
  const found: string[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return found;
    const values = chunk.getColumnVector(0);
    for (let row = 0; row < chunk.rowCount; row += 1) found.push(String(values.getItem(row)));
  }
}

/**
 * Writes the code of every event with a text; texts not known yet are put at the end of `labels`. The first `knows`
 * labels are numbered by DuckDB, so that no text has to leave it.
 *
 * @returns false when there are too many different texts
 */
async function readCodes(
  connection: DuckDBConnection,
  text: EventText,
  { labels, knows, where, signal }: { labels: string[]; knows: number; where: string; signal: AbortSignal },
  codes: Uint32Array,
): Promise<boolean> {
  const valued = `SELECT id, nullif(${text.sql}, '') AS value FROM main.events WHERE ${where}`;
  const numbered = `
WITH listed AS (SELECT from_json(?::VARCHAR, '["VARCHAR"]') AS list),
     known AS (SELECT unnest(list) AS label, unnest(range(len(list))) AS code FROM listed)
SELECT v.id::UINTEGER, k.code::UINTEGER, CASE WHEN k.code IS NULL THEN v.value END
  FROM (${valued}) v LEFT JOIN known k ON k.label = v.value WHERE v.value IS NOT NULL`;
  const sql =
    knows > 1 ? numbered : `SELECT id::UINTEGER, NULL::UINTEGER, value FROM (${valued}) WHERE value IS NOT NULL`;
  const result = await streamSelect(connection, sql, [
    ...(knows > 1 ? [JSON.stringify(labels.slice(0, knows))] : []),
    ...text.parameters,
  ]);
  const numbers = new Map(labels.map((label, code) => [label, code]));
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return true;
    signal.throwIfAborted();
    const [ids, known, values] = [0, 1, 2].map((index) => chunk.getColumnVector(index));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const id = ids?.getItem(row) as number;
      let code = (known?.getItem(row) as number | null) ?? numbers.get(String(values?.getItem(row)));
      if (code === undefined) {
        const label = String(values?.getItem(row));
        code = labels.length;
        if (code > maxLabels) return false;
        labels.push(label);
        numbers.set(label, code);
      }
      codes[id] = code;
    }
  }
}

function forgetUnused(labels: string[], codes: Uint32Array): void {
  const isUsed = new Uint8Array(labels.length);
  for (const code of codes) isUsed[code] = 1;
  labels.forEach((_, code) => {
    if (isUsed[code] === 0) labels[code] = '';
  });
}

/** In as few bytes as so many labels need. */
function packed(codes: Uint32Array, labelCount: number): Pick<IdLabels, 'codes' | 'width'> {
  const width = labelCount <= 0x100 ? 1 : labelCount <= 0x10000 ? 2 : 4;
  const buffer = new SharedArrayBuffer(codes.length * width);
  idCodes({ codes: buffer, width }).set(codes);
  return { codes: buffer, width };
}
