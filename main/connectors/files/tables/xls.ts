import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../../../contract/errors.ts';
import { fileFailure } from '../file-failure.ts';
import { numberText, serialText, styleOf } from './cell-text.ts';
import { MergedCells } from './merged-cells.ts';
import { rowsPerBatch, type TableFile, type TableRows } from './table-file.ts';

/** XLS ends at 65,536 rows and is read whole; a larger file than this holds something else. */
const limitBytes = 64_000_000;

interface Cell {
  t: string;
  v?: unknown;
  z?: string | number;
}

/**
 * Opens one sheet of an old XLS workbook (BIFF). Formulas give the value last worked out, macros are never looked at.
 *
 * @throws import/no-such-sheet, import/damaged-file, import/password-protected, api/too-large
 */
export async function openXls(path: string, sheet: string | undefined): Promise<TableFile> {
  const { size } = await stat(path).catch((error: unknown) => Promise.reject(fileFailure(error)));
  if (size > limitBytes) throw new AppError('api/too-large', { params: { limit: `${limitBytes / 1_000_000} MB` } });
  const workbook = await readWorkbook(path);
  const hidden = workbook.Workbook?.Sheets ?? [];
  const visible = workbook.SheetNames.filter((_, index) => (hidden[index]?.Hidden ?? 0) === 0);
  const name = sheet ?? visible[0] ?? workbook.SheetNames[0];
  const found = name === undefined ? undefined : workbook.Sheets[name];
  if (name === undefined || !found) throw new AppError('import/no-such-sheet', { params: { sheet: sheet ?? '1' } });
  const merges = (found['!merges'] ?? []).map(({ s, e }) => ({ top: s.r, left: s.c, bottom: e.r, right: e.c }));
  const data = (found['!data'] ?? []) as (Cell | undefined)[][];
  const is1904 = workbook.Workbook?.WBProps?.date1904 ?? false;
  return {
    kind: 'xls',
    tables: workbook.SheetNames,
    table: name,
    columns: null,
    estimatedRows: data.length,
    warnings: [
      ...(workbook.vbaraw === undefined ? [] : [{ code: 'macros-ignored', params: {} }]),
      ...(sheet === undefined && visible.length > 1
        ? [{ code: 'other-sheets', params: { sheet: name, count: visible.length - 1 } }]
        : []),
    ],
    merges,
    rows: () => sheetRows(data, merges, is1904),
    close: async () => {},
  };
}

async function readWorkbook(path: string) {
  // Some 900 kB that only old files need.
  const { read } = await import('@e965/xlsx');
  const bytes = await readFile(path);
  try {
    return read(bytes, {
      type: 'buffer',
      dense: true,
      cellNF: true,
      cellFormula: false,
      cellHTML: false,
      cellText: false,
      bookVBA: true,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    if (/password|encrypt/i.test(reason)) throw new AppError('import/password-protected', { cause });
    throw new AppError('import/damaged-file', { params: { kind: 'xls' }, cause });
  }
}

async function* sheetRows(
  data: readonly (readonly (Cell | undefined)[] | undefined)[],
  merges: ConstructorParameters<typeof MergedCells>[0],
  is1904: boolean,
): AsyncGenerator<TableRows> {
  const merged = new MergedCells(merges);
  for (let start = 0; start < data.length; start += rowsPerBatch) {
    const rows: string[][] = [];
    const numbers: number[] = [];
    for (let row = start; row < Math.min(data.length, start + rowsPerBatch); row += 1) {
      const cells = Array.from(data[row] ?? [], (cell) => cellText(cell, is1904));
      merged.fill(cells, row);
      rows.push(cells);
      numbers.push(row + 1);
    }
    yield { rows, numbers, progress: Math.min(1, (start + rowsPerBatch) / data.length) };
  }
}

function cellText(cell: Cell | undefined, is1904: boolean): string {
  if (!cell || cell.v === undefined || cell.v === null) return '';
  if (cell.t === 'b') return cell.v === true ? 'true' : 'false';
  if (cell.t === 'e') return errorTexts[Number(cell.v)] ?? '#N/A';
  if (cell.t !== 'n') return String(cell.v);
  const number = Number(cell.v);
  const style = typeof cell.z === 'number' ? styleOf(cell.z, null) : styleOf(0, cell.z ?? null);
  return (style === 'number' ? null : serialText(number, style, is1904)) ?? numberText(number);
}

const errorTexts: Record<number, string> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
};
