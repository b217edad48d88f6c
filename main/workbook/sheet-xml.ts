import { dataBarsXml } from './data-bars.ts';
import {
  type Cell,
  columnName,
  maxSheetColumns,
  maxSheetRows,
  maxTextLength,
  rangeName,
  type Sheet,
  type SheetRow,
} from './model.ts';
import type { StyleSheet } from './styles.ts';
import { xmlText } from './xml-text.ts';

/** One part of a sheet: rows of `source` until Excel's limit; what is left stays in it for the next part. */
export interface SheetPart {
  sheet: Sheet;
  head: readonly SheetRow[];
  source: RowSource;
  rowLimit: number;
}

/** What the part turned out to hold, once its XML was read to the end. */
export interface PartResult {
  rows: number;
  textsCut: number;
  links: string[];
}

const pieceLength = 128 * 1024;
/** A part ends before its XML reaches 4 GB, whatever its rows. */
const pieceBudget = 3_000_000_000;

/** Rows with a look ahead, so that a part knows whether another one is needed. */
export class RowSource {
  readonly #rows: AsyncIterator<SheetRow | readonly Cell[]> | Iterator<SheetRow | readonly Cell[]>;
  #next: SheetRow | readonly Cell[] | undefined;
  #hasNext = false;
  #isDone = false;

  constructor(rows: Sheet['rows']) {
    this.#rows = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  }

  /** The next row without taking it; undefined at the end. Synchronous sources are not awaited. */
  peek(): SheetRow | readonly Cell[] | undefined | Promise<SheetRow | readonly Cell[] | undefined> {
    if (this.#hasNext || this.#isDone) return this.#next;
    const step = this.#rows.next();
    return step instanceof Promise ? step.then((result) => this.#keep(result)) : this.#keep(step);
  }

  take(): void {
    this.#hasNext = false;
    this.#next = undefined;
  }

  async close(): Promise<void> {
    if (!this.#isDone) await this.#rows.return?.();
  }

  #keep(result: IteratorResult<SheetRow | readonly Cell[]>): SheetRow | readonly Cell[] | undefined {
    this.#isDone = result.done === true;
    this.#hasNext = !this.#isDone;
    this.#next = result.done === true ? undefined : result.value;
    return this.#next;
  }
}

/** The XML of one part, in pieces; `result` is complete when the last piece was taken. */
export async function* sheetXml(
  part: SheetPart,
  styles: StyleSheet,
  result: PartResult,
  drawing: boolean,
): AsyncGenerator<string> {
  const { sheet, head, source } = part;
  const cells = new CellWriter(styles, sheet, result);
  yield opening(sheet, styles);
  let piece = '';
  let number = 0;
  let written = 0;
  for (const row of head) {
    number += 1;
    piece += cells.row(row, number, false);
  }
  const lastRow = Math.min(maxSheetRows, number + part.rowLimit);
  while (number < lastRow && written < pieceBudget) {
    const peeked = source.peek();
    const row = peeked instanceof Promise ? await peeked : peeked;
    if (row === undefined) break;
    source.take();
    number += 1;
    result.rows += 1;
    piece += cells.row(row, number, true);
    if (piece.length >= pieceLength) {
      written += piece.length;
      yield piece;
      piece = '';
    }
  }
  yield `${piece}</sheetData>${closing(sheet, head.length, number, cells, drawing)}`;
  result.links = cells.links.map(({ url }) => url);
}

/** Writes cells one by one: this runs twenty million times for a large sheet. */
class CellWriter {
  readonly links: { cell: string; url: string }[] = [];
  readonly #styles: StyleSheet;
  readonly #result: PartResult;
  readonly #names: string[];
  readonly #columnStyles: number[];

  constructor(styles: StyleSheet, sheet: Sheet, result: PartResult) {
    this.#styles = styles;
    this.#result = result;
    this.#names = sheet.columns.map((_, index) => columnName(index));
    this.#columnStyles = sheet.columns.map((column) => styles.idOf(column.style));
  }

  row(row: SheetRow | readonly Cell[], number: number, isData: boolean): string {
    const plain = isPlain(row);
    const cells = plain ? row : row.cells;
    const rowStyle = plain || row.style === undefined ? null : this.#styles.idOf(row.style);
    let xml = `<row r="${number}"`;
    if (!plain) {
      if (row.height !== undefined) xml += ` ht="${row.height}" customHeight="1"`;
      if (row.outlineLevel !== undefined) xml += ` outlineLevel="${row.outlineLevel}"`;
    }
    xml += '>';
    const count = Math.min(cells.length, maxSheetColumns);
    for (let column = 0; column < count; column += 1) {
      const cell = cells[column] ?? null;
      let style = rowStyle ?? (isData ? (this.#columnStyles[column] ?? 0) : 0);
      let value = cell;
      if (typeof value === 'object' && value !== null) {
        if (value.style !== undefined) style = this.#styles.idOf(value.style);
        if (value.link !== undefined) this.links.push({ cell: `${this.#name(column)}${number}`, url: value.link });
        value = value.value;
      }
      if (value === null && style === 0) continue;
      const start = `<c r="${this.#name(column)}${number}"${style === 0 ? '' : ` s="${style}"`}`;
      if (typeof value === 'number' && Number.isFinite(value)) xml += `${start}><v>${value}</v></c>`;
      else if (typeof value === 'string')
        xml += `${start} t="inlineStr"><is><t xml:space="preserve">${this.#text(value)}</t></is></c>`;
      else if (typeof value === 'boolean') xml += `${start} t="b"><v>${value ? 1 : 0}</v></c>`;
      else xml += `${start}/>`;
    }
    return `${xml}</row>`;
  }

  #name(column: number): string {
    this.#names[column] ??= columnName(column);
    return this.#names[column];
  }

  #text(text: string): string {
    if (text.length <= maxTextLength) return xmlText(text);
    this.#result.textsCut += 1;
    return xmlText(text.slice(0, maxTextLength));
  }
}

function isPlain(row: SheetRow | readonly Cell[]): row is readonly Cell[] {
  return Array.isArray(row);
}

function opening(sheet: Sheet, styles: StyleSheet): string {
  const { frozen } = sheet;
  const pane =
    frozen && frozen.rows + frozen.columns > 0
      ? `<pane${frozen.columns ? ` xSplit="${frozen.columns}"` : ''}${frozen.rows ? ` ySplit="${frozen.rows}"` : ''}` +
        ` topLeftCell="${columnName(frozen.columns)}${frozen.rows + 1}" activePane="${
          frozen.rows && frozen.columns ? 'bottomRight' : frozen.rows ? 'bottomLeft' : 'topRight'
        }" state="frozen"/>`
      : '';
  const columns = sheet.columns
    .map((column, index) => {
      const style = styles.idOf(column.style);
      return `<col min="${index + 1}" max="${index + 1}" width="${column.width ?? 12}"${style ? ` style="${style}"` : ''} customWidth="1"/>`;
    })
    .join('');
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">' +
    '<sheetPr><outlinePr summaryBelow="0"/><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView workbookViewId="0" showGridLines="0">${pane}</sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="16"${sheet.outlineLevels ? ` outlineLevelRow="${sheet.outlineLevels}"` : ''}/>${columns ? `<cols>${columns}</cols>` : ''}<sheetData>`
  );
}

function closing(sheet: Sheet, headRows: number, lastRow: number, cells: CellWriter, drawing: boolean): string {
  const width = sheet.columns.length;
  const filter =
    sheet.hasFilter && headRows > 0 && width > 0 && lastRow > headRows
      ? `<autoFilter ref="${rangeName({ fromRow: headRows - 1, fromColumn: 0, toRow: lastRow - 1, toColumn: width - 1 })}"/>`
      : '';
  const merges = sheet.merges?.length
    ? `<mergeCells count="${sheet.merges.length}">${sheet.merges.map((range) => `<mergeCell ref="${rangeName(range)}"/>`).join('')}</mergeCells>`
    : '';
  const links = cells.links.length
    ? `<hyperlinks>${cells.links.map(({ cell }, index) => `<hyperlink ref="${cell}" r:id="link${index + 1}"/>`).join('')}</hyperlinks>`
    : '';
  const bars = dataBarsXml(sheet.dataBars ?? []);
  return (
    `${filter}${merges}${bars.rules}${links}<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>` +
    `<pageSetup paperSize="9" orientation="${width > 7 ? 'landscape' : 'portrait'}" fitToWidth="1" fitToHeight="0"/>` +
    `${drawing ? '<drawing r:id="drawing1"/>' : ''}${bars.additions}</worksheet>`
  );
}
