import { type FormulaValue, finite, functions } from './functions.ts';
import type { Node } from './parse.ts';

/**
 * Computes a checked formula. A missing figure makes every sum, product and comparison with it missing; a division
 * by zero has no value.
 */
export function evaluateFormula(node: Node, figureOf: (name: string) => FormulaValue): FormulaValue {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'reference':
      return figureOf(node.name);
    case 'unary': {
      const value = evaluateFormula(node.operand, figureOf);
      return typeof value === 'number' ? -value : null;
    }
    case 'call':
      return functions[node.name]?.run(node.args.map((arg) => evaluateFormula(arg, figureOf))) ?? null;
    case 'binary':
      return binary(node.sign, evaluateFormula(node.left, figureOf), evaluateFormula(node.right, figureOf));
  }
}

function binary(sign: string, left: FormulaValue, right: FormulaValue): FormulaValue {
  if (sign === 'and') return left === false || right === false ? false : left === null || right === null ? null : true;
  if (sign === 'or') return left === true || right === true ? true : left === null || right === null ? null : false;
  if (left === null || right === null) return null;
  if (sign === '=') return left === right;
  if (sign === '<>') return left !== right;
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  return arithmetic(sign, left, right);
}

function arithmetic(sign: string, left: number, right: number): FormulaValue {
  switch (sign) {
    case '+':
      return finite(left + right);
    case '-':
      return finite(left - right);
    case '*':
      return finite(left * right);
    case '/':
      return right === 0 ? null : finite(left / right);
    case '%':
      return right === 0 ? null : finite(left % right);
    case '^':
      return finite(left ** right);
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return null;
  }
}
