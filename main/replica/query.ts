import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  SQLNULL,
  VARCHAR,
} from '@duckdb/node-api';
import { AppError } from '../../contract/errors.ts';
import type { ResultColumn } from '../ports/result-column.ts';
import { ColumnPacker } from './result-columns.ts';
import { checkStatement } from './statement-check.ts';
import { appendRows, converterOf, type ResultValue } from './values.ts';

/** Text, numbers, booleans, null; a Date travels as its ISO text. Anything else is refused. */
export type QueryParameter = unknown;

export interface QueryOptions {
  /** Counted from the call, waiting included. Default 60 s. */
  timeoutMs?: number;
  /** Rows handed over at most; default 100,000. What is cut is told in `truncated`. */
  maxRows?: number;
  /** Hands the rows over by columns, which costs no thread in between anything: for large answers. */
  byColumns?: boolean;
}

export interface QueryResult {
  columns: { name: string; type: string }[];
  /** None where they were wanted by columns. */
  rows: ResultValue[][];
  /** Where they were wanted, as many as columns. */
  packed?: ResultColumn[];
  /** Only when rows were left out. */
  truncated?: { shown: number; total: number };
}

const defaultTimeoutMs = 60_000;
const defaultMaxRows = 100_000;

/**
 * The query door: a few connections, each query alone in a read-only transaction. More connections than cores would
 * only hold up Node's thread pool, whose four threads the whole process shares.
 */
export class QueryPool {
  readonly #idle: DuckDBConnection[];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];

  readonly #whenIdle: (() => void)[] = [];
  readonly #size: number;

  constructor(connections: DuckDBConnection[]) {
    this.#idle = connections;
    this.#size = connections.length;
  }

  /**
   * @throws replica/query-refused, replica/query-timeout, replica/query-cancelled; DuckDB's own error otherwise
   */
  async run(
    sql: string,
    parameters: readonly QueryParameter[],
    options: QueryOptions,
    signal: AbortSignal,
  ): Promise<QueryResult> {
    const maxRows = options.maxRows ?? defaultMaxRows;
    return this.select(sql, options, signal, (connection) =>
      options.byColumns
        ? packSelect(connection, sql, parameters, maxRows)
        : runSelect(connection, sql, parameters, maxRows),
    );
  }

  /** Lets `read` run one SELECT that has been checked. */
  async select<T>(
    sql: string,
    options: QueryOptions,
    signal: AbortSignal,
    read: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const timeout = AbortSignal.timeout(timeoutMs);
    const stop = AbortSignal.any([signal, timeout]);
    const stopped = (): AppError => stoppedError(timeout.aborted, timeoutMs);
    const connection = await this.#take(stop, stopped);
    const interrupt = (): void => connection.interrupt();
    stop.addEventListener('abort', interrupt);
    try {
      await checkStatement(connection, sql);
      if (stop.aborted) throw stopped();
      return await readOnly(connection, () => read(connection));
    } catch (error) {
      throw stop.aborted ? stopped() : classifyQueryError(error);
    } finally {
      stop.removeEventListener('abort', interrupt);
      this.#give(connection);
    }
  }

  /** Lends a connection inside a read-only transaction; an abort interrupts what runs on it. */
  async lend<T>(work: (connection: DuckDBConnection) => Promise<T>, signal: AbortSignal): Promise<T> {
    const connection = await this.#take(signal, () => new AppError('replica/query-cancelled'));
    const interrupt = (): void => connection.interrupt();
    signal.addEventListener('abort', interrupt);
    try {
      return await readOnly(connection, () => work(connection));
    } finally {
      signal.removeEventListener('abort', interrupt);
      this.#give(connection);
    }
  }

  #take(stop: AbortSignal, stopped: () => AppError): Promise<DuckDBConnection> {
    if (stop.aborted) return Promise.reject(stopped());
    const connection = this.#idle.pop();
    if (connection) return Promise.resolve(connection);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(accept), 1);
        reject(stopped());
      };
      const accept = (free: DuckDBConnection): void => {
        stop.removeEventListener('abort', onAbort);
        resolve(free);
      };
      stop.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(accept);
    });
  }

  /** Resolves when no query runs or waits any more. */
  async idle(): Promise<void> {
    while (this.#idle.length < this.#size) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  #give(connection: DuckDBConnection): void {
    const next = this.#waiting.shift();
    if (next) next(connection);
    else this.#idle.push(connection);
    if (this.#idle.length === this.#size) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}

async function readOnly<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION READ ONLY');
  try {
    return await work();
  } finally {
    await connection.run('ROLLBACK').catch(() => undefined);
  }
}

async function runSelect(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly QueryParameter[],
  maxRows: number,
): Promise<QueryResult> {
  const result = await streamSelect(connection, sql, parameters);
  const types = result.columnTypes();
  const converters = types.map(converterOf);
  const rows: ResultValue[][] = [];
  let total = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    appendRows(chunk, converters, maxRows - rows.length, rows);
    total += chunk.rowCount;
  }
  const columns = result.columnNames().map((name, index) => ({ name, type: String(types[index]) }));
  return total > rows.length ? { columns, rows, truncated: { shown: rows.length, total } } : { columns, rows };
}

async function packSelect(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly QueryParameter[],
  maxRows: number,
): Promise<QueryResult> {
  const result = await streamSelect(connection, sql, parameters);
  const types = result.columnTypes();
  const packers = types.map((type) => new ColumnPacker(type));
  let [shown, total] = [0, 0];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const count = Math.min(chunk.rowCount, maxRows - shown);
    for (const [index, packer] of packers.entries()) packer.take(chunk, index, count);
    shown += count;
    total += chunk.rowCount;
  }
  const columns = result.columnNames().map((name, index) => ({ name, type: String(types[index]) }));
  const packed = packers.map((packer) => packer.column());
  return { columns, rows: [], packed, ...(total > shown ? { truncated: { shown, total } } : {}) };
}

/** Starts a SELECT with its parameters bound. */
export function streamSelect(connection: DuckDBConnection, sql: string, parameters: readonly QueryParameter[]) {
  const values = parameters.map(toDuckDB);
  return connection.stream(sql, values, values.map(typeOf));
}

/** Whole numbers travel as BIGINT: as DOUBLE they would turn integer comparisons into floating point. */
function toDuckDB(value: QueryParameter): DuckDBValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value.toISOString();
  throw new AppError('replica/query-refused', { params: { reason: `parameter of type ${typeof value}` } });
}

/** Left to itself the binding would send every whole number as HUGEINT. */
function typeOf(value: DuckDBValue): DuckDBType {
  switch (typeof value) {
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? BIGINT : HUGEINT;
    case 'number':
      return DOUBLE;
    case 'boolean':
      return BOOLEAN;
    case 'string':
      return VARCHAR;
    default:
      return SQLNULL;
  }
}

function stoppedError(isTimeout: boolean, timeoutMs: number): AppError {
  if (!isTimeout) return new AppError('replica/query-cancelled');
  return new AppError('replica/query-timeout', { params: { seconds: timeoutMs / 1000 }, isRetryable: true });
}

/** DuckDB names the kind of an error in the first words of its message; there is no code to go by. */
function classifyQueryError(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (/^Permission Error|read-only mode|^TransactionContext Error: Cannot write/.test(message)) {
    return new AppError('replica/query-refused', { params: { reason: firstLine(message) }, cause: error });
  }
  if (
    /^(Parser|Binder|Catalog|Conversion|Invalid Input|Out of Range|Invalid type|Not implemented) Error/i.test(message)
  ) {
    return new AppError('replica/query-failed', { params: { reason: firstLine(message) }, cause: error });
  }
  return error;
}

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? message;
