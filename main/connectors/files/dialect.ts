import { type Delimiter, delimiters } from '../../../contract/imports.ts';
import { readDate } from './dates.ts';
import { maxRecordBytes } from './limits.ts';
import { readDecimal } from './numbers.ts';
import { createTokenizer } from './tokenizer.ts';

export interface SampledRecord {
  fields: string[];
  line: number;
}

export interface SampledRecords {
  records: SampledRecord[];
  /** Line of the first quote that is never closed, when that comes before any record. */
  unclosedAtStart: number | null;
}

/** All records of a piece of text; what is cut off at its end is left out unless `isWhole`. */
export function splitRecords(
  text: string,
  delimiter: Delimiter,
  newline: 'lf' | 'cr',
  isWhole: boolean,
): SampledRecords {
  const records: SampledRecord[] = [];
  let unclosedAtStart: number | null = null;
  const tokenizer = createTokenizer(
    { delimiter, newline, maxRecordChars: maxRecordBytes },
    {
      record: (fields, line) => records.push({ fields, line }),
      unclosed(_text, _line, quoteLine) {
        if (records.length === 0) unclosedAtStart ??= quoteLine;
      },
    },
  );
  tokenizer.push(text, isWhole);
  return { records, unclosedAtStart };
}

/** The delimiter that splits the first records into the same number of fields, header and all. */
export function detectDelimiter(text: string, newline: 'lf' | 'cr', isWhole: boolean): Delimiter {
  const part =
    text.length > 50_000 ? text.slice(0, text.lastIndexOf(newline === 'lf' ? '\n' : '\r', 50_000) + 1) : text;
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const { records } = splitRecords(part || text, delimiter, newline, isWhole || part.length < text.length);
    const widths = records.slice(0, 200).map((record) => record.fields.length);
    const width = commonWidth(widths);
    if (width < 2) continue;
    const share = widths.filter((other) => other === width).length / widths.length;
    const isHeaderAlike = widths[0] === width ? 1 : 0;
    // Consistency first; of two consistent ones the one that also splits the header, then the one with more fields.
    const score = share * 4 + isHeaderAlike * 2 + Math.min(width, 50) / 50;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The most frequent number of fields; of equals the larger. */
export function commonWidth(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let best = 0;
  for (const [width, count] of counts) {
    const bestCount = counts.get(best) ?? 0;
    if (count > bestCount || (count === bestCount && width > best)) best = width;
  }
  return best;
}

/**
 * Index of the record where the table begins: exports of payment services put lines of title before the header. Such a
 * line has few of the table's fields filled.
 */
export function tableStart(records: readonly SampledRecord[]): number {
  const width = commonWidth(records.slice(0, 200).map((record) => record.fields.length));
  if (width < 3) return 0;
  const limit = Math.min(records.length, 30);
  for (let index = 0; index < limit; index += 1) {
    const fields = records[index]?.fields ?? [];
    const filled = fields.filter((field) => field.trim() !== '').length;
    if (filled >= width / 2) return index;
  }
  return 0;
}

/** Whether the first record names the columns; `isKnown` tells headers that the mapping guess knows. */
export function looksLikeHeader(
  first: readonly string[],
  rows: readonly (readonly string[])[],
  isKnown: (cell: string) => boolean,
): boolean {
  const cells = first.map((cell) => cell.trim());
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length === 0) return false;
  const typed = cells.filter(isTyped);
  if (typed.length === 0) {
    if (cells.some(isKnown)) return true;
    const isColumnTyped = cells.some((_, column) => {
      const values = rows.map((row) => row[column]?.trim() ?? '').filter((value) => value !== '');
      return values.length > 0 && values.filter(isTyped).length >= values.length * 0.9;
    });
    if (isColumnTyped) return true;
    // All text: a header names different things, and does not stand among its column's values.
    const isRepeated = cells.some((cell, column) => cell !== '' && rows.some((row) => row[column]?.trim() === cell));
    return !isRepeated && new Set(filled).size === filled.length;
  }
  // Years as headers of a cross table: 2019, 2020, 2021 over figures.
  const isYears = typed.every((cell) => /^(19|20)\d{2}$/.test(cell)) && new Set(typed).size === typed.length;
  return isYears && (typed.length > 1 || cells.filter(isKnown).length > 1) && typed.length < cells.length;
}

function isTyped(cell: string): boolean {
  if (cell === '' || cell.length > 40) return false;
  if (/[^\s@]@[^\s@]+\./.test(cell)) return true;
  const number = readDecimal(cell, '.');
  if (number) return true;
  const date = readDate(cell, 'dmy');
  return typeof date !== 'string';
}

/**
 * Names to show and map by: trimmed, never empty, unique whatever the case.
 *
 * @param headers null = the file has none
 */
export function columnNames(headers: readonly string[] | null, width: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const written = (headers?.[index] ?? '')
      .replace(/^\ufeff/, '')
      .replace(/\s*[\r\n\t]+\s*/g, ' ')
      .trim();
    const base = written === '' ? `column_${index + 1}` : written.slice(0, 120);
    let name = base;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${base}_${number}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
