import { writeFile } from 'node:fs/promises';
import { type Members, measuresOf, unknownMember } from '../../../contract/board-queries/index.ts';
import type { Tile } from '../../../contract/boards.ts';
import { AppError } from '../../../contract/errors.ts';
import type { ExportOrder, FailedTile } from '../../../contract/exports.ts';
import type { Clock } from '../../ports/clock.ts';
import { type ContentReader, type ContentSources, frameOf, readTiles } from '../contents.ts';
import type { ExportDetails } from '../export-rows.ts';
import type { FileFrame } from '../tables/sheet-top.ts';
import { targetBoard, titleOf } from '../targets.ts';
import { reportWords } from '../words.ts';
import { area, clean, colors, type Deck, faceOf, newDeck } from './deck.ts';
import { addBody, addPicture, addText } from './draw.ts';
import { bodyOf } from './slide-body.ts';

interface SlidesContext extends ContentReader {
  path: string;
  /** A tile as PNG, and whether it failed while it was drawn; null where this machine prints no pages. */
  picture: ((tileId: string) => Promise<{ bytes: Uint8Array; failedTiles: FailedTile[] }>) | null;
}

/**
 * A board as slides, one per tile, with a title that can be changed and the definitions, dates and filters in the
 * notes. Charts PowerPoint knows are its own, with their figures; others are pictures, or tables without a printer.
 */
export async function writeSlides(
  sources: ContentSources & { clock: Clock },
  order: ExportOrder,
  { path, picture, ...reader }: SlidesContext,
): Promise<ExportDetails> {
  const of = targetBoard(order.target, sources);
  if (of === null) throw new TypeError('a question has no slides');
  const { language } = reader.reader;
  const words = reportWords[language];
  const title = titleOf(order, sources);
  const frame = await frameOf(sources, order, { title, language, nowMs: sources.clock.now() });
  const members = await sources.figures.members(reader.reader);
  const { range } = await sources.figures.scope(of.board, of.view, of.slice);
  const deck = newDeck({ ...frame, foot: `${title}  ·  ${frame.asOf}` });
  const isDated = of.tiles.some((tile) => tile.range.kind === 'board');
  addCover(deck, frame, isDated ? `${words.dates}: ${range.from} – ${range.to}` : '');
  const [failedTiles, leftOut]: [FailedTile[], string[]] = [[], []];
  const cautions: string[] = [];
  const terms = { language, currency: frame.currency };
  for await (const read of readTiles(sources, { ...order, rows: 'shown' }, reader)) {
    const { tile } = read;
    const slide = deck.addSlide({ masterName: 'TILE' });
    slide.addText(clean(read.title), { placeholder: 'title' });
    const face = faceOf(language);
    if ('failed' in read) {
      failedTiles.push(read.failed);
      slide.addText(clean(read.failure), { ...area, h: 1, ...face, fontSize: 16, color: 'B3261E', valign: 'top' });
      slide.addNotes(clean(read.failure));
      continue;
    }
    if ('leftOut' in read) {
      leftOut.push(read.title);
      slide.addText(clean(read.leftOut), { ...area, h: 1, ...face, fontSize: 16, color: colors.quiet, valign: 'top' });
      slide.addNotes(clean(read.leftOut));
      continue;
    }
    const { content } = read;
    const notes = content?.notes ?? [];
    if (notes.length > 0)
      slide.addText(clean(notes.join('  ·  ')), {
        ...{ x: area.x, y: 1.0, w: area.w, h: 0.34, margin: 0, ...face, fontSize: 12, color: colors.quiet },
        ...{ fit: 'shrink' as const, valign: 'top' as const },
      });
    slide.addNotes(
      clean(
        [...definitions(tile, members), ...notes, frame.asOf, order.page.notes[tile.id] ?? '']
          .filter(Boolean)
          .join('  ·  '),
      ),
    );
    if (tile.kind === 'text') addText(slide, tile.text, face);
    else if (tile.kind === 'image')
      addPicture(slide, tile.source, tile.alt, Buffer.from(tile.source.split(',')[1] ?? '', 'base64'));
    else if (content !== null) {
      const drawn = picture !== null && isDrawnOnly(tile) ? await drawnOrNot(picture(tile.id), reader.signal) : null;
      if (drawn?.failed) failedTiles.push(...drawn.failed);
      if (drawn?.isMissing) cautions.push(words.pictureMissing(read.title));
      const shown = drawn?.bytes ?? null;
      if (shown) addPicture(slide, `data:image/png;base64,${Buffer.from(shown).toString('base64')}`, read.title, shown);
      else {
        const isPie = tile.kind === 'chart' && tile.chart === 'pie';
        const body = await bodyOf(content, { ...terms, isNumber: tile.kind === 'number', isPie });
        if (body) addBody(slide, { body, face, language, title: read.title });
      }
    }
  }
  await writeFile(path, (await deck.write({ outputType: 'nodebuffer' })) as Buffer, { flush: true });
  return { pages: of.tiles.length + 1, failedTiles, leftOut, notes: cautions };
}

interface Drawn {
  /** Null where there is none: the tile's figures stand as a table. */
  bytes: Uint8Array | null;
  failed: FailedTile[];
  isMissing: boolean;
}

/** One picture that cannot be made costs no deck: the figures are there. Only who stops it all is heard. */
async function drawnOrNot(
  picture: Promise<{ bytes: Uint8Array; failedTiles: FailedTile[] }>,
  signal: AbortSignal,
): Promise<Drawn> {
  try {
    const { bytes, failedTiles } = await picture;
    return { bytes, failed: failedTiles, isMissing: false };
  } catch (error) {
    if (signal.aborted) throw error;
    const isUsual = error instanceof AppError && error.code === 'exports/printer-missing';
    return { bytes: null, failed: [], isMissing: !isUsual };
  }
}

/** Kinds of charts PowerPoint does not have, or not in every version. */
function isDrawnOnly(tile: Tile): boolean {
  if (tile.kind === 'heat-map') return true;
  const own = ['line', 'area', 'bar', 'pie', 'combo'];
  return (
    tile.kind === 'chart' && (!own.includes(tile.chart) || tile.dimensions.length + (tile.granularity ? 1 : 0) > 1)
  );
}

function definitions(tile: Tile, members: Members): string[] {
  return measuresOf(tile).map((name) => {
    const { title, description } = members.get(name) ?? unknownMember(name);
    return description ? `${title}: ${description}` : title;
  });
}

function addCover(deck: Deck, { title, author, asOf, language }: FileFrame, period: string): void {
  const slide = deck.addSlide({ masterName: 'COVER' });
  const face = faceOf(language);
  slide.addText(clean(title), { placeholder: 'title' });
  const lines = [period, asOf, author].filter(Boolean);
  slide.addText(clean(lines.join('\n')), {
    ...{ x: 1.1, y: 3.85, w: 11, h: 1.4, margin: 0, ...face, fontSize: 16, color: colors.quiet },
    ...{ valign: 'top' as const, lineSpacingMultiple: 1.3 },
  });
}
