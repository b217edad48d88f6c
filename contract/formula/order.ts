import type { Formula } from '../pivot.ts';
import { type CheckedFormula, checkFormula } from './check.ts';
import type { FormulaType, Node } from './parse.ts';
import { parseFormula } from './parse.ts';
import { FormulaError } from './tokens.ts';

export interface OrderedFormula extends CheckedFormula {
  formula: Formula;
}

/** A mistake and the formula it is in. */
export class FormulaSetError extends Error {
  readonly formula: Formula;
  readonly fault: FormulaError;

  constructor(formula: Formula, fault: FormulaError) {
    super(`${formula.name}: ${fault.message}`);
    this.name = 'FormulaSetError';
    this.formula = formula;
    this.fault = fault;
  }
}

/**
 * Checks formulas that may use each other by name and puts them in an order in which each comes after what it uses.
 *
 * @param measureType type of a measure of the data model; null when there is none of that name
 * @throws FormulaSetError; a circle is refused at the first reference that closes it
 */
export function orderFormulas(
  formulas: readonly Formula[],
  measureType: (name: string) => FormulaType | null,
): OrderedFormula[] {
  const byName = new Map<string, Formula>();
  for (const formula of formulas) {
    byName.set(formula.name, formula);
    byName.set(formula.id, formula);
  }
  const done = new Map<string, OrderedFormula>();
  const open: string[] = [];
  const ordered: OrderedFormula[] = [];

  const visit = (formula: Formula): OrderedFormula => {
    const known = done.get(formula.id);
    if (known) return known;
    open.push(formula.id);
    try {
      const tree = parseFormula(formula.text);
      for (const reference of referencesIn(tree)) {
        const used = measureType(reference.name) === null ? byName.get(reference.name) : undefined;
        if (!used) continue;
        if (open.includes(used.id)) throw circular(reference, open, used, formulas);
        visit(used);
      }
      const checked = checkFormula(
        formula.text,
        (name) => measureType(name) ?? done.get(byName.get(name)?.id ?? '')?.type ?? null,
      );
      const result = { ...checked, formula };
      done.set(formula.id, result);
      ordered.push(result);
      return result;
    } catch (error) {
      throw error instanceof FormulaError ? new FormulaSetError(formula, error) : error;
    } finally {
      open.pop();
    }
  };
  for (const formula of formulas) visit(formula);
  return ordered;
}

function circular(
  reference: { from: number; to: number },
  open: string[],
  closing: Formula,
  formulas: readonly Formula[],
): FormulaError {
  const names = [...open.slice(open.indexOf(closing.id)), closing.id].map(
    (id) => formulas.find((one) => one.id === id)?.name ?? id,
  );
  return new FormulaError('circular', reference.from, reference.to, { way: names.join(' → ') });
}

function referencesIn(node: Node): Extract<Node, { kind: 'reference' }>[] {
  switch (node.kind) {
    case 'literal':
      return [];
    case 'reference':
      return [node];
    case 'unary':
      return referencesIn(node.operand);
    case 'binary':
      return [...referencesIn(node.left), ...referencesIn(node.right)];
    case 'call':
      return node.args.flatMap(referencesIn);
  }
}
