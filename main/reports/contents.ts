import { type CubeQuery, isWithinSlice, unknownMember } from '../../contract/board-queries/index.ts';
import type { Tile } from '../../contract/boards.ts';
import { errorSentence } from '../../contract/error-words.ts';
import { AppError } from '../../contract/errors.ts';
import type { ExportOrder, FailedTile } from '../../contract/exports.ts';
import type { Language } from '../../contract/language.ts';
import type { SavedReport } from '../../contract/reports.ts';
import type { Reader, ReportFigures } from './figures.ts';
import type { AnalysisContext } from './tables/analysis-table.ts';
import type { GridContext } from './tables/grid-table.ts';
import type { FileFrame } from './tables/sheet-top.ts';
import type { Table, TileContent } from './tables/table.ts';
import { tileContent } from './tables/tile-content.ts';
import { dimensionColumn, measureColumn } from './tables/tile-table.ts';
import { type TargetSources, targetBoard } from './targets.ts';
import { reportWords } from './words.ts';

/** What contents are read from. */
export interface ContentSources extends TargetSources {
  figures: ReportFigures;
  pivots: GridContext['pivots'];
  analyses: AnalysisContext['analyses'];
  /** A tile that has no answer after this long is named as late. */
  tileWaitMs: number;
}

export interface ContentReader {
  reader: Reader;
  signal: AbortSignal;
}

/** A tile with what it holds: null where it has no figures, or why there is nothing. */
export type ReadTile = { tile: Tile; title: string } & (
  | { content: TileContent | null }
  | { failed: FailedTile; failure: string }
  /** Its figures are not those of the slice; the sentence that stands in its place. */
  | { leftOut: string }
);

/** Tiles with figures or not, one after the other, each read when it is asked for. None is left out. */
export async function* readTiles(
  sources: ContentSources,
  order: ExportOrder,
  { reader, signal }: ContentReader,
): AsyncGenerator<ReadTile> {
  const of = targetBoard(order.target, sources);
  if (of === null) return;
  const { figures } = sources;
  const [scope, members] = [await figures.scope(of.board, of.view, of.slice), await figures.members(reader)];
  for (const tile of of.tiles) {
    signal.throwIfAborted();
    const title = tile.title[reader.language];
    if (of.slice?.unreached === 'leave_out' && !isWithinSlice(tile, scope, members, reportOf(tile, sources))) {
      const { member, value } = of.slice;
      const name = (members.get(member) ?? unknownMember(member)).title;
      yield { tile, title, leftOut: reportWords[reader.language].leftOut(title, name, value) };
      continue;
    }
    const { currency } = figures.workspace();
    const base = { figures, reader, tiles: of.board.tiles, scope, members, currency, rows: order.rows };
    try {
      const content = await inTime(sources.tileWaitMs, signal, async (own) => {
        const read = await tileContent(tile, { ...sources, ...base, signal: own });
        return read === null ? null : begun(read);
      });
      yield { tile, title, content };
    } catch (error) {
      if (signal.aborted) throw error;
      const message = sentenceOf(error, reader.language);
      const failure = reportWords[reader.language].tileFailed(title, message);
      yield { tile, title, failed: { id: tile.id, title, message }, failure };
    }
  }
}

/** What a tile of a saved report shows; null of others, and of one that is gone. */
function reportOf(tile: Tile, { savedReports }: TargetSources): SavedReport | null {
  if (tile.kind !== 'report') return null;
  try {
    return savedReports.get(tile.reportId);
  } catch {
    return null;
  }
}

/** @throws exports/tile-late when `work` has not ended after `waitMs`; it is told to stop */
async function inTime<T>(waitMs: number, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const abort = () => own.abort(outer.reason);
  outer.addEventListener('abort', abort, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AppError('exports/tile-late', { params: { seconds: Math.round(waitMs / 1000) } }));
      own.abort(new AppError('replica/query-cancelled'));
    }, waitMs);
  });
  try {
    return await Promise.race([work(own.signal), late]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
}

/** The same table with its first rows read: a tile that cannot be read shows it before its sheet is begun. */
async function begun(content: TileContent): Promise<TileContent> {
  if ('grid' in content || !(Symbol.asyncIterator in content.rows)) return content;
  const rest = content.rows[Symbol.asyncIterator]();
  const first = await rest.next();
  async function* rows() {
    if (first.done !== true) yield first.value;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  }
  return { ...content, rows: rows() };
}

/** The answer to the question of an order, every row of it. */
export async function questionTable(
  { figures }: ContentSources,
  target: { query: Record<string, unknown>; title: string },
  { reader, signal }: ContentReader,
): Promise<Table> {
  const members = await figures.members(reader);
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

/** Title, author and how new the data is. */
export async function frameOf(
  { figures }: ContentSources,
  order: ExportOrder,
  of: { title: string; language: Language; nowMs: number },
): Promise<FileFrame> {
  const { currency } = figures.workspace();
  const days = await figures.dataDays().catch(() => null);
  return {
    title: of.title,
    author: order.page.author ?? 'Luopan',
    language: of.language,
    currency,
    asOf: `${reportWords[of.language].dataAsOf}: ${days?.to ?? '–'}`,
    createdAtMs: of.nowMs,
  };
}

/** An error in the reader's words, without details that only a log should have. */
export function sentenceOf(error: unknown, language: Language): string {
  const failure = error instanceof AppError ? error : new AppError('host/internal');
  return errorSentence(failure.code, failure.params, language);
}
