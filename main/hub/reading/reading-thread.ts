import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { workerFile } from '../../ports/worker-file.ts';
import { WordList } from '../../store/index.ts';
import { receiveError } from '../messages.ts';
import type { FromReader, OpenReading, ReadingOrder, ToReader } from './reading-messages.ts';
import { ReceivedBatch } from './received-batch.ts';
import type { RowBatch } from './row-batch.ts';
import type { RowSource } from './row-source.ts';

/** The thread goes when nothing was read for so long. */
const idleMs = 10_000;
/** How long a chunk waits for the next batch before it ends. */
const patienceMs = 5;
/** How long cells of rejected rows are waited for; without them only the reason is kept. */
const rawPatienceMs = 10_000;

/** The thread that reads files for the writer; started when it is first needed. */
export class ReadingThread {
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  readonly #readings = new Set<RowsThere>();

  /** Starts the thread, so that it is there when the next file has landed. */
  warmUp(): void {
    this.#running();
    this.#rest();
  }

  open(order: ReadingOrder, fieldCount: number): RowSource {
    const worker = this.#running();
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(4);
    const open: OpenReading = { order, port: port2, signal };
    worker.postMessage(open, [port2]);
    const reading = new RowsThere(port1, { signal, fieldCount }, () => {
      this.#readings.delete(reading);
      this.#rest();
    });
    this.#readings.add(reading);
    return reading;
  }

  async close(): Promise<void> {
    if (this.#idle) clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #running(): Worker {
    if (this.#idle) clearTimeout(this.#idle);
    if (this.#worker) return this.#worker;
    const worker = new Worker(workerFile(import.meta.url, './reader.worker'), {
      // Batches live for milliseconds, a large nursery would only sit in memory.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    const fail = (error: unknown) => {
      if (this.#worker === worker) this.#worker = null;
      for (const reading of this.#readings) reading.fail(error);
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the reading thread ended')));
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #rest(): void {
    if (this.#readings.size > 0) return;
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const worker = this.#worker;
      this.#worker = null;
      void worker?.terminate();
    }, idleMs);
    this.#idle.unref();
  }
}

/** Rows that another thread reads and converts. */
class RowsThere implements RowSource {
  readonly #port: MessagePort;
  readonly #signal: Int32Array;
  readonly #words: WordList[];
  readonly #onClose: () => void;
  readonly #waiting: (ReceivedBatch | null)[] = [];
  #current: ReceivedBatch | null = null;
  #failure: unknown = null;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(
    port: MessagePort,
    { signal, fieldCount }: { signal: SharedArrayBuffer; fieldCount: number },
    onClose: () => void,
  ) {
    this.#port = port;
    this.#signal = new Int32Array(signal);
    this.#words = Array.from({ length: fieldCount }, () => new WordList());
    this.#onClose = onClose;
    port.on('message', (message: FromReader) => this.#receive(message));
  }

  async ready(): Promise<void> {
    this.#drain();
    while (this.#waiting.length === 0 && this.#failure === null)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failure !== null) throw this.#failure;
  }

  take(): RowBatch | null | undefined {
    this.#finishCurrent();
    const before = Atomics.load(this.#signal, 0);
    this.#drain();
    if (this.#waiting.length === 0 && this.#failure === null) {
      Atomics.wait(this.#signal, 0, before, patienceMs);
      this.#drain();
    }
    if (this.#waiting.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      return undefined;
    }
    const batch = this.#waiting[0];
    if (batch) {
      this.#waiting.shift();
      this.#current = batch;
    }
    return batch;
  }

  fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#send({ kind: 'close' });
    this.#port.close();
    this.#onClose();
  }

  #finishCurrent(): void {
    if (this.#current === null) return;
    this.#current.release();
    this.#current = null;
    this.#send({ kind: 'more' });
  }

  #drain(): void {
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
      this.#receive(next.message as FromReader);
    }
  }

  #receive(message: FromReader): void {
    if (message.kind === 'batch') {
      const { batch } = message;
      this.#waiting.push(new ReceivedBatch(batch, this.#words, (rows) => this.#askRaw(batch.number, rows)));
    } else if (message.kind === 'end') this.#waiting.push(null);
    else if (message.kind === 'failed') this.#failure = receiveError(message.error);
    // An answer that came too late is of a batch nobody asks about any more.
    else if (message.batch === this.#askedBatch) this.#raw = message.rows;
    this.#wake();
  }

  #raw: (readonly string[] | null)[] | null = null;
  #askedBatch = -1;

  /** Asks and waits: it is rare, and the answer belongs into the transaction at hand. */
  #askRaw(batch: number, rows: readonly number[]): (readonly string[] | null)[] {
    this.#raw = null;
    this.#askedBatch = batch;
    this.#send({ kind: 'raw', batch, rows });
    const until = performance.now() + rawPatienceMs;
    while (this.#raw === null && this.#failure === null && performance.now() < until) {
      const before = Atomics.load(this.#signal, 0);
      this.#drain();
      if (this.#raw === null) Atomics.wait(this.#signal, 0, before, 100);
    }
    return this.#raw ?? rows.map(() => null);
  }

  #send(message: ToReader): void {
    this.#port.postMessage(message);
  }
}
