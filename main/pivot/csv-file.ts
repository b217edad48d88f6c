import { csvText } from '../../contract/format/csv.ts';
import { Heads } from './heads.ts';
import type { FileTerms } from './pivot-file.ts';

/**
 * The table as CSV: one column per row field with every label written out, one row of heads. UTF-8 with a byte order
 * mark and CRLF, which Excel in China opens right by double click; GB18030 for programs that know only that.
 */
export async function csvOf(file: FileTerms): Promise<Uint8Array> {
  const { computed, layout } = file;
  const { pivot } = computed;
  const heads = new Heads(file);
  const fields = pivot.rows.map((field) => heads.fieldTitle(field));
  const lines: string[][] = [];
  const columnHeads = layout.columns.map((line) => {
    const path = heads.path(line, computed.columns, pivot.columns).filter((label) => label !== '');
    const parts = pivot.columns.length > 0 ? path : [];
    return [...parts, ...(line.value === null ? [] : [heads.valueTitle(line.value)])].join(' / ');
  });
  const isValued = pivot.valuesOn === 'rows' && pivot.values.length > 0;
  lines.push([...(fields.length > 0 ? fields : ['']), ...(isValued ? [''] : []), ...columnHeads].map(textCell));
  for (const row of layout.rows) {
    if (row.isBlank) continue;
    const path = heads.path(row, computed.rows, pivot.rows);
    const labels = pivot.rows.length > 0 ? path : [''];
    if (isValued) labels.push(row.value === null ? '' : heads.valueTitle(row.value));
    const figures = layout.columns.map((column) => {
      const figure = heads.figure(row, column);
      return typeof figure === 'number' ? numberCell(figure) : textCell(figure ?? '');
    });
    lines.push([...labels.map(textCell), ...figures]);
  }
  const text = lines.map((cells) => `${cells.join(',')}\r\n`).join('');
  if (file.request.encoding === 'utf-8') return new TextEncoder().encode(`\ufeff${text}`);
  const { default: iconv } = await import('iconv-lite');
  return new Uint8Array(iconv.encode(text, 'gb18030'));
}

/** Text that a spreadsheet would run as a formula is told to be text; quotes where the format needs them. */
export function textCell(text: string): string {
  return csvText(text, 'typed');
}

/** Without the dust of floating point, never in powers of ten. */
export function numberCell(figure: number): string {
  const short = Number(figure.toPrecision(15));
  const text = String(short);
  return text.includes('e') ? short.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20 }) : text;
}
