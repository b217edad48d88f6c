import type { MessagePort } from 'node:worker_threads';
import type { Mapping } from '../../../contract/imports.ts';
import type { FileFormat, ImportContext } from '../../connectors/files/index.ts';
import type { SentError } from '../messages.ts';
import type { SentBatch } from './row-batch.ts';

/** A file to be read, with what its rows are to become. */
export interface ReadingOrder {
  path: string;
  format: FileFormat;
  entity: string;
  mapping: Mapping;
  context: ImportContext;
  /** Fields that rows of an own table are known by. */
  key: readonly string[];
  /** Where a packed file is unpacked. */
  scratchDir: string;
}

export interface OpenReading {
  order: ReadingOrder;
  /** Batches, and questions about them. */
  port: MessagePort;
  /** One 32-bit number, raised with every message sent: the writing thread may sleep on it. */
  signal: SharedArrayBuffer;
}

export type ToReader =
  /** A batch was used up: another one may be read. */
  | { kind: 'more' }
  /** Cells as read of rows of a batch that has been sent. */
  | { kind: 'raw'; batch: number; rows: readonly number[] }
  | { kind: 'close' };

export type FromReader =
  | { kind: 'batch'; batch: SentBatch }
  | { kind: 'end' }
  | { kind: 'raw'; batch: number; rows: (readonly string[] | null)[] }
  | { kind: 'failed'; error: SentError };

/** Batches read and not used up yet. */
export const batchesAhead = 6;
