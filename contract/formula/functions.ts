import type { FormulaType } from './parse.ts';

export type FormulaValue = number | boolean | string | null;

interface FormulaFunction {
  /** Least and most arguments. */
  count: [number, number];
  /** Type of every argument; `any` where all must agree or none matters. */
  takes: (index: number) => FormulaType | 'any';
  gives: (types: FormulaType[]) => FormulaType;
  run: (values: FormulaValue[]) => FormulaValue;
}

const number = (run: (...numbers: number[]) => number, count: [number, number]): FormulaFunction => ({
  count,
  takes: () => 'number',
  gives: () => 'number',
  // A missing argument leaves nothing to compute; what is not a finite number is no figure.
  run: (values) => (values.includes(null) ? null : finite(run(...(values as number[])))),
});

const firstKnown = (types: FormulaType[]): FormulaType => types.find((type) => type !== 'empty') ?? 'empty';

/** Division by zero and powers out of range have no value. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Half away from zero, as people round. */
function rounded(value: number, digits = 0): number {
  const factor = 10 ** Math.min(12, Math.max(-12, Math.trunc(digits)));
  return (Math.sign(value) * Math.round(Math.abs(value) * factor * (1 + Number.EPSILON))) / factor;
}

/** Functions by the names they are written with. */
export const functions: Readonly<Record<string, FormulaFunction>> = {
  abs: number(Math.abs, [1, 1]),
  ceil: number(Math.ceil, [1, 1]),
  floor: number(Math.floor, [1, 1]),
  sqrt: number(Math.sqrt, [1, 1]),
  ln: number(Math.log, [1, 1]),
  log10: number(Math.log10, [1, 1]),
  exp: number(Math.exp, [1, 1]),
  sign: number(Math.sign, [1, 1]),
  power: number((base, exponent) => base ** exponent, [2, 2]),
  round: number(rounded, [1, 2]),
  min: number(Math.min, [1, 20]),
  max: number(Math.max, [1, 20]),
  if: {
    count: [2, 3],
    takes: (index) => (index === 0 ? 'truth' : 'any'),
    gives: (types) => firstKnown(types.slice(1)),
    run: ([condition, yes = null, no = null]) => (condition === true ? yes : no),
  },
  coalesce: {
    count: [1, 20],
    takes: () => 'any',
    gives: firstKnown,
    run: (values) => values.find((value) => value !== null) ?? null,
  },
  isnull: { count: [1, 1], takes: () => 'any', gives: () => 'truth', run: ([value]) => value === null },
  not: {
    count: [1, 1],
    takes: () => 'truth',
    gives: () => 'truth',
    run: ([value]) => (value === null ? null : !value),
  },
};
