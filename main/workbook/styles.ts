import type { CellStyle } from './model.ts';
import { xmlText } from './xml-text.ts';

/** The body face of every sheet; Excel takes the nearest CJK face itself for Chinese text. */
const face = 'Calibri';
const bodySize = 10;

/** Excel's own numbers for formats that it knows; all others get numbers from 164 on. */
const builtIn: Record<string, number> = { '0': 1, '0.00': 2, '#,##0': 3, '#,##0.00': 4, '0%': 9, '0.00%': 10 };

/** Collects the styles met and gives each its number in the workbook's style sheet. */
export class StyleSheet {
  readonly #byObject = new WeakMap<CellStyle, number>();
  readonly #byKey = new Map<string, number>();
  readonly #formats = new Map<string, number>();
  readonly #fonts = new Map<string, number>();
  readonly #fills = new Map<string, number>();
  readonly #borders = new Map<string, number>();
  readonly #cells: string[] = [];

  constructor() {
    this.idOf({});
    // Excel takes the first two fills for itself, whatever is written there.
    this.#fills.set('<fill><patternFill patternType="gray125"/></fill>', 1);
  }

  idOf(style: CellStyle | undefined): number {
    if (style === undefined) return 0;
    const known = this.#byObject.get(style);
    if (known !== undefined) return known;
    const key = JSON.stringify(Object.entries(style).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    let id = this.#byKey.get(key);
    if (id === undefined) {
      id = this.#cells.push(this.#cellXml(style)) - 1;
      this.#byKey.set(key, id);
    }
    this.#byObject.set(style, id);
    return id;
  }

  xml(): string {
    const list = (tag: string, items: Iterable<string>) => {
      const all = [...items];
      return `<${tag} count="${all.length}">${all.join('')}</${tag}>`;
    };
    const formats = [...this.#formats].map(([code, id]) => `<numFmt numFmtId="${id}" formatCode="${xmlText(code)}"/>`);
    return (
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
      '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
      (formats.length > 0 ? list('numFmts', formats) : '') +
      list('fonts', this.#fonts.keys()) +
      list('fills', this.#fills.keys()) +
      list('borders', this.#borders.keys()) +
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
      list('cellXfs', this.#cells) +
      '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    );
  }

  #cellXml(style: CellStyle): string {
    const font =
      `<font>${style.isBold ? '<b/>' : ''}${style.isItalic ? '<i/>' : ''}<sz val="${style.size ?? bodySize}"/>` +
      `${style.color ? `<color rgb="FF${style.color}"/>` : '<color theme="1"/>'}<name val="${face}"/><family val="2"/></font>`;
    const fill = style.fill
      ? `<fill><patternFill patternType="solid"><fgColor rgb="FF${style.fill}"/></patternFill></fill>`
      : '<fill><patternFill patternType="none"/></fill>';
    const line = (side: string, color: string | undefined) =>
      color ? `<${side} style="thin"><color rgb="FF${color}"/></${side}>` : `<${side}/>`;
    const border = `<border><left/>${line('right', style.borderRight)}${line('top', style.borderTop)}${line('bottom', style.borderBottom)}<diagonal/></border>`;
    const place = [
      style.align ? ` horizontal="${style.align}"` : style.indent ? ' horizontal="left"' : '',
      style.indent ? ` indent="${style.indent}"` : '',
      style.wraps ? ' wrapText="1"' : '',
    ].join('');
    const alignment = `<alignment vertical="${style.wraps ? 'top' : (style.verticalAlign ?? 'center')}"${place}/>`;
    const ids = `numFmtId="${this.#formatId(style.format)}" fontId="${idIn(this.#fonts, font)}" fillId="${idIn(this.#fills, fill)}" borderId="${idIn(this.#borders, border)}"`;
    return `<xf ${ids} xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">${alignment}</xf>`;
  }

  #formatId(code: string | undefined): number {
    if (code === undefined) return 0;
    const known = builtIn[code] ?? this.#formats.get(code);
    if (known !== undefined) return known;
    const id = 164 + this.#formats.size;
    this.#formats.set(code, id);
    return id;
  }
}

function idIn(list: Map<string, number>, xml: string): number {
  const known = list.get(xml);
  if (known !== undefined) return known;
  list.set(xml, list.size);
  return list.size - 1;
}
