import type { DuckDBConnection } from '@duckdb/node-api';
import { idCodes } from '../../ports/id-codes.ts';
import { type Change, inRangesSql, planCopy } from '../copy-plan.ts';
import { type QueryParameter, streamSelect } from '../query.ts';
import { readState } from '../state-table.ts';
import type { IdLabels } from './select-ids.ts';

/** What rows can have codes: those of histories, their people, and the products of lines. */
export type CodedRelation = 'events' | 'orders' | 'profiles' | 'products';

/**
 * A text of every row of a relation (events unless said), in SQL, with values for its `?`. It must follow from columns
 * that are stored with the row: what is derived can change without a word in the log.
 */
export interface EventText {
  sql: string;
  parameters: readonly QueryParameter[];
  relation?: CodedRelation;
}

/** Codes of one text by id of the row, with the state of the data that they are of. */
export interface EventCodes extends IdLabels {
  seq: number;
  fingerprint: string;
  relation?: CodedRelation;
}

/** More different texts than this (numbers of orders, sessions) are not worth a table of them. */
export const maxLabels = 100_000;
/** More rows than this are not read again one by one. */
const maxReread = 500_000;
/** Newest rows in which the texts are looked for that DuckDB then numbers itself. */
const sampled = 100_000;

const mostIdsPerRow = 4;

/**
 * Numbers the texts of all rows; null when there are too many different ones.
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
    await connection.runAndReadAll(
      `SELECT coalesce(max(id), 0)::DOUBLE, count(*)::DOUBLE FROM main.${relationOf(text)}`,
    )
  ).getRows();
  const highest = Number(last);
  // Where most ids are of rows long replaced, a table by id would mostly be empty.
  if (highest > mostIdsPerRow * Number(rows) + maxLabels) return null;
  const labels = ['', ...(await sampledLabels(connection, text, highest))];
  // Texts that hardly come twice: there would be no end of them. A product's come as often as its lines.
  const mostSampled = Math.max(1_000, Math.min(sampled, Number(rows)) / 2);
  if (labels.length > maxLabels || (relationOf(text) !== 'products' && labels.length > mostSampled)) return null;
  const codes = new Uint32Array(highest + 1);
  const put = (id: number, code: number): void => {
    codes[id] = code;
  };
  const isDone = await readCodes(connection, text, { labels, knows: labels.length, where: 'true', signal }, put);
  if (!isDone) return null;
  const { seq, fingerprint } = head;
  return { seq, fingerprint, relation: relationOf(text), labels, ...packed(codes, labels.length) };
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
  const relation = relationOf(text);
  const log = changes(old.seq, head.seq).filter(({ entity }) => entity === relation);
  const { seq, fingerprint } = head;
  const plan = planCopy(log).get(relation);
  if (!plan) return { ...old, seq, fingerprint };
  const { ranges } = plan;
  if (plan.isWhole || ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0) > maxReread) return null;
  const labels = [...old.labels];
  const where = inRangesSql('id', ranges);
  const changed = new Map<number, number>();
  const put = (id: number, code: number): void => void changed.set(id, code);
  if (!(await readCodes(connection, text, { labels, knows: 1, where, signal }, put))) return null;
  // In as few bytes as they took: most questions of a day with events coming in pass here.
  const width = Math.max(old.width, widthOf(labels.length)) as IdLabels['width'];
  const known = idCodes(old);
  const length = Math.max(known.length, ...ranges.map(({ last }) => last + 1));
  const codes = { codes: new SharedArrayBuffer(length * width), width };
  const array = idCodes(codes);
  array.set(known);
  for (const { first, last } of ranges) array.fill(0, first, last + 1);
  for (const [id, code] of changed) array[id] = code;
  // What nobody has any more must not stay behind as a text.
  if (log.some(({ action }) => action !== 'insert')) forgetUnused(labels, array);
  return { seq, fingerprint, relation, labels, ...codes };
}

/** Texts of the newest rows, without the empty one; more than `maxLabels` of them are cut. */
async function sampledLabels(connection: DuckDBConnection, text: EventText, highest: number): Promise<string[]> {
  const result = await streamSelect(
    connection,
    `SELECT DISTINCT value FROM (SELECT nullif(${text.sql}, '') AS value FROM main.${relationOf(text)} WHERE id > ${highest - sampled})
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
 * Tells the code of every row with a text; texts not known yet are put at the end of `labels`. The first `knows`
 * labels are numbered by DuckDB, so that no text has to leave it.
 *
 * @returns false when there are too many different texts
 */
async function readCodes(
  connection: DuckDBConnection,
  text: EventText,
  { labels, knows, where, signal }: { labels: string[]; knows: number; where: string; signal: AbortSignal },
  put: (id: number, code: number) => void,
): Promise<boolean> {
  const valued = `SELECT id, nullif(${text.sql}, '') AS value FROM main.${relationOf(text)} WHERE ${where}`;
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
      put(id, code);
    }
  }
}

function forgetUnused(labels: string[], codes: ReturnType<typeof idCodes>): void {
  const isUsed = new Uint8Array(labels.length);
  for (const code of codes) isUsed[code] = 1;
  labels.forEach((_, code) => {
    if (isUsed[code] === 0) labels[code] = '';
  });
}

/** In as few bytes as so many labels need. */
function packed(codes: Uint32Array, labelCount: number): Pick<IdLabels, 'codes' | 'width'> {
  const width = widthOf(labelCount);
  const buffer = new SharedArrayBuffer(codes.length * width);
  idCodes({ codes: buffer, width }).set(codes);
  return { codes: buffer, width };
}

const widthOf = (labelCount: number): IdLabels['width'] => (labelCount <= 0x100 ? 1 : labelCount <= 0x10000 ? 2 : 4);
const relationOf = ({ relation = 'events' }: { relation?: CodedRelation }): CodedRelation => relation;
