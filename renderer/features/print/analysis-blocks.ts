import { chunkRows, type RowChunk } from './pages.ts';

/** A part of an analysis on paper that stands by itself: key figures, a card, what was counted. Sizes are CSS pixels. */
export interface AnalysisBlock {
  /** Its place among its siblings, from 0. */
  index: number;
  height: number;
  /** Below 1 where it is wider than the page: set smaller instead of cut off. */
  scale: number;
  /** Of its table, where it has just one: the head, and every row. */
  table: { head: number; rows: number[] } | null;
}

/** A block, or some rows of its table. */
export interface AnalysisPart {
  block: AnalysisBlock;
  rows: Pick<RowChunk, 'from' | 'to'> | null;
  height: number;
  scale: number;
}

const leastRows = 4;

/**
 * The parts of a block on pages: whole where it fits a page, never cut; one with a longer table goes on over pages,
 * its title and head repeated on each; anything else that is too high is set smaller.
 *
 * @param room what is left of the page where it begins
 */
export function partsOf(block: AnalysisBlock, room: number, pageHeight: number): AnalysisPart[] {
  const { table, scale } = block;
  const whole = (height: number, by: number) => [{ block, rows: null, height: height * by, scale: by }];
  const height = block.height * scale;
  if (height <= pageHeight) return whole(block.height, scale);
  if (table === null || table.rows.length < leastRows) return whole(block.height, pageHeight / block.height);
  const rows = table.rows.map((one) => one * scale);
  const frame = {
    head: table.head * scale,
    title: height - table.head * scale - rows.reduce((sum, one) => sum + one, 0),
    ...{ carry: 0, total: 0, first: room, page: pageHeight },
  };
  return chunkRows(rows, frame).map((chunk) => ({ block, rows: chunk, height: chunk.height, scale }));
}

/** Which children of the result, and which rows, a part leaves out. @param scope a selector of what holds the result */
export function hidingRules(scope: string, { block, rows }: AnalysisPart): string {
  const others = `${scope} > :not(:nth-child(${block.index + 1}))`;
  if (rows === null) return `${others} { display: none !important; }`;
  const before = `${scope} tbody > tr:nth-child(-n + ${rows.from})`;
  const behind = `${scope} tbody > tr:nth-child(n + ${rows.to + 1})`;
  return `${others}, ${before}, ${behind} { display: none !important; }`;
}
