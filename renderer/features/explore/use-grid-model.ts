import { useCallback, useMemo } from 'react';
import { type AxisField, type MemberKey, otherKey, type PivotLine } from '../../../contract/pivot.ts';
import { lookOf, plainLook, ruleStrength, toneColor } from '../../../contract/pivot-formats.ts';
import { keyLabel, pivotWords } from '../../../contract/pivot-labels.ts';
import type { CopyCell, GridBounds, GridCell, GridModel } from '../../grids/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useBuilder } from './builder-context.ts';
import { figureWriter, isChange, unitNote } from './cell-format.ts';
import type { PivotTable, TablePart } from './pivot-requests.ts';

const usualWidth = 112;
/** No name makes a column wider than this by itself. */
const mostWidth = 190;
const headWidth = 200;
/** More than that is for a file. */
export const copyLimit = 50_000;

/** The table as the grid draws it: words, figures, formats and widths of the definition. */
export function useGridModel(table: PivotTable | null): GridModel | null {
  const build = useGridBuilder();
  return useMemo(() => (table ? build(table) : null), [table, build]);
}

/** How a table becomes what the grid draws. */
export function useGridBuilder(): (table: PivotTable) => GridModel {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const builder = useBuilder();
  const { definition, members, workspace } = builder;
  const build = (table: PivotTable): GridModel => {
    const { pivot } = table.body;
    const { head } = table;
    const words = pivotWords[language];
    const labelOf = (field: AxisField | undefined, key: MemberKey) => {
      if (!field) return '';
      const member = members.get(field.member);
      return keyLabel(field, key, {
        language,
        type: member?.type ?? 'string',
        unit: member?.type === 'number' && /weekday/.test(field.member) ? 'weekday' : null,
        emptyText: definition.emptyText,
        fiscalStart: workspace.fiscalYearStartMonth,
      });
    };
    const writers = pivot.values.map((value, index) => {
      const { source } = value;
      const unit =
        'measure' in source
          ? (members.get(source.measure)?.unit ?? 'number')
          : (pivot.formulas.find((one) => one.id === source.formula)?.unit ?? 'number');
      const range = head.ranges[index];
      const largest = Math.max(...[range?.members.min, range?.members.max].map((figure) => Math.abs(figure ?? 0)));
      const style = {
        unit,
        calculation: value.calculation,
        number: definition.numbers.find((one) => one.valueId === value.id),
        largest,
        language,
        currency: workspace.currency,
      };
      const title = builder.valueTitle(value);
      const noted = (note: string) => (note ? `${title} ${note}` : title);
      return {
        ...figureWriter(style),
        title: noted(unitNote(style)),
        /** Copied figures are whole, in no thousands. */
        copiedTitle: noted(unitNote({ ...style, number: undefined })),
        formats: definition.formats.filter((format) => format.valueId === value.id),
        isChange: isChange(value.calculation),
        range: range ?? { members: { min: null, max: null }, totals: { min: null, max: null } },
      };
    });
    const wholeRows = definition.formats.filter((format) => format.kind === 'rule' && format.wholeRow);
    const onColumns = pivot.valuesOn === 'columns' && pivot.values.length > 0;
    const levels = Math.max(1, pivot.columns.length + (onColumns ? 1 : 0));
    const valueLevel = onColumns ? levels - 1 : -1;
    const isOutline = pivot.layout === 'outline' || pivot.rows.length === 0;
    const hasValuesOnRows = pivot.valuesOn === 'rows' && pivot.values.length > 0;
    const rowTitles = pivot.rows.map((field) => builder.fieldTitle(field.id, field.member));
    const widths = definition.widths;
    const headColumns = [
      ...(isOutline
        ? [
            {
              key: 'rows',
              title: rowTitles.join(' / '),
              width: widths.rows ?? headWidth + 16 * Math.max(0, pivot.rows.length - 1),
            },
          ]
        : pivot.rows.map((field, index) => ({
            key: field.id,
            title: rowTitles[index] ?? '',
            width: widths[field.id] ?? 140,
          }))),
      ...(hasValuesOnRows ? [{ key: 'values', title: '', width: widths.values ?? 130 }] : []),
    ];
    const columnKey = (column: number) => {
      const line = table.columnAt(column);
      const value = line?.value ?? null;
      return value === null ? 'column' : (pivot.values[value]?.id ?? 'column');
    };
    const folded = {
      rows: new Set(definition.collapsed.rows.map((path) => JSON.stringify(path))),
      columns: new Set(definition.collapsed.columns.map((path) => JSON.stringify(path))),
    };
    const starts = [0];
    const ownWidths = new Map(pivot.values.map(({ id }, index) => [id, widthFor(writers[index]?.title ?? '')]));
    for (let column = 0; column < head.columnCount; column += 1) {
      const key = columnKey(column);
      starts.push((starts.at(-1) ?? 0) + (widths[key] ?? (onColumns ? ownWidths.get(key) : null) ?? usualWidth));
    }
    const isMember = (row: PivotLine, column: PivotLine) =>
      (pivot.rows.length === 0 || row.kind === 'member') && (pivot.columns.length === 0 || column.kind === 'member');
    const cellAt = (row: number, column: number): GridCell | null => {
      const [rowLine, columnLine] = [table.rowAt(row), table.columnAt(column)];
      const figure = table.figureAt(row, column);
      if (!rowLine || !columnLine || figure === undefined) return null;
      const writer = writers[rowLine.value ?? columnLine.value ?? -1];
      if (rowLine.isBlank || !writer) return { text: '', exact: '', plain: '', look: plainLook, tone: null };
      const isTotal = !isMember(rowLine, columnLine);
      const number = typeof figure === 'number' ? figure : null;
      let look = writer.formats.length > 0 ? lookOf(writer.formats, number, isTotal, writer.range) : plainLook;
      if (look.fill === null && wholeRows.length > 0) look = { ...look, fill: rowFill(row), strength: ruleStrength };
      if (typeof figure === 'string')
        return { text: figure.slice(0, 16).replace('T', ' '), exact: figure, plain: figure, look, tone: null };
      if (number === null) return { text: definition.emptyText, exact: '', plain: '', look, tone: null };
      const tone = writer.isChange && number !== 0 ? (number > 0 ? 'rise' : 'fall') : null;
      const { short, exact, plain } = writer;
      // Most cells are never pointed at or copied.
      return {
        ...{ text: short(number), look, tone },
        get exact() {
          return exact(number);
        },
        get plain() {
          return plain(number);
        },
      };
    };
    /** A rule for the whole row is met by any of its value's cells in the row. */
    const rowFill = (row: number): string | null => {
      const line = table.rowAt(row);
      if (!line) return null;
      for (const format of wholeRows) {
        const index = pivot.values.findIndex((value) => value.id === format.valueId);
        for (let column = 0; column < Math.min(head.columnCount, 60); column += 1) {
          const columnLine = table.columnAt(column);
          const figure = table.figureAt(row, column);
          if (!columnLine || (line.value ?? columnLine.value) !== index || typeof figure !== 'number') continue;
          const look = lookOf(
            [format],
            figure,
            !isMember(line, columnLine),
            writers[index]?.range ?? { members: { min: null, max: null }, totals: { min: null, max: null } },
          );
          if (look.fill) return look.fill;
        }
      }
      return null;
    };
    const rowHead = (row: number, column: number, title: 'title' | 'copiedTitle' = 'title'): string => {
      const line = table.rowAt(row);
      if (!line) return '';
      if (hasValuesOnRows && column === headColumns.length - 1)
        return line.value === null ? '' : (writers[line.value]?.[title] ?? '');
      const { path, kind } = line;
      if (path.length === 0) return column === 0 ? words.total : '';
      if (isOutline) {
        const own = labelOf(pivot.rows[path.length - 1], path.at(-1) ?? null);
        return kind === 'subtotal' ? words.totalOf(own) : own;
      }
      if (column >= path.length) return column === path.length && kind !== 'member' ? words.total : '';
      const before = table.rowAt(row - 1);
      const isSame = row > 0 && before !== null && before.kind === 'member' && samePath(before.path, path, column + 1);
      // Equal heads below each other read as one.
      return isSame && column < path.length - 1 ? '' : labelOf(pivot.rows[column], path[column] ?? null);
    };
    const columnHead = (line: PivotLine, level: number, title: 'title' | 'copiedTitle' = 'title'): string => {
      if (level === valueLevel) return line.value === null ? '' : (writers[line.value]?.[title] ?? '');
      if (line.path.length === 0) return level === 0 ? words.total : '';
      if (level < line.path.length) {
        const own = labelOf(pivot.columns[level], line.path[level] ?? null);
        return line.kind === 'subtotal' && level === line.path.length - 1 ? words.totalOf(own) : own;
      }
      return line.path.at(-1) === otherKey
        ? ''
        : level === line.path.length && line.kind !== 'member'
          ? words.total
          : '';
    };
    const copyCells = (bounds: GridBounds) =>
      cellCount(bounds) <= copyLimit && table.has(partIn(bounds))
        ? copied({
            ...{ bounds, levels, headColumns, cellAt, table },
            columnHead: (line, level) => columnHead(line, level, 'copiedTitle'),
            rowHead: (row, column) => rowHead(row, column, 'copiedTitle'),
          })
        : null;
    return {
      rowCount: head.rowCount,
      columnCount: head.columnCount,
      levels,
      headColumns,
      headWidth: headColumns.reduce((sum, one) => sum + one.width, 0),
      starts,
      isOutline,
      isNested: pivot.rows.length > 1,
      hasValuesOnRows,
      rowAt: table.rowAt,
      columnAt: table.columnAt,
      rowHead,
      columnHead,
      valueLevel,
      columnKey,
      cellAt,
      isFolded: (axis, line) => folded[axis].has(JSON.stringify(line.path)),
      // As asked for, though the figures in that order may still be on their way.
      sortOf: (line: PivotLine) => {
        const sort = definition.pivot.rows.at(-1)?.sort;
        if (sort?.by !== 'value' || !samePath(sort.path, line.path, Math.max(sort.path.length, line.path.length)))
          return null;
        return line.value !== null && pivot.values[line.value]?.id === sort.valueId ? sort.direction : null;
      },
      isNumeric: onColumns && pivot.rows.length > 0,
      copyCells,
      words: { sort: t('sortHint'), expand: t('expand'), collapse: t('collapse'), resize: t('resize'), unknown: '' },
    };
  };
  return useCallback(build, [definition, members, workspace, language, t, builder]);
}

/** Cells of figures in a selection. */
export function cellCount({ fromRow, toRow, fromColumn, toColumn }: GridBounds): number {
  return (toRow - fromRow + 1) * Math.max(1, toColumn - Math.max(0, fromColumn) + 1);
}

/** The part of a table that a selection needs; heads of rows alone come with one column. */
export function partIn({ fromRow, toRow, fromColumn, toColumn }: GridBounds): TablePart {
  const from = Math.max(0, fromColumn);
  return { rows: { from: fromRow, to: toRow }, columns: { from, to: Math.max(from, toColumn) } };
}

function samePath(a: readonly MemberKey[], b: readonly MemberKey[], length: number): boolean {
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

interface CopyTerms {
  bounds: GridBounds;
  levels: number;
  headColumns: GridModel['headColumns'];
  columnHead: GridModel['columnHead'];
  rowHead: GridModel['rowHead'];
  cellAt: GridModel['cellAt'];
  table: PivotTable;
}

/** A selection with its heads; a single cell goes without. */
function copied({ bounds, levels, headColumns, columnHead, rowHead, cellAt, table }: CopyTerms): CopyCell[][] {
  const plain = (text: string, isHead = false): CopyCell => ({ text, isHead, isBold: isHead, fill: null, ink: null });
  const fromColumn = Math.max(0, bounds.fromColumn);
  const isOne = bounds.fromRow === bounds.toRow && bounds.fromColumn === bounds.toColumn;
  const rows: CopyCell[][] = [];
  if (!isOne) {
    for (let level = 0; level < levels; level += 1) {
      const corner = headColumns.map((one) => plain(level === levels - 1 ? one.title : '', true));
      const heads: CopyCell[] = [];
      for (let column = fromColumn; column <= bounds.toColumn; column += 1) {
        const line = table.columnAt(column);
        heads.push(plain(line ? columnHead(line, level) : '', true));
      }
      rows.push([...corner, ...heads]);
    }
  }
  for (let row = bounds.fromRow; row <= bounds.toRow; row += 1) {
    const cells: CopyCell[] =
      isOne && bounds.fromColumn >= 0 ? [] : headColumns.map((_, column) => plain(rowHead(row, column), true));
    for (let column = fromColumn; column <= bounds.toColumn; column += 1) {
      const cell = cellAt(row, column);
      cells.push({
        text: cell?.plain ?? '',
        isHead: false,
        isBold: cell?.look.isBold ?? false,
        fill: cell?.look.fill ? mixed(toneColor(cell.look.fill), 0.1 + 0.4 * cell.look.strength) : null,
        ink: cell?.look.ink ? toneColor(cell.look.ink) : null,
      });
    }
    rows.push(cells);
  }
  return rows;
}

function mixed(color: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(255 + (part - 255) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Room for a head at 13 px: Chinese is as wide as high, Latin a little over half. */
function widthFor(title: string): number {
  let width = 26;
  for (const character of title) width += /[\u2e80-\uffef]/.test(character) ? 13 : 7.4;
  return Math.min(mostWidth, Math.max(usualWidth, Math.ceil(width)));
}
