import type { AxisField, PivotLine, PivotOutput, PivotRequest } from '../../contract/pivot.ts';
import type { Computed } from './compute.ts';
import type { AxisTree } from './tree.ts';

/** One row or column of the table: a node of its axis, and a value where values lie on this axis. */
export interface Line {
  node: number;
  kind: PivotLine['kind'];
  value: number | null;
  isCollapsed: boolean;
  isBlank: boolean;
}

/** The table as it is seen: which lines there are, in order. */
export interface Layout {
  rows: Line[];
  columns: Line[];
}

interface AxisTerms {
  tree: AxisTree;
  fields: readonly AxisField[];
  /** Heads of groups have lines of their own. */
  isOutline: boolean;
  total: 'none' | 'before' | 'after';
  values: (number | null)[];
  collapsed: ReadonlySet<string>;
  isShown: (node: number) => boolean;
}

/** Lays the table out: groups, totals where they are wanted, collapsed groups as one line. */
export function layOut(computed: Computed, collapsed: PivotRequest['collapsed']): Layout {
  const { pivot } = computed;
  const all: (number | null)[] = pivot.values.length > 0 ? pivot.values.map((_, index) => index) : [null];
  const shown = pivot.hideEmpty ? figuresIn(computed) : null;
  return {
    rows: linesOf({
      tree: computed.rows,
      fields: pivot.rows,
      isOutline: pivot.layout === 'outline',
      total: pivot.rowTotal,
      values: pivot.valuesOn === 'rows' ? all : [null],
      collapsed: new Set(collapsed.rows.map((path) => JSON.stringify(path))),
      isShown: (node) => shown?.rows.has(node) ?? true,
    }),
    columns: linesOf({
      tree: computed.columns,
      fields: pivot.columns,
      isOutline: false,
      total: pivot.columnTotal,
      values: pivot.valuesOn === 'columns' ? all : [null],
      collapsed: new Set(collapsed.columns.map((path) => JSON.stringify(path))),
      isShown: (node) => shown?.columns.has(node) ?? true,
    }),
  };
}

function linesOf(terms: AxisTerms): Line[] {
  const { tree, fields, total } = terms;
  const lines: Line[] = [];
  const add = (node: number, kind: Line['kind'], more: Partial<Line> = {}) => {
    const values = more.isBlank ? [null] : terms.values;
    for (const value of values) lines.push({ node, kind, value, isCollapsed: false, isBlank: false, ...more });
  };
  const visit = (node: number) => {
    if (!terms.isShown(node)) return;
    const { children, depth } = tree.node(node);
    if (children.length === 0) {
      add(node, 'member');
      return;
    }
    if (terms.collapsed.size > 0 && terms.collapsed.has(JSON.stringify(tree.pathOf(node)))) {
      add(node, 'group', { isCollapsed: true });
      return;
    }
    const place = fields[depth - 1]?.subtotal ?? 'none';
    if (terms.isOutline) add(node, 'group', { isBlank: place !== 'before' });
    else if (place === 'before') add(node, 'subtotal');
    for (const child of children) visit(child);
    if (place === 'after') add(node, 'subtotal');
  };
  if (fields.length === 0) {
    add(0, 'total');
    return lines;
  }
  const { children } = tree.node(0);
  if (total === 'before' && children.length > 0) add(0, 'total');
  for (const child of children) visit(child);
  if (total === 'after' && children.length > 0) add(0, 'total');
  return lines;
}

/** Nodes with a figure anywhere on the other axis, and the groups above them. */
function figuresIn({ pivot, rows, columns, values }: Computed): { rows: Set<number>; columns: Set<number> } {
  const shown = { rows: new Set<number>(), columns: new Set<number>() };
  const mark = (tree: AxisTree, set: Set<number>, node: number) => {
    for (let at = node; at > 0 && !set.has(at); at = tree.node(at).parent) set.add(at);
  };
  const across = columns.nodes.flatMap((node, index) => (node.children.length === 0 || index === 0 ? [index] : []));
  rows.nodes.forEach((node, row) => {
    if (node.children.length > 0) return;
    for (const column of across) {
      if (!pivot.values.some((_, value) => !Number.isNaN(values.base(row, column, value)))) continue;
      mark(rows, shown.rows, row);
      mark(columns, shown.columns, column);
    }
  });
  return shown;
}

/** The figure of a line and a column; NaN where there is none or none is wanted. */
export function figureAt({ pivot, values }: Computed, row: Line, column: Line): number {
  const value = row.value ?? column.value;
  if (value === null || row.isBlank || column.isBlank) return Number.NaN;
  const isTotal = row.kind !== 'member' || column.kind !== 'member';
  const hasMembers = pivot.rows.length > 0 || pivot.columns.length > 0;
  if (isTotal && hasMembers && pivot.values[value]?.showTotals === false) {
    const isOnlyAxis =
      (pivot.rows.length === 0 || row.kind === 'member') && (pivot.columns.length === 0 || column.kind === 'member');
    if (!isOnlyAxis) return Number.NaN;
  }
  return values.at(row.node, column.node, value);
}

/** Whether a cell stands for members and not for a total of some. */
export function isMemberCell({ pivot }: Computed, row: Line, column: Line): boolean {
  return (pivot.rows.length === 0 || row.kind === 'member') && (pivot.columns.length === 0 || column.kind === 'member');
}

const rangedCells = 2_000_000;

/** Least and greatest figures per value; of a table of very many cells, over its first ones. */
export function rangesOf(computed: Computed, { rows, columns }: Layout): PivotOutput['ranges'] {
  const empty = () => ({ min: null as number | null, max: null as number | null });
  const ranges = computed.pivot.values.map(() => ({ members: empty(), totals: empty() }));
  let left = rangedCells;
  for (const row of rows) {
    if (left <= 0) break;
    for (const column of columns) {
      left -= 1;
      const figure = figureAt(computed, row, column);
      const range = ranges[row.value ?? column.value ?? -1];
      if (Number.isNaN(figure) || !range) continue;
      const one = isMemberCell(computed, row, column) ? range.members : range.totals;
      one.min = one.min === null ? figure : Math.min(one.min, figure);
      one.max = one.max === null ? figure : Math.max(one.max, figure);
    }
  }
  return ranges;
}

/** A line as it is told. */
export function lineOutput(tree: AxisTree, line: Line): PivotLine {
  const { kind, value, isCollapsed, isBlank } = line;
  return { kind, path: tree.pathOf(line.node), value, isCollapsed, isBlank };
}

/** Milliseconds of a local time as its text. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23);
}
