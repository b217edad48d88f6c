import type { Connection as TediousConnection } from 'tedious';
import type { z } from 'zod';
import type { DiscoveredStream, FailureClass, SourceField, SourceFieldType } from '../../../contract/connections.ts';
import { type ConnectorContext, ConnectorFailure, classifyNetworkError, type SourceValue } from '../connector.ts';
import { sqlConnector } from './connector.ts';
import { cursorCandidates } from './read.ts';
import { type Dialect, type RowBatch, type SqlSession, tableParts } from './session.ts';
import { batchRows, connectTimeoutMs, serverConfig, tlsOptions } from './settings.ts';

const config = serverConfig(1433);
type Config = z.output<typeof config>;

/** Microsoft SQL Server and Azure SQL. Whatever a statement does is rolled back. */
export const sqlServerConnector = sqlConnector({
  kind: 'sqlserver',
  label: { 'zh-CN': 'SQL Server', en: 'SQL Server' },
  summary: {
    'zh-CN': '读取 SQL Server 或 Azure SQL 的表或查询。',
    en: 'Tables or queries of SQL Server or Azure SQL.',
  },
  proof: 'protocol',
  config,
  open,
  classifyFailure,
});

const dialect: Dialect = {
  quote: (name) => `[${name.replaceAll(']', ']]')}]`,
  parameter: (n) => `@p${n}`,
  first: (sql, rows) => sql.replace(/^SELECT /, `SELECT TOP (${rows}) `),
};

/** Milliseconds since 1970. `DATEDIFF_BIG` says it in one, from SQL Server 2016 on; all else here is there since 2012. */
const nowSql = `SELECT CAST(DATEDIFF(day, '19700101', t.now) AS bigint) * 86400000
    + DATEDIFF(ms, CAST(CAST(t.now AS date) AS datetime2), t.now)
  FROM (SELECT SYSUTCDATETIME() AS now) AS t`;

async function open({ config: settings, signal }: ConnectorContext<Config>): Promise<SqlSession> {
  const { Connection, Request, TYPES } = await import('tedious');
  const tls = tlsOptions(settings);
  const connection = new Connection({
    server: settings.host,
    authentication: { type: 'default', options: { userName: settings.user, password: settings.password ?? '' } },
    options: {
      ...{ port: settings.port, database: settings.database, appName: 'luopan', connectTimeout: connectTimeoutMs },
      // Trying again is for whoever planned the run.
      maxRetriesOnTransientErrors: 0,
      ...{ requestTimeout: 0, useUTC: true, readOnlyIntent: true, rowCollectionOnRequestCompletion: false },
      encrypt: tls !== null,
      trustServerCertificate: settings.tls !== 'verify',
      ...(settings.tls === 'verify' && settings.ca ? { cryptoCredentialsDetails: { ca: settings.ca } } : {}),
    },
  });
  const stop = () => connection.close();
  signal.addEventListener('abort', stop, { once: true });
  await connected(connection);
  const request = (sql: string, parameters: readonly (string | number)[], onEnd: (error: Error | null) => void) => {
    const made = new Request(sql, (error) => onEnd(error ?? null));
    for (const [index, value] of parameters.entries()) {
      made.addParameter(`p${index + 1}`, typeof value === 'number' ? TYPES.Float : TYPES.NVarChar, value);
    }
    return made;
  };
  async function* rows(sql: string, parameters: readonly (string | number)[]): AsyncGenerator<RowBatch> {
    const queue: RowBatch[] = [];
    let state: { isOver: boolean; error: Error | null } = { isOver: false, error: null };
    let wake = () => {};
    let columns: string[] = [];
    let batch: SourceValue[][] = [];
    const made = request(sql, parameters, (error) => {
      if (batch.length > 0) queue.push({ columns, rows: batch });
      state = { isOver: true, error };
      wake();
    });
    made.on('columnMetadata', (found) => {
      columns = (Array.isArray(found) ? found : Object.values(found)).map(({ colName }) => colName);
    });
    made.on('row', (cells: Cell[]) => {
      batch.push(cells.map(cellValue));
      if (batch.length < batchRows) return;
      queue.push({ columns, rows: batch });
      batch = [];
      made.pause();
      wake();
    });
    connection.execSql(made);
    for (;;) {
      const next = queue.shift();
      if (next) {
        yield next;
        made.resume();
      } else if (state.isOver) break;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (queue.length > 0 || state.isOver) resolve();
        });
    }
    if (state.error) {
      signal.throwIfAborted();
      const { failure, reason } = classifyFailure(state.error);
      throw new ConnectorFailure(failure, {
        reason: reason ?? '',
        request: { request: sql, response: reason },
        cause: state.error,
      });
    }
  }
  const all = async (sql: string, parameters: readonly (string | number)[] = []) => {
    const found: (readonly SourceValue[])[] = [];
    for await (const batch of rows(sql, parameters)) found.push(...batch.rows);
    return found;
  };
  await new Promise<void>((resolve, reject) => {
    connection.beginTransaction((error) => (error ? reject(error) : resolve()));
  });
  return {
    dialect,
    version: async () =>
      String((await all('SELECT @@VERSION'))[0]?.[0])
        .split('\n')[0]
        ?.trim() ?? 'SQL Server',
    tables: () => listTables(all),
    async describe(select) {
      const found = await all('EXEC sp_describe_first_result_set @tsql = @p1', [select]);
      return found.map((row) => ({ name: String(row[2]), type: typeOf(String(row[5] ?? '')) }));
    },
    rows,
    now: async () => Number((await all(nowSql))[0]?.[0]),
    async estimate(table) {
      const name = tableParts(table).map(dialect.quote).join('.');
      const sql =
        'SELECT sum(row_count) FROM sys.dm_db_partition_stats WHERE object_id = object_id(@p1) AND index_id < 2';
      const rowCount = await all(sql, [name]).catch(() => []);
      const told = rowCount[0]?.[0];
      return told === null || told === undefined ? null : Number(told);
    },
    async close() {
      signal.removeEventListener('abort', stop);
      await new Promise<void>((resolve) => connection.rollbackTransaction(() => resolve())).catch(() => {});
      connection.close();
    },
  };
}

function connected(connection: TediousConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    let told: number | null = null;
    // The driver keeps what the server said, but not its number, which alone tells a missing database from a password.
    connection.on('errorMessage', ({ number }) => {
      told ??= number;
    });
    connection.on('error', reject);
    connection.connect((error) => {
      if (error) reject(told === null ? error : Object.assign(error, { number: told }));
      else resolve();
    });
  });
}

interface Cell {
  value: unknown;
  metadata: { type: { name: string } };
}

/** Times without a zone are given as if in UTC: they are written without one. */
function cellValue({ value, metadata }: Cell): SourceValue {
  if (!(value instanceof Date)) return value as SourceValue;
  const text = value.toISOString();
  if (metadata.type.name === 'DateTimeOffset') return text;
  return metadata.type.name === 'Date' ? text.slice(0, 10) : text.slice(0, -1);
}

function typeOf(systemType: string): SourceFieldType {
  const name = systemType.replace(/\(.*/, '').toLowerCase();
  if (/^(tinyint|smallint|int|bigint)$/.test(name)) return 'integer';
  if (/^(decimal|numeric|float|real|money|smallmoney)$/.test(name)) return 'decimal';
  if (name === 'bit') return 'boolean';
  if (name === 'date') return 'date';
  return /^(datetime|datetime2|smalldatetime|datetimeoffset)$/.test(name) ? 'instant' : 'text';
}

async function listTables(all: (sql: string) => Promise<(readonly SourceValue[])[]>): Promise<DiscoveredStream[]> {
  const rows = await all(`
    SELECT s.name, o.name, c.name, t.name, CASE WHEN k.column_id IS NULL THEN 0 ELSE 1 END
      FROM sys.objects o
      JOIN sys.schemas s ON s.schema_id = o.schema_id
      JOIN sys.columns c ON c.object_id = o.object_id
      JOIN sys.types t ON t.user_type_id = c.system_type_id
      LEFT JOIN (SELECT ic.object_id, ic.column_id FROM sys.indexes i
                   JOIN sys.index_columns ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id
                  WHERE i.is_primary_key = 1) k ON k.object_id = o.object_id AND k.column_id = c.column_id
     WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
     ORDER BY s.name, o.name, c.column_id`);
  const streams = new Map<string, { fields: SourceField[]; key: string[] }>();
  for (const [schema, table, column, type, isKey] of rows) {
    const name = `${String(schema)}.${String(table)}`;
    const stream = streams.get(name) ?? { fields: [], key: [] };
    streams.set(name, stream);
    stream.fields.push({ name: String(column), type: typeOf(String(type)) });
    if (isKey === 1) stream.key.push(String(column));
  }
  return [...streams].map(([name, { fields, key }]) => ({
    ...{ name, fields, primaryKey: key, estimatedRows: null, canDetectDeletes: key.length > 0 },
    cursorFields: cursorCandidates(fields),
  }));
}

const byNumber: Record<number, FailureClass> = {
  ...{ 18456: 'auth', 18452: 'auth', 4060: 'config', 229: 'permission', 230: 'permission', 208: 'gone', 207: 'gone' },
  ...{ 1205: 'transient', 40613: 'transient', 40501: 'rate_limit', 10928: 'rate_limit', 102: 'config', 156: 'config' },
};
const byCode: Record<string, FailureClass> = {
  ELOGIN: 'auth',
  ESOCKET: 'unreachable',
  ETIMEOUT: 'timeout',
  ECANCEL: 'cancelled',
  EENCRYPT: 'tls',
  ECONNCLOSED: 'transient',
  // Asked for something when the connection had gone already.
  EINVALIDSTATE: 'transient',
};

function classifyFailure(error: unknown): ConnectorFailure {
  if (error instanceof ConnectorFailure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const number = typeof error === 'object' && error !== null && 'number' in error ? Number(error.number) : 0;
  // The driver wraps what the socket said: its own code only says that there was something.
  const failure = byNumber[number] ?? classifyNetworkError(error) ?? byCode[code] ?? 'internal';
  return new ConnectorFailure(failure, { reason, cause: error });
}
