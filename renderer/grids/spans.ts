import type { PivotLine } from '../../contract/pivot.ts';

/** A head over neighbouring lines. */
export interface Span {
  from: number;
  to: number;
}

/**
 * Heads of one level above the values: neighbours with the same start of their path are one, and so are the values of
 * one total.
 */
export function spansOf(lines: readonly (PivotLine | null)[], level: number): Span[] {
  const spans: Span[] = [];
  let last: string | null = null;
  lines.forEach((line, index) => {
    const key =
      line === null
        ? null
        : JSON.stringify([line.path.slice(0, level + 1), line.path.length <= level + 1 ? line.kind : '']);
    const open = spans.at(-1);
    if (open && key !== null && key === last) open.to = index;
    else spans.push({ from: index, to: index });
    last = key;
  });
  return spans;
}

/** First and last place in sight of equally wide things, with some more on each side. */
export function visibleRange(scroll: number, size: number, each: number, count: number, margin: number): Span {
  const from = Math.max(0, Math.floor(scroll / each) - margin);
  return { from, to: Math.min(count - 1, Math.ceil((scroll + size) / each) + margin) };
}

/** The same of things of their own widths, by the places they start at (one more than there are things). */
export function visibleColumns(scroll: number, size: number, starts: readonly number[], margin: number): Span {
  const last = starts.length - 2;
  let low = 0;
  let high = Math.max(0, last);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((starts[middle + 1] ?? 0) <= scroll) low = middle + 1;
    else high = middle;
  }
  let to = low;
  while (to < last && (starts[to + 1] ?? 0) < scroll + size) to += 1;
  return { from: Math.max(0, low - margin), to: Math.min(last, to + margin) };
}
