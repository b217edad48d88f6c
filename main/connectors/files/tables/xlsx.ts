import { AppError } from '../../../../contract/errors.ts';
import { Archive } from './archive.ts';
import { MergedCells } from './merged-cells.ts';
import type { SharedStrings } from './shared-strings.ts';
import { type SheetMeaning, sheetXml } from './sheet-cells.ts';
import { TableRowsOut, TextRows } from './sheet-rows.ts';
import {
  type CellRange,
  type CellsAsked,
  rowsPerBatch,
  type TableCells,
  type TableFile,
  type TableRows,
} from './table-file.ts';
import { cellRange, readParts, readSharedStrings, scanned } from './xlsx-parts.ts';

/** Sheets up to this size (unpacked) are looked through for merged cells, which stand behind all rows. */
const mergeLookBytes = 512 * 2 ** 20;
const maxMerges = 100_000;

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
    const meaning = { styles: parts.styles, is1904: parts.is1904, texts };
    const reading = { archive, part: chosen.part, sizeBytes, meaning, merges };
    return {
      kind: 'xlsx',
      tables: parts.sheets.map(({ name }) => name),
      table: chosen.name,
      columns: null,
      estimatedRows: null,
      warnings: parts.hasMacros ? [{ code: 'macros-ignored', params: {} }] : [],
      merges,
      rows: () => sheetRows(reading),
      // What a merged cell says stands in its first one only.
      ...(merges.length === 0 ? { cells: (asked: CellsAsked) => sheetTables(reading, asked) } : {}),
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
  meaning: SheetMeaning;
  merges: readonly CellRange[];
}

async function* sheetRows(reading: SheetReading): AsyncGenerator<TableRows> {
  const { archive, part, sizeBytes, meaning } = reading;
  const merged = new MergedCells(reading.merges);
  let rows: string[][] = [];
  let numbers: number[] = [];
  let bytes = 0;
  const target = new TextRows((cells, row) => {
    merged.fill(cells, row);
    rows.push(cells);
    numbers.push(row + 1);
  });
  for await (const length of scanned(archive, part, sheetXml(meaning, target))) {
    bytes += length;
    if (rows.length < rowsPerBatch) continue;
    yield { rows, numbers, progress: Math.min(1, bytes / Math.max(1, sizeBytes)) };
    rows = [];
    numbers = [];
  }
  if (rows.length > 0) yield { rows, numbers, progress: 1 };
}

async function* sheetTables(reading: SheetReading, asked: CellsAsked): AsyncGenerator<TableCells | TableRows> {
  const { archive, part, sizeBytes, meaning } = reading;
  const target = new TableRowsOut(asked);
  let bytes = 0;
  for await (const length of scanned(archive, part, sheetXml(meaning, target))) {
    bytes += length;
    target.progress = Math.min(1, bytes / Math.max(1, sizeBytes));
    for (let next = target.ready.shift(); next; next = target.ready.shift()) yield next;
  }
  target.progress = 1;
  target.flush();
  yield* target.ready.splice(0);
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
