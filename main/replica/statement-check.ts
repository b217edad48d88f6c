import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { AppError } from '../../contract/errors.ts';

/** Functions in FROM that make rows out of their arguments alone; every other one reads or does something. */
const harmlessTableFunctions = new Set(['range', 'generate_series', 'unnest', 'repeat', 'json_each', 'json_tree']);
/** Scalar functions with an effect or a view outside the data. */
const refusedFunctions = new Set(['write_log', 'nextval', 'currval', 'setseed', 'getvariable', 'query', 'query_table']);

const remembered = new Set<string>();
const maxRemembered = 500;

/**
 * Lets through exactly one SELECT over the relations. Judged by DuckDB's own parser: the syntax tree must hold a single
 * SELECT without functions that look outside, and the prepared statement must be of type SELECT (a PRAGMA that DuckDB
 * rewrites into a SELECT has no such tree).
 *
 * @throws replica/query-refused
 */
export async function checkStatement(connection: DuckDBConnection, sql: string): Promise<void> {
  if (remembered.has(sql)) return;
  const tree = await syntaxTree(connection, sql);
  if (tree.error) throw refused(tree.error_message ?? 'not a SELECT');
  if (tree.statements?.length !== 1) throw refused('one statement at a time');
  const outside = refusedFunction(tree.statements);
  if (outside !== null) throw refused(outside);
  const extracted = await connection.extractStatements(sql);
  if (extracted.count !== 1) throw refused('one statement at a time');
  const statement = await extracted.prepare(0);
  const { statementType } = statement;
  statement.destroySync();
  if (statementType !== StatementType.SELECT) throw refused('not a SELECT');
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.add(sql);
}

interface SyntaxTree {
  error: boolean;
  error_message?: string;
  statements?: unknown[];
}

async function syntaxTree(connection: DuckDBConnection, sql: string): Promise<SyntaxTree> {
  // The function wants a literal; doubling the quotes is all a DuckDB literal needs.
  const result = await connection.runAndReadAll(`SELECT json_serialize_sql('${sql.replaceAll("'", "''")}')`);
  return JSON.parse(String(result.getRows()[0]?.[0])) as SyntaxTree;
}

/** Name of the first function or table that is not allowed; null when all are. */
function refusedFunction(node: unknown): string | null {
  if (Array.isArray(node)) {
    for (const child of node) {
      const found = refusedFunction(child);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof node !== 'object' || node === null) return null;
  const record = node as Record<string, unknown>;
  if (record.type === 'TABLE_FUNCTION') {
    const name = functionName(record.function);
    if (!harmlessTableFunctions.has(name)) return name;
  }
  // DuckDB's own catalogue as views: settings, paths, extensions.
  if (record.type === 'BASE_TABLE' && /^(duckdb|pragma|sqlite)_/i.test(String(record.table_name))) {
    return String(record.table_name);
  }
  if (typeof record.function_name === 'string' && refusedFunctions.has(record.function_name))
    return record.function_name;
  return refusedFunction(Object.values(record));
}

function functionName(node: unknown): string {
  const name = (node as { function_name?: unknown } | null)?.function_name;
  return typeof name === 'string' ? name : 'in FROM';
}

function refused(reason: string): AppError {
  return new AppError('replica/query-refused', { params: { reason } });
}
