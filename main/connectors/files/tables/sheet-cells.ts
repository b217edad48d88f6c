import { AppError } from '../../../../contract/errors.ts';
import { maxColumns } from '../limits.ts';
import type { CellBuilder } from './cell-builder.ts';
import { type NumberStyle, numberText, serialText } from './cell-text.ts';
import type { SharedStrings } from './shared-strings.ts';
import { isSame, XmlBytes, type XmlTag } from './xml-bytes.ts';
import { XmlText } from './xml-text.ts';

/** Rows of a sheet end here (Excel's own limit). */
const maxRows = 1_048_576;
/** More digits than a double keeps are not what they seem. */
const maxDigits = 15;
const zero = 48;
const nine = 57;

/** Takes the rows of a sheet, cell by cell. */
export interface SheetTarget {
  /** Where the cell is laid out that `place` was called for. */
  readonly builder: CellBuilder;
  /** The number there of a cell of the present row. @param column zero-based */
  place(column: number): number;
  /** A row with cells is over. @param row zero-based */
  end(row: number): void;
}

/** What numbers mean in a workbook, and its texts. */
export interface SheetMeaning {
  styles: readonly NumberStyle[];
  is1904: boolean;
  texts: SharedStrings;
}

/** Reads the XML of a sheet into cells: formulas give the value last worked out. */
export function sheetXml(meaning: SheetMeaning, target: SheetTarget): XmlBytes {
  const cells = new SheetCells(meaning, target);
  return new XmlBytes({
    open: (name, tag) => cells.open(name, tag),
    close: (name) => cells.close(name),
    text: (bytes, from, to, isPlain) => cells.text.add(bytes, { from, to, isPlain }),
  });
}

type Kind = 'number' | 'shared' | 'truth' | 'text';

class SheetCells {
  readonly text = new XmlText();
  readonly #meaning: SheetMeaning;
  readonly #target: SheetTarget;
  #row = -1;
  #column = -1;
  #kind: Kind = 'number';
  #style = 0;
  #hasCells = false;

  constructor(meaning: SheetMeaning, target: SheetTarget) {
    this.#meaning = meaning;
    this.#target = target;
  }

  open(name: string, tag: XmlTag): void {
    if (name === 'c') {
      this.text.clear();
      this.#kind = tag.has('t') ? kindOf(tag) : 'number';
      this.#style = tag.has('s') ? wholeNumber(tag.bytes, tag.start, tag.end) : 0;
      this.#column = tag.has('r') ? columnOf(tag) : this.#column + 1;
    } else if (name === 'row') {
      this.#row = tag.has('r') ? wholeNumber(tag.bytes, tag.start, tag.end) - 1 : this.#row + 1;
      if (!(this.#row >= 0 && this.#row < maxRows)) {
        throw new AppError('import/damaged-file', { params: { kind: 'xlsx' } });
      }
      this.#column = -1;
      this.#hasCells = false;
    }
    this.text.open(name);
  }

  close(name: string): void {
    if (name === 'c') this.#put();
    else if (name === 'row' && this.#hasCells) this.#target.end(this.#row);
    this.text.close(name);
  }

  #put(): void {
    const { bytes, from, to } = this.text;
    if (bytes === null && this.text.string() === '') return;
    const column = this.#column;
    if (column >= maxColumns) {
      throw new AppError('import/too-many-columns', { params: { columns: column + 1, limit: maxColumns } });
    }
    this.#hasCells = true;
    const cell = this.#target.place(column);
    const { builder } = this.#target;
    const isAsWritten = this.#kind === 'text' || (this.#kind === 'number' && bytes !== null && this.#isPlain());
    if (isAsWritten && bytes !== null) builder.putUtf8(cell, bytes, from, to);
    else if (this.#kind === 'shared') this.#meaning.texts.put(builder, cell, this.#textNumber());
    else builder.putText(cell, this.#written(this.text.string()));
  }

  /** Which of the workbook's texts is meant; NaN when that cannot be told. There may be white space around it. */
  #textNumber(): number {
    const { bytes, from, to } = this.text;
    const number = bytes === null ? Number.NaN : wholeNumber(bytes, from, to);
    if (!Number.isNaN(number)) return number;
    const text = this.text.string().trim();
    return /^\d+$/.test(text) ? Number(text) : Number.NaN;
  }

  #written(raw: string): string {
    if (this.#kind === 'truth') return raw.trim() === '1' ? 'true' : 'false';
    if (this.#kind === 'text') return raw;
    const number = Number(raw);
    if (!Number.isFinite(number)) return raw;
    const meant = this.#meant();
    return (meant === 'number' ? null : serialText(number, meant, this.#meaning.is1904)) ?? numberText(number);
  }

  #meant(): NumberStyle {
    return this.#meaning.styles[this.#style] ?? 'number';
  }

  /** A number that stands in the file as it is to be written: `12.5`, not `12.50`, `1E3` or `12.300000000000001`. */
  #isPlain(): boolean {
    const { bytes, from, to } = this.text;
    if (bytes === null || this.#meant() !== 'number') return false;
    const start = bytes[from] === 45 ? from + 1 : from;
    if (to - start > maxDigits || to === start) return false;
    let point = -1;
    for (let at = start; at < to; at += 1) {
      const code = bytes[at] as number;
      if (code === 46 && point < 0) point = at;
      else if (code < zero || code > nine) return false;
    }
    if (point < 0) return bytes[start] !== zero || to === from + 1;
    const whole = point - start;
    const isShort = whole > 0 && (bytes[start] !== zero || whole === 1);
    return isShort && point < to - 1 && bytes[to - 1] !== zero;
  }
}

function kindOf({ bytes, start, end }: XmlTag): Kind {
  if (end - start === 1)
    return bytes[start] === 115 ? 'shared' : bytes[start] === 98 ? 'truth' : oneLetter(bytes[start]);
  return isSame(bytes, { start, end }, 'str') || isSame(bytes, { start, end }, 'inlineStr') ? 'text' : 'number';
}

/** `e` an error, `d` a date as text; `n` and whatever else is a number. */
const oneLetter = (code: number | undefined): Kind => (code === 101 || code === 100 ? 'text' : 'number');

/** Digits as a number; NaN when there is something else among them. */
function wholeNumber(bytes: Buffer, from: number, to: number): number {
  let number = from < to ? 0 : Number.NaN;
  for (let at = from; at < to; at += 1) {
    const code = bytes[at] as number;
    number = code >= zero && code <= nine ? number * 10 + code - zero : Number.NaN;
  }
  return number;
}

/** Column of `B3`, zero-based; −1 when it has none. */
function columnOf({ bytes, start, end }: XmlTag): number {
  let column = 0;
  for (let at = start; at < end; at += 1) {
    const code = (bytes[at] as number) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}
