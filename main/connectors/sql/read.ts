import type { SourceFieldType } from '../../../contract/connections.ts';
import { ConnectorFailure, type Cursor, type ReadMessage, type ReadRequest, type SourceValue } from '../connector.ts';
import { quotedTable, type RowBatch, type Selection, type SqlSession } from './session.ts';

/** Where an incremental read goes on: the largest value of the cursor column seen, as the database writes it. */
interface SqlCursor {
  value: string | number;
}

/** Rows between two checkpoints. */
const checkpointRows = 20_000;
/** A time without a zone may be ahead of UTC by this much and still be now. */
const zonelessMarginMs = 15 * 3_600_000;
/** Clocks that differ by less are not worth a note. */
const skewMs = 5 * 60_000;

/**
 * Reads a table or a query. Incremental reads go by `cursorField`, from the saved value on, inclusive: rows that share
 * it may have been committed since. `lookback` goes further back for rows committed late. The cursor never goes past
 * the server's clock: a row dated in the future would hide everything that comes before it.
 */
export async function* readRows(
  session: SqlSession,
  request: ReadRequest,
  signal: AbortSignal,
): AsyncGenerator<ReadMessage> {
  const from = await sourceOf(session, request);
  if (request.limit !== undefined) {
    const sql = session.dialect.first(`SELECT * FROM ${from}`, request.limit);
    for await (const batch of session.rows(sql, [])) {
      signal.throwIfAborted();
      yield { kind: 'records', ...batch };
    }
    return;
  }
  if (request.mode === 'full') {
    yield* estimated(session, request);
    for await (const { message } of select(session, request, { from })) {
      signal.throwIfAborted();
      yield message;
    }
    return;
  }
  yield* readFromCursor(session, request, from, signal);
}

/** The keys that exist now. */
export async function* readKeys(
  session: SqlSession,
  request: ReadRequest,
  signal: AbortSignal,
): AsyncGenerator<RowBatch['rows']> {
  const columns = request.primaryKey.map(session.dialect.quote).join(', ');
  const from = await sourceOf(session, request);
  for await (const { rows } of session.rows(`SELECT ${columns} FROM ${from}`, [])) {
    signal.throwIfAborted();
    yield rows;
  }
}

interface Selected {
  message: Extract<ReadMessage, { kind: 'records' | 'encoded' }>;
  columns: readonly string[];
  count: number;
  lastRow(): readonly SourceValue[];
}

/** Rows of a selection, in the quickest way that both sides know. */
async function* select(session: SqlSession, request: ReadRequest, selection: Selection): AsyncGenerator<Selected> {
  const { from, where, orderBy } = selection;
  if (request.takesEncoded && session.encoded) {
    for await (const { columns, csv, count, lastRow } of session.encoded(selection)) {
      yield { message: { kind: 'encoded', columns, csv, rows: count }, columns, count, lastRow };
    }
    return;
  }
  const values: (string | number)[] = [];
  const condition = where?.((value) => session.dialect.parameter(values.push(value)));
  const clauses = `${condition ? ` WHERE ${condition}` : ''}${orderBy ? ` ORDER BY ${orderBy}` : ''}`;
  for await (const { columns, rows } of session.rows(`SELECT * FROM ${from}${clauses}`, values)) {
    const lastRow = () => rows.at(-1) ?? [];
    yield { message: { kind: 'records', columns, rows }, columns, count: rows.length, lastRow };
  }
}

/** What stands after FROM for a stream. @throws config when its query is not one statement */
export async function sourceOf(
  session: Pick<SqlSession, 'dialect' | 'distinct'>,
  { stream, query }: Pick<ReadRequest, 'stream' | 'query'>,
): Promise<string> {
  if (query === null) return quotedTable(session.dialect, stream);
  const source = `(${withoutEnd(query)}) AS luopan_query`;
  return session.distinct ? session.distinct(source) : source;
}

/** A query without its closing semicolon. @throws config when there is a second statement */
function withoutEnd(query: string): string {
  const text = query.trim().replace(/;+\s*$/, '');
  const bare = text.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g, '');
  if (bare.includes(';')) throw new ConnectorFailure('config', { reason: 'one SELECT statement' });
  // A comment at the end must not swallow what is written after the query.
  return `${text}\n`;
}

async function* readFromCursor(
  session: SqlSession,
  request: ReadRequest,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<ReadMessage> {
  const field = request.cursorField;
  if (field === null) throw new ConnectorFailure('config', { reason: 'no cursor column' });
  const { dialect } = session;
  const column = dialect.quote(field);
  const startedAt = await session.now();
  let saved = (request.cursor ?? null) as SqlCursor | null;
  if (saved !== null && (await hasGoneBack(session, { column, from }, saved))) {
    yield { kind: 'note', note: { code: 'cursor-went-back', params: { cursor: String(saved.value) } } };
    saved = null;
  }
  if (saved === null) {
    yield* estimated(session, request);
    for await (const { message } of select(session, request, { from, where: () => `${column} IS NULL` })) {
      signal.throwIfAborted();
      yield message;
    }
  }
  const keys = request.primaryKey.filter((name) => name !== field).map((name) => `, ${dialect.quote(name)}`);
  const begin = saved === null ? null : lookBack(saved.value, request.lookback);
  const selection: Selection = {
    from,
    where: (write) => (begin === null ? `${column} IS NOT NULL` : `${column} >= ${write(begin)}`),
    orderBy: `${column}${keys.join('')}`,
  };

  let reached: SqlCursor | null = saved;
  let since = 0;
  let hasTold = false;
  for await (const { message, columns, count, lastRow } of select(session, request, selection)) {
    signal.throwIfAborted();
    yield message;
    const index = columns.indexOf(field);
    if (index < 0) throw new ConnectorFailure('gone', { reason: `column ${field}` });
    const last = lastRow()[index];
    // An infinite time comes as nothing, behind all others: there is no going on from it.
    if (last !== null && last !== undefined && last !== '') {
      const clamped = notAfter(cursorValue(last), startedAt);
      if (clamped.isFarAhead && !hasTold) {
        hasTold = true;
        yield { kind: 'note', note: { code: 'cursor-in-future', params: { cursor: String(last) } } };
      }
      if (!clamped.isClamped) reached = { value: clamped.value };
    }
    since += count;
    if (since >= (request.checkpointRows ?? checkpointRows) && reached !== null) {
      since = 0;
      yield { kind: 'checkpoint', cursor: { ...reached } as Cursor };
    }
  }
  yield { kind: 'checkpoint', cursor: reached === null ? null : ({ ...reached } as Cursor) };
}

/** Whether the source's largest value is smaller than the one saved: it was restored from a backup, or emptied and refilled. */
async function hasGoneBack(
  session: SqlSession,
  { column, from }: { column: string; from: string },
  saved: SqlCursor,
): Promise<boolean> {
  const { dialect } = session;
  const p = dialect.parameter(1);
  const sql = `SELECT CASE WHEN max(${column}) < ${p} THEN 1 ELSE 0 END AS is_back FROM ${from}`;
  for await (const { rows } of session.rows(sql, [saved.value])) {
    const told = rows[0]?.[0];
    return told !== null && told !== undefined && Number(told) === 1;
  }
  return false;
}

async function* estimated(session: SqlSession, { stream, query }: ReadRequest): AsyncGenerator<ReadMessage> {
  const rows = query === null ? await session.estimate(stream) : null;
  if (rows !== null && rows >= 0) yield { kind: 'estimate', rows };
}

function cursorValue(value: SourceValue): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  throw new ConnectorFailure('config', { reason: 'the cursor column holds neither times, numbers nor text' });
}

const timeText = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** A time as the database writes it, in UTC ms (a zoneless one as if in UTC); null = no time. */
export function timeOf(value: string | number): { utcMs: number; hasZone: boolean } | null {
  if (typeof value === 'number') return null;
  const found = timeText.exec(value);
  if (!found) return null;
  const [, day, clock = '00:00:00', zone] = found;
  const offset =
    zone === undefined || zone === 'Z'
      ? 'Z'
      : zone.length === 3
        ? `${zone}:00`
        : zone.replace(/(\d\d)(\d\d)$/, '$1:$2');
  const utcMs = Date.parse(
    `${day}T${clock.length === 5 ? `${clock}:00` : clock.replace(/(\.\d{3})\d+/, '$1')}${offset}`,
  );
  return Number.isNaN(utcMs) ? null : { utcMs, hasZone: zone !== undefined };
}

function notAfter(
  value: string | number,
  now: number,
): { value: string | number; isClamped: boolean; isFarAhead: boolean } {
  const time = timeOf(value);
  const isClamped = time !== null && time.utcMs > now + (time.hasZone ? 0 : zonelessMarginMs);
  return { value, isClamped, isFarAhead: isClamped && time !== null && time.utcMs > now + skewMs };
}

/** The value to read from: seconds before a time, units below a number; other text has no distance. */
export function lookBack(value: string | number, lookback: number): string | number {
  if (lookback === 0) return value;
  if (typeof value === 'number') return value - lookback;
  const time = timeOf(value);
  if (time !== null) {
    return inShapeOf(value, new Date(time.utcMs - lookback * 1000).toISOString());
  }
  if (/^-?\d+$/.test(value)) return String(BigInt(value) - BigInt(Math.floor(lookback)));
  if (/^-?\d+\.\d+$/.test(value)) return String(Number(value) - lookback);
  return value;
}

/** A time written like another one: columns of text compare by their letters. */
function inShapeOf(model: string, iso: string): string {
  if (model.length === 10) return iso.slice(0, 10);
  const fraction = /\.\d+/.test(model) ? iso.slice(19, 23) : '';
  const zone = /(Z|[+-]\d\d(:?\d\d)?)$/.exec(model.slice(10))?.[0] ?? '';
  return `${iso.slice(0, 10)}${model[10]}${iso.slice(11, 19)}${fraction}${zone === '' || zone === 'Z' ? zone : '+00:00'}`;
}

/** Types that an incremental read may go by, and names that say so; the best first. */
export function cursorCandidates(fields: readonly { name: string; type: SourceFieldType }[]): string[] {
  const score = ({ name, type }: { name: string; type: SourceFieldType }): number => {
    const isTime = type === 'instant' || type === 'date';
    if (/^(updated|modified|changed|last_?(update|modif|change)d?)/i.test(name) || /(更新|修改)/.test(name))
      return isTime ? 5 : 3;
    if (isTime && /^(created|inserted|added|occurred|timestamp|ts$)|创建|时间/i.test(name)) return 4;
    if (isTime) return 2;
    return type === 'integer' && /(^id$|_id$|seq|version|rowversion|编号)/i.test(name) ? 1 : 0;
  };
  return fields
    .map((field) => ({ name: field.name, score: score(field) }))
    .filter((field) => field.score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);
}
