import type { z } from 'zod';
import type {
  ConnectorProof,
  connectorGroups,
  DiscoveredStream,
  FailureClass,
  RequestTrace,
  SyncNote,
} from '../../contract/connections.ts';
import type { RejectCode } from '../../contract/imports.ts';
import type { LocalizedText } from '../../contract/language.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';

/** What a source can hand over; anything but text, numbers and truth values is written as JSON, times as ISO 8601. */
export type SourceValue = string | number | bigint | boolean | Date | Uint8Array | object | null | undefined;

/** Where an incremental read goes on from; JSON that only its connector understands. */
export type Cursor = null | string | number | boolean | Cursor[] | { [key: string]: Cursor };

/** What one run of a connector is given. `config` is parsed by the connector's own schema, secrets included. */
export interface ConnectorContext<Config> {
  config: Config;
  /** Ends the work: every wait has to heed it. */
  signal: AbortSignal;
  clock: Clock;
  /** Values of secrets are masked in what is logged. */
  logger: Logger;
  /** A folder for temporary files, emptied afterwards. */
  scratchDir: string;
  /** The product's own data folder, where it is no source: nothing in it may be read. */
  ownFolder?: string;
  /** Keeps a renewed secret (a refresh token that was exchanged); durable when it resolves. */
  keepSecret(name: string, value: string): Promise<void>;
}

export interface WatchContext<Config> extends Pick<ConnectorContext<Config>, 'config' | 'logger' | 'ownFolder'> {
  /** Some of what is there may have come since the last read: it is told of too. */
  tellsPresent: boolean;
}

/** What to read. */
export interface ReadRequest {
  stream: string;
  /** The user's own query, where `capabilities.queries`. */
  query: string | null;
  mode: 'full' | 'incremental';
  cursorField: string | null;
  /** See `StreamInput.lookback`. */
  lookback: number;
  primaryKey: readonly string[];
  /** Of the last checkpoint whose records are in the store; null = from the beginning. Null in mode `full`. */
  cursor: Cursor;
  /** Stop after about so many records (a preview). */
  limit?: number;
  /** About so many records between two checkpoints, where the connector can choose. */
  checkpointRows?: number;
  /** Records may come as `encoded`, from a source that writes CSV itself. */
  takesEncoded?: boolean;
}

/** A record that is no row: `values` as far as it could be told apart, in the order of the columns, surplus ones last. */
export interface UnreadableRecord {
  values: readonly string[];
  code: RejectCode;
  params: Readonly<Record<string, string | number>>;
}

/**
 * What a read hands over, in order. After a `checkpoint` every record before it may be taken as read: a later read with
 * this cursor gives what comes after it. Records may be repeated after an interruption, never left out.
 */
export type ReadMessage =
  | { kind: 'records'; columns: readonly string[]; rows: readonly (readonly SourceValue[])[] }
  /**
   * Whole records as CSV (RFC 4180, UTF-8, lines end in LF, no header), all values as `records` would have them as text.
   * The bytes are there until the next message is asked for.
   */
  | { kind: 'encoded'; columns: readonly string[]; csv: Uint8Array; rows: number }
  /** Records that cannot be rows of the stream; they are kept out, and can be put right and taken later. */
  | { kind: 'unreadable'; columns: readonly string[]; file: string; rows: readonly UnreadableRecord[] }
  | { kind: 'checkpoint'; cursor: Cursor }
  | { kind: 'estimate'; rows: number }
  | { kind: 'note'; note: SyncNote };

export interface ConnectorCapabilities {
  incremental: boolean;
  /** `readKeys` lists the keys that still exist. */
  deletes: boolean;
  /** Column names and types are known before reading. */
  schema: boolean;
  /** `describeQuery` takes streams written by the user. */
  queries: boolean;
}

/** Code for one kind of source. Stateless: everything comes with the context. */
export interface Connector<Schema extends z.ZodObject = z.ZodObject> {
  /** Stable name, lower case: `postgres`, `http`, `shopify`. */
  readonly kind: string;
  readonly group: (typeof connectorGroups)[number];
  readonly label: LocalizedText;
  /** One sentence for the gallery. */
  readonly summary: LocalizedText;
  /** Left out: tried against the real thing. */
  readonly proof?: ConnectorProof;
  /** Every setting marked with `setting()` of `contract/connector-config.ts`. */
  readonly config: Schema;
  readonly capabilities: ConnectorCapabilities;
  /** Only an owner may set it up: it runs programs of the user's choice on this machine. */
  readonly runsPrograms?: boolean;
  /** Reaches the source and signs in, as cheaply as can be. Result: what answered (product and version). */
  check(context: ConnectorContext<z.output<Schema>>): Promise<string | null>;
  /** All streams there are, with fields as far as they are known. Reads no more records than it must. */
  discover(context: ConnectorContext<z.output<Schema>>): Promise<DiscoveredStream[]>;
  /** The shape of a user's query; only with `capabilities.queries`. */
  describeQuery?(
    context: ConnectorContext<z.output<Schema>>,
    stream: { name: string; query: string },
  ): Promise<DiscoveredStream>;
  /**
   * Reads one stream. Backpressure is the consumer's pace. Every batch of `records` has at most a few thousand rows;
   * its columns may differ from batch to batch.
   */
  read(context: ConnectorContext<z.output<Schema>>, request: ReadRequest): AsyncIterable<ReadMessage>;
  /** The keys that exist now, as values of `request.primaryKey`; only with `capabilities.deletes`. */
  readKeys?(
    context: ConnectorContext<z.output<Schema>>,
    request: ReadRequest,
  ): AsyncIterable<readonly (readonly SourceValue[])[]>;
  /**
   * Tells by itself when there is something to read: calls `onChange` then, from time to time once too often. Null: these
   * settings do not want it. @returns what ends it
   */
  watch?(context: WatchContext<z.output<Schema>>, onChange: () => void): (() => void) | null;
  /** Sorts anything thrown by the above into a class, by code before text. */
  classifyFailure(error: unknown): ConnectorFailure;
}

export interface FailureOptions {
  /** What the source said; secrets are masked before it is kept. */
  reason?: string;
  request?: Omit<RequestTrace, 'at'>;
  /** The source asked to wait so long. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** A failure of a source, classified. Thrown by connectors, or made by their `classifyFailure`. */
export class ConnectorFailure extends Error {
  readonly failure: FailureClass;
  readonly reason: string | null;
  readonly request: Omit<RequestTrace, 'at'> | null;
  readonly retryAfterMs: number | null;

  constructor(failure: FailureClass, options: FailureOptions = {}) {
    super(`${failure}: ${options.reason ?? ''}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ConnectorFailure';
    this.failure = failure;
    this.reason = options.reason ?? null;
    this.request = options.request ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Node's own codes for sockets, names and TLS: the same whatever speaks over them. */
export function classifyNetworkError(error: unknown): FailureClass | null {
  for (let cause: unknown = error, depth = 0; cause !== null && cause !== undefined && depth < 5; depth += 1) {
    const code = typeof cause === 'object' && 'code' in cause ? String(cause.code) : '';
    const name = typeof cause === 'object' && 'name' in cause ? String(cause.name) : '';
    if (name === 'AbortError') return 'cancelled';
    if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL)$/.test(code))
      return 'unreachable';
    if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|ALTNAME/.test(code)) return 'tls';
    if (/^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT)$/.test(code) || name === 'TimeoutError')
      return 'timeout';
    if (/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/.test(code)) return 'transient';
    cause = typeof cause === 'object' && 'cause' in cause ? cause.cause : null;
  }
  return null;
}

/** Records with columns of their own as one batch: the union of their columns, in order of appearance. */
export function batchOf(records: readonly Record<string, SourceValue>[]): Extract<ReadMessage, { kind: 'records' }> {
  const index = new Map<string, number>();
  for (const record of records)
    for (const name of Object.keys(record)) if (!index.has(name)) index.set(name, index.size);
  const columns = [...index.keys()];
  return { kind: 'records', columns, rows: records.map((record) => columns.map((name) => record[name])) };
}
