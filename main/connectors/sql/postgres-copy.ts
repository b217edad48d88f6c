import type { Client, Connection, Submittable } from 'pg';
import { unlessEnded } from '../../ports/unless-ended.ts';
import { ConnectorFailure } from '../connector.ts';

/** Whole CSV records as the server wrote them, there until the next block is asked for. */
export interface CopiedBlock {
  csv: Buffer;
  rows: number;
  /** Where the last record begins. */
  lastAt: number;
}

/** A block is handed over when it holds so much. */
const blockBytes = 1 << 18;
/** Read ahead of whoever takes the blocks at most, in blocks. */
const blocksAhead = 8;
const headerBytes = 5;
/** Shorter rows are copied byte by byte: asking for a copy takes longer than making it. */
const shortBytes = 160;

/** Kinds of messages, by the letter they begin with. */
const code = { copyData: 0x64, copyOut: 0x48, notice: 0x4e, parameter: 0x53, notification: 0x41 };
/** What the server may say at any time, and what comes before the rows: nothing of it is for a reader of rows. */
const passedOver: ReadonlySet<number> = new Set([code.copyOut, code.notice, code.parameter, code.notification]);

/**
 * `COPY … TO STDOUT` of a connection, in blocks of CSV. The server sends one message per row; the driver would make an
 * object of each. Here the bytes are only moved together, and the driver gets its connection back when the rows are over.
 *
 * @param lost rejects when the connection has gone
 */
export async function* copyOut(client: Client, sql: string, lost: Promise<never>): AsyncGenerator<CopiedBlock> {
  const copy = new CopyOut(sql);
  client.query(copy);
  const unlessLost = unlessEnded(lost);
  try {
    for (;;) {
      const block = await unlessLost(copy.next());
      if (block === null) return;
      yield block;
      copy.giveBack(block);
    }
  } finally {
    copy.release();
  }
}

/** What the driver sends and tells of its answers. */
class CopyOut implements Submittable {
  readonly #sql: string;
  readonly #gather = new RowGatherer((block) => this.#take(block));
  readonly #ready: CopiedBlock[] = [];
  #stream: CopyStream | null = null;
  #driver: ((bytes: Buffer) => void)[] = [];
  #isOver = false;
  #isReleased = false;
  #failure: unknown = null;
  #wake: () => void = () => {};

  constructor(sql: string) {
    this.#sql = sql;
  }

  submit(connection: Connection): void {
    const { stream } = connection as unknown as { stream: CopyStream };
    this.#stream = stream;
    this.#driver = stream.listeners('data') as ((bytes: Buffer) => void)[];
    for (const listener of this.#driver) stream.off('data', listener);
    stream.on('data', this.#onData);
    connection.query(this.#sql);
  }

  async next(): Promise<CopiedBlock | null> {
    for (;;) {
      const block = this.#ready.shift();
      if (block) {
        if (this.#ready.length < blocksAhead) this.#stream?.resume();
        return block;
      }
      if (this.#failure !== null) throw this.#failure;
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The block was taken: its bytes may be written over. */
  giveBack(block: CopiedBlock): void {
    this.#gather.reuse(block.csv);
  }

  /** Nobody takes blocks any more: what still comes is thrown away. */
  release(): void {
    this.#isReleased = true;
    this.#ready.length = 0;
    this.#stream?.resume();
  }

  readonly #onData = (bytes: Buffer): void => {
    try {
      const rest = this.#gather.push(bytes);
      if (rest !== null) this.#giveBack(rest);
    } catch (error) {
      this.#fail(error);
    }
  };

  /** The rows are over, or an error came instead: the driver reads the rest. */
  #giveBack(rest: Buffer): void {
    const stream = this.#stream;
    stream?.off('data', this.#onData);
    for (const listener of this.#driver) {
      stream?.on('data', listener);
      listener(rest);
    }
    this.#driver = [];
  }

  #take(block: CopiedBlock): void {
    if (this.#isReleased) return;
    this.#ready.push(block);
    if (this.#ready.length >= blocksAhead) this.#stream?.pause();
    this.#wake();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }

  handleError(error: Error): void {
    this.#fail(error);
  }
  handleReadyForQuery(): void {
    this.#isOver = true;
    this.#wake();
  }
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  /** A statement that gives rows in the ordinary way was no COPY. */
  handleRowDescription(): void {
    this.#fail(new ConnectorFailure('internal', { reason: 'no COPY' }));
  }
  handleDataRow(): void {}
  handleCopyData(): void {}
  handlePortalSuspended(): void {}
  /** The server waits for rows: it is told that none come, and answers with an error. */
  handleCopyInResponse(connection: Connection): void {
    this.handleRowDescription();
    (connection as unknown as { sendCopyFail(reason: string): void }).sendCopyFail('nothing to copy');
  }
}

interface CopyStream {
  listeners(event: 'data'): unknown[];
  on(event: 'data', listener: (bytes: Buffer) => void): void;
  off(event: 'data', listener: (bytes: Buffer) => void): void;
  pause(): void;
  resume(): void;
}

/** Strips the frames of the protocol and joins the rows inside to blocks. */
export class RowGatherer {
  readonly #emit: (block: CopiedBlock) => void;
  /** Blocks that were taken. */
  readonly #spare: Buffer[] = [];
  #block: Buffer = Buffer.allocUnsafeSlow(blockBytes * 1.25);
  #length = 0;
  #rows = 0;
  #lastAt = 0;
  /** Bytes of the row at hand that are still to come. */
  #missing = 0;
  /** A frame whose header is not whole yet. */
  #head: Buffer | null = null;

  constructor(emit: (block: CopiedBlock) => void) {
    this.#emit = emit;
  }

  /** Takes what came from the server. Result: the bytes from the first frame on that is no row; null = all were rows. */
  push(bytes: Buffer): Buffer | null {
    let chunk = bytes;
    let at = 0;
    if (this.#head !== null) {
      chunk = Buffer.concat([this.#head, bytes]);
      this.#head = null;
    }
    for (;;) {
      if (this.#missing > 0) {
        const part = Math.min(this.#missing, chunk.length - at);
        this.#append(chunk, at, part);
        this.#missing -= part;
        at += part;
        if (this.#missing > 0) return null;
        this.#endRow();
      }
      if (chunk.length - at < headerBytes) {
        if (at < chunk.length) this.#head = Buffer.from(chunk.subarray(at));
        return null;
      }
      const kind = chunk[at];
      const length = chunk.readUInt32BE(at + 1) - 4;
      if (kind === code.copyData) {
        at += headerBytes;
        this.#lastAt = this.#length;
        this.#missing = length;
        if (length === 0) this.#endRow();
        continue;
      }
      const isPassedOver = kind !== undefined && passedOver.has(kind);
      if (isPassedOver && chunk.length - at >= headerBytes + length) {
        at += headerBytes + length;
        continue;
      }
      if (isPassedOver) {
        this.#head = Buffer.from(chunk.subarray(at));
        return null;
      }
      this.#flush();
      return chunk.subarray(at);
    }
  }

  /** Takes the bytes of a block back, to write over them. */
  reuse(csv: Buffer): void {
    // One that had to grow for a long row is not kept.
    if (this.#spare.length < blocksAhead && csv.buffer.byteLength <= blockBytes * 2) {
      this.#spare.push(Buffer.from(csv.buffer));
    }
  }

  #endRow(): void {
    this.#rows += 1;
    if (this.#length >= blockBytes) this.#flush();
  }

  #flush(): void {
    if (this.#rows === 0) return;
    this.#emit({ csv: this.#block.subarray(0, this.#length), rows: this.#rows, lastAt: this.#lastAt });
    this.#block = this.#spare.pop() ?? Buffer.allocUnsafeSlow(blockBytes * 1.25);
    this.#length = 0;
    this.#rows = 0;
    this.#lastAt = 0;
  }

  #append(from: Buffer, at: number, length: number): void {
    const needed = this.#length + length;
    if (needed > this.#block.length) {
      const wider = Buffer.allocUnsafeSlow(Math.max(needed, this.#block.length * 2));
      this.#block.copy(wider, 0, 0, this.#length);
      this.#block = wider;
    }
    if (length > shortBytes) from.copy(this.#block, this.#length, at, at + length);
    else {
      const block = this.#block;
      for (let to = this.#length, source = at; to < needed; to += 1, source += 1) block[to] = from[source] as number;
    }
    this.#length = needed;
  }
}

/** The fields of one record as `COPY` writes it; what is nothing and what is empty are the same here. */
export function csvFields(record: string): string[] {
  const text = record.endsWith('\n') ? record.slice(0, -1) : record;
  const fields: string[] = [];
  for (let at = 0; at <= text.length; ) {
    if (text[at] !== '"') {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      fields.push(text.slice(at, end));
      at = end + 1;
      continue;
    }
    let end = text.indexOf('"', at + 1);
    while (text[end + 1] === '"') end = text.indexOf('"', end + 2);
    fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
    at = end + 2;
  }
  return fields;
}

const notFinite = {
  time: new Set(['infinity', '-infinity']),
  number: new Set(['NaN', 'Infinity', '-Infinity']),
};
const quoteByte = 0x22;
const commaByte = 0x2c;
const lineEndByte = 0x0a;

/**
 * Empties cells that say a number or time is infinite or none, in whole records as `COPY` writes them.
 *
 * @param kinds of each column; null = all its values stay
 * @returns a function that gives the bytes it was given where there is no such cell, which is nearly always
 */
export function finiteCells(kinds: readonly ('time' | 'number' | null)[]): (csv: Buffer) => Buffer {
  const hasNumbers = kinds.includes('number');
  if (!hasNumbers && !kinds.includes('time')) return (csv) => csv;
  // Both `infinity` and `Infinity`; texts may say so too, so what is found is looked at once more.
  const maySay = (csv: Buffer) => csv.includes('nfinity') || (hasNumbers && csv.includes('NaN'));
  return (csv) => (maySay(csv) ? withoutInfinite(csv, kinds) : csv);
}

function withoutInfinite(csv: Buffer, kinds: readonly ('time' | 'number' | null)[]): Buffer {
  const kept: Buffer[] = [];
  let keptTo = 0;
  let column = 0;
  for (let at = 0; at < csv.length; ) {
    const start = at;
    // A quote that is doubled ends the text and begins it again.
    let isQuoted = false;
    for (; at < csv.length; at += 1) {
      const byte = csv[at];
      if (byte === quoteByte) isQuoted = !isQuoted;
      else if (!isQuoted && (byte === commaByte || byte === lineEndByte)) break;
    }
    const kind = kinds[column] ?? null;
    if (kind !== null && notFinite[kind].has(csv.toString('latin1', start, at))) {
      kept.push(csv.subarray(keptTo, start));
      keptTo = at;
    }
    column = csv[at] === commaByte ? column + 1 : 0;
    at += 1;
  }
  return kept.length === 0 ? csv : Buffer.concat([...kept, csv.subarray(keptTo)]);
}
