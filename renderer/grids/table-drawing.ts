import { escapeHtml } from '../../contract/format/html.ts';
import { toneColor } from '../../contract/pivot-formats.ts';
import type { Drawing } from '../pictures/index.ts';
import type { GridCell, GridModel } from './grid-model.ts';
import { headHeight, rowHeight } from './heights.ts';
import { spansOf } from './spans.ts';

/** Colours and letters of a page, as a drawing takes them along. */
export interface TableLook {
  family: string;
  /** A colour of the theme by its name: `ink`, `line`. */
  color: (name: string) => string;
  /** Width of a text in pixels. */
  measure: (text: string, weight: number) => number;
}

export interface TablePicture {
  model: GridModel;
  /** The first ones are drawn. */
  rows: number;
  columns: number;
  title: string;
  notes: string;
  /** What is left out; empty where nothing is. */
  cut: string;
}

const edge = 16;
const titleHeight = 32;
const size = 13;

/** A table as lines and letters, as far as it is wanted and not only what is in sight. */
export function tableDrawing(picture: TablePicture, look: TableLook): Drawing {
  return new Pen(picture, look).drawing();
}

interface Label {
  x: number;
  y: number;
  width: number;
  color: string;
  weight: number;
  /** Ends at its right edge. */
  isRight?: boolean;
  /** What stands before it, drawn already. */
  before?: string;
}

class Pen {
  readonly #picture: TablePicture;
  readonly #look: TableLook;
  readonly #parts: string[] = [];
  readonly #texts: string[] = [];
  readonly #left = edge;
  readonly #top: number;

  constructor(picture: TablePicture, look: TableLook) {
    this.#picture = picture;
    this.#look = look;
    this.#top = picture.title === '' ? edge : edge + titleHeight;
  }

  drawing(): Drawing {
    const { model, rows, columns, title, notes, cut } = this.#picture;
    const width = model.headWidth + (model.starts[columns] ?? 0);
    const height = model.levels * headHeight + rows * rowHeight;
    if (title !== '') this.#title(title, notes, width);
    this.#rect({ x: 0, y: 0, width, height: model.levels * headHeight }, this.#color('paper'));
    for (let level = 0; level < model.levels; level += 1) this.#heads(level);
    for (let row = 0; row < rows; row += 1) this.#row(row, width);
    const frame = { x: this.#left, y: this.#top, width, height };
    const outline = `<rect x="${frame.x}" y="${frame.y}" width="${width}" height="${height}" rx="8" fill="none" stroke="${this.#color('line')}"/>`;
    const clip = `<clipPath id="table"><rect x="${frame.x}" y="${frame.y}" width="${width}" height="${height}" rx="8"/></clipPath>`;
    const table = `<g clip-path="url(#table)">${this.#parts.splice(0).join('')}</g>`;
    if (cut !== '') this.#letters(cut, { x: 0, y: height + 22, color: 'ink-3', weight: 400 });
    return {
      width: width + 2 * edge,
      height: this.#top + height + edge + (cut === '' ? 0 : 22),
      body:
        `<g font-family="${this.#look.family}" font-size="${size}" style="font-variant-numeric:tabular-nums">` +
        `${clip}${this.#heading}${table}${outline}${this.#parts.join('')}</g>`,
      text: this.#texts.join(''),
    };
  }

  #heading = '';
  #title(title: string, notes: string, width: number): void {
    const text = this.#fitted(title, width, 600);
    this.#texts.push(text, notes);
    const note =
      notes === '' ? '' : `<tspan dx="8" font-weight="400" fill="${this.#color('ink-3')}">${xml(notes)}</tspan>`;
    this.#heading = `<text x="${edge}" y="${edge + 14}" font-weight="600" fill="${this.#color('ink')}">${xml(text)}${note}</text>`;
  }

  /** Heads of one level, equal neighbours merged. */
  #heads(level: number): void {
    const { model, columns } = this.#picture;
    const y = level * headHeight;
    const isLast = level === model.levels - 1;
    let x = 0;
    for (const head of model.headColumns) {
      if (isLast) this.#label(head.title, { x: x + 10, y, width: head.width - 20, color: 'ink-2', weight: 500 });
      x += head.width;
    }
    this.#line(model.headWidth, y, model.headWidth, y + headHeight);
    if (isLast) this.#line(0, y + headHeight, model.headWidth, y + headHeight);
    const lines = Array.from({ length: columns }, (_, column) => model.columnAt(column));
    const spans =
      level === model.valueLevel ? lines.map((_, index) => ({ from: index, to: index })) : spansOf(lines, level);
    for (const { from, to } of spans) {
      const line = lines[from];
      const left = model.headWidth + (model.starts[from] ?? 0);
      const right = model.headWidth + (model.starts[to + 1] ?? 0);
      this.#line(right, y, right, y + headHeight);
      this.#line(left, y + headHeight, right, y + headHeight);
      if (!line) continue;
      const color = line.kind === 'member' ? 'ink-2' : 'ink';
      const place = { x: left + 8, y, width: right - left - 16, color, weight: 500, isRight: isLast };
      this.#label(model.columnHead(line, level), place);
    }
  }

  #row(row: number, width: number): void {
    const { model, columns } = this.#picture;
    const line = model.rowAt(row);
    const y = model.levels * headHeight + row * rowHeight;
    const isTotal = line !== null && line.kind !== 'member';
    if (isTotal) this.#rect({ x: 0, y, width, height: rowHeight }, this.#color('sunken'));
    const weight = isTotal ? 600 : 400;
    for (let column = 0; column < columns; column += 1) {
      const left = model.headWidth + (model.starts[column] ?? 0);
      const right = model.headWidth + (model.starts[column + 1] ?? 0);
      const cell = model.cellAt(row, column);
      if (cell) this.#cell(cell, { x: left, y, width: right - left }, weight);
      this.#line(right, y, right, y + rowHeight, 0.55);
    }
    this.#line(0, y + rowHeight, width, y + rowHeight);
    this.#line(model.headWidth, y, model.headWidth, y + rowHeight);
    const hasToggles = model.isOutline && model.isNested && line !== null && line.kind !== 'total';
    const indent = model.isOutline && line ? Math.max(0, line.path.length - 1) * 18 : 0;
    let x = 0;
    model.headColumns.forEach((head, column) => {
      const isFirst = column === 0;
      const isGroup = line?.kind === 'group' && (model.isOutline ? isFirst : column === line.path.length - 1);
      const start = x + 10 + (isFirst ? indent : 0);
      if (isGroup) this.#toggle(start + 9, y + rowHeight / 2, line.isCollapsed);
      const from = start + (isGroup || (isFirst && hasToggles) ? 18 : 0);
      const place = { x: from, y, width: x + head.width - 8 - from, color: 'ink', weight };
      this.#label(model.rowHead(row, column), place);
      x += head.width;
    });
  }

  #cell({ look, text, tone }: GridCell, { x, y, width }: { x: number; y: number; width: number }, usual: number): void {
    if (look.fill !== null) {
      const area = { x, y, width, height: rowHeight };
      this.#rect(area, this.#color('surface'));
      this.#rect(area, this.#tone(look.fill), Math.round(10 + look.strength * 40) / 100);
    }
    if (look.bar) {
      const { from, to, isNegative, tone: own } = look.bar;
      const bar = {
        x: x + 6 + from * (width - 12),
        y: y + 6,
        width: (to - from) * (width - 12),
        height: rowHeight - 12,
      };
      this.#rect(bar, this.#tone(isNegative ? 'red' : own), 0.22);
    }
    const weight = look.isBold ? 600 : usual;
    const color = look.ink ? this.#tone(look.ink) : this.#color(tone ?? 'ink');
    const before = look.icon === null ? '' : this.#icon(look.icon);
    const room = width - 16 - (before === '' ? 0 : 18);
    this.#label(text, { x: x + width - 8 - room, y, width: room, color, weight, isRight: true, before });
  }

  #icon(icon: 'up' | 'level' | 'down'): string {
    const [sign, color] = { up: ['▲', 'rise'], level: ['●', 'ink-3'], down: ['▼', 'fall'] }[icon] as [string, string];
    this.#texts.push(sign);
    return `<tspan font-size="12" fill="${this.#color(color)}">${sign} </tspan>`;
  }

  /** A text in the middle of a line, cut where there is no room. */
  #label(text: string, at: Label): void {
    if ((text === '' && !at.before) || at.width <= 0) return;
    const fitted = this.#fitted(text, at.width, at.weight);
    this.#letters(fitted, { ...at, x: at.isRight ? at.x + at.width : at.x, y: at.y + rowHeight / 2 + 4.5 });
  }

  #fitted(text: string, width: number, weight: number): string {
    if (this.#look.measure(text, weight) <= width) return text;
    const signs = [...text];
    let [low, high] = [0, signs.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#look.measure(`${signs.slice(0, middle).join('')}…`, weight) <= width) low = middle;
      else high = middle - 1;
    }
    return `${signs.slice(0, low).join('')}…`;
  }

  #letters(text: string, { x, y, color, weight, isRight, before = '' }: Omit<Label, 'width'>): void {
    this.#texts.push(text);
    const fill = /^(#|rgb)/.test(color) ? color : this.#color(color);
    const place = `x="${round(this.#left + x)}" y="${round(this.#top + y)}"${isRight ? ' text-anchor="end"' : ''}`;
    const letters = weight === 400 ? '' : ` font-weight="${weight}"`;
    this.#parts.push(`<text ${place}${letters} fill="${fill}" xml:space="preserve">${before}${xml(text)}</text>`);
  }

  #toggle(x: number, y: number, isCollapsed: boolean): void {
    const [cx, cy] = [this.#left + x, this.#top + y];
    const path = isCollapsed ? `M${cx - 2} ${cy - 4}l5 4l-5 4z` : `M${cx - 4} ${cy - 2}l4 5l4 -5z`;
    this.#parts.push(`<path d="${path}" fill="${this.#color('ink-2')}"/>`);
  }

  #rect(area: { x: number; y: number; width: number; height: number }, fill: string, opacity = 1): void {
    const shape = `x="${round(this.#left + area.x)}" y="${round(this.#top + area.y)}" width="${round(area.width)}" height="${round(area.height)}"`;
    this.#parts.push(`<rect ${shape} fill="${fill}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''}/>`);
  }

  #line(x1: number, y1: number, x2: number, y2: number, opacity = 1): void {
    // On half pixels a hairline is one pixel wide.
    const at = (x: number, y: number) => `${round(this.#left + x) - 0.5} ${round(this.#top + y) - 0.5}`;
    this.#parts.push(
      `<path d="M${at(x1, y1)}L${at(x2, y2)}" stroke="${this.#color('line')}"${opacity < 1 ? ` stroke-opacity="${opacity}"` : ''}/>`,
    );
  }

  readonly #colors = new Map<string, string>();
  #color(name: string): string {
    const known = this.#colors.get(name) ?? this.#look.color(name);
    this.#colors.set(name, known);
    return known;
  }

  /** Tones follow the theme; an own colour is itself. */
  #tone(tone: string): string {
    const names: Record<string, string> = {
      red: 'red',
      green: 'green',
      amber: 'amber',
      blue: 'series-1',
      grey: 'ink-3',
    };
    const name = names[tone];
    return name === undefined ? toneColor(tone) : this.#color(name);
  }
}

const round = (value: number) => Math.round(value * 100) / 100;
// biome-ignore lint/suspicious/noControlCharactersInRegex: signs that no XML may hold
const xml = (text: string) => escapeHtml(text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' '));
