import { AppError } from '../../contract/errors.ts';
import type { ExportOrder, FailedTile } from '../../contract/exports.ts';
import type { Clock } from '../ports/clock.ts';
import { type ContentReader, type ContentSources, frameOf, questionTable, readTiles } from './contents.ts';
import type { ExportDetails } from './export-rows.ts';
import type { FileFrame } from './tables/sheet-top.ts';
import type { TileContent } from './tables/table.ts';
import { type SheetSource, writeGridAsCsv, writeTableAsCsv, writeTablesAsWorkbook } from './tables/table-files.ts';
import { targetBoard, titleOf } from './targets.ts';
import { reportWords } from './words.ts';

type Sources = ContentSources & { clock: Clock };

/** One table as CSV. @throws exports/nothing-to-export, and what its tile could not be read for */
export async function writeCsvDocument(
  sources: Sources,
  order: ExportOrder,
  { path, ...reader }: ContentReader & { path: string },
): Promise<ExportDetails> {
  const content = await onlyContent(sources, order, reader);
  return 'grid' in content
    ? writeGridAsCsv(path, content, order.encoding)
    : writeTableAsCsv(path, content, order.encoding);
}

/** Everything of an order as one workbook: a sheet per tile, before them a list where there are several. */
export async function writeWorkbookDocument(
  sources: Sources,
  order: ExportOrder,
  { path, ...reader }: ContentReader & { path: string },
): Promise<ExportDetails> {
  const { language } = reader.reader;
  const frame = await frameOf(sources, order, {
    title: titleOf(order, sources),
    language,
    nowMs: sources.clock.now(),
  });
  if ('query' in order.target)
    return writeTablesAsWorkbook(path, [await questionTable(sources, order.target, reader)], frame);
  const [failedTiles, leftOut]: [FailedTile[], string[]] = [[], []];
  const told = { ...reader, frame, failedTiles, leftOut };
  const written = await writeTablesAsWorkbook(path, sheets(sources, order, told), frame);
  return { ...written, failedTiles, leftOut };
}

const withoutFigures: readonly string[] = ['text', 'image', 'section'];

async function* sheets(
  sources: Sources,
  order: ExportOrder,
  {
    frame,
    failedTiles,
    leftOut,
    ...reader
  }: ContentReader & {
    frame: FileFrame;
    failedTiles: FailedTile[];
    leftOut: string[];
  },
): AsyncGenerator<SheetSource> {
  const of = targetBoard(order.target, sources);
  if (of === null) return;
  const { language } = reader.reader;
  const words = reportWords[language];
  const listed = of.tiles.filter((tile) => !withoutFigures.includes(tile.kind));
  if (listed.length > 1) {
    const { range } = await sources.figures.scope(of.board, of.view, of.slice);
    yield {
      title: words.overview,
      notes: [of.board.title[language], `${words.dates}: ${range.from} – ${range.to}`],
      columns: [
        { key: 'number', title: '#', kind: 'number', unit: 'count' },
        { key: 'title', title: frame.title, kind: 'text', unit: 'number' },
      ],
      rows: [listed.map((tile, index) => ({ number: index + 1, title: tile.title[language] }))],
      chart: null,
    };
  }
  for await (const read of readTiles(sources, order, reader)) {
    if ('failed' in read) {
      failedTiles.push(read.failed);
      yield { title: read.title, failure: read.failure };
    } else if ('leftOut' in read) {
      leftOut.push(read.title);
      yield { title: read.title, failure: read.leftOut };
    } else if (read.content !== null) yield read.content;
  }
}

async function onlyContent(sources: Sources, order: ExportOrder, reader: ContentReader): Promise<TileContent> {
  if ('query' in order.target) return questionTable(sources, order.target, reader);
  for await (const read of readTiles(sources, order, reader)) {
    if ('failed' in read)
      throw new AppError('exports/tiles-failed', {
        params: { count: 1, names: `${read.title} (${read.failed.message})` },
      });
    if ('leftOut' in read) throw new AppError('deliveries/not-divisible');
    if (read.content !== null) return read.content;
  }
  throw new AppError('exports/nothing-to-export', { params: { reason: titleOf(order, sources) } });
}
