import { AppError, type AppErrorData, type ErrorCode } from '../../contract/errors.ts';
import type { ImportOptions, Mapping, RejectCode } from '../../contract/imports.ts';
import type { WorkspaceInput } from '../../contract/workspace.ts';
import type { FileFormat } from '../connectors/files/index.ts';
import type { LandedFile } from '../landing/index.ts';
import type { LogLevel } from '../ports/logger.ts';
import type { Statement } from '../ports/metadata-store.ts';
import type { AheadLink } from '../store/index.ts';
import type { IngestBatch } from './ingest/item.ts';

/** How a file is to be read, whenever that happens: what was said, and the workspace as it was then. */
export interface ReadingOptions {
  options: ImportOptions;
  context: { timezone: string; currency: string };
  /** Set for a piece of a stream that a sync has landed. */
  piece?: StreamPiece;
}

/** What a sync knows of a file it wrote itself. */
export interface StreamPiece {
  format: FileFormat;
  /** Target fields that tell the rows of an own table apart; empty = they are known by their content. */
  key: string[];
  /** The file lists keys: rows of this source that have none of them go, nothing is added. */
  listsKeys: boolean;
  /** Lines of an order come one by one: those the file does not have stay. */
  hasPartialOrders: boolean;
  /** Records of the source that are no rows, numbered behind those of the file; they are listed as kept out. */
  unreadable?: readonly UnreadableRow[];
}

/** A record that could not be told apart into the values of a row. */
export interface UnreadableRow {
  rowNumber: number;
  /** As read. */
  values: readonly string[];
  code: RejectCode;
  params: Readonly<Record<string, string | number>>;
}

/** An import whose bytes have landed and whose mapping has been checked. */
export interface NewImport {
  id: string;
  entity: string;
  fileName: string;
  file: LandedFile;
  mapping: Mapping;
  options: ReadingOptions;
  format: FileFormat;
  source: { name: string; kind: 'sample' | 'file' | 'api' };
  /** Written in the transaction that queues the import. */
  alongside?: readonly Statement[];
}

/** What the main thread asks of the writer thread. */
export type WriterTask =
  | { kind: 'submit'; import: NewImport }
  | { kind: 'cancel'; importId: string }
  | { kind: 'statements'; statements: readonly Statement[] }
  | { kind: 'ingest'; batch: IngestBatch }
  | { kind: 'workspace'; input: WorkspaceInput }
  | { kind: 'remove-source'; name: string }
  /** Comes before a removal by itself. */
  | { kind: 'cancel-source'; name: string }
  | { kind: 'delete-table'; name: string }
  /** Imports that are over, with what they kept out. */
  | { kind: 'forget-imports'; importIds: readonly string[]; alongside: readonly Statement[] }
  /** Imports that begin from now on tell their rows this way. */
  | { kind: 'tell-ahead'; link: AheadLink }
  /** A large file is about to land. */
  | { kind: 'expect-file' }
  | { kind: 'close' };

export interface WriterRequest {
  requestId: number;
  task: WriterTask;
}

/** An error as it crosses the thread boundary; `code` null = a bug, told by its stack. */
export interface SentError {
  code: ErrorCode | null;
  params: Record<string, string | number>;
  details: AppErrorData['details'];
  isRetryable: boolean;
  stack: string;
}

export type WriterMessage =
  | { kind: 'ready' }
  | { kind: 'failed'; error: SentError }
  | { kind: 'answer'; requestId: number; error: SentError | null }
  /** Data changed: rows are in the change log. */
  | { kind: 'commit' }
  /** An import moved on; `waitsFor`: it cannot, and is tried again by itself. */
  | { kind: 'import'; importId: string; waitsFor?: AppErrorData }
  | { kind: 'log'; level: LogLevel; message: string; data: Record<string, unknown> };

/** How much an import does and keeps at a time. */
export interface ImportLimits {
  /** Rows per transaction at most: other writes wait no longer than that. */
  chunkRows: number;
  /** Keys and identifiers kept in memory per kind, at some 100 bytes each; beyond that the store is asked. */
  rememberedKeys: number;
  /** Files from this size on tell the replica their rows while they are imported. */
  aheadBytes: number;
  /** Files from this size on are read and converted on a thread of their own. */
  readingThreadBytes: number;
}

export const defaultLimits: ImportLimits = {
  chunkRows: 50_000,
  rememberedKeys: 400_000,
  aheadBytes: 1 << 20,
  readingThreadBytes: 1 << 20,
};

export interface WriterStart {
  storePath: string;
  landingFolder: string;
  limits: ImportLimits;
}

/** What holds until the user says otherwise. */
export interface WorkspaceDefaults {
  name: string;
  language: 'zh-CN' | 'en';
  timezone: string;
}

export function sendError(error: unknown): SentError {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (error instanceof AppError) {
    const { code, params, details, isRetryable } = error;
    return { code, params, details, isRetryable, stack };
  }
  return { code: null, params: {}, details: [], isRetryable: false, stack };
}

export function receiveError({ code, params, details, isRetryable, stack }: SentError): Error {
  if (code !== null) return new AppError(code, { params, details, isRetryable, cause: stack });
  const error = new Error('the writer thread failed');
  error.stack = stack;
  return error;
}
