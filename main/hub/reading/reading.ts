import { compileMapping, openRecords, type RecordReader } from '../../connectors/files/index.ts';
import { sendError } from '../messages.ts';
import { convertBatch } from './convert-batch.ts';
import { FieldEncoder, fewWords, manyWords } from './field-encoder.ts';
import { batchesAhead, type FromReader, type OpenReading, type ToReader } from './reading-messages.ts';
import { buffersOfBatch, type SentBatch } from './row-batch.ts';

const identifiers = new Set(['customer_id', 'email', 'phone', 'anonymous_id']);

/** One file being read on the reading thread. */
export class Reading {
  readonly #open: OpenReading;
  readonly #signal: Int32Array;
  /** Cells of the batches that are not used up. */
  readonly #raw = new Map<number, Map<number, string[]>>();
  #room = batchesAhead;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(open: OpenReading) {
    this.#open = open;
    this.#signal = new Int32Array(open.signal);
    open.port.on('message', (message: ToReader) => this.#receive(message));
    open.port.on('close', () => this.#close());
  }

  /** Reads to the end, never more than some batches ahead. Failures are sent, not thrown. */
  async run(): Promise<void> {
    let records: RecordReader | null = null;
    try {
      const { path, format, scratchDir, entity, mapping: targets, context } = this.#open.order;
      const mapping = compileMapping(entity, targets, format, context);
      const encoders = mapping.fields.map((field) => new FieldEncoder(identifiers.has(field) ? manyWords : fewWords));
      records = await openRecords(path, format, { scratchDir });
      for (let number = 0; !this.#isClosed; number += 1) {
        while (this.#room === 0 && !this.#isClosed) await new Promise<void>((resolve) => (this.#wake = resolve));
        if (this.#isClosed) break;
        const batch = await records.next();
        if (batch === null) {
          this.#send({ kind: 'end' });
          break;
        }
        const { rows, raw, rowNumbers, hashes, rejected, bytesRead } = convertBatch(mapping, batch);
        const sent: SentBatch = {
          ...{ number, count: rows.length, rejected, bytesRead },
          rowNumbers: Int32Array.from(rowNumbers),
          hashes: hashes && Float64Array.from(hashes),
          columns: encoders.map((encoder, index) => encoder.encode(rows, index)),
        };
        this.#raw.set(number, raw);
        this.#room -= 1;
        this.#send({ kind: 'batch', batch: sent }, buffersOfBatch(sent));
        // Questions and room are told between two batches.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      this.#send({ kind: 'failed', error: sendError(error) });
    } finally {
      records?.close();
    }
  }

  #receive(message: ToReader): void {
    switch (message.kind) {
      case 'more': {
        const [oldest] = this.#raw.keys();
        if (oldest !== undefined) this.#raw.delete(oldest);
        this.#room += 1;
        this.#wake();
        break;
      }
      case 'raw': {
        const rows = this.#raw.get(message.batch);
        this.#send({ kind: 'raw', rows: message.rows.map((row) => rows?.get(row) ?? null) });
        break;
      }
      case 'close':
        this.#close();
        this.#open.port.close();
        break;
    }
  }

  #close(): void {
    this.#isClosed = true;
    this.#raw.clear();
    this.#wake();
  }

  #send(message: FromReader, transfer: ArrayBuffer[] = []): void {
    if (this.#isClosed) return;
    this.#open.port.postMessage(message, transfer);
    Atomics.add(this.#signal, 0, 1);
    Atomics.notify(this.#signal, 0);
  }
}
