import type { Language } from '../../../contract/language.ts';
import type { CellStyle, SheetRow } from '../../workbook/index.ts';

/** What all sheets of a file share. */
export interface FileFrame {
  title: string;
  author: string;
  language: Language;
  currency: string;
  /** How new the data is, in words, under every title. */
  asOf: string;
  createdAtMs: number;
}

const titleStyle: CellStyle = { isBold: true, size: 14 };
const noteStyle: CellStyle = { color: '5B6168' };
export const headStyle: CellStyle = { isBold: true, fill: 'F4F2ED', borderBottom: '9AA0A6', wraps: true };
export const headFigureStyle: CellStyle = { ...headStyle, align: 'right' };

/** Title, dates and filters in words, and an empty line. */
export function sheetTop({ title, notes }: { title: string; notes: readonly string[] }, { asOf }: FileFrame) {
  const rows: SheetRow[] = [
    { cells: [title], style: titleStyle, height: 24 },
    ...[...notes, asOf].map((note) => ({ cells: [note], style: noteStyle })),
    { cells: [] },
  ];
  return rows;
}

/** A title and why there is nothing below it. */
export function failedTop(title: string, failure: string): SheetRow[] {
  return [
    { cells: [title], style: titleStyle },
    { cells: [failure], style: { color: 'B3261E' } },
  ];
}
