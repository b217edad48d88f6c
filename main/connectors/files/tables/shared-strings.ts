import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CellBuilder } from './cell-builder.ts';

const memoryBytes = 32 * 2 ** 20;
const pageBytes = 1 << 16;
const cachedPages = 128;

/**
 * The texts of a workbook, each kept once and met again by its number. As UTF-8 bytes in one line: a million texts take
 * some 25 MB instead of 80 as strings; beyond 32 MB they lie in a temporary file and are read page by page.
 */
export class SharedStrings {
  readonly #scratchDir: string;
  #offsets = new Float64Array(1024);
  #count = 0;
  /** Texts in one piece: a million buffers of their own would take ten times as much. */
  #memory = Buffer.allocUnsafeSlow(1 << 16);
  #memorySize = 0;
  #written = 0;
  #whole: Buffer | null = null;
  #path: string | null = null;
  #file = -1;
  readonly #pages = new Map<number, Buffer>();

  constructor(scratchDir: string) {
    this.#scratchDir = scratchDir;
  }

  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.addBytes(bytes, 0, bytes.length);
  }

  /** Adds a text as UTF-8. */
  addBytes(bytes: Buffer, from: number, to: number): void {
    if (this.#count + 1 >= this.#offsets.length) {
      const grown = new Float64Array(this.#offsets.length * 2);
      grown.set(this.#offsets);
      this.#offsets = grown;
    }
    const size = to - from;
    if (this.#memorySize + size > this.#memory.length) {
      const grown = Buffer.allocUnsafeSlow((this.#memorySize + size) * 2);
      this.#memory.copy(grown, 0, 0, this.#memorySize);
      this.#memory = grown;
    }
    bytes.copy(this.#memory, this.#memorySize, from, to);
    this.#memorySize += size;
    this.#count += 1;
    this.#offsets[this.#count] = (this.#offsets[this.#count - 1] ?? 0) + size;
    if (this.#memorySize >= memoryBytes) this.#spill();
  }

  /** After the last `add`. */
  seal(): void {
    if (this.#path !== null) this.#spill();
    else this.#whole = Buffer.from(this.#memory.subarray(0, this.#memorySize));
    this.#memory = Buffer.alloc(0);
  }

  /** Lays a text out as a cell; empty for a number there is none of. */
  put(builder: CellBuilder, cell: number, index: number): void {
    if (!(index >= 0 && index < this.#count)) return;
    const start = this.#offsets[index] ?? 0;
    const end = this.#offsets[index + 1] ?? start;
    if (this.#whole) {
      builder.putUtf8(cell, this.#whole, start, end);
      return;
    }
    const first = Math.floor(start / pageBytes);
    const page = this.#page(first);
    if (end <= (first + 1) * pageBytes) {
      builder.putUtf8(cell, page, start - first * pageBytes, end - first * pageBytes);
      return;
    }
    const bytes = Buffer.alloc(end - start);
    readSync(this.#file, bytes, 0, bytes.length, start);
    builder.putUtf8(cell, bytes, 0, bytes.length);
  }

  close(): void {
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = -1;
    if (this.#path !== null) rmSync(this.#path, { force: true });
  }

  #spill(): void {
    if (this.#path === null) {
      this.#path = join(this.#scratchDir, `strings-${randomUUID()}.tmp`);
      this.#file = openSync(this.#path, 'w+', 0o600);
    }
    const bytes = this.#memory.subarray(0, this.#memorySize);
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, this.#written + done);
    }
    this.#written += bytes.length;
    this.#memorySize = 0;
  }

  #page(number: number): Buffer {
    let page = this.#pages.get(number);
    if (!page) {
      page = Buffer.alloc(pageBytes);
      readSync(this.#file, page, 0, pageBytes, number * pageBytes);
      if (this.#pages.size >= cachedPages) {
        const [oldest] = this.#pages.keys();
        if (oldest !== undefined) this.#pages.delete(oldest);
      }
      this.#pages.set(number, page);
    }
    return page;
  }
}
