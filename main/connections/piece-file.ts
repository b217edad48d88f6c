import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { ColumnType } from '../../contract/imports.ts';
import { type FileFormat, knownFormat, parseCsv } from '../connectors/files/index.ts';
import type { SourceValue } from '../connectors/index.ts';
import type { UnreadableRow } from '../hub/index.ts';

const bufferChars = 1 << 18;
/** Rows looked at for the types of columns nobody knows, and for whole numbers that no number holds. */
const sampleRows = 2_000;
/** Records that are no rows are kept with the order to import the file: at most so many, of so many characters. */
const maxUnreadable = 10_000;
const maxUnreadableChars = 4_000_000;

/** A piece of a stream as CSV, written while it is read. */
export class PieceFile {
  readonly path: string;
  readonly columns: readonly string[];
  #file: number;
  #text = '';
  #bytes = 0;
  #rows = 0;
  readonly #hash = createHash('sha256');
  readonly #types: (ColumnType | 'unknown')[];
  /** Rows to look at. */
  readonly #sample: string[][] = [];
  #sampleLeft: number;
  readonly #indexes = new Map<string, number>();
  readonly #unreadable: Omit<UnreadableRow, 'rowNumber'>[] = [];
  #unreadableChars = 0;

  /** @param typeOf the types the source knows */
  constructor(folder: string, columns: readonly string[], typeOf: (column: string) => ColumnType | 'unknown') {
    this.path = join(folder, `piece-${uuidv7()}.csv`);
    this.columns = columns;
    for (const [index, name] of columns.entries()) this.#indexes.set(name, index);
    this.#types = columns.map(typeOf);
    this.#sampleLeft = this.#types.some((type) => type === 'unknown' || type === 'integer') ? sampleRows : 0;
    this.#file = openSync(this.path, 'wx', 0o600);
    this.#text = `${columns.map(quoted).join(',')}\n`;
  }

  get rows(): number {
    return this.#rows;
  }
  get bytes(): number {
    return this.#bytes + this.#text.length;
  }

  /** Columns of a batch that this file does not have. */
  lacks(columns: readonly string[]): string[] {
    return columns.filter((name) => !this.#indexes.has(name));
  }

  add(columns: readonly string[], rows: readonly (readonly SourceValue[])[]): void {
    const places = columns.map((name) => this.#indexes.get(name) ?? -1);
    const isAsIs = places.length === this.columns.length && places.every((place, index) => place === index);
    for (const row of rows) {
      const texts: string[] = new Array(this.columns.length).fill('');
      for (let index = 0; index < row.length; index += 1) {
        const place = isAsIs ? index : (places[index] ?? -1);
        if (place >= 0) texts[place] = textOf(row[index]);
      }
      // A line of nothing at all would not be a row: the importer passes empty lines over.
      this.#text += `${texts.map(quoted).join(',')}\n`;
      this.#rows += 1;
      if (this.#sampleLeft > 0) {
        this.#sampleLeft -= 1;
        this.#sample.push(texts);
      }
      if (this.#text.length >= bufferChars) this.#flush();
    }
  }

  /** Notes records that are no rows. Result: how many of them there is room for. */
  keepOut(columns: readonly string[], rows: readonly Omit<UnreadableRow, 'rowNumber'>[]): number {
    const places = columns.map((name) => this.#indexes.get(name) ?? -1);
    let kept = 0;
    for (const { values, code, params } of rows) {
      if (this.#unreadable.length >= maxUnreadable || this.#unreadableChars >= maxUnreadableChars) break;
      const texts: string[] = new Array(this.columns.length).fill('');
      for (const [index, value] of values.entries()) {
        const place = index < places.length ? (places[index] ?? -1) : -1;
        const text = textOf(value);
        this.#unreadableChars += text.length;
        if (place >= 0) texts[place] = text;
        else texts.push(text);
      }
      this.#unreadable.push({ values: texts, code, params });
      kept += 1;
    }
    return kept;
  }

  /** Whether neither rows nor unreadable records came. */
  get isEmpty(): boolean {
    return this.#rows === 0 && this.#unreadable.length === 0;
  }

  get unreadable(): UnreadableRow[] {
    return this.#unreadable.map((row, index) => ({ rowNumber: this.#rows + index + 1, ...row }));
  }

  /** Whether encoded records with these columns fit in as they are. */
  takesEncoded(columns: readonly string[]): boolean {
    return columns.length === this.columns.length && columns.every((name, index) => name === this.columns[index]);
  }

  /** Adds records that are CSV of this very shape already. */
  addEncoded(csv: Uint8Array, rows: number): void {
    this.#flush();
    this.#write(csv);
    this.#rows += rows;
    if (this.#sampleLeft <= 0) return;
    // Whole records: the end of the text is the end of one.
    const fields: string[][] = parseCsv(Buffer.from(csv.buffer, csv.byteOffset, csv.byteLength).toString('utf8'));
    this.#sample.push(...fields.slice(0, this.#sampleLeft));
    this.#sampleLeft -= fields.length;
  }

  /** What was written, and the hash of its bytes. */
  finish(): { format: FileFormat; sha256: string } {
    this.close();
    const columns = this.columns.map((name, index) => ({ name, type: this.#typeOf(index) }));
    const hasUnknown = this.#types.includes('unknown');
    const format = knownFormat(columns, hasUnknown ? this.#sample : [], {
      sizeBytes: this.#bytes,
      rowCount: this.#rows,
    });
    return { format, sha256: this.#hash.digest('hex') };
  }

  /** Numbers of 64 bits that are names (of orders, of customers) would lose their last digits: they come as texts. */
  #typeOf(column: number): ColumnType | 'unknown' {
    const type = this.#types[column] ?? 'unknown';
    return type === 'integer' && this.#sample.some((row) => isTooLong(row[column] ?? '')) ? 'text' : type;
  }

  close(): void {
    if (this.#file < 0) return;
    this.#flush();
    closeSync(this.#file);
    this.#file = -1;
  }

  #flush(): void {
    if (this.#text === '') return;
    const bytes = Buffer.from(this.#text, 'utf8');
    this.#text = '';
    this.#write(bytes);
  }

  #write(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    this.#bytes += bytes.length;
  }
}

/** A value as the importer reads it; nothing for what is not there. */
export function textOf(value: SourceValue): string {
  if (value === null || value === undefined) return '';
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : value.toWellFormed();
    case 'number':
      return Number.isFinite(value) ? String(value) : '';
    case 'bigint':
    case 'boolean':
      return String(value);
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return JSON.stringify(value) ?? '';
}

/** A whole number that no number of a program holds. */
function isTooLong(text: string): boolean {
  return text.length > 15 && /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A name for a set of columns, whatever their order: what a saved mapping is found by. */
export function headerKey(columns: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([...columns].sort()))
    .digest('hex');
}
