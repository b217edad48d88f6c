import { AppError } from '../../../../contract/errors.ts';
import { maxColumns } from '../limits.ts';
import { Archive } from './archive.ts';
import { numberText, serialText } from './cell-text.ts';
import { MergedCells } from './merged-cells.ts';
import type { SharedStrings } from './shared-strings.ts';
import { type CellRange, rowsPerBatch, type TableFile, type TableRows } from './table-file.ts';
import {
  cellAddress,
  cellRange,
  parsed,
  readParts,
  readSharedStrings,
  type WorkbookParts,
  xmlParser,
} from './xlsx-parts.ts';

/** Sheets up to this size (unpacked) are looked through for merged cells, which stand behind all rows. */
const mergeLookBytes = 512 * 2 ** 20;
const maxMerges = 100_000;
/** Rows of a sheet end here (Excel's own limit). */
const maxRows = 1_048_576;

/**
 * Opens one sheet of an XLSX workbook. Rows are streamed; texts are kept as `SharedStrings`. Formulas give the value
 * last worked out, macros are never looked at.
 *
 * @throws import/no-such-sheet, import/damaged-file, api/too-large
 */
export async function openXlsx(path: string, sheet: string | undefined, scratchDir: string): Promise<TableFile> {
  const archive = await Archive.open(path);
  let strings: SharedStrings | null = null;
  try {
    const parts = await readParts(archive);
    const visible = parts.sheets.filter(({ isHidden }) => !isHidden);
    const chosen =
      sheet === undefined ? (visible[0] ?? parts.sheets[0]) : parts.sheets.find(({ name }) => name === sheet);
    if (!chosen) throw new AppError('import/no-such-sheet', { params: { sheet: sheet ?? '1' } });
    strings = await readSharedStrings(archive, parts.stringsPart, scratchDir);
    const sizeBytes = archive.members.find(({ name }) => name === chosen.part)?.sizeBytes ?? 0;
    const merges = sizeBytes <= mergeLookBytes ? await findMerges(archive, chosen.part) : [];
    const texts = strings;
    return {
      kind: 'xlsx',
      tables: parts.sheets.map(({ name }) => name),
      table: chosen.name,
      columns: null,
      estimatedRows: null,
      warnings: parts.hasMacros ? [{ code: 'macros-ignored', params: {} }] : [],
      merges,
      rows: () => sheetRows({ archive, part: chosen.part, sizeBytes, parts, texts, merges }),
      async close() {
        texts.close();
        archive.close();
      },
    };
  } catch (error) {
    strings?.close();
    archive.close();
    throw error;
  }
}

interface SheetReading {
  archive: Archive;
  part: string;
  sizeBytes: number;
  parts: WorkbookParts;
  texts: SharedStrings;
  merges: readonly CellRange[];
}

async function* sheetRows(reading: SheetReading): AsyncGenerator<TableRows> {
  const { archive, part, sizeBytes } = reading;
  const merged = new MergedCells(reading.merges);
  let rows: string[][] = [];
  let numbers: number[] = [];
  let bytes = 0;
  const parser = sheetParser(reading, (cells, row) => {
    merged.fill(cells, row);
    rows.push(cells);
    numbers.push(row + 1);
  });
  for await (const length of parsed(await archive.stream(part), parser, part)) {
    bytes += length;
    if (rows.length < rowsPerBatch) continue;
    yield { rows, numbers, progress: Math.min(1, bytes / Math.max(1, sizeBytes)) };
    rows = [];
    numbers = [];
  }
  if (rows.length > 0) yield { rows, numbers, progress: 1 };
}

/** Calls `onRow` with the cells of every row that has any, and its zero-based number. */
function sheetParser({ parts, texts }: SheetReading, onRow: (cells: string[], row: number) => void) {
  let cells: string[] = [];
  let row = -1;
  let column = -1;
  let type = 'n';
  let style = 0;
  let value = '';
  let isValue = false;
  let isReading = false;
  const put = (): void => {
    if (value === '' && type !== 'inlineStr') return;
    if (column >= maxColumns) {
      throw new AppError('import/too-many-columns', { params: { columns: column + 1, limit: maxColumns } });
    }
    const text = cellText(type, value);
    if (text === '') return;
    while (cells.length < column) cells.push('');
    cells[column] = text;
  };
  const cellText = (kind: string, raw: string): string => {
    if (kind === 's') return texts.at(Number(raw));
    if (kind === 'b') return raw === '1' ? 'true' : 'false';
    if (kind === 'str' || kind === 'inlineStr' || kind === 'e') return raw;
    if (kind === 'd') return raw;
    const number = Number(raw);
    if (!Number.isFinite(number)) return raw;
    const meant = parts.styles[style] ?? 'number';
    return (meant === 'number' ? null : serialText(number, meant, parts.is1904)) ?? numberText(number);
  };
  return xmlParser({
    open(name, attributes) {
      if (name === 'c') {
        type = attributes.t ?? 'n';
        style = Number(attributes.s ?? 0);
        column = attributes.r === undefined ? column + 1 : cellAddress(attributes.r).column;
        value = '';
      } else if (name === 'row') {
        row = attributes.r === undefined ? row + 1 : Number(attributes.r) - 1;
        if (!(row >= 0 && row < maxRows)) throw new AppError('import/damaged-file', { params: { kind: 'xlsx' } });
        cells = [];
        column = -1;
      } else if (name === 'rPh') isReading = true;
      isValue = (name === 'v' || name === 't') && !isReading;
    },
    close(name) {
      if (name === 'c') put();
      else if (name === 'row' && cells.length > 0) onRow(cells, row);
      else if (name === 'rPh') isReading = false;
      if (name === 'v' || name === 't') isValue = false;
    },
    text(piece) {
      if (isValue) value += piece;
    },
  });
}

const opening = Buffer.from('mergeCell ');

/** Merged ranges, found by looking for their tag: to parse all rows for them would double the time. */
async function findMerges(archive: Archive, part: string): Promise<CellRange[]> {
  const merges: CellRange[] = [];
  let tail = Buffer.alloc(0);
  const stream = await archive.stream(part);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
    let from = 0;
    for (let at = bytes.indexOf(opening); at >= 0; at = bytes.indexOf(opening, from)) {
      const end = bytes.indexOf('>', at);
      if (end < 0) break;
      const reference = /\bref="([A-Z0-9:]+)"/.exec(bytes.toString('latin1', at, end))?.[1];
      const range = reference === undefined ? null : cellRange(reference);
      if (range) merges.push(range);
      if (merges.length > maxMerges) return [];
      from = end;
    }
    tail = Buffer.from(bytes.subarray(Math.max(from, bytes.length - 200)));
  }
  return merges;
}
