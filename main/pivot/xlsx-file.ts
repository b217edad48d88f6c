import { AppError } from '../../contract/errors.ts';
import type { Pivot } from '../../contract/pivot.ts';
import {
  appliesTo,
  type CellLook,
  lookOf,
  meets,
  ruleStrength,
  scaleDivisors,
  toneColor,
} from '../../contract/pivot-formats.ts';
import {
  type Cell,
  type CellRange,
  type CellStyle,
  type DataBars,
  maxSheetColumns,
  maxSheetRows,
  type SheetRow,
  workbookBytes,
} from '../workbook/index.ts';
import { Heads } from './heads.ts';
import { isMemberCell, type Layout, type Line } from './layout.ts';
import { numberFormatOf } from './number-format.ts';
import type { FileTerms } from './pivot-file.ts';

const hair = 'E6E3DC';
const headFill = 'F4F2ED';
const noRanges = { members: { min: null, max: null }, totals: { min: null, max: null } };

/**
 * The table as a workbook: heads merged, groups indented and foldable, formats and colours as they are seen.
 *
 * @throws pivot/too-wide-for-workbook
 */
export function workbookOf(file: FileTerms): Promise<Uint8Array> {
  return new PivotSheet(file).bytes();
}

class PivotSheet {
  readonly #file: FileTerms;
  readonly #heads: Heads;
  /** Columns of row heads, rows of column heads. */
  readonly #left: number;
  readonly #top: number;
  readonly #styles = new Map<string, CellStyle>();

  constructor(file: FileTerms) {
    const { pivot } = file.computed;
    this.#file = file;
    this.#heads = new Heads(file);
    const isTabular = pivot.layout === 'tabular';
    const valued = pivot.valuesOn === 'rows' && pivot.values.length > 0 ? 1 : 0;
    this.#left = Math.max(1, isTabular ? pivot.rows.length : 1) + valued;
    this.#top = Math.max(1, pivot.columns.length + (pivot.valuesOn === 'columns' && pivot.values.length > 0 ? 1 : 0));
  }

  async bytes(): Promise<Uint8Array> {
    const { layout, computed, request, terms } = this.#file;
    const columns = this.#left + layout.columns.length;
    if (columns > maxSheetColumns) {
      throw new AppError('pivot/too-wide-for-workbook', { params: { columns, most: maxSheetColumns } });
    }
    const isWhole = this.#top + layout.rows.length <= maxSheetRows;
    const depth = Math.min(7, computed.pivot.rows.length - 1);
    const title = request.title.trim() || 'Luopan';
    return workbookBytes({
      title,
      createdAtMs: Date.now(),
      splitNote: (part, name) =>
        terms.language === 'zh-CN' ? `第 ${part} 部分，接“${name}”` : `Part ${part}, continued from “${name}”`,
      sheets: [
        {
          name: title,
          columns: [
            ...Array.from({ length: this.#left }, (_, index) => ({ width: index === 0 ? 26 : 18 })),
            ...layout.columns.map(() => ({ width: 14 })),
          ],
          head: this.#headRows(),
          rows: this.#rows(),
          frozen: { rows: this.#top, columns: this.#left },
          merges: [...this.#headMerges(), ...this.#rowMerges()],
          ...(computed.pivot.layout === 'outline' && depth > 0 ? { outlineLevels: depth } : {}),
          // Of a table that goes on in further sheets, places would be others.
          dataBars: isWhole ? this.#bars() : [],
        },
      ],
    });
  }

  /** Heads of the columns from the outside in. */
  #paths(): string[][] {
    const { computed, layout } = this.#file;
    const { pivot } = computed;
    const isValued = pivot.valuesOn === 'columns' && pivot.values.length > 0;
    return layout.columns.map((line) => [
      ...(pivot.columns.length > 0 ? this.#heads.path(line, computed.columns, pivot.columns) : []),
      ...(isValued ? [line.value === null ? '' : this.#heads.valueTitle(line.value)] : []),
    ]);
  }

  #headRows(): SheetRow[] {
    const { pivot } = this.#file.computed;
    const paths = this.#paths();
    const corner = pivot.rows.map((field) => this.#heads.fieldTitle(field));
    const cornerTexts = pivot.layout === 'tabular' && corner.length > 0 ? corner : [corner.join(' / ')];
    return Array.from({ length: this.#top }, (_, level): SheetRow => {
      const isLast = level === this.#top - 1;
      return {
        cells: [
          ...Array.from({ length: this.#left }, (_, place): Cell => {
            return { value: isLast ? (cornerTexts[place] ?? '') : null, style: headStyles.left };
          }),
          ...paths.map((path): Cell => ({ value: path[level] ?? '', style: headStyles[isLast ? 'right' : 'center'] })),
        ],
      };
    });
  }

  /** Equal neighbours below an equal start are one head. */
  #headMerges(): CellRange[] {
    const paths = this.#paths();
    const merges: CellRange[] = [];
    for (let level = 0; level < this.#top - 1; level += 1) {
      for (const [from, to] of runs(paths.map((path) => JSON.stringify(path.slice(0, level + 1))))) {
        merges.push({ fromRow: level, fromColumn: this.#left + from, toRow: level, toColumn: this.#left + to });
      }
    }
    return merges;
  }

  /** In the tabular layout equal heads of neighbouring rows are one cell. */
  #rowMerges(): CellRange[] {
    const { computed, layout } = this.#file;
    const { pivot } = computed;
    if (pivot.layout !== 'tabular' || layout.rows.length > 50_000) return [];
    const merges: CellRange[] = [];
    for (let level = 0; level < pivot.rows.length - 1; level += 1) {
      const keys = layout.rows.map((line, index) =>
        computed.rows.node(line.node).depth > level && line.kind === 'member'
          ? JSON.stringify(computed.rows.pathOf(line.node).slice(0, level + 1))
          : `single ${index}`,
      );
      for (const [from, to] of runs(keys)) {
        merges.push({ fromRow: this.#top + from, fromColumn: level, toRow: this.#top + to, toColumn: level });
      }
    }
    return merges;
  }

  *#rows(): Generator<SheetRow> {
    for (const line of this.#file.layout.rows) yield this.#row(line);
  }

  #row(line: Line): SheetRow {
    const { computed, request } = this.#file;
    const { pivot } = computed;
    const { depth } = computed.rows.node(line.node);
    const isTotal = line.kind !== 'member';
    const isOutline = pivot.layout === 'outline';
    const labels = this.#rowLabels(line).map((value, place): Cell => {
      const indent = isOutline && place === 0 ? Math.max(0, depth - 1) : 0;
      return { value, style: this.#labelStyle(isTotal, indent) };
    });
    const figures = this.#file.layout.columns.map((column) => this.#figure(line, column));
    // As on the screen: the first rule for whole rows that any cell of its value meets.
    const whole = request.formats.find(
      (format) =>
        format.kind === 'rule' &&
        format.wholeRow &&
        format.fill !== null &&
        figures.some(
          ({ id, raw, isTotal }) => format.valueId === id && appliesTo(format, isTotal) && meets(format, raw),
        ),
    );
    const fill = whole?.kind === 'rule' ? whole.fill : null;
    return {
      cells: [
        ...labels,
        ...figures.map(({ value, look, numFmt, isTotal: isTotalCell }): Cell => {
          const own = fill !== null && look.fill === null ? { ...look, fill, strength: ruleStrength } : look;
          return { value, style: this.#cellStyle(own, isTotal || isTotalCell, numFmt) };
        }),
      ],
      ...(isOutline && depth > 1 ? { outlineLevel: Math.min(7, depth - 1) } : {}),
    };
  }

  #figure(line: Line, column: Line) {
    const { computed, ranges, request } = this.#file;
    const figure = this.#heads.figure(line, column);
    const index = line.value ?? column.value;
    const id = index === null ? undefined : computed.pivot.values[index]?.id;
    const isTotal = !isMemberCell(computed, line, column);
    const raw = typeof figure === 'number' && index !== null ? computed.values.at(line.node, column.node, index) : null;
    const formats = request.formats.filter((format) => format.valueId === id);
    const look = lookOf(formats, raw, isTotal, (index === null ? undefined : ranges[index]) ?? noRanges);
    const value = figure ?? (line.isBlank ? null : request.emptyText || null);
    return { id, raw, value, look, isTotal, numFmt: index === null ? '' : this.#numberFormat(index) };
  }

  readonly #numberFormats: string[] = [];
  #numberFormat(index: number): string {
    this.#numberFormats[index] ??= numberFormatOf(this.#file, index);
    return this.#numberFormats[index];
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
  #bars(): DataBars[] {
    const { computed, layout, ranges, request } = this.#file;
    const { pivot } = computed;
    const bars: DataBars[] = [];
    for (const format of request.formats) {
      if (format.kind !== 'bar') continue;
      const index = pivot.values.findIndex((one) => one.id === format.valueId);
      const scale = request.numbers.find((one) => one.valueId === format.valueId)?.scale ?? 'none';
      for (const isTotal of [false, true]) {
        const range = ranges[index]?.[isTotal ? 'totals' : 'members'];
        const [low, high] = [Math.min(0, range?.min ?? 0), Math.max(0, range?.max ?? 0)];
        if (!appliesTo(format, isTotal) || low === high) continue;
        const areas = areasOf(layout, pivot, index, isTotal).map((area) => this.#range(area));
        for (let from = 0; from < areas.length; from += areasTogether) {
          bars.push({
            ranges: areas.slice(from, from + areasTogether),
            // Cells hold figures in the scale they are told in.
            low: low / scaleDivisors[scale],
            high: high / scaleDivisors[scale],
            color: rgb(toneColor(format.tone)),
          });
        }
      }
    }
    return bars;
  }

  #range({ rows: [top, bottom], columns: [left, right] }: Area): CellRange {
    return {
      fromRow: this.#top + top,
      fromColumn: this.#left + left,
      toRow: this.#top + bottom,
      toColumn: this.#left + right,
    };
  }

  #labelStyle(isTotal: boolean, indent: number): CellStyle {
    return this.#style(`label ${isTotal} ${indent}`, () => ({
      borderBottom: hair,
      verticalAlign: 'top',
      ...(indent > 0 ? { indent } : {}),
      ...(isTotal ? { isBold: true, fill: headFill } : {}),
    }));
  }

  #cellStyle(look: CellLook, isTotal: boolean, numFmt: string): CellStyle {
    const { fill, strength, ink, isBold, icon } = look;
    return this.#style(JSON.stringify([fill, fill && strength, ink, isBold, icon, isTotal, numFmt]), () => ({
      borderBottom: hair,
      align: 'right',
      ...(isTotal || isBold ? { isBold: true } : {}),
      ...(ink ? { color: rgb(toneColor(ink)) } : {}),
      ...(fill !== null ? { fill: tinted(toneColor(fill), 0.1 + 0.4 * strength) } : isTotal ? { fill: headFill } : {}),
      ...(numFmt ? { format: iconed(look, numFmt) } : {}),
    }));
  }

  /** One object per look: the workbook knows equal ones at once. */
  #style(key: string, make: () => CellStyle): CellStyle {
    const style = this.#styles.get(key) ?? make();
    this.#styles.set(key, style);
    return style;
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

const headStyle = (align: 'left' | 'center' | 'right'): CellStyle => ({
  ...{ align, isBold: true, fill: headFill, borderBottom: hair, borderRight: hair },
});
const headStyles = { left: headStyle('left'), center: headStyle('center'), right: headStyle('right') };

/** Arrows stand before the figure in its number format: the figure itself stays a number. */
function iconed(look: CellLook, numFmt: string): string {
  if (look.icon === null) return numFmt;
  return `"${{ up: '▲', level: '●', down: '▼' }[look.icon]} "${numFmt}`;
}

const rgb = (color: string) => color.slice(1).toUpperCase();

/** A colour thinned with white: 0 is white. */
function tinted(color: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return parts
    .map((part) =>
      Math.round(255 + (part - 255) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')
    .toUpperCase();
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
