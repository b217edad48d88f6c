import type { Client } from 'pg';
import type { z } from 'zod';
import type { DiscoveredStream, FailureClass, SourceField, SourceFieldType } from '../../../contract/connections.ts';
import { unlessEnded } from '../../ports/unless-ended.ts';
import { type ConnectorContext, ConnectorFailure, classifyNetworkError, type SourceValue } from '../connector.ts';
import { sqlConnector } from './connector.ts';
import { copyOut, csvFields, finiteCells } from './postgres-copy.ts';
import { cursorCandidates } from './read.ts';
import { type Dialect, type RowBatch, type SqlSession, tableParts } from './session.ts';
import { batchRows, connectTimeoutMs, serverConfig, tlsOptions } from './settings.ts';

const config = serverConfig(5432);
type Config = z.output<typeof config>;

/** PostgreSQL, and whatever speaks its protocol. Reads inside one read-only snapshot. */
export const postgresConnector = sqlConnector({
  kind: 'postgres',
  label: { 'zh-CN': 'PostgreSQL', en: 'PostgreSQL' },
  summary: {
    'zh-CN': '读取 PostgreSQL 及兼容数据库的表或查询。',
    en: 'Tables or queries of PostgreSQL and what is compatible with it.',
  },
  config,
  open,
  classifyFailure,
});

const dialect: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  parameter: (n) => `$${n}`,
  first: (sql, rows) => `${sql} LIMIT ${rows}`,
};

/** By OID of pg_type; anything else is text. */
const types: Record<number, SourceFieldType> = {
  ...{ 20: 'integer', 21: 'integer', 23: 'integer', 26: 'integer', 16: 'boolean', 1082: 'date' },
  ...{
    700: 'decimal',
    701: 'decimal',
    1700: 'decimal',
    1114: 'instant',
    1184: 'instant',
    114: 'unknown',
    3802: 'unknown',
  },
};

async function open({ config: settings, signal }: ConnectorContext<Config>): Promise<SqlSession> {
  // Loaded when needed: nobody without such a connection pays for the driver.
  const [{ default: pg }, { default: QueryStream }] = await Promise.all([import('pg'), import('pg-query-stream')]);
  const tls = tlsOptions(settings);
  const client: Client = new pg.Client({
    ...{ host: settings.host, port: settings.port, database: settings.database, user: settings.user },
    ...(settings.password === undefined ? {} : { password: settings.password }),
    ...(tls === null ? { ssl: false } : { ssl: tls }),
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'luopan',
    keepAlive: true,
  });
  // A cursor whose connection has gone waits for ever: whoever reads from one listens for that besides.
  const lost = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('Connection terminated')));
  });
  lost.catch(() => {});
  const stop = () => void client.end().catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    await client.query(`SET TIME ZONE 'UTC'`);
    await client.query('SET DateStyle = ISO, YMD');
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  const all = async (sql: string, parameters: unknown[] = []) =>
    (await client.query({ text: sql, values: parameters, rowMode: 'array' })).rows as unknown[][];

  const fieldsOf = async (select: string) => {
    try {
      return (await client.query(`${select} LIMIT 0`)).fields;
    } catch (error) {
      signal.throwIfAborted();
      throw withRequest(error, select);
    }
  };

  return {
    dialect,
    version: async () => `PostgreSQL ${String((await all('SHOW server_version'))[0]?.[0])}`,
    tables: () => listTables(all),
    async describe(select) {
      return (await fieldsOf(select)).map(({ name, dataTypeID }) => ({ name, type: types[dataTypeID] ?? 'text' }));
    },
    async *rows(select, parameters) {
      const asText = { getTypeParser: () => (value: string) => value };
      const stream = client.query(
        new QueryStream(select, [...parameters], { rowMode: 'array', batchSize: batchRows, types: asText }),
      );
      try {
        yield* batches(stream.cursor as unknown as RowCursor, lost);
      } catch (error) {
        // Ending the connection is how a read is stopped: what the driver says then is not the reason.
        signal.throwIfAborted();
        throw withRequest(error, select);
      }
    },
    async distinct(source) {
      const names = (await fieldsOf(`SELECT * FROM ${source}`)).map(({ name }) => name);
      const own = distinctNames(names);
      return own.every((name, index) => name === names[index])
        ? source
        : `${source} (${own.map(dialect.quote).join(', ')})`;
    },
    async *encoded({ from, where, orderBy }) {
      const fields = await fieldsOf(`SELECT * FROM ${from}`);
      const columns = fields.map(({ name }) => name);
      const condition = where?.((value) => client.escapeLiteral(String(value)));
      const finite = finiteCells(fields.map(({ dataTypeID }) => kindOfFinite(dataTypeID)));
      // Expressions get names of their own: ORDER BY means the columns themselves, and can use their index.
      const values = fields.map(({ name, dataTypeID }, index) => copied(dialect.quote(name), dataTypeID, index));
      const select =
        `SELECT ${values.join(', ')} FROM ${from}` +
        `${condition ? ` WHERE ${condition}` : ''}${orderBy ? ` ORDER BY ${orderBy}` : ''}`;
      try {
        for await (const { csv, rows, lastAt } of copyOut(client, `COPY (${select}) TO STDOUT (FORMAT csv)`, lost)) {
          const lastRow = () => csvFields(finite(csv.subarray(lastAt)).toString('utf8'));
          yield { columns, csv: finite(csv), count: rows, lastRow };
        }
      } catch (error) {
        signal.throwIfAborted();
        throw withRequest(error, select);
      }
    },
    now: async () => Number((await all('SELECT extract(epoch FROM clock_timestamp()) * 1000'))[0]?.[0]),
    async estimate(table) {
      const name = tableParts(table).map(dialect.quote).join('.');
      const found = (await all('SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass($1)', [name]))[0]?.[0];
      return found === undefined || Number(found) < 0 ? null : Number(found);
    },
    async close() {
      signal.removeEventListener('abort', stop);
      await client.end().catch(() => {});
    },
  };
}

interface RowCursor {
  read(rows: number): Promise<(string | null)[][]>;
  _result?: { fields: { name: string; dataTypeID: number }[] };
}

/** Read from the cursor itself, some thousand rows at a time: a stream would hand them over one by one. */
async function* batches(cursor: RowCursor, lost: Promise<never>): AsyncGenerator<RowBatch> {
  const unlessLost = unlessEnded(lost);
  let columns: string[] | null = null;
  let fixes: { index: number; fix: (text: string) => SourceValue }[] = [];
  for (;;) {
    const rows: SourceValue[][] = await unlessLost(cursor.read(batchRows));
    if (rows.length === 0) return;
    if (columns === null) {
      const fields = cursor._result?.fields ?? [];
      columns = fields.map(({ name }) => name);
      fixes = fields.flatMap(({ dataTypeID }, index) => {
        const fix = fixOf(dataTypeID);
        return fix ? [{ index, fix }] : [];
      });
    }
    for (const { index, fix } of fixes) {
      for (const row of rows) {
        const text = row[index];
        if (typeof text === 'string') row[index] = fix(text);
      }
    }
    yield { columns, rows };
  }
}

const isTime = (oid: number) => oid === 1082 || oid === 1114 || oid === 1184;
const isFloat = (oid: number) => oid === 700 || oid === 701;
const isTruth = (oid: number) => oid === 16;

/** What the text protocol writes and no number or time can be; truth values become such. */
function fixOf(oid: number): ((text: string) => SourceValue) | null {
  if (isTruth(oid)) return (text) => text === 't';
  if (isTime(oid)) return (text) => (text.endsWith('infinity') ? null : text);
  if (isFloat(oid) || oid === 1700) return (text) => (/^(NaN|-?Infinity)$/.test(text) ? null : text);
  return null;
}

/** A column as `COPY` is to write it: truth values as such. */
const copied = (column: string, oid: number, index: number): string =>
  isTruth(oid) ? `${column}::text AS luopan_${index}` : column;

/** What of a column's values can be written and be no number or time: the server would take longer to leave it out. */
function kindOfFinite(oid: number): 'time' | 'number' | null {
  if (isTime(oid)) return 'time';
  return isFloat(oid) || oid === 1700 ? 'number' : null;
}

/** Columns of the same name get a number, from 2: `id`, `id_2`. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const given = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let n = 2; given.has(own) || (own !== name && taken.has(own)); n += 1) own = `${name}_${n}`;
    given.add(own);
    return own;
  });
}

async function listTables(all: (sql: string) => Promise<unknown[][]>): Promise<DiscoveredStream[]> {
  const columns = await all(`
    SELECT n.nspname, c.relname, a.attname, a.atttypid::int, coalesce(i.is_key, false), c.reltuples::bigint
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN LATERAL (SELECT true AS is_key FROM pg_index x
                          WHERE x.indrelid = c.oid AND x.indisprimary AND a.attnum = ANY (x.indkey)) i ON true
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND n.nspname NOT LIKE 'pg_toast%' AND NOT c.relispartition
       AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
     ORDER BY 1, 2, a.attnum`);
  const streams = new Map<string, { fields: SourceField[]; key: string[]; rows: number }>();
  for (const [schema, table, column, oid, isKey, rows] of columns) {
    const name = `${schema}.${table}`;
    const stream = streams.get(name) ?? { fields: [], key: [], rows: Number(rows) };
    streams.set(name, stream);
    stream.fields.push({ name: String(column), type: types[Number(oid)] ?? 'text' });
    if (isKey === true) stream.key.push(String(column));
  }
  return [...streams].map(([name, { fields, key, rows }]) => ({
    ...{ name, fields, primaryKey: key, canDetectDeletes: key.length > 0 },
    cursorFields: cursorCandidates(fields),
    estimatedRows: rows < 0 ? null : rows,
  }));
}

const byState: readonly [RegExp, FailureClass][] = [
  [/^28/, 'auth'],
  [/^3D000$/, 'config'],
  [/^42501$/, 'permission'],
  [/^(42P01|42703|3F000)$/, 'gone'],
  [/^57014$/, 'timeout'],
  [/^(53|57P|08|40)/, 'transient'],
  [/^(42|25006|0A)/, 'config'],
  [/^22/, 'data'],
];

function classifyFailure(error: unknown): ConnectorFailure {
  if (error instanceof ConnectorFailure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const network = classifyNetworkError(error);
  const failure =
    network ??
    byState.find(([pattern]) => pattern.test(code))?.[1] ??
    byText.find(([pattern]) => pattern.test(reason))?.[1] ??
    'internal';
  return new ConnectorFailure(failure, { reason, cause: error });
}

/** What the driver says without a code. */
const byText: readonly [RegExp, FailureClass][] = [
  [/does not support SSL/i, 'tls'],
  [/password must be a string|SASL|no password/i, 'auth'],
  [/timeout expired|timed out/i, 'unreachable'],
  [/Connection terminated|Client was closed/i, 'transient'],
];

function withRequest(error: unknown, select: string): ConnectorFailure {
  const { failure, reason, cause } = classifyFailure(error);
  return new ConnectorFailure(failure, {
    ...{ cause, request: { request: select, response: reason } },
    ...(reason === null ? {} : { reason }),
  });
}
