import { setImmediate as nextTick } from 'node:timers/promises';
import { AppError } from '../../../contract/errors.ts';
import type { Delimiter, Encoding, ImportOptions } from '../../../contract/imports.ts';
import { createDecoder, lineEndIndex, undecodableMark } from './decoder.ts';
import {
  columnNames,
  commonWidth,
  detectDelimiter,
  looksLikeHeader,
  type SampledRecord,
  splitRecords,
  tableStart,
} from './dialect.ts';
import { bomLength, detectEncoding } from './encoding.ts';
import type { FileFormat, FormatWarning } from './format.ts';
import { isKnownHeader, normaliseHeader } from './headers.ts';
import { profileColumn } from './infer.ts';
import { maxColumns } from './limits.ts';
import { type FileSample, sampleFile } from './sample.ts';

/** Rows looked at for the types of columns, spread over the file; fewer for files with very many columns. */
const maxProfileRows = 5_000;
const maxProfileValues = 500_000;
/** Of a long text this much of its beginning is enough, when it has as many rows. */
const shortHeadBytes = 1 << 18;
const shortHeadRows = 1_000;

export interface Inspection {
  format: FileFormat;
  /** First rows of the file that fit its columns. */
  rows: string[][];
}

/**
 * Tells how a file is to be read.
 *
 * Fails with `import/empty-file`, `import/header-only`, `import/not-text`, `import/undecodable` (the encoding cannot be
 * told, or the header is broken in the one asked for), `import/unclosed-quote` (in the header), `import/line-too-long`,
 * `import/too-many-columns`, `import/file-missing`, `import/unpacks-too-large` (a compression bomb).
 */
export async function detectTextFormat(path: string, options: ImportOptions = {}): Promise<FileFormat> {
  const { format } = await inspectText(path, options);
  if (format.warnings.some((warning) => warning.code === 'encoding-unknown')) throw new AppError('import/undecodable');
  return format;
}

/** The same for text, with rows to show, and with a guess (and a warning) where an import would ask for the encoding. */
export async function inspectText(path: string, options: ImportOptions): Promise<Inspection> {
  const sample = await sampleFile(path);
  const warnings: FormatWarning[] = [];
  const { encoding, bomBytes } = chooseEncoding(sample, options, warnings);
  const body = sample.head.subarray(bomBytes);
  const newline = newlineOf(body, encoding);
  const how = { encoding, newline, isWhole: sample.isWhole, delimiter: options.delimiter };
  const { end, delimiter, records, unclosedAtStart } = firstRecords(body, how);
  const start = tableStart(records);
  const first = records[start];
  if (unclosedAtStart !== null || !first) {
    throw new AppError('import/unclosed-quote', { params: { line: unclosedAtStart ?? 1 } });
  }
  if (first.fields.length > maxColumns) {
    throw new AppError('import/too-many-columns', { params: { columns: first.fields.length, limit: maxColumns } });
  }
  const below = records.slice(start + 1);
  const explained = explainedRows(below);
  const following = below.slice(explained).map((record) => record.fields);
  const hasHeader = looksLikeHeader(first.fields, following.slice(0, 200), isKnownHeader);
  if (hasHeader && first.fields.some((field) => field.includes(undecodableMark)))
    throw new AppError('import/undecodable');
  if (hasHeader && following.length === 0)
    throw sample.isWhole ? new AppError('import/header-only') : lineTooLong(first.line + 1);

  const width = hasHeader
    ? trimmedWidth(first.fields, following)
    : commonWidth(records.slice(start, start + 200).map((record) => record.fields.length));
  const labels = hasHeader && explained > 1 ? below[0]?.fields : undefined;
  const columns = columnNames(hasHeader ? labelled(first.fields, labels) : null, width);
  const data = hasHeader ? following : [first.fields, ...following];
  const rows = data.filter((fields) => fitsWidth(fields, width)).map((fields) => fields.slice(0, width));
  if (!hasHeader) warnings.push({ code: 'no-header', params: {} });
  if (hasHeader && explained > 0) warnings.push({ code: 'header-joined', params: { lines: explained + 1 } });
  if (start > 0) warnings.push({ code: 'preamble-skipped', params: { lines: first.line - 1 } });
  if (rows.length < data.length) warnings.push({ code: 'irregular-rows', params: { rows: data.length - rows.length } });

  const later = windowRows(sample, { encoding, newline, delimiter, width });
  const profiles = await profileColumns(columns, [...rows, ...later.rows]);
  for (const profile of profiles) {
    if (profile.isDateAmbiguous && !options.dateOrder) {
      warnings.push({ code: 'date-order-ambiguous', params: { column: profile.name } });
    }
  }
  const estimatedRows = sample.isWhole
    ? data.length
    : Math.max(data.length, Math.round((sample.textBytes * (data.length + later.count)) / (end + later.bytes)));
  const format: FileFormat = {
    encoding,
    hasBom: bomBytes > 0,
    compression: sample.compression,
    delimiter,
    newline,
    hasHeader,
    columns,
    headers: hasHeader ? columns.map((name, index) => first.fields[index] ?? name) : columns,
    headerLine: hasHeader ? (below[explained - 1]?.line ?? first.line) : first.line - 1,
    profiles,
    sizeBytes: sample.sizeBytes,
    textBytes: sample.textBytes,
    estimatedRows,
    warnings,
  };
  return { format, rows };
}

/**
 * Records under a header that are about its columns: survey programs write what was asked below each name, and below
 * that what they call it themselves, as JSON in every cell.
 */
function explainedRows(below: readonly SampledRecord[]): number {
  const isOfJson = ({ fields }: SampledRecord): boolean => {
    const filled = fields.filter((field) => field.trim() !== '');
    return filled.length > 2 && filled.every((field) => /^\s*\{".*\}\s*$/s.test(field));
  };
  const found = below.slice(0, 2).findIndex(isOfJson);
  const isOneOfMany = below.slice(found + 1, found + 20).some(isOfJson);
  return found < 0 || isOneOfMany ? 0 : found + 1;
}

/** `Q1` with `How likely are you …?` below it is `Q1 · How likely are you …?`. */
function labelled(names: readonly string[], labels: readonly string[] | undefined): readonly string[] {
  if (!labels) return names;
  return names.map((name, index) => {
    const label = (labels[index] ?? '').trim();
    return label === '' || normaliseHeader(label) === normaliseHeader(name) ? name : `${name} · ${label}`;
  });
}

interface FirstRecords {
  records: SampledRecord[];
  unclosedAtStart: number | null;
  delimiter: Delimiter;
  /** Where they end, in bytes. */
  end: number;
}

/** The records a text begins with: of a long one no more than tell enough of it. */
function firstRecords(
  body: Buffer,
  how: { encoding: Encoding; newline: 'lf' | 'cr'; isWhole: boolean; delimiter: Delimiter | undefined },
): FirstRecords {
  const { encoding, newline, isWhole } = how;
  if (!isWhole && body.length > shortHeadBytes) {
    const found = recordsUntil(lineEndIndex(body.subarray(0, shortHeadBytes), encoding, newline), body, how);
    if (found && found.unclosedAtStart === null && found.records.length >= shortHeadRows) return found;
  }
  const found = recordsUntil(isWhole ? body.length : lineEndIndex(body, encoding, newline), body, how);
  if (found === null) throw isWhole ? new AppError('import/empty-file') : lineTooLong(1);
  return found;
}

/** Null: there is nothing but blanks. */
function recordsUntil(
  end: number,
  body: Buffer,
  how: { encoding: Encoding; newline: 'lf' | 'cr'; isWhole: boolean; delimiter: Delimiter | undefined },
): FirstRecords | null {
  if (end < 0) return null;
  const text = createDecoder(how.encoding, how.newline).decode(body.subarray(0, end));
  if (text.trim() === '') return null;
  const delimiter = how.delimiter ?? detectDelimiter(text, how.newline, how.isWhole);
  return { end, delimiter, ...splitRecords(text, delimiter, how.newline, how.isWhole) };
}

function lineTooLong(line: number): AppError {
  return new AppError('import/line-too-long', { params: { line, limit: '1 MB' } });
}

function chooseEncoding(
  sample: FileSample,
  options: ImportOptions,
  warnings: FormatWarning[],
): { encoding: Encoding; bomBytes: number } {
  if (sample.head.length === 0) throw new AppError('import/empty-file');
  const guess = detectEncoding(sample.head, sample.isWhole);
  if (options.encoding) {
    return { encoding: options.encoding, bomBytes: bomLength(sample.head, options.encoding) };
  }
  if (!guess.isCertain) {
    const code = guess.isUnknown ? 'encoding-unknown' : 'encoding-guessed';
    warnings.push({ code, params: { encoding: guess.encoding } });
  }
  return guess;
}

function newlineOf(body: Buffer, encoding: Encoding): 'lf' | 'cr' {
  const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
  if (!isWide) return body.includes(10) || !body.includes(13) ? 'lf' : 'cr';
  const hasLf = lineEndIndex(body, encoding, 'lf') >= 0;
  return hasLf || lineEndIndex(body, encoding, 'cr') < 0 ? 'lf' : 'cr';
}

/** Width of a header; empty names at its end are columns only when some row has more than blanks there. */
function trimmedWidth(header: readonly string[], rows: readonly (readonly string[])[]): number {
  let width = header.length;
  while (width > 1 && header[width - 1]?.trim() === '' && rows.every((row) => (row[width - 1]?.trim() ?? '') === '')) {
    width -= 1;
  }
  return width;
}

function fitsWidth(fields: readonly string[], width: number): boolean {
  return fields.length >= width && fields.slice(width).every((field) => field.trim() === '');
}

/**
 * Rows from the later parts of the file: whole lines that decode and have the right number of fields. `count` records
 * in `bytes`, whatever they look like.
 */
function windowRows(
  sample: FileSample,
  how: { encoding: Encoding; newline: 'lf' | 'cr'; delimiter: Delimiter; width: number },
): { rows: string[][]; count: number; bytes: number } {
  const rows: string[][] = [];
  let count = 0;
  let bytes = 0;
  for (const window of sample.windows) {
    const end = lineEndIndex(window, how.encoding, how.newline);
    if (end < 0) continue;
    const text = createDecoder(how.encoding, how.newline).decode(window.subarray(0, end));
    const firstEnd = text.indexOf(how.newline === 'lf' ? '\n' : '\r');
    const { records } = splitRecords(text.slice(firstEnd + 1), how.delimiter, how.newline, true);
    count += records.length;
    bytes += Math.round(end * (1 - (firstEnd + 1) / text.length));
    for (const { fields } of records) {
      if (fields.length === how.width && !fields.some((field) => field.includes(undecodableMark))) rows.push(fields);
    }
  }
  return { rows, count, bytes };
}

/** Gives way between columns: a preview may run beside requests. */
export async function profileColumns(
  columns: readonly string[],
  rows: readonly string[][],
): Promise<FileFormat['profiles']> {
  const limit = Math.min(maxProfileRows, Math.ceil(maxProfileValues / columns.length));
  const step = Math.max(1, rows.length / limit);
  const chosen: string[][] = [];
  for (let at = 0; at < rows.length; at += step) {
    const row = rows[Math.floor(at)];
    if (row) chosen.push(row);
  }
  const profiles: FileFormat['profiles'] = [];
  for (const [index, name] of columns.entries()) {
    profiles.push(
      profileColumn(
        name,
        chosen.map((row) => row[index] ?? ''),
      ),
    );
    // A preview may run beside requests: give way between columns.
    await nextTick();
  }
  return profiles;
}
