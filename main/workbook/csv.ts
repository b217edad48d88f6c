import { open, rm } from 'node:fs/promises';
import { csvText } from '../../contract/format/csv.ts';

export type CsvValue = string | number | boolean | null;

export interface CsvOptions {
  /**
   * `utf-8` begins with a byte order mark, so that Excel opens it right by double click; `gb18030` is for programs that
   * know only the Chinese encodings.
   */
  encoding: 'utf-8' | 'gb18030';
  head: readonly string[];
  rows: Iterable<readonly CsvValue[]> | AsyncIterable<readonly CsvValue[]>;
}

const pieceLength = 256 * 1024;

/**
 * Writes rows as CSV (RFC 4180: CRLF, quotes doubled) piece by piece. A text that a spreadsheet would run as a formula
 * gets an apostrophe before it, as OWASP advises; numbers are left alone.
 *
 * @returns rows written, the head left out
 * @throws what the rows throw, and the file system's errors; the unfinished file is removed
 */
export async function writeCsv(path: string, { encoding, head, rows }: CsvOptions): Promise<number> {
  const file = await open(path, 'w');
  try {
    const encode = await encoderOf(encoding);
    let piece = `${encoding === 'utf-8' ? '\ufeff' : ''}${csvLine(head)}`;
    let count = 0;
    for await (const row of batched(rows)) {
      for (const one of row) piece += csvLine(one);
      count += row.length;
      if (piece.length < pieceLength) continue;
      await file.write(encode(piece));
      piece = '';
    }
    await file.write(encode(piece));
    await file.sync();
    return count;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function encoderOf(encoding: CsvOptions['encoding']): Promise<(text: string) => Buffer> {
  if (encoding === 'utf-8') return (text) => Buffer.from(text);
  const { default: iconv } = await import('iconv-lite');
  return (text) => iconv.encode(text, encoding);
}

/** One line with its end. */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

function csvField(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  return csvText(value, 'raw');
}

/** Rows in bunches: awaiting each of a hundred thousand rows costs more than writing them. */
async function* batched<T>(rows: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  if (Symbol.asyncIterator in rows) {
    for await (const row of rows) {
      batch.push(row);
      if (batch.length >= 1000) yield batch.splice(0);
    }
  } else {
    for (const row of rows) {
      batch.push(row);
      if (batch.length >= 1000) yield batch.splice(0);
    }
  }
  yield batch;
  batch = [];
}
