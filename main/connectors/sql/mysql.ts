import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { DiscoveredStream, FailureClass, SourceField, SourceFieldType } from '../../../contract/connections.ts';
import { type ConnectorContext, ConnectorFailure, classifyNetworkError, type SourceValue } from '../connector.ts';
import { sqlConnector } from './connector.ts';
import { cursorCandidates } from './read.ts';
import { type Dialect, type RowBatch, type SqlSession, tableParts } from './session.ts';
import { batchRows, connectTimeoutMs, serverConfig, tlsOptions } from './settings.ts';

const config = serverConfig(3306);
type Config = z.output<typeof config>;

/** MySQL and MariaDB. Reads inside one read-only snapshot (of tables that know transactions). */
export const mysqlConnector = sqlConnector({
  kind: 'mysql',
  label: { 'zh-CN': 'MySQL / MariaDB', en: 'MySQL / MariaDB' },
  summary: { 'zh-CN': '读取 MySQL 或 MariaDB 的表或查询。', en: 'Tables or queries of MySQL or MariaDB.' },
  config,
  open,
  classifyFailure,
});

const dialect: Dialect = {
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  parameter: () => '?',
  first: (sql, rows) => `${sql} LIMIT ${rows}`,
};

async function open({ config: settings, signal }: ConnectorContext<Config>): Promise<SqlSession> {
  const { default: mysql } = await import('mysql2');
  const tls = tlsOptions(settings);
  const connection = mysql.createConnection({
    ...{ host: settings.host, port: settings.port, database: settings.database, user: settings.user },
    ...(settings.password === undefined ? {} : { password: settings.password }),
    ...(tls === null ? {} : { ssl: { ...tls, verifyIdentity: settings.tls === 'verify' } }),
    ...{ connectTimeout: connectTimeoutMs, charset: 'utf8mb4', timezone: 'Z', multipleStatements: false },
    // Texts as the server writes them: no rounding of decimals, no guess at zones.
    ...{ dateStrings: true, supportBigNumbers: true, bigNumberStrings: true, decimalNumbers: false },
    flags: ['-LOCAL_FILES'],
  });
  // A read whose connection has gone is told by the connection only: it would wait for ever.
  let reading: Readable | null = null;
  connection.on('error', (error: Error) => reading?.destroy(error));
  const stop = () => connection.destroy();
  signal.addEventListener('abort', stop, { once: true });
  const all = (sql: string, parameters: (string | number)[] = []) =>
    new Promise<unknown[][]>((resolve, reject) => {
      connection.query({ sql, rowsAsArray: true }, parameters, (error, rows) =>
        error ? reject(error) : resolve(rows as unknown[][]),
      );
    });
  try {
    await all(`SET time_zone = '+00:00'`);
    await all('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await all('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  } catch (error) {
    connection.destroy();
    signal.throwIfAborted();
    throw error;
  }
  return {
    dialect,
    version: async () => `MySQL ${String((await all('SELECT version()'))[0]?.[0])}`,
    tables: () => listTables(all),
    describe: (select) =>
      new Promise((resolve, reject) => {
        connection.query({ sql: `${select} LIMIT 0`, rowsAsArray: true }, (error, _rows, fields) => {
          if (error) reject(error);
          else resolve(fields.map((field) => ({ name: field.name, type: typeOfCode(field) })));
        });
      }),
    async *rows(select, parameters) {
      const query = connection.query({ sql: select, rowsAsArray: true }, [...parameters]);
      let fields: FieldInfo[] = [];
      query.on('fields', (found: unknown) => {
        fields = found as FieldInfo[];
      });
      const stream = query.stream({ highWaterMark: batchRows });
      reading = stream;
      try {
        yield* batches(stream, () => fields);
      } catch (error) {
        signal.throwIfAborted();
        const { failure, reason } = classifyFailure(error);
        throw new ConnectorFailure(failure, {
          reason: reason ?? '',
          request: { request: select, response: reason },
          cause: error,
        });
      }
    },
    now: async () => Number((await all('SELECT unix_timestamp(now(3)) * 1000'))[0]?.[0]),
    async estimate(table) {
      const found = await all(
        'SELECT table_rows FROM information_schema.tables WHERE table_schema = database() AND table_name = ?',
        [tableParts(table).at(-1) ?? table],
      );
      const rows = found[0]?.[0];
      return rows === null || rows === undefined ? null : Number(rows);
    },
    async close() {
      signal.removeEventListener('abort', stop);
      connection.destroy();
    },
  };
}

interface FieldInfo {
  name: string;
  columnType?: number | undefined;
  type?: number | undefined;
  columnLength?: number | undefined;
  length?: number | undefined;
}

async function* batches(stream: Readable, fields: () => FieldInfo[]): AsyncGenerator<RowBatch> {
  let rows: SourceValue[][] = [];
  let columns: string[] | null = null;
  let timestamps: number[] = [];
  let times: number[] = [];
  for await (const row of stream as AsyncIterable<SourceValue[]>) {
    if (columns === null) {
      columns = fields().map(({ name }) => name);
      const codes = fields().map((field) => field.columnType ?? field.type);
      timestamps = codes.flatMap((code, index) => (code === 7 ? [index] : []));
      times = codes.flatMap((code, index) => (code === 12 ? [index] : []));
    }
    for (const index of timestamps) row[index] = timeText(row[index], 'Z');
    for (const index of times) row[index] = timeText(row[index], '');
    rows.push(row);
    if (rows.length >= batchRows) {
      yield { columns, rows };
      rows = [];
    }
  }
  if (columns !== null && rows.length > 0) yield { columns, rows };
}

/** `0000-00-00 00:00:00` is MySQL's way of saying that there is no time. */
function timeText(value: SourceValue, zone: string): SourceValue {
  if (typeof value !== 'string') return value;
  return value.startsWith('0000-00-00') ? null : `${value.replace(' ', 'T')}${zone}`;
}

function typeOfCode(field: FieldInfo): SourceFieldType {
  const code = field.columnType ?? field.type ?? 253;
  if (code === 1 && (field.columnLength ?? field.length) === 1) return 'boolean';
  if ([1, 2, 3, 8, 9, 13].includes(code)) return 'integer';
  if ([0, 4, 5, 246].includes(code)) return 'decimal';
  if (code === 10 || code === 14) return 'date';
  if (code === 7 || code === 12) return 'instant';
  return code === 245 ? 'unknown' : 'text';
}

function typeOfName(dataType: string, columnType: string): SourceFieldType {
  if (columnType === 'tinyint(1)') return 'boolean';
  if (/int$|^year$/.test(dataType)) return 'integer';
  if (/^(decimal|float|double)$/.test(dataType)) return 'decimal';
  if (dataType === 'date') return 'date';
  if (/^(datetime|timestamp)$/.test(dataType)) return 'instant';
  return dataType === 'json' ? 'unknown' : 'text';
}

async function listTables(all: (sql: string) => Promise<unknown[][]>): Promise<DiscoveredStream[]> {
  const rows = await all(`
    SELECT c.table_name, c.column_name, c.data_type, c.column_type, c.column_key, t.table_rows
      FROM information_schema.columns c
      JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema = database() ORDER BY c.table_name, c.ordinal_position`);
  const streams = new Map<string, { fields: SourceField[]; key: string[]; rows: number | null }>();
  for (const [table, column, dataType, columnType, columnKey, count] of rows) {
    const name = String(table);
    if (name.includes('.')) continue;
    const stream = streams.get(name) ?? { fields: [], key: [], rows: count === null ? null : Number(count) };
    streams.set(name, stream);
    stream.fields.push({ name: String(column), type: typeOfName(String(dataType), String(columnType)) });
    if (columnKey === 'PRI') stream.key.push(String(column));
  }
  return [...streams].map(([name, { fields, key, rows: estimatedRows }]) => ({
    ...{ name, fields, primaryKey: key, estimatedRows, canDetectDeletes: key.length > 0 },
    cursorFields: cursorCandidates(fields),
  }));
}

const byCode: readonly [RegExp, FailureClass][] = [
  [
    /^(ER_ACCESS_DENIED_ERROR|ER_ACCESS_DENIED_NO_PASSWORD_ERROR|ER_NOT_SUPPORTED_AUTH_MODE|AUTH_SWITCH_PLUGIN_ERROR)$/,
    'auth',
  ],
  [/^ER_(DBACCESS|TABLEACCESS|COLUMNACCESS|SPECIFIC_ACCESS)_DENIED_ERROR$/, 'permission'],
  [/^ER_BAD_DB_ERROR$/, 'config'],
  [/^ER_(NO_SUCH_TABLE|BAD_FIELD_ERROR|BAD_TABLE_ERROR)$/, 'gone'],
  [/^HANDSHAKE_(NO_SSL_SUPPORT|SSL_ERROR)$/, 'tls'],
  [/^(PROTOCOL_|ER_CON_COUNT|ER_LOCK_|ER_SERVER_SHUTDOWN|ER_TOO_MANY_USER_CONNECTIONS)/, 'transient'],
  [/^ER_QUERY_(INTERRUPTED|TIMEOUT)|ER_STATEMENT_TIMEOUT$/, 'timeout'],
  [/^ER_/, 'config'],
];

function classifyFailure(error: unknown): ConnectorFailure {
  if (error instanceof ConnectorFailure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const failure =
    classifyNetworkError(error) ??
    byCode.find(([pattern]) => pattern.test(code))?.[1] ??
    (/closed state|Connection lost/i.test(reason) ? 'transient' : 'internal');
  return new ConnectorFailure(failure, { reason, cause: error });
}
