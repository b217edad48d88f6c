import type { CompiledMapping, FieldValue, RecordReader } from '../../connectors/files/index.ts';
import { convertBatch, hashedFields } from './convert-batch.ts';
import type { RowBatch } from './row-batch.ts';

/** Where an import's rows come from: batches that are there, or on their way. */
export interface RowSource {
  /** Resolves when `take` has something to give; outside of transactions. Fails as reading fails. */
  ready(): Promise<void>;
  /** The next batch, null at the end; undefined = it is on its way. Waits a moment at most. */
  take(): RowBatch | null | undefined;
  close(): void;
}

/** Reads where it writes: for small files, for which another thread would cost more than it brings. */
export class RowsHere implements RowSource {
  readonly #records: RecordReader;
  readonly #mapping: CompiledMapping;
  readonly #hashed: readonly number[] | null;
  #waiting: RowBatch | null | undefined;
  #reading: Promise<void> | null = null;

  constructor(records: RecordReader, mapping: CompiledMapping, key: readonly string[]) {
    this.#records = records;
    this.#mapping = mapping;
    this.#hashed = hashedFields(mapping, key);
  }

  async ready(): Promise<void> {
    if (this.#waiting !== undefined || this.#records.isImmediate) return;
    this.#reading ??= this.#read();
    await this.#reading;
  }

  take(): RowBatch | null | undefined {
    if (this.#records.isImmediate) {
      const batch = this.#records.next();
      if (!(batch instanceof Promise)) return batch && this.#convert(batch);
    }
    const batch = this.#waiting;
    if (batch !== null) this.#waiting = undefined;
    return batch;
  }

  close(): void {
    this.#records.close();
  }

  /** A failure stays: whoever asks again is told again. */
  async #read(): Promise<void> {
    const batch = await this.#records.next();
    this.#waiting = batch && this.#convert(batch);
    this.#reading = null;
  }

  #convert(batch: Parameters<typeof convertBatch>[1]): RowBatch {
    const { rows, raw, ...rest } = convertBatch(this.#mapping, batch, this.#hashed);
    let row = 0;
    return {
      ...rest,
      count: rows.length,
      columns: null,
      wordAt: () => -1,
      next: () => rows[row++] as FieldValue[],
      seek: (to) => (row = to),
      raw: (wanted) => wanted.map((index) => raw.get(index) ?? null),
    };
  }
}
