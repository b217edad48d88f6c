import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { DiscoveredStream, FailureClass, SourceField, SourceFieldType } from '../../../contract/connections.ts';
import { setting } from '../../../contract/connector-config.ts';
import { openForeignDatabase, type Reader } from '../../store/index.ts';
import { type ConnectorContext, ConnectorFailure, classifyNetworkError, type SourceValue } from '../connector.ts';
import { sqlConnector } from './connector.ts';
import { cursorCandidates } from './read.ts';
import { type Dialect, quotedTable, type SqlSession } from './session.ts';
import { batchRows } from './settings.ts';

const config = z.object({
  path: setting(z.string().trim().min(1).max(4000), {
    label: { 'zh-CN': '文件路径', en: 'File path' },
    help: {
      'zh-CN': '运行罗盘的电脑上的路径。只读打开，不会修改。',
      en: 'On the machine that runs Luopan. It is opened for reading only.',
    },
    placeholder: '/data/shop.sqlite',
    control: 'file',
  }),
});

/** A SQLite file on this machine. */
export const sqliteConnector = sqlConnector({
  kind: 'sqlite',
  label: { 'zh-CN': 'SQLite 文件', en: 'SQLite file' },
  summary: { 'zh-CN': '读取本机 SQLite 数据库文件里的表或查询。', en: 'Tables or queries of a SQLite database file.' },
  config,
  open,
  classifyFailure,
});

const dialect: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  parameter: () => '?',
  first: (sql, rows) => `${sql} LIMIT ${rows}`,
};

async function open({ config: { path }, signal }: ConnectorContext<z.output<typeof config>>): Promise<SqlSession> {
  if (!existsSync(path)) throw new ConnectorFailure('config', { reason: `${path}: no such file` });
  const reader = openForeignDatabase(path);
  return {
    dialect,
    version: async () => `SQLite ${String(reader.get<{ v: string }>('SELECT sqlite_version() AS v')?.v)}`,
    tables: async () => listTables(reader),
    async describe(select) {
      // A statement that gives no row tells no types: its names come from one row, or from none at all.
      const row = reader.get(`${select} LIMIT 1`);
      if (row !== undefined) return Object.keys(row).map((name) => ({ name, type: 'unknown' }));
      return [];
    },
    async *rows(select, parameters) {
      let columns: string[] | null = null;
      let batch: SourceValue[][] = [];
      try {
        for (const row of reader.prepare<Record<string, SourceValue>>(select).iterate(...parameters)) {
          columns ??= Object.keys(row);
          batch.push(Object.values(row));
          if (batch.length < batchRows) continue;
          yield { columns, rows: batch };
          batch = [];
          signal.throwIfAborted();
        }
      } catch (error) {
        if (signal.aborted || error instanceof ConnectorFailure) throw error;
        const { failure, reason } = classifyFailure(error);
        throw new ConnectorFailure(failure, {
          request: { request: select, response: reason },
          reason: reason ?? '',
          cause: error,
        });
      }
      if (columns !== null && batch.length > 0) yield { columns, rows: batch };
    },
    now: async () => Date.now(),
    async estimate(table) {
      try {
        return reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${quotedTable(dialect, table)}`)?.n ?? null;
      } catch {
        // Reading it says what is wrong, with the statement.
        return null;
      }
    },
    close: async () => reader.close(),
  };
}

function listTables(reader: Reader): DiscoveredStream[] {
  const names = reader.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  );
  return names.flatMap(({ name }) => {
    // A point in a name would read as schema and table.
    if (name.includes('.')) return [];
    const columns = reader.all<{ name: string; type: string; pk: number }>(
      'SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid',
      [name],
    );
    const fields = columns.map(
      (column): SourceField => ({ name: column.name, type: typeOf(column.type, column.name) }),
    );
    const primaryKey = columns
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map((column) => column.name);
    return [
      {
        ...{ name, fields, primaryKey, estimatedRows: null, canDetectDeletes: primaryKey.length > 0 },
        cursorFields: cursorCandidates(
          columns.map(({ name: column, type }) => ({
            name: column,
            type: isTimeLike(type, column) ? 'instant' : typeOf(type, column),
          })),
        ),
      },
    ];
  });
}

/** SQLite holds times as text or numbers: declared names and the columns' own are all there is to go by. */
function isTimeLike(declared: string, name: string): boolean {
  return /date|time/i.test(declared) || /(^|_)(at|on|date|time|day|timestamp)$|[a-z]At$|时间|日期/.test(name);
}

/** By the rules of column affinity; anything may be in a column all the same. */
function typeOf(declared: string, name: string): SourceFieldType {
  if (isTimeLike(declared, name)) return 'unknown';
  if (/INT/i.test(declared)) return 'integer';
  if (/CHAR|CLOB|TEXT/i.test(declared)) return 'text';
  if (/REAL|FLOA|DOUB|DEC|NUMERIC/i.test(declared)) return 'decimal';
  return 'unknown';
}

const byCode: readonly [RegExp, FailureClass][] = [
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'transient'],
  [/^SQLITE_(NOTADB|CORRUPT|TOOBIG|MISMATCH)/, 'data'],
  [/^SQLITE_(CANTOPEN|PERM|AUTH)/, 'permission'],
  [/^SQLITE_READONLY/, 'config'],
  [/^SQLITE_IOERR/, 'transient'],
];

function classifyFailure(error: unknown): ConnectorFailure {
  if (error instanceof ConnectorFailure) return error;
  // The store's door has classified it by its own codes: the driver's error is the cause.
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = inner instanceof Error ? inner.message : String(inner);
  const code = typeof inner === 'object' && inner !== null && 'code' in inner ? String(inner.code) : '';
  const failure =
    classifyNetworkError(error) ??
    byCode.find(([pattern]) => pattern.test(code))?.[1] ??
    (/no such (table|column)/.test(reason) ? 'gone' : code.startsWith('SQLITE') ? 'config' : 'internal');
  return new ConnectorFailure(failure, { reason, cause: error });
}
