export { type CheckedFormula, checkFormula } from './check.ts';
export { evaluateFormula } from './evaluate.ts';
export { type FormulaValue, functions } from './functions.ts';
export { FormulaSetError, type OrderedFormula, orderFormulas } from './order.ts';
export { type FormulaType, type Node, parseFormula } from './parse.ts';
export { FormulaError, type FormulaFault } from './tokens.ts';
