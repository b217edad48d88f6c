import { csvText } from '../../../../contract/format/csv.ts';

type Cell = string | number | null;

/**
 * Rows as CSV that Excel opens right by double click in any language: UTF-8 with a mark, commas, CRLF. A text that a
 * spreadsheet would take for a formula gets an apostrophe.
 */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return `\ufeff${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  return csvText(cell, 'typed');
}

/** Hands a file to the browser. Characters that file systems refuse are replaced. */
export function downloadText(name: string, text: string): void {
  download(name, new Blob([text], { type: 'text/csv;charset=utf-8' }));
}

export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what file systems refuse
  link.download = name.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, ' ').trim() || 'luopan';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
