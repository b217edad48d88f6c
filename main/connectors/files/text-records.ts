import { randomUUID } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CellCutter, type CellTable } from './cell-cutter.ts';
import { createDecoder, undecodableMark } from './decoder.ts';
import { fileFailure } from './file-failure.ts';
import type { FileFormat } from './format.ts';
import { maxRecordBytes, maxRejectRawChars } from './limits.ts';
import { openLines } from './lines.ts';
import { unpackTo } from './packed.ts';
import type { OpenOptions, RecordBatch, RecordReader } from './record-reader.ts';
import { createTokenizer } from './tokenizer.ts';

/** The part of a format that reading needs. */
export type ReadingFormat = Pick<
  FileFormat,
  'encoding' | 'hasBom' | 'compression' | 'delimiter' | 'newline' | 'headerLine' | 'columns'
>;

/** Answers at once, so that a batch can be used where nothing may wait. */
export interface TextRecordReader extends RecordReader {
  readonly isImmediate: true;
  next(): RecordBatch | null;
}

/**
 * Opens the records of a CSV or TSV file. Memory stays flat: one buffer of 1.2 MB and the batch in hand.
 * A packed file is first unpacked into `scratchDir`. Fails with `import/file-missing`, `import/unpacks-too-large` (a bomb),
 * `import/not-text` (damaged), `store/disk-full`, `import/cancelled`.
 */
export async function openTextRecords(
  path: string,
  format: ReadingFormat,
  options: OpenOptions = {},
): Promise<TextRecordReader> {
  if (format.compression === 'none') return readPlain(path, format, { scale: 1, options });
  const plain = join(options.scratchDir ?? tmpdir(), `unpacked-${randomUUID()}.tmp`);
  try {
    const packedBytes = statSync(path).size;
    await unpackTo(path, plain, format.compression, packedBytes, options.signal);
    const scale = packedBytes / Math.max(1, statSync(plain).size);
    const reader = readPlain(plain, format, { scale, options });
    return {
      isImmediate: true,
      next: reader.next,
      close() {
        reader.close();
        rmSync(plain, { force: true });
      },
    };
  } catch (error) {
    rmSync(plain, { force: true });
    throw fileFailure(error);
  }
}

/** The records of a plain text file. `scale`: bytes on disk per byte of text, for the progress told. */
function readPlain(
  path: string,
  format: ReadingFormat,
  { scale, options }: { scale: number; options: OpenOptions },
): TextRecordReader {
  const { encoding, newline, delimiter, headerLine } = format;
  const columnCount = format.columns.length;
  const startByte = format.hasBom ? bomBytes(encoding) : 0;
  const lines = openLines(path, { encoding, newline, startByte });
  const decoder = createDecoder(encoding, newline);
  let batch: RecordBatch = emptyBatch();
  let rowNumber = 0;

  const reject = (code: RecordBatch['rejects'][number]['code'], line: number, raw: string[], params = {}): void => {
    batch.rejects.push({ rowNumber, line, code, params: { line, ...params }, raw: readable(raw) });
  };
  const tokenizer = createTokenizer(
    { delimiter, newline, maxRecordChars: maxRecordBytes },
    {
      record(fields, line) {
        if (line <= headerLine || (fields[0] === '' && fields.every((field) => field === ''))) return;
        rowNumber += 1;
        if (decoder.isDirty() && fields.some((field) => field.includes(undecodableMark))) {
          reject('undecodable', line, fields, { encoding });
          return;
        }
        if (fields.length !== columnCount && !fitWidth(fields, columnCount)) {
          const code = fields.length > columnCount ? 'too-many-fields' : 'too-few-fields';
          reject(code, line, fields, { found: fields.length, expected: columnCount });
          return;
        }
        batch.rows.push(fields);
        batch.rowNumbers.push(rowNumber);
      },
      unclosed(text, line, quoteLine) {
        if (line <= headerLine) return;
        rowNumber += 1;
        reject('unclosed-quote', line, text.split(delimiter), { quoteLine });
      },
    },
  );

  const cutter = options.wantsCells ? new CellCutter({ delimiter, newline, width: columnCount }) : null;
  /** The cells of a chunk that has nothing but plain rows. */
  const cut = (text: string): CellTable | null => {
    if (!cutter || tokenizer.isOpen() || tokenizer.line() <= headerLine || decoder.isDirty()) return null;
    const cells = cutter.cut(text);
    if (cells) tokenizer.skipLines(cells.lines);
    return cells;
  };

  const lineEnd = newline === 'lf' ? '\n' : '\r';
  /** Gives the header, and what stands above it, to the tokenizer, so that the rows behind it can be cut. */
  const afterHeader = (text: string): string => {
    let from = 0;
    while (cutter && tokenizer.line() <= headerLine && !tokenizer.isOpen()) {
      const end = text.indexOf(lineEnd, from) + 1;
      if (end === 0) break;
      tokenizer.push(text.slice(from, end), false);
      from = end;
    }
    return from === 0 ? text : text.slice(from);
  };

  const next = (): RecordBatch | null => {
    for (let chunk = lines.next(); chunk !== null; chunk = lines.next()) {
      if (chunk.kind === 'lines') {
        const text = afterHeader(decoder.decode(chunk.bytes));
        const cells = cut(text);
        if (cells === null) tokenizer.push(text, chunk.isLast);
        else if (cells.count > 0) {
          batch.cells = { table: cells, firstRow: rowNumber + 1 };
          rowNumber += cells.count;
        }
      } else {
        tokenizer.abandonOpen();
        rowNumber += 1;
        const start = decoder.decode(chunk.bytes.subarray(0, maxRejectRawChars));
        reject('line-too-long', tokenizer.line(), start.split(delimiter), { limitBytes: maxRecordBytes });
        tokenizer.skipLines(1);
      }
      if (batch.rows.length === 0 && batch.rejects.length === 0 && !batch.cells) continue;
      const full = batch;
      full.bytesRead = Math.round(lines.position() * scale);
      batch = emptyBatch();
      return full;
    }
    return null;
  };
  return { isImmediate: true, next, close: lines.close };
}

/** The records of a text of whole lines that this program or a database wrote: CSV with commas. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  const tokenizer = createTokenizer(
    { delimiter: ',', newline: 'lf', maxRecordChars: maxRecordBytes },
    { record: (fields) => void records.push(fields), unclosed: () => {} },
  );
  tokenizer.push(text, true);
  return records;
}

/** The cells of some rows of a table as strings. */
export function rowsOfCells(
  { text, width, starts, ends }: Pick<CellTable, 'text' | 'width' | 'starts' | 'ends'>,
  rows: readonly number[],
): string[][] {
  return rows.map((row) =>
    Array.from({ length: width }, (_, column) => text.slice(starts[row * width + column], ends[row * width + column])),
  );
}

function emptyBatch(): RecordBatch {
  return { rows: [], rowNumbers: [], rejects: [], bytesRead: 0 };
}

function bomBytes(encoding: ReadingFormat['encoding']): number {
  return encoding === 'utf-8' ? 3 : encoding === 'gb18030' ? 4 : 2;
}

/** Empty fields at the end are no fields; a row that lacks fields is not guessed at. */
function fitWidth(fields: string[], columnCount: number): boolean {
  while (fields.length > columnCount && fields.at(-1)?.trim() === '') fields.pop();
  return fields.length === columnCount;
}

/** The fields with `�` where bytes could not be decoded, cut to `maxRejectRawChars` in all. */
function readable(fields: string[]): string[] {
  const shown: string[] = [];
  let room = maxRejectRawChars;
  for (const field of fields) {
    if (room <= 0) break;
    const text = field.slice(0, room).replaceAll(undecodableMark, '\ufffd');
    shown.push(text.toWellFormed());
    room -= text.length + 1;
  }
  return shown;
}
