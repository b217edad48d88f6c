import {
  CellCutter,
  type CompiledMapping,
  compileMapping,
  openRecords,
  type RecordBatch,
  type RecordReader,
  rowsOfCells,
} from '../../connectors/files/index.ts';
import { sendError } from '../messages.ts';
import { CellBatches } from './cell-batch.ts';
import { convertBatch, hashedFields } from './convert-batch.ts';
import { FieldEncoder, fewWords, manyWords } from './field-encoder.ts';
import {
  batchesAhead,
  type FromReader,
  type OpenReading,
  type ReadingOrder,
  type ToReader,
} from './reading-messages.ts';
import { buffersOfBatch, type SentBatch } from './row-batch.ts';

const identifiers = new Set(['customer_id', 'email', 'phone', 'anonymous_id']);

/** One file being read on the reading thread. */
export class Reading {
  readonly #open: OpenReading;
  readonly #signal: Int32Array;
  /** Cells of the batches that are not used up. */
  readonly #raw = new Map<number, RawRows>();
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
      const convert = converterOf(mapping, this.#open.order);
      records = await openRecords(path, format, { scratchDir, wantsCells: mapping.cells !== null });
      for (let number = 0; !this.#isClosed; number += 1) {
        while (this.#room === 0 && !this.#isClosed) await new Promise<void>((resolve) => (this.#wake = resolve));
        if (this.#isClosed) break;
        const batch = await records.next();
        if (batch === null) {
          this.#send({ kind: 'end' });
          break;
        }
        const { raw, ...converted } = convert(batch);
        const sent: SentBatch = { number, ...converted };
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
        const { batch, rows } = message;
        this.#send({ kind: 'raw', batch, rows: this.#raw.get(batch)?.(rows) ?? rows.map(() => null) });
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

/** Cells as read of some rows of a batch; null where nobody will ask. */
type RawRows = (rows: readonly number[]) => (string[] | null)[];

/** Turns batches of records, as rows or as cells, into what is sent. */
function converterOf(
  mapping: CompiledMapping,
  { format, key }: ReadingOrder,
): (batch: RecordBatch) => Omit<SentBatch, 'number'> & { raw: RawRows } {
  const encoders = mapping.fields.map((field) => new FieldEncoder(identifiers.has(field) ? manyWords : fewWords));
  const hashed = hashedFields(mapping, key);
  const cells = mapping.cells && new CellBatches(mapping, mapping.cells, encoders, hashed);
  const { delimiter, newline, columns } = format;
  return (batch) => {
    if (batch.cells && cells) {
      const { table, firstRow, rowsLater } = batch.cells;
      const { kept, ...converted } = cells.convert(table, firstRow);
      const { text } = table;
      return {
        ...converted,
        count: kept.length,
        rowNumbers: kept.map((row) => firstRow + row) as Int32Array<ArrayBuffer>,
        bytesRead: batch.bytesRead,
        // Rows are asked for rarely: their text is kept, and cut once more.
        raw: (asked) => {
          if (rowsLater) return rowsLater(asked.map((row) => kept[row] as number));
          const again = new CellCutter({ delimiter, newline, width: columns.length }).cut(text);
          const at = asked.map((row) => kept[row] as number);
          return again ? rowsOfCells(again, at) : at.map(() => null);
        },
      };
    }
    const { rows, raw, rowNumbers, hashes, rejected, bytesRead } = convertBatch(mapping, batch, hashed);
    return {
      ...{ count: rows.length, rejected, bytesRead },
      rowNumbers: Int32Array.from(rowNumbers),
      hashes: hashes && Float64Array.from(hashes),
      columns: encoders.map((encoder, index) => encoder.encode(rows, index)),
      raw: (asked) => asked.map((row) => raw.get(row) ?? null),
    };
  };
}
