/** Something that is never cut. Sizes are CSS pixels of the content. */
export interface Block {
  id: string;
  height: number;
  /** Stays with the block that follows. */
  isHeading?: boolean;
  startsPage?: boolean;
}

/** Something that is cut where a page ends. */
export interface Flow<B> {
  /** @param room what is left of the page where it begins; the parts after the first begin a page each */
  split: (room: number) => B[];
}

/**
 * Blocks on pages, in order, each page as full as it gets. A heading never ends a page. A block higher than a page has
 * one for itself.
 */
export function paginate<B extends Block>(items: readonly (B | Flow<B>)[], pageHeight: number, gap: number): B[][] {
  const pages: B[][] = [];
  let page: B[] = [];
  let used = 0;
  const turn = () => {
    // Headings at the foot go with what they are headings of.
    let keep = page.length;
    while (keep > 0 && page[keep - 1]?.isHeading) keep -= 1;
    const carried = keep > 0 ? page.splice(keep) : [];
    if (page.length > 0) pages.push(page);
    page = carried;
    used = carried.reduce((sum, block, index) => sum + block.height + (index > 0 ? gap : 0), 0);
  };
  const place = (block: B, isForced: boolean) => {
    const added = block.height + (page.length > 0 ? gap : 0);
    if (page.length > 0 && (isForced || used + added > pageHeight)) turn();
    used += block.height + (page.length > 0 ? gap : 0);
    page.push(block);
  };
  for (const item of items) {
    if (!('split' in item)) {
      place(item, item.startsPage === true);
      continue;
    }
    const room = page.length === 0 ? pageHeight : pageHeight - used - gap;
    for (const [index, part] of item.split(room).entries()) place(part, index > 0);
  }
  if (page.length > 0) pages.push(page);
  return pages;
}

/** Rows `from` (inclusive) to `to` (exclusive) of a long table on one page. */
export interface RowChunk {
  from: number;
  to: number;
  isFirst: boolean;
  isLast: boolean;
  height: number;
}

/**
 * A long table cut between rows. Every part has the head, and a line that brings the sum forward or carries it on
 * where `carry` asks for one. No row is lost, none is on two pages.
 *
 * @param first room on the page where it begins; it begins on a new page where that holds fewer than three rows
 */
export function chunkRows(
  heights: readonly number[],
  frame: { head: number; title: number; carry: number; total: number; first: number; page: number },
): RowChunk[] {
  const { head, title, carry, total, first, page } = frame;
  const chunks: RowChunk[] = [];
  let from = 0;
  let room = first;
  const firstRows = heights.slice(0, 3).reduce((sum, one) => sum + one, 0);
  if (first < title + head + firstRows + Math.max(carry, total)) room = page;
  do {
    const isFirst = from === 0;
    const above = head + title + (isFirst ? 0 : carry);
    let used = above;
    let to = from;
    while (to < heights.length) {
      const next = heights[to] ?? 0;
      const below = to === heights.length - 1 ? total : carry;
      if (used + next + below > room && to > from) break;
      used += next;
      to += 1;
    }
    const isLast = to >= heights.length;
    chunks.push({ from, to, isFirst, isLast, height: used + (isLast ? total : carry) });
    from = to;
    room = page;
  } while (from < heights.length);
  return withoutOrphans(chunks, heights, page);
}

/** Fewer rows than this are not left alone on the last page. */
const leastLastRows = 3;

/** The page before gives some of its rows to a last one that would have next to nothing. */
function withoutOrphans(chunks: RowChunk[], heights: readonly number[], page: number): RowChunk[] {
  const [last, before] = [chunks.at(-1), chunks.at(-2)];
  if (last === undefined || before === undefined) return chunks;
  const wanted = leastLastRows - (last.to - last.from);
  if (wanted <= 0 || before.to - before.from < 2 * leastLastRows) return chunks;
  const from = last.from - wanted;
  const moved = heights.slice(from, last.from).reduce((sum, one) => sum + one, 0);
  if (last.height + moved > page) return chunks;
  return [
    ...chunks.slice(0, -2),
    { ...before, to: from, height: before.height - moved },
    { ...last, from, height: last.height + moved },
  ];
}
