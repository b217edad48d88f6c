import { AppError } from '../../../../contract/errors.ts';
import type { FormatWarning } from '../format.ts';
import { Archive } from './archive.ts';
import { headerOf } from './header.ts';
import { allTables, joinedRows, withOwnHeader } from './joined-tables.ts';
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
import { cellRange, readParts, readSharedStrings, type Sheet, scanned, type WorkbookParts } from './xlsx-parts.ts';

/** Sheets up to this size (unpacked) are looked through for merged cells, which stand behind all rows. */
const mergeLookBytes = 512 * 2 ** 20;
const maxMerges = 100_000;
/** So many sheets are looked at for whether they are one table, and so many rows of each. */
const maxAlikeSheets = 40;
const lookRows = 60;

/**
 * Opens one sheet of an XLSX workbook, or, where nothing else is asked for, all of them as one table if they have the
 * same columns (`2009`, `2010` …). Rows are streamed; texts are kept as `SharedStrings`. Formulas give the value last
 * worked out, macros are never looked at.
 *
 * @throws import/no-such-sheet, import/damaged-file, import/unpacks-too-large
 */
export async function openXlsx(path: string, sheet: string | undefined, scratchDir: string): Promise<TableFile> {
  const archive = await Archive.open(path);
  let strings: SharedStrings | null = null;
  try {
    const parts = await readParts(archive);
    const texts = await readSharedStrings(archive, parts.stringsPart, scratchDir);
    strings = texts;
    const book = { archive, parts, meaning: { styles: parts.styles, is1904: parts.is1904, texts } };
    const isAll = sheet === undefined || sheet === allTables;
    const seen = visibleSheets(book);
    let alike: unknown[] = seen.length > maxAlikeSheets ? [] : await alikeSheets(seen, (one) => firstHeader(book, one));
    let table: TableFile | null = null;
    if (isAll && alike.length > 1) {
      // Rows further down and merged cells can tell another header: here they are looked at as they will be read.
      const open = await alikeSheets(seen, async ({ name }) => withOwnHeader(await oneSheet(book, name)));
      if (open.length > 1) table = allSheets(book, open);
      alike = open;
    }
    table ??= await oneSheet(book, sheet);
    return {
      ...table,
      tables: [...(alike.length > 1 ? [allTables] : []), ...parts.sheets.map(({ name }) => name)],
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

interface Workbook {
  archive: Archive;
  parts: WorkbookParts;
  meaning: SheetMeaning;
}

const sizeOf = ({ archive }: Workbook, { part }: Sheet): number =>
  archive.members.find(({ name }) => name === part)?.sizeBytes ?? 0;

async function oneSheet(book: Workbook, name: string | undefined): Promise<TableFile> {
  const { archive, parts, meaning } = book;
  const visible = visibleSheets(book);
  const chosen =
    name === undefined ? (visible[0] ?? parts.sheets[0]) : parts.sheets.find((candidate) => candidate.name === name);
  if (!chosen) throw new AppError('import/no-such-sheet', { params: { sheet: name ?? '1' } });
  const sizeBytes = sizeOf(book, chosen);
  const merges = sizeBytes <= mergeLookBytes ? await findMerges(archive, chosen.part) : [];
  const reading = { archive, part: chosen.part, sizeBytes, meaning, merges };
  const warnings: FormatWarning[] = parts.hasMacros ? [{ code: 'macros-ignored', params: {} }] : [];
  if (name === undefined && visible.length > 1)
    warnings.push({ code: 'other-sheets', params: { sheet: chosen.name, count: visible.length - 1 } });
  return {
    kind: 'xlsx',
    tables: [],
    table: chosen.name,
    columns: null,
    estimatedRows: null,
    warnings,
    merges,
    rows: () => sheetRows(reading),
    // What a merged cell says stands in its first one only.
    ...(merges.length === 0 ? { cells: (asked: CellsAsked) => sheetTables(reading, asked) } : {}),
    close: async () => {},
  };
}

const visibleSheets = ({ parts }: Workbook): Sheet[] => parts.sheets.filter(({ isHidden }) => !isHidden);

interface Headed {
  columns: string[];
  hasHeader: boolean;
}
interface AlikeSheet<T> {
  sheet: Sheet;
  header: T;
}

/**
 * The sheets that hold anything, where all of them have the same columns; none where they differ, or where one cannot
 * be read: the first is imported alone then, as if there were no others.
 */
async function alikeSheets<T extends Headed>(
  sheets: readonly Sheet[],
  look: (sheet: Sheet) => Promise<T>,
): Promise<AlikeSheet<T>[]> {
  if (sheets.length < 2) return [];
  const alike: AlikeSheet<T>[] = [];
  let columns: string | null = null;
  for (const sheet of sheets) {
    let header: T;
    try {
      header = await look(sheet);
    } catch (error) {
      const code = error instanceof AppError ? error.code : null;
      // A sheet without rows adds none.
      if (code === 'import/empty-file' || code === 'import/header-only') continue;
      if (code !== null) return [];
      throw error;
    }
    const own = header.columns.toSorted().join('\n');
    if (!header.hasHeader || (columns !== null && own !== columns)) return [];
    columns = own;
    alike.push({ sheet, header });
  }
  return alike;
}

const firstHeader = (book: Workbook, sheet: Sheet): Promise<Headed> => headerOf(firstRowsOf(book, sheet));

function firstRowsOf(book: Workbook, sheet: Sheet): TableFile {
  const reading = { ...book, part: sheet.part, sizeBytes: sizeOf(book, sheet), merges: [] };
  return {
    ...{ kind: 'xlsx', tables: [], table: sheet.name, columns: null, estimatedRows: null, warnings: [], merges: [] },
    async *rows() {
      for await (const { rows, numbers = [], progress } of sheetRows(reading)) {
        yield { rows: rows.slice(0, lookRows), numbers: numbers.slice(0, lookRows), progress };
        return;
      }
    },
    close: async () => {},
  };
}

/** All sheets as one table; the first tells the order of the columns. */
function allSheets(book: Workbook, sheets: readonly AlikeSheet<TableFile & { columns: string[] }>[]): TableFile {
  const columns = sheets[0]?.header.columns ?? [];
  const warnings: FormatWarning[] = [{ code: 'several-sheets', params: { count: sheets.length } }];
  if (book.parts.hasMacros) warnings.push({ code: 'macros-ignored', params: {} });
  const parts = sheets.map(({ sheet, header }) => ({
    name: sheet.name,
    sizeBytes: sizeOf(book, sheet),
    open: async () => ({ table: header, done: async () => {} }),
  }));
  return {
    ...{ kind: 'xlsx', tables: [], table: allTables, columns, estimatedRows: null, warnings, merges: [] },
    rows: (signal) => joinedRows(parts, columns, signal),
    close: async () => {},
  };
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
