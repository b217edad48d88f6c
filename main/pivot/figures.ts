import { AppError } from '../../contract/errors.ts';
import { evaluateFormula, FormulaSetError, type Node, orderFormulas } from '../../contract/formula/index.ts';
import type { Pivot, PivotValue } from '../../contract/pivot.ts';
import { type Catalogue, memberAt } from './catalogue.ts';

export type Basis = 'previous_period' | 'previous_year' | null;

/** A measure as it is read from the data model: of the period asked or of the compared one, whole or of the last day. */
export interface Figure {
  measure: string;
  lastBy: string | null;
  basis: Basis;
}

/** Figures that one question can answer together. */
export interface FigureGroup {
  lastBy: string | null;
  basis: Basis;
  /** Indexes into the plan's figures. */
  figures: number[];
}

/** Gives the figure of a number in a cell; NaN where there is none. */
export type ReadFigure = (figure: number) => number;

export interface ValuePlan {
  value: PivotValue;
  isTime: boolean;
  base: (read: ReadFigure) => number;
  /** The same for the period compared with; null where the value compares nothing. */
  compared: ((read: ReadFigure) => number) | null;
}

export interface FigurePlan {
  figures: Figure[];
  groups: FigureGroup[];
  values: ValuePlan[];
}

/**
 * Which measures the values of a pivot need, and how each value is made of them.
 *
 * @throws pivot/unknown-member, pivot/formula-invalid, pivot/unknown-formula
 */
export function planFigures(pivot: Pivot, catalogue: Catalogue): FigurePlan {
  const figures: Figure[] = [];
  const numberOf = (measure: string, lastBy: string | null, basis: Basis): number => {
    const known = figures.findIndex((one) => one.measure === measure && one.lastBy === lastBy && one.basis === basis);
    if (known >= 0) return known;
    figures.push({ measure, lastBy, basis });
    return figures.length - 1;
  };
  const formulas = checkedFormulas(pivot, catalogue);
  const values = pivot.values.map((value, index): ValuePlan => {
    const path = `pivot.values.${index}`;
    if (value.lastBy !== null) memberAt(catalogue, value.lastBy, 'dimension', `${path}.lastBy`);
    const maker = (basis: Basis) => {
      const { source, lastBy } = value;
      if ('measure' in source) {
        const figure = numberOf(source.measure, lastBy, basis);
        return (read: ReadFigure) => read(figure);
      }
      return formulas.reader(source.formula, `${path}.source`, (measure) => numberOf(measure, lastBy, basis));
    };
    const isTime =
      'measure' in value.source &&
      memberAt(catalogue, value.source.measure, 'measure', `${path}.source.measure`).type === 'time';
    const { calculation } = value;
    const base = maker(null);
    return { value, isTime, base, compared: calculation?.kind === 'compared' ? maker(calculation.basis) : null };
  });
  return { figures, groups: groupsOf(figures), values };
}

/** The first group is that of plain figures, though it may be empty: it says which members there are. */
function groupsOf(figures: Figure[]): FigureGroup[] {
  const groups: FigureGroup[] = [{ lastBy: null, basis: null, figures: [] }];
  figures.forEach(({ lastBy, basis }, index) => {
    const known = groups.find((one) => one.lastBy === lastBy && one.basis === basis);
    if (known) known.figures.push(index);
    else groups.push({ lastBy, basis, figures: [index] });
  });
  return groups;
}

function checkedFormulas(pivot: Pivot, catalogue: Catalogue) {
  const isMeasure = (name: string) => {
    const member = catalogue.get(name);
    return member?.kind === 'measure' && member.type === 'number';
  };
  const ordered = orderedFormulas(pivot, isMeasure);
  const byName = new Map(ordered.flatMap((one) => [[one.formula.name, one] as const, [one.formula.id, one] as const]));

  /** Reads a formula in a cell; formulas inside it are computed from the same cell. */
  function reader(id: string, path: string, numberOf: (measure: string) => number): (read: ReadFigure) => number {
    const formula = ordered.find((one) => one.formula.id === id);
    if (!formula) throw new AppError('pivot/unknown-formula', { details: [{ path, message: id }] });
    const numbers = new Map<string, number>();
    const collect = (names: string[]) => {
      for (const name of names) {
        if (isMeasure(name)) numbers.set(name, numberOf(name));
        else collect(byName.get(name)?.references ?? []);
      }
    };
    collect(formula.references);
    const compute = (node: Node, read: ReadFigure): ReturnType<typeof evaluateFormula> =>
      evaluateFormula(node, (name) => {
        const number = numbers.get(name);
        if (number === undefined) {
          const inner = byName.get(name);
          return inner ? compute(inner.node, read) : null;
        }
        const figure = read(number);
        return Number.isNaN(figure) ? null : figure;
      });
    return (read) => {
      const result = compute(formula.node, read);
      return typeof result === 'number' ? result : result === true ? 1 : result === false ? 0 : Number.NaN;
    };
  }
  return { reader };
}

function orderedFormulas(pivot: Pivot, isMeasure: (name: string) => boolean) {
  try {
    return orderFormulas(pivot.formulas, (name) => (isMeasure(name) ? 'number' : null));
  } catch (error) {
    if (!(error instanceof FormulaSetError)) throw error;
    const { formula, fault } = error;
    throw new AppError('pivot/formula-invalid', {
      params: { name: formula.name, ...fault.params, fault: fault.code, from: fault.from, to: fault.to },
      details: [
        {
          path: `pivot.formulas.${pivot.formulas.indexOf(formula)}.text`,
          message: `${fault.code} ${fault.from}-${fault.to}`,
        },
      ],
      cause: fault,
    });
  }
}
