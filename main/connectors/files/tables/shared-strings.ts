import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

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
  #memory: Buffer[] = [];
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
    if (this.#count + 1 >= this.#offsets.length) {
      const grown = new Float64Array(this.#offsets.length * 2);
      grown.set(this.#offsets);
      this.#offsets = grown;
    }
    this.#memory.push(bytes);
    this.#memorySize += bytes.length;
    this.#count += 1;
    this.#offsets[this.#count] = (this.#offsets[this.#count - 1] ?? 0) + bytes.length;
    if (this.#memorySize >= memoryBytes) this.#spill();
  }

  /** After the last `add`. */
  seal(): void {
    if (this.#path !== null) this.#spill();
    else this.#whole = Buffer.concat(this.#memory);
    this.#memory = [];
  }

  /** Empty for a number there is none of. */
  at(index: number): string {
    if (!(index >= 0 && index < this.#count)) return '';
    const start = this.#offsets[index] ?? 0;
    const end = this.#offsets[index + 1] ?? start;
    if (this.#whole) return this.#whole.toString('utf8', start, end);
    const first = Math.floor(start / pageBytes);
    const page = this.#page(first);
    if (end <= (first + 1) * pageBytes)
      return page.toString('utf8', start - first * pageBytes, end - first * pageBytes);
    const bytes = Buffer.alloc(end - start);
    readSync(this.#file, bytes, 0, bytes.length, start);
    return bytes.toString('utf8');
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
    const bytes = Buffer.concat(this.#memory);
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, this.#written + done);
    }
    this.#written += bytes.length;
    this.#memory = [];
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
