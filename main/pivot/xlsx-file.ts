import { PassThrough } from 'node:stream';
import type { Cell, Style, stream as streams, Worksheet } from 'exceljs';
import ExcelJs from 'exceljs';
import type { Pivot } from '../../contract/pivot.ts';
import {
  appliesTo,
  type CellFormat,
  type CellLook,
  lookOf,
  meets,
  ruleStrength,
  toneColor,
} from '../../contract/pivot-formats.ts';
import { Heads } from './heads.ts';
import { isMemberCell, type Layout, type Line } from './layout.ts';
import { numberFormatOf } from './number-format.ts';
import type { FileTerms } from './pivot-file.ts';

const hair = { style: 'thin', color: { argb: 'FFE6E3DC' } } as const;
const headFill = solid('#F4F2ED');

/** The table as a workbook: heads merged, groups indented and foldable, formats and colours as they are seen. */
export async function workbookOf(file: FileTerms): Promise<Uint8Array> {
  const sink = new PassThrough();
  const chunks: Buffer[] = [];
  sink.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    sink.once('end', resolve);
    sink.once('error', reject);
  });
  const workbook: streams.xlsx.WorkbookWriter = new ExcelJs.stream.xlsx.WorkbookWriter({
    stream: sink,
    useStyles: true,
  });
  new Sheet(file, workbook).write();
  await workbook.commit();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

class Sheet {
  readonly #file: FileTerms;
  readonly #heads: Heads;
  readonly #sheet: Worksheet;
  /** Columns of row heads, rows of column heads. */
  readonly #left: number;
  readonly #top: number;

  constructor(file: FileTerms, workbook: streams.xlsx.WorkbookWriter) {
    const { pivot } = file.computed;
    this.#file = file;
    this.#heads = new Heads(file);
    const isTabular = pivot.layout === 'tabular';
    const valued = pivot.valuesOn === 'rows' && pivot.values.length > 0 ? 1 : 0;
    this.#left = Math.max(1, isTabular ? pivot.rows.length : 1) + valued;
    this.#top = Math.max(1, pivot.columns.length + (pivot.valuesOn === 'columns' && pivot.values.length > 0 ? 1 : 0));
    this.#sheet = workbook.addWorksheet(sheetName(file.request.title), {
      views: [{ state: 'frozen', xSplit: this.#left, ySplit: this.#top }],
      properties: { outlineLevelRow: 0 },
    });
  }

  write(): void {
    const { layout } = this.#file;
    this.#sheet.columns = [
      ...Array.from({ length: this.#left }, (_, index) => ({ width: index === 0 ? 26 : 18 })),
      ...layout.columns.map(() => ({ width: 14 })),
    ];
    this.#writeHeads();
    // A row that has been written cannot be merged any more.
    for (const [column, from, to] of this.#rowSpans()) this.#sheet.mergeCells(from, column, to, column);
    for (const [index, row] of layout.rows.entries()) this.#writeRow(row, index);
    this.#writeBars();
    (this.#sheet as Worksheet & { commit(): void }).commit();
  }

  #writeHeads(): void {
    const { computed, layout } = this.#file;
    const { pivot } = computed;
    const isValued = pivot.valuesOn === 'columns' && pivot.values.length > 0;
    const paths = layout.columns.map((line) => [
      ...(pivot.columns.length > 0 ? this.#heads.path(line, computed.columns, pivot.columns) : []),
      ...(isValued ? [line.value === null ? '' : this.#heads.valueTitle(line.value)] : []),
    ]);
    const corner = pivot.rows.map((field) => this.#heads.fieldTitle(field));
    const cornerTexts = pivot.layout === 'tabular' && corner.length > 0 ? corner : [corner.join(' / ')];
    for (let level = 0; level < this.#top; level += 1) {
      const cells = this.#sheet.getRow(level + 1);
      for (let column = 1; column <= this.#left; column += 1) {
        const cell = cells.getCell(column);
        if (level === this.#top - 1) cell.value = cornerTexts[column - 1] ?? '';
        cell.style = headStyle('left');
      }
      paths.forEach((path, index) => {
        const cell = cells.getCell(this.#left + 1 + index);
        cell.value = path[level] ?? '';
        cell.style = headStyle(level === this.#top - 1 ? 'right' : 'center');
      });
    }
    // Equal neighbours below an equal start are one head.
    for (let level = 0; level < this.#top - 1; level += 1) {
      for (const [from, to] of runs(paths.map((path) => JSON.stringify(path.slice(0, level + 1))))) {
        this.#sheet.mergeCells(level + 1, this.#left + 1 + from, level + 1, this.#left + 1 + to);
      }
    }
  }

  /** In the tabular layout equal heads of neighbouring rows are one cell. */
  #rowSpans(): [number, number, number][] {
    const { computed, layout } = this.#file;
    const { pivot } = computed;
    if (pivot.layout !== 'tabular' || layout.rows.length > 50_000) return [];
    const spans: [number, number, number][] = [];
    for (let level = 0; level < pivot.rows.length - 1; level += 1) {
      const keys = layout.rows.map((line, index) =>
        computed.rows.node(line.node).depth > level && line.kind === 'member'
          ? JSON.stringify(computed.rows.pathOf(line.node).slice(0, level + 1))
          : `single ${index}`,
      );
      for (const [from, to] of runs(keys)) spans.push([level + 1, this.#top + 1 + from, this.#top + 1 + to]);
    }
    return spans;
  }

  #writeRow(line: Line, index: number): void {
    const { computed, layout, ranges, request } = this.#file;
    const { pivot } = computed;
    const row = this.#sheet.getRow(this.#top + 1 + index);
    const { depth } = computed.rows.node(line.node);
    const isTotal = line.kind !== 'member';
    const labels = this.#rowLabels(line);
    labels.forEach((text, place) => {
      const cell = row.getCell(place + 1);
      cell.value = text;
      cell.style = {
        font: { bold: isTotal },
        alignment: {
          vertical: 'top',
          ...(pivot.layout === 'outline' && place === 0 ? { indent: Math.max(0, depth - 1) } : {}),
        },
        border: { bottom: hair },
        ...(isTotal ? { fill: headFill } : {}),
      };
    });
    if (pivot.layout === 'outline' && depth > 1) row.outlineLevel = Math.min(7, depth - 1);
    const looks: { cell: Cell; look: CellLook; meets: (rule: Rule) => boolean }[] = [];
    layout.columns.forEach((column, place) => {
      const cell = row.getCell(this.#left + 1 + place);
      const figure = this.#heads.figure(line, column);
      const value = line.value ?? column.value;
      const id = value === null ? undefined : pivot.values[value]?.id;
      const range = value === null ? undefined : ranges[value];
      const isTotalCell = !isMemberCell(computed, line, column);
      const formats = request.formats.filter((format) => format.valueId === id);
      const raw =
        typeof figure === 'number' && value !== null ? computed.values.at(line.node, column.node, value) : null;
      const look = lookOf(
        formats,
        raw,
        isTotalCell,
        range ?? { members: { min: null, max: null }, totals: { min: null, max: null } },
      );
      cell.value = figure ?? (line.isBlank ? null : request.emptyText || null);
      cell.style = cellStyle(look, {
        isTotal: isTotal || isTotalCell,
        numFmt: value === null ? '' : numberFormatOf(this.#file, value),
      });
      looks.push({
        ...{ cell, look },
        meets: (rule) => rule.valueId === id && appliesTo(rule, isTotalCell) && meets(rule, raw),
      });
    });
    // As on the screen: the first rule for whole rows that any cell of its value meets.
    const whole = request.formats.flatMap((format) =>
      format.kind === 'rule' && format.wholeRow && looks.some((one) => one.meets(format)) ? [format.fill] : [],
    );
    const fill = whole.find((one) => one !== null);
    if (fill) for (const { cell, look } of looks) if (look.fill === null) cell.fill = ruleFill(fill);
    row.commit();
  }

  #rowLabels(line: Line): string[] {
    const { computed } = this.#file;
    const { pivot } = computed;
    const path = this.#heads.path(line, computed.rows, pivot.rows);
    const values =
      pivot.valuesOn === 'rows' && pivot.values.length > 0
        ? [line.value === null ? '' : this.#heads.valueTitle(line.value)]
        : [];
    if (pivot.layout === 'tabular' && pivot.rows.length > 0) return [...path, ...values];
    if (pivot.rows.length === 0) return ['', ...values];
    const { depth } = computed.rows.node(line.node);
    const own = path[Math.max(0, depth - 1)] ?? '';
    const total = line.kind === 'subtotal' ? `${own} ${path[depth] ?? ''}`.trim() : own;
    return [total, ...values];
  }

  /** Data bars are Excel's own, in the scale of the screen: members among members, totals among totals. */
  #writeBars(): void {
    const { computed, layout, ranges, request } = this.#file;
    const { pivot } = computed;
    for (const format of request.formats) {
      if (format.kind !== 'bar') continue;
      const index = pivot.values.findIndex((one) => one.id === format.valueId);
      for (const isTotal of [false, true]) {
        const range = ranges[index]?.[isTotal ? 'totals' : 'members'];
        const [low, high] = [Math.min(0, range?.min ?? 0), Math.max(0, range?.max ?? 0)];
        if (!appliesTo(format, isTotal) || low === high) continue;
        const areas = areasOf(layout, pivot, index, isTotal).map((area) => this.#reference(area));
        for (let from = 0; from < areas.length; from += areasTogether) {
          const dataBar = {
            ...{ type: 'dataBar', priority: 1, color: { argb: argb(toneColor(format.tone)) } },
            cfvo: [
              { type: 'num', value: low },
              { type: 'num', value: high },
            ],
          };
          const ref = areas.slice(from, from + areasTogether).join(' ');
          this.#sheet.addConditionalFormatting({ ref, rules: [dataBar as never] });
        }
      }
    }
  }

  #reference({ rows: [top, bottom], columns: [left, right] }: Area): string {
    const at = (row: number, column: number) => `${letter(this.#left + 1 + column)}${this.#top + 1 + row}`;
    return `${at(top, left)}:${at(bottom, right)}`;
  }
}

/** Rows and columns of figures from and up to, both inclusive. */
interface Area {
  rows: [number, number];
  columns: [number, number];
}
/** Longer lists of areas are written as several rules of one scale. */
const areasTogether = 400;

/** Where the figures of a value stand, either those of members or those of totals. */
function areasOf({ rows, columns }: Layout, pivot: Pivot, value: number, isTotal: boolean): Area[] {
  const isOfValue = (line: Line) => line.value === null || line.value === value;
  const parts = (lines: Line[], isPlain: boolean) => {
    const isMember = ({ kind }: Line) => isPlain || kind === 'member';
    const members = runsOf(lines, (line) => isOfValue(line) && isMember(line));
    return {
      members,
      totals: runsOf(lines, (line) => isOfValue(line) && !isMember(line)),
      all: runsOf(lines, isOfValue),
    };
  };
  const down = parts(rows, pivot.rows.length === 0);
  const across = parts(columns, pivot.columns.length === 0);
  const area = (these: [number, number][], those: [number, number][]) =>
    these.flatMap((one) => those.map((other): Area => ({ rows: one, columns: other })));
  if (!isTotal) return area(down.members, across.members);
  return [...area(down.totals, across.all), ...area(down.members, across.totals)];
}

function headStyle(horizontal: 'left' | 'center' | 'right'): Partial<Style> {
  return {
    font: { bold: true },
    fill: headFill,
    alignment: { horizontal, vertical: 'middle' },
    border: { bottom: hair, right: hair },
  };
}

type Rule = Extract<CellFormat, { kind: 'rule' }>;

/** The fill of a rule, which is as light wherever it stands. */
const ruleFill = (tone: string) => solid(tinted(toneColor(tone), 0.1 + 0.4 * ruleStrength));

function cellStyle(look: CellLook, { isTotal, numFmt }: { isTotal: boolean; numFmt: string }): Partial<Style> {
  const fill =
    look.fill === null ? (isTotal ? headFill : null) : solid(tinted(toneColor(look.fill), 0.1 + 0.4 * look.strength));
  return {
    font: { bold: isTotal || look.isBold, ...(look.ink ? { color: { argb: argb(toneColor(look.ink)) } } : {}) },
    ...(fill ? { fill } : {}),
    ...(numFmt ? { numFmt: iconed(look, numFmt) } : {}),
    alignment: { horizontal: 'right' },
    border: { bottom: hair },
  };
}

/** Arrows stand before the figure in its number format: the figure itself stays a number. */
function iconed(look: CellLook, numFmt: string): string {
  if (look.icon === null) return numFmt;
  return `"${{ up: '▲', level: '●', down: '▼' }[look.icon]} "${numFmt}`;
}

function solid(color: string): NonNullable<Style['fill']> {
  return { type: 'pattern', pattern: 'solid', fgColor: { argb: argb(color) } };
}

function argb(color: string): string {
  return `FF${color.slice(1).toUpperCase()}`;
}

/** A colour thinned with white: 0 is white. */
function tinted(color: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(255 + (part - 255) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** First and last place of every run of two or more equal texts. */
function runs(keys: string[]): [number, number][] {
  const found: [number, number][] = [];
  let start = 0;
  for (let index = 1; index <= keys.length; index += 1) {
    if (index < keys.length && keys[index] === keys[start]) continue;
    if (index - start > 1) found.push([start, index - 1]);
    start = index;
  }
  return found;
}

function runsOf(lines: Line[], isIn: (line: Line) => boolean): [number, number][] {
  const found: [number, number][] = [];
  lines.forEach((line, index) => {
    const last = found.at(-1);
    if (!isIn(line)) return;
    if (last && last[1] === index - 1) last[1] = index;
    else found.push([index, index]);
  });
  return found;
}

/** Letters of a column: 1 is A, 27 is AA. */
function letter(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest > 0 ? letter(rest) : '') + String.fromCharCode(65 + ((column - 1) % 26));
}

function sheetName(title: string): string {
  const name = title
    .replaceAll(/[\\/?*[\]:']/g, ' ')
    .trim()
    .slice(0, 31);
  return name === '' ? 'Luopan' : name;
}
