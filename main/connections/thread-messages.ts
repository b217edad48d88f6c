import type { DiscoveredStream, FailureClass, SourceField, SyncNote } from '../../contract/connections.ts';
import type { FileFormat } from '../connectors/files/index.ts';
import type { Cursor, ReadRequest } from '../connectors/index.ts';
import type { UnreadableRow } from '../hub/index.ts';
import type { LogLevel } from '../ports/logger.ts';

/** What a connector thread is started with. */
export interface ThreadStart {
  kind: string;
  /** As stored, secrets opened; parsed in the thread by the connector's schema. */
  config: Record<string, unknown>;
  /** Values to mask in everything that leaves the thread. */
  secrets: string[];
  scratchDir: string;
  /** The product's own data folder. */
  ownFolder: string;
}

/** How a stream is to be cut into pieces. */
export interface ReadPlan {
  request: ReadRequest;
  /** Columns as they were known, with their types. */
  fields: SourceField[];
  /** Pieces may end at a checkpoint; else the whole read is one piece. */
  splits: boolean;
  /** A piece ends at the next checkpoint after so many rows or bytes. */
  pieceRows: number;
  pieceBytes: number;
}

/** Rows of the first piece of a read, as a share of those of a whole one: importing begins soon. */
export const firstShare = 0.2;

export type ThreadTask =
  | { kind: 'check' }
  | { kind: 'discover' }
  | { kind: 'describe'; name: string; query: string }
  | { kind: 'sample'; request: ReadRequest; rows: number }
  | { kind: 'read'; plan: ReadPlan }
  | { kind: 'keys'; plan: ReadPlan };

export type ThreadRequest =
  | { kind: 'task'; id: number; task: ThreadTask }
  /** The piece was taken over: go on. */
  | { kind: 'taken' }
  | { kind: 'kept'; name: string }
  | { kind: 'stop' };

export interface SentFailure {
  failure: FailureClass;
  reason: string | null;
  request: { request: string; response: string | null } | null;
  retryAfterMs: number | null;
  stack: string | null;
}

/** A piece that lies in a file, ready to be landed. */
export interface Piece {
  path: string;
  columns: string[];
  format: FileFormat;
  /** Of its bytes, worked out while they were written. */
  sha256: string;
  rows: number;
  bytes: number;
  /** Records kept out of it, numbered behind its rows. */
  unreadable: UnreadableRow[];
  /** Cursor after its last record; undefined = none yet. */
  cursor: Cursor | undefined;
  readMs: number;
  landMs: number;
}

export interface SampleResult {
  fields: SourceField[];
  rows: string[][];
  format: FileFormat;
}

export type ThreadMessage =
  | { kind: 'done'; id: number; value: TaskResult }
  | { kind: 'failed'; id: number; failure: SentFailure }
  | { kind: 'piece'; piece: Piece }
  | { kind: 'progress'; rows: number; bytes: number }
  | { kind: 'estimate'; rows: number }
  | { kind: 'note'; note: SyncNote }
  | { kind: 'secret'; name: string; value: string }
  | { kind: 'log'; level: LogLevel; message: string; data: Record<string, unknown> };

export type TaskResult =
  | { kind: 'check'; detail: string | null; tookMs: number }
  | { kind: 'streams'; streams: DiscoveredStream[] }
  | { kind: 'sample'; sample: SampleResult }
  /** `cursor`: of the last checkpoint, where no piece carried it. */
  | { kind: 'read'; rows: number; cursor: Cursor | undefined };
