import { escapeHtml } from '../../contract/format/html.ts';

/** A rectangle of a table as text and as HTML, for the clipboard. */
export interface CopiedTable {
  text: string;
  html: string;
}

export interface CopyCell {
  text: string;
  isHead: boolean;
  isBold: boolean;
  fill: string | null;
  ink: string | null;
}

/** Tab-separated lines as spreadsheets read them, and a table that keeps heads and colours. */
export function copiedTable(rows: readonly (readonly CopyCell[])[]): CopiedTable {
  const text = rows.map((cells) => cells.map((cell) => plainCell(cell.text)).join('\t')).join('\r\n');
  const lines = rows.map((cells) => `<tr>${cells.map(htmlCell).join('')}</tr>`);
  return {
    text,
    html: `<meta charset="utf-8"><table border="1" style="border-collapse:collapse">${lines.join('')}</table>`,
  };
}

/** A cell of a line: what a spreadsheet would take for a new cell or a formula is quoted or told to be text. */
function plainCell(text: string): string {
  const safe = /^[=+@]/.test(text) || /^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[\t\r\n"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function htmlCell({ text, isHead, isBold, fill, ink }: CopyCell): string {
  const style = [fill ? `background:${fill}` : '', ink ? `color:${ink}` : '', isBold ? 'font-weight:bold' : ''].filter(
    Boolean,
  );
  const tag = isHead ? 'th' : 'td';
  const attributes = style.length > 0 ? ` style="${style.join(';')}"` : '';
  return `<${tag}${attributes}>${escapeHtml(text)}</${tag}>`;
}
