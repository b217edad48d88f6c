import type { DiscoveredStream, SourceField } from '../../../contract/connections.ts';
import type { SourceValue } from '../connector.ts';

export interface RowBatch {
  columns: readonly string[];
  rows: readonly (readonly SourceValue[])[];
}

/** There until the next one is asked for. */
export interface EncodedBatch {
  columns: readonly string[];
  csv: Uint8Array;
  count: number;
  /** Of the last row, by column. */
  lastRow(): SourceValue[];
}

/** All columns of the rows of a table or query. */
export interface Selection {
  from: string;
  /** A condition; `write` puts a value into it, as a placeholder or a literal. */
  where?: (write: (value: string | number) => string) => string;
  orderBy?: string;
}

/** How one product writes its SQL. */
export interface Dialect {
  /** An identifier, quoted. */
  quote(name: string): string;
  /** Placeholder of the n-th parameter, from 1. */
  parameter(n: number): string;
  /** The first rows of a SELECT. */
  first(sql: string, rows: number): string;
}

/** One open, read-only conversation with a database; everything read in it is of one instant where the product can. */
export interface SqlSession {
  readonly dialect: Dialect;
  version(): Promise<string>;
  tables(): Promise<DiscoveredStream[]>;
  /** Columns of a SELECT, without running it to its end. */
  describe(select: string): Promise<SourceField[]>;
  /** Rows in order, some thousand at a time. */
  rows(select: string, parameters: readonly (string | number)[]): AsyncIterable<RowBatch>;
  /** The same rows as CSV that the server writes itself, for products that can: faster by far. */
  encoded?(selection: Selection): AsyncIterable<EncodedBatch>;
  /** The user's query as a source whose columns all have names of their own, for products that give some the same. */
  distinct?(source: string): Promise<string>;
  /** The server's clock, UTC ms. */
  now(): Promise<number>;
  /** About how many rows a table has; null = cannot be told cheaply. */
  estimate(table: string): Promise<number | null>;
  close(): Promise<void>;
}

/** The name of a table as a stream (`public.orders`) in its parts. */
export function tableParts(stream: string): string[] {
  return stream.split('.');
}

export function quotedTable(dialect: Dialect, stream: string): string {
  return tableParts(stream).map(dialect.quote).join('.');
}
