import { writeFile } from 'node:fs/promises';
import type { CubeQuery } from '../../contract/board-queries/index.ts';
import type { Board } from '../../contract/boards.ts';
import { errorSentence } from '../../contract/error-words.ts';
import { AppError } from '../../contract/errors.ts';
import type { ExportOrder, ExportTarget, FailedTile } from '../../contract/exports.ts';
import type { Language } from '../../contract/language.ts';
import type { Access, Principal } from '../access/index.ts';
import type { Boards } from '../boards/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Printer } from '../ports/printer.ts';
import type { ExportDetails } from './export-rows.ts';
import type { Producer } from './exports.ts';
import type { Reader, ReportFigures } from './figures.ts';
import type { Table } from './tables/table.ts';
import { type FileFrame, type SheetSource, writeTableAsCsv, writeTablesAsWorkbook } from './tables/table-files.ts';
import { dimensionColumn, measureColumn, tileTable } from './tables/tile-table.ts';
import { reportWords } from './words.ts';

export interface ProduceOptions {
  figures: ReportFigures;
  boards: Pick<Boards, 'get'>;
  access: Pick<Access, 'lend'>;
  printer: Printer | null;
  clock: Clock;
  /** Where this program answers on this machine. */
  origin: () => string;
  productName?: string;
}

/** A tile may take two minutes; the page waits for it and some more. */
const printTimeoutMs = 300_000;

/** What an order is of. @throws boards/not-found, exports/format-unsupported, exports/nothing-to-export */
export function titleOf(order: ExportOrder, { boards }: Pick<ProduceOptions, 'boards'>): string {
  const { target, format, page, lang } = order;
  const refuse = () => new AppError('exports/format-unsupported', { params: { format: format.toUpperCase() } });
  if ('board' in target) {
    const board = boards.get(target.board);
    const tiles = tilesOf(board, target);
    if (tiles.length === 0)
      throw new AppError('exports/nothing-to-export', { params: { reason: (target.tiles ?? []).join(', ') } });
    if (format === 'csv' && tiles.length > 1) throw refuse();
    const title = page.title ?? board.title[lang];
    return tiles.length === 1 && tiles[0] ? `${title} · ${tiles[0].title[lang]}` : title;
  }
  if ('query' in target) {
    if (format === 'pptx') throw refuse();
    return target.title;
  }
  throw refuse();
}

function tilesOf(board: Board, target: Extract<ExportTarget, { board: string }>): Board['tiles'] {
  const wanted = target.tiles === undefined ? null : new Set(target.tiles);
  return board.tiles
    .filter((tile) => wanted === null || wanted.has(tile.id))
    .toSorted((a, b) => a.placement.y - b.placement.y || a.placement.x - b.placement.x);
}

/** Makes files: tables by itself, pages through the printer. */
export function createProducer(options: ProduceOptions): Producer {
  return async (order, context) => {
    const { principal, path, signal } = context;
    const reader: Reader = { principal, language: order.lang };
    switch (order.format) {
      case 'pdf':
      case 'png':
        return printed(options, order, context);
      case 'csv': {
        const table = await oneTable(options, order, reader, signal);
        return writeTableAsCsv(path, table, order.encoding);
      }
      case 'xlsx':
        return workbook(options, order, { reader, path, signal });
      case 'pptx':
        throw new AppError('exports/format-unsupported', { params: { format: 'PPTX' } });
    }
  };
}

async function printed(
  { printer, access, figures, origin }: ProduceOptions,
  order: ExportOrder,
  { id, principal, path, signal }: { id: string; principal: Principal; path: string; signal: AbortSignal },
): Promise<ExportDetails> {
  if (printer === null) throw new AppError('exports/printer-missing', { params: { path: '' } });
  const lent = access.lend(principal, printTimeoutMs + 60_000);
  try {
    const { bytes, report } = await printer.print({
      url: `${origin()}/print/${id}?lang=${order.lang}`,
      headers: { authorization: `Bearer ${lent.token}` },
      language: order.lang,
      timezone: figures.workspace().timezone,
      format: order.format === 'png' ? 'png' : 'pdf',
      timeoutMs: printTimeoutMs,
      signal,
    });
    await writeFile(path, bytes, { flush: true });
    return { pages: report.pages, failedTiles: report.failedTiles, notes: report.notes };
  } finally {
    lent.giveBack();
  }
}

async function workbook(
  options: ProduceOptions,
  order: ExportOrder,
  { reader, path, signal }: { reader: Reader; path: string; signal: AbortSignal },
): Promise<ExportDetails> {
  const frame = await frameOf(options, order, reader);
  if (!('board' in order.target)) {
    return writeTablesAsWorkbook(path, [await oneTable(options, order, reader, signal)], frame);
  }
  const failedTiles: FailedTile[] = [];
  const sources = boardTables(options, order, { reader, signal, frame, failedTiles });
  const written = await writeTablesAsWorkbook(path, sources, frame);
  return { ...written, failedTiles };
}

async function* boardTables(
  { figures, boards }: ProduceOptions,
  order: ExportOrder,
  context: { reader: Reader; signal: AbortSignal; frame: FileFrame; failedTiles: FailedTile[] },
): AsyncGenerator<SheetSource> {
  const { target } = order;
  if (!('board' in target)) return;
  const { reader, signal, frame, failedTiles } = context;
  const board = boards.get(target.board);
  const [scope, members] = [await figures.scope(board, target.view), await figures.members(reader)];
  const tiles = tilesOf(board, target);
  const words = reportWords[reader.language];
  const figureTiles = tiles.filter((tile) => !['text', 'image', 'section'].includes(tile.kind));
  if (figureTiles.length > 1) {
    yield {
      title: words.overview,
      notes: [board.title[reader.language], `${words.dates}: ${scope.range.from} – ${scope.range.to}`],
      columns: [
        { key: 'number', title: '#', kind: 'number', unit: 'count' },
        { key: 'title', title: frame.title, kind: 'text', unit: 'number' },
      ],
      rows: [figureTiles.map((tile, index) => ({ number: index + 1, title: tile.title[reader.language] }))],
      chart: null,
    };
  }
  for (const tile of figureTiles) {
    signal.throwIfAborted();
    const title = tile.title[reader.language];
    try {
      const table = await tileTable(tile, {
        figures,
        reader,
        tiles: board.tiles,
        scope,
        members,
        rows: order.rows,
        signal,
      });
      if (table !== null) yield await begun(table);
    } catch (error) {
      if (signal.aborted) throw error;
      const message = sentenceOf(error, reader.language);
      failedTiles.push({ id: tile.id, title, message });
      yield { title, failure: words.tileFailed(title, message) };
    }
  }
}

/** The same table with its first rows read: a tile that cannot be read shows it before its sheet is begun. */
async function begun(table: Table): Promise<Table> {
  if (!(Symbol.asyncIterator in table.rows)) return table;
  const rest = table.rows[Symbol.asyncIterator]();
  const first = await rest.next();
  async function* rows() {
    if (first.done !== true) yield first.value;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  }
  return { ...table, rows: rows() };
}

/** The single table of an order: a question's, or the one tile's. */
async function oneTable(
  { figures, boards }: ProduceOptions,
  order: ExportOrder,
  reader: Reader,
  signal: AbortSignal,
): Promise<Table> {
  const { target } = order;
  const members = await figures.members(reader);
  if ('board' in target) {
    const board = boards.get(target.board);
    const scope = await figures.scope(board, target.view);
    const tile = tilesOf(board, target)[0];
    const table = tile
      ? await tileTable(tile, { figures, reader, tiles: board.tiles, scope, members, rows: order.rows, signal })
      : null;
    if (table === null)
      throw new AppError('exports/nothing-to-export', { params: { reason: tile?.title[reader.language] ?? '' } });
    return table;
  }
  if (!('query' in target)) throw new AppError('exports/format-unsupported', { params: { format: order.format } });
  // Cube refuses what it does not understand, with the member's name.
  const query = { timezone: figures.workspace().timezone, measures: [], ...target.query } as CubeQuery;
  const steps = (query.timeDimensions ?? []).filter((one) => one.granularity !== undefined);
  return {
    title: target.title,
    notes: [],
    columns: [
      ...steps.map((one) => ({
        ...dimensionColumn(members, one.dimension),
        key: `${one.dimension}.${one.granularity}`,
        kind: 'date' as const,
      })),
      ...(query.dimensions ?? []).map((name) => dimensionColumn(members, name)),
      ...query.measures.map((name) => measureColumn(members, name)),
    ],
    rows: figures.rows(query, reader, signal),
    chart: null,
  };
}

async function frameOf(
  { figures, clock, productName = 'Luopan' }: ProduceOptions,
  order: ExportOrder,
  reader: Reader,
): Promise<FileFrame> {
  const workspace = figures.workspace();
  const words = reportWords[reader.language];
  const days = await figures.dataDays().catch(() => null);
  return {
    title: order.page.title ?? ('title' in order.target ? order.target.title : workspace.name),
    author: order.page.author ?? productName,
    language: reader.language,
    currency: workspace.currency,
    asOf: `${words.dataAsOf}: ${days?.to ?? '–'}`,
    createdAtMs: clock.now(),
  };
}

/** An error in the reader's words, without details that only a log should have. */
export function sentenceOf(error: unknown, language: Language): string {
  const failure = error instanceof AppError ? error : new AppError('host/internal');
  return errorSentence(failure.code, failure.params, language);
}
