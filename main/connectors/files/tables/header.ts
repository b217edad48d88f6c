import { AppError } from '../../../../contract/errors.ts';
import { columnNames, commonWidth, looksLikeHeader, tableStart } from '../dialect.ts';
import type { FormatWarning } from '../format.ts';
import { isKnownHeader } from '../headers.ts';
import type { TableFile } from './table-file.ts';

/** Rows looked at for header and types. */
const lookRows = 10_000;
/** A header has at most so many storeys. */
const maxStoreys = 4;

export interface Header {
  columns: string[];
  /** As written; the names where there is no header. */
  headers: string[];
  hasHeader: boolean;
  /** Position in the file of the first row of data, 1-based. */
  firstRow: number;
  /** First rows of data. */
  rows: string[][];
  /** Whether `rows` are all there are. */
  isWhole: boolean;
  progress: number;
  warnings: FormatWarning[];
}

/**
 * Where a table's names are and where its rows begin. Sheets may have lines of title above, and a header of several
 * storeys with merged cells: `Contact` over `Phone` and `Mail` becomes `Contact · Phone`, `Contact · Mail`.
 *
 * @throws import/empty-file, import/header-only
 */
export async function headerOf(table: TableFile): Promise<Header> {
  const { rows, numbers, isWhole, progress } = await firstRows(table);
  if (table.columns !== null) {
    if (rows.length === 0) throw new AppError(isWhole ? 'import/header-only' : 'import/empty-file');
    const columns = columnNames(table.columns, table.columns.length);
    return { columns, headers: table.columns, hasHeader: true, firstRow: 1, rows, isWhole, progress, warnings: [] };
  }
  if (rows.length === 0) throw new AppError('import/empty-file');
  const width = Math.max(...rows.slice(0, 200).map((row) => row.length), commonWidth(rows.map((row) => row.length)));
  const padded = rows.map((row) => [...row, ...new Array<string>(Math.max(0, width - row.length)).fill('')]);
  const start = titleEnd(padded, tableStart(padded.map((fields, line) => ({ fields, line }))));
  const storeys = storeysOf(table, padded, numbers, start);
  const names = joinStoreys(padded.slice(start, start + storeys), width);
  const later = padded.slice(start + storeys);
  const hasHeader = storeys > 1 || looksLikeHeader(names, later.slice(0, 200), isKnownHeader);
  const data = hasHeader ? later : padded.slice(start);
  if (hasHeader && data.length === 0) throw new AppError('import/header-only');
  const used = usedWidth(hasHeader ? names : [], data, width);
  const columns = columnNames(hasHeader ? names : null, used);
  const first = numbers[start + (hasHeader ? storeys : 0)] ?? 1;
  const warnings: FormatWarning[] = [];
  if (!hasHeader) warnings.push({ code: 'no-header', params: {} });
  if (start > 0) warnings.push({ code: 'preamble-skipped', params: { lines: (numbers[start] ?? 1) - 1 } });
  if (hasHeader && storeys > 1) warnings.push({ code: 'header-joined', params: { lines: storeys } });
  return {
    columns,
    headers: hasHeader ? columns.map((name, index) => names[index] ?? name) : columns,
    hasHeader,
    firstRow: first,
    rows: data.map((row) => row.slice(0, used)),
    isWhole,
    progress,
    warnings,
  };
}

async function firstRows(table: TableFile) {
  const rows: string[][] = [];
  const numbers: number[] = [];
  let progress = 1;
  for await (const batch of table.rows()) {
    batch.rows.forEach((row, index) => {
      rows.push(row);
      numbers.push(batch.numbers?.[index] ?? rows.length);
    });
    progress = batch.progress;
    if (rows.length >= lookRows) return { rows, numbers, isWhole: false, progress };
  }
  return { rows, numbers, isWhole: true, progress };
}

/** A title merged over the whole width looks filled; it says one thing only. */
function titleEnd(rows: readonly string[][], from: number): number {
  let start = from;
  while (start < Math.min(rows.length - 1, 30)) {
    const said = new Set((rows[start] ?? []).map((cell) => cell.trim()).filter((cell) => cell !== ''));
    const next = (rows[start + 1] ?? []).filter((cell) => cell.trim() !== '').length;
    if (said.size > 1 || next < 2) break;
    start += 1;
  }
  return start;
}

/** Rows of the header: as long as a merged cell spans columns, the names under it are on the next row. */
function storeysOf(table: TableFile, rows: readonly string[][], numbers: readonly number[], start: number): number {
  for (let storeys = 1; storeys < maxStoreys; storeys += 1) {
    const row = (numbers[start + storeys - 1] ?? 0) - 1;
    const goesOn = table.merges.some(
      ({ top, bottom, left, right }) =>
        top <= row &&
        row <= bottom &&
        (bottom > row || (right > left && right - left + 1 < (rows[start]?.length ?? 0))),
    );
    if (!goesOn || rows[start + storeys] === undefined) return storeys;
  }
  return maxStoreys;
}

function joinStoreys(storeys: readonly string[][], width: number): string[] {
  return Array.from({ length: width }, (_, column) => {
    const parts = storeys.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
    return parts.filter((part, index) => part !== parts[index - 1]).join(' · ');
  });
}

/** Columns at the end that have neither name nor value are none. */
function usedWidth(names: readonly string[], rows: readonly string[][], width: number): number {
  let used = width;
  while (used > 1 && (names[used - 1] ?? '') === '' && rows.every((row) => (row[used - 1] ?? '').trim() === ''))
    used -= 1;
  return used;
}
