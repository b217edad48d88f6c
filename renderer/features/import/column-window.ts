/** Widths of preview columns and which of them are in sight; a file may have thousands. */

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;

/** Width of a text in half-width characters: Chinese ones count two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += wide.test(letter) ? 2 : 1;
  return width;
}

const pixelsPerHalf = 7.3;

/** Pixels for a column: its longest text of header and rows, within bounds. */
export function columnWidth(texts: readonly string[], padding: number): number {
  const longest = texts.reduce((width, text) => Math.max(width, textWidth(text.slice(0, 60))), 0);
  return Math.round(Math.min(280, Math.max(96, longest * pixelsPerHalf + padding)));
}

export interface ColumnWindow {
  first: number;
  /** One past the last. */
  end: number;
  leftPad: number;
  rightPad: number;
}

/** Columns that touch the viewport, with `margin` pixels around it; the pads stand for the others. */
export function columnWindow(
  widths: readonly number[],
  scrollLeft: number,
  viewWidth: number,
  margin = 400,
): ColumnWindow {
  let first = 0;
  let leftPad = 0;
  while (first < widths.length - 1 && leftPad + (widths[first] ?? 0) < scrollLeft - margin) {
    leftPad += widths[first] ?? 0;
    first += 1;
  }
  let end = first;
  let reach = leftPad;
  while (end < widths.length && reach < scrollLeft + viewWidth + margin) {
    reach += widths[end] ?? 0;
    end += 1;
  }
  const total = widths.reduce((sum, width) => sum + width, 0);
  return { first, end, leftPad, rightPad: total - reach };
}
