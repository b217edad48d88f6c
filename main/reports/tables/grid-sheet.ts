import type { CubeValue } from '../../../contract/board-queries/index.ts';
import { toneColor } from '../../../contract/pivot-formats.ts';
import { type GridCell, type GridFigure, headSpans } from '../../../contract/pivot-grid.ts';
import {
  type Cell,
  type CellRange,
  type CellStyle,
  dateSerial,
  type Sheet,
  type SheetRow,
} from '../../workbook/index.ts';
import { barsOf } from './grid-bars.ts';
import { axisFormat, numberFormat, wholeFormat } from './number-format.ts';
import { type FileFrame, headFigureStyle, headStyle, sheetTop } from './sheet-top.ts';
import type { GridTable } from './table.ts';

const totalFill = 'F4F2ED';
const hair = 'E6E3DC';
const chartHeightRows = 18;

/** A laid-out pivot as a sheet: heads merged, groups indented and foldable, colours by the report's formats. */
export function gridSheet(table: GridTable, frame: FileFrame): Sheet {
  const { grid, chart } = table;
  const lead = grid.corner.length;
  const top = sheetTop(table, frame);
  const heads: SheetRow[] = grid.levels.map((texts, level) => ({
    cells: [
      ...grid.corner.map((title) => ({ value: level === grid.levels.length - 1 ? title : null, style: headStyle })),
      ...texts.map((value) => ({
        value,
        style: level === grid.levels.length - 1 ? headFigureStyle : { ...headStyle, align: 'center' as const },
      })),
    ],
  }));
  const head = [...top, ...heads];
  const styles = new Styles(frame);
  const merges: CellRange[] = grid.levels.slice(0, -1).flatMap((_, level) =>
    headSpans(grid.levels, level)
      .filter(({ from, to }) => to > from)
      .map(({ from, to }) => ({
        ...{ fromRow: top.length + level, toRow: top.length + level },
        ...{ fromColumn: lead + from, toColumn: lead + to },
      })),
  );
  const sheet: Sheet = {
    name: table.title,
    columns: [
      ...grid.corner.map((_, index) => ({ width: index === 0 ? 28 : 18 })),
      ...grid.totals.map((__, column) => ({ width: widthOf(grid.levels.at(-1)?.[column] ?? '') })),
    ],
    head,
    rows: rowsOf(table, styles),
    frozen: { rows: head.length, columns: lead },
    merges,
    outlineLevels: grid.rows.reduce((most, row) => Math.max(most, Math.min(7, row.depth)), 0),
    dataBars: barsOf(grid, { row: head.length, column: lead }),
  };
  if (chart === null) return sheet;
  const range = (column: number): CellRange => ({
    ...{ fromRow: head.length + chart.fromRow, toRow: head.length + chart.toRow },
    ...{ fromColumn: column, toColumn: column },
  });
  const figure = grid.rows[chart.fromRow]?.cells[chart.columns[0] ?? 0]?.figure ?? null;
  return {
    ...sheet,
    charts: [
      {
        kind: chart.kind,
        title: table.title,
        at: { row: head.length - 1, column: lead + grid.totals.length + 1, columns: 9, rows: chartHeightRows },
        categories: range(0),
        series: chart.columns.map((column) => ({ name: seriesName(table, column), values: range(lead + column) })),
        ...(figure ? { format: scaleFormat(figure, frame) } : {}),
      },
    ],
  };
}

/** Heads of a column from the outside in, in one text. */
export function seriesName({ grid, title }: GridTable, column: number): string {
  return (
    grid.levels
      .map((texts) => texts[column])
      .filter(Boolean)
      .join(' · ') || title
  );
}

function* rowsOf({ grid }: GridTable, styles: Styles): Generator<SheetRow> {
  for (const row of grid.rows) {
    yield {
      cells: [
        ...row.heads.map((value, index) => ({ value, style: styles.head(row.isTotal, index === 0 ? row.depth : 0) })),
        ...row.cells.map((cell, column): Cell => styles.cell(cell, row.isTotal || grid.totals[column] === true)),
      ],
      ...(row.depth > 0 ? { outlineLevel: Math.min(7, row.depth) } : {}),
    };
  }
}

/** One object per look: equal styles share an entry of the workbook only when they are the same object. */
class Styles {
  readonly #frame: FileFrame;
  readonly #known = new Map<string, CellStyle>();

  constructor(frame: FileFrame) {
    this.#frame = frame;
  }

  head(isTotal: boolean, depth: number): CellStyle {
    return this.#one({ borderBottom: hair, ...(depth > 0 ? { indent: depth } : {}), ...totalLook(isTotal) });
  }

  cell({ value, figure, look }: GridCell, isTotal: boolean): Cell {
    const fill = look.fill === null ? null : tinted(toneColor(look.fill), 0.1 + 0.4 * look.strength);
    const time = typeof value === 'string' ? dateSerial(value) : null;
    const format =
      time !== null
        ? Number.isInteger(time)
          ? 'yyyy-mm-dd'
          : 'yyyy-mm-dd hh:mm'
        : figure
          ? figureFormat(figure, this.#frame, value)
          : undefined;
    const icon = look.icon === null ? '' : `"${{ up: '▲', level: '●', down: '▼' }[look.icon]} "`;
    const style = this.#one({
      ...{ borderBottom: hair, align: 'right' as const },
      ...(format === undefined ? {} : { format: `${icon}${format}` }),
      ...totalLook(isTotal),
      ...(look.isBold ? { isBold: true } : {}),
      ...(look.ink === null ? {} : { color: toneColor(look.ink).slice(1).toUpperCase() }),
      ...(fill === null ? {} : { fill }),
    });
    return { value: time ?? value, style };
  }

  #one(style: CellStyle): CellStyle {
    const key = JSON.stringify(style);
    const known = this.#known.get(key);
    if (known) return known;
    this.#known.set(key, style);
    return style;
  }
}

const totalLook = (isTotal: boolean): CellStyle => (isTotal ? { isBold: true, fill: totalFill } : {});

function figureFormat(
  { unit, digits, scale }: GridFigure,
  { currency, language }: FileFrame,
  value: CubeValue,
): string {
  if (digits === null && scale === 'none') {
    return unit === 'number' && Number.isInteger(value) ? wholeFormat : numberFormat(unit, currency, language);
  }
  const decimals = '0'.repeat(digits ?? (unit === 'count' && scale === 'none' ? 0 : 2));
  const tail = decimals === '' ? '' : `.${decimals}`;
  if (unit === 'percent') return `0${tail}%`;
  // What is told in thousands names its scale in the head, and no currency beside every figure.
  if (unit !== 'money' || scale !== 'none') return `#,##0${tail}`;
  return numberFormat('money', currency, language).replaceAll(/#,##0(\.0+)?/g, `#,##0${tail}`);
}

/** For the scale of a chart. */
function scaleFormat(figure: GridFigure, frame: FileFrame): string {
  const isPlain = figure.digits === null && figure.scale === 'none';
  return isPlain ? axisFormat(figure.unit, { ...frame, most: null }) : figureFormat(figure, frame, null);
}

/** A colour thinned with white, without its sign: 0 is white. */
function tinted(color: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const hex = parts.map((part) =>
    Math.round(255 + (part - 255) * share)
      .toString(16)
      .padStart(2, '0'),
  );
  return hex.join('').toUpperCase();
}

function widthOf(title: string): number {
  const own = [...title].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? 2 : 1), 0) + 3;
  return Math.min(30, Math.max(14, own));
}
