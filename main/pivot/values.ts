import type { Calculation, Pivot } from '../../contract/pivot.ts';
import type { Cells } from './cells.ts';
import type { FigurePlan } from './figures.ts';
import type { AxisTree } from './tree.ts';

interface Trees {
  rows: AxisTree;
  columns: AxisTree;
}

/** What stands in the cells: figures, formulas of them, and calculations over the laid-out table. NaN = nothing. */
export class Values {
  readonly #pivot: Pivot;
  readonly #plan: FigurePlan;
  readonly #trees: Trees;
  readonly #cells: Cells;
  /** Figures along a group's children, by value, group and place on the other axis. */
  readonly #along = new Map<string, Map<number, number>>();

  constructor(pivot: Pivot, plan: FigurePlan, trees: Trees, cells: Cells) {
    this.#pivot = pivot;
    this.#plan = plan;
    this.#trees = trees;
    this.#cells = cells;
  }

  isTime(value: number): boolean {
    return this.#plan.values[value]?.isTime ?? false;
  }

  /** The value before its calculation. */
  base(row: number, column: number, value: number): number {
    return this.#plan.values[value]?.base((figure) => this.#cells.get(row, column, figure)) ?? Number.NaN;
  }

  /** The value as it is shown. Running totals and ranks follow the order of the trees, so those are sorted before. */
  at(row: number, column: number, value: number): number {
    const calculation = this.#pivot.values[value]?.calculation ?? null;
    if (calculation === null) return this.base(row, column, value);
    switch (calculation.kind) {
      case 'percent': {
        const [ofRow, ofColumn] = this.#wholeOf(calculation.of, row, column);
        return quotient(this.base(row, column, value), this.base(ofRow, ofColumn, value));
      }
      case 'compared':
        return this.#compared(row, column, value, calculation.show);
      case 'running_total':
      case 'moving_average':
      case 'rank':
        return this.#alongAxis(row, column, value, calculation);
    }
  }

  #wholeOf(of: Extract<Calculation, { kind: 'percent' }>['of'], row: number, column: number): [number, number] {
    const above = (tree: AxisTree, node: number) => Math.max(0, tree.node(node).parent);
    switch (of) {
      case 'row':
        return [row, 0];
      case 'column':
        return [0, column];
      case 'parent_row':
        return [above(this.#trees.rows, row), column];
      case 'parent_column':
        return [row, above(this.#trees.columns, column)];
      case 'total':
        return [0, 0];
    }
  }

  #compared(row: number, column: number, value: number, show: 'value' | 'difference' | 'percent_change'): number {
    const earlier =
      this.#plan.values[value]?.compared?.((figure) => this.#cells.get(row, column, figure)) ?? Number.NaN;
    if (show === 'value') return earlier;
    const difference = this.base(row, column, value) - earlier;
    return show === 'difference' ? difference : quotient(difference, Math.abs(earlier));
  }

  #alongAxis(
    row: number,
    column: number,
    value: number,
    calculation: Extract<Calculation, { kind: 'running_total' | 'moving_average' | 'rank' }>,
  ): number {
    const isRows = calculation.along === 'rows';
    const tree = isRows ? this.#trees.rows : this.#trees.columns;
    const [node, across] = isRows ? [row, column] : [column, row];
    const { parent } = tree.node(node);
    if (parent < 0) return calculation.kind === 'running_total' ? this.base(row, column, value) : Number.NaN;
    const key = `${value}/${parent}/${across}`;
    let known = this.#along.get(key);
    if (!known) {
      const nodes = tree.node(parent).children;
      const figures = nodes.map((one) => (isRows ? this.base(one, across, value) : this.base(across, one, value)));
      const results = calculate(figures, calculation);
      known = new Map(nodes.map((one, index) => [one, results[index] ?? Number.NaN]));
      this.#along.set(key, known);
    }
    return known.get(node) ?? Number.NaN;
  }
}

/** Nothing divided, or division by zero, gives nothing. */
function quotient(part: number, whole: number): number {
  return whole === 0 ? Number.NaN : part / whole;
}

type Along = Extract<Calculation, { kind: 'running_total' | 'moving_average' | 'rank' }>;

/** Figures of the members of one group in their order. */
export function calculate(figures: readonly number[], calculation: Along): number[] {
  switch (calculation.kind) {
    case 'running_total':
      return runningTotal(figures);
    case 'moving_average':
      return figures.map((_, index) => average(figures, index, calculation.count));
    case 'rank': {
      const sign = calculation.direction === 'desc' ? -1 : 1;
      const ordered = figures.filter((figure) => !Number.isNaN(figure)).sort((a, b) => sign * (a - b));
      const places = new Map<number, number>();
      ordered.forEach((figure, index) => {
        if (!places.has(figure)) places.set(figure, index + 1);
      });
      return figures.map((figure) => places.get(figure) ?? Number.NaN);
    }
  }
}

/** Members without a figure repeat the sum so far; before the first figure there is none. */
function runningTotal(figures: readonly number[]): number[] {
  let sum = Number.NaN;
  return figures.map((figure) => {
    if (!Number.isNaN(figure)) sum = Number.isNaN(sum) ? figure : sum + figure;
    return sum;
  });
}

/** Mean of the last `count` members; none before there are so many, or where none of them has a figure. */
function average(figures: readonly number[], index: number, count: number): number {
  if (index + 1 < count) return Number.NaN;
  const known = figures.slice(index + 1 - count, index + 1).filter((figure) => !Number.isNaN(figure));
  return known.reduce((sum, figure) => sum + figure, 0) / known.length;
}
