import type { Node } from '../../contract/formula/index.ts';

const plainText = /^[\p{L}\p{N} _.,:;\-+&()（），。、·<>≥≤–=%/]*$/u;

/**
 * A text as SQL inside a file of the model. Cube evaluates braces, backslashes and backticks before SQL ever sees them,
 * so a text with anything but letters, digits and a few signs is written as the bytes it is made of.
 */
export function textSql(text: string): string {
  if (plainText.test(text)) return `'${text}'`;
  return `decode(unhex('${Buffer.from(text, 'utf8').toString('hex')}'))`;
}

/** A number as SQL, always a DOUBLE: integers of SQL would round quotients down. */
export function numberSql(value: number): string {
  return `CAST('${value}' AS DOUBLE)`;
}

/** What is infinite or no number has no value, as in the formulas of a pivot. */
const finite = (sql: string) =>
  `NULLIF(NULLIF(NULLIF(${sql}, CAST('inf' AS DOUBLE)), CAST('-inf' AS DOUBLE)), CAST('nan' AS DOUBLE))`;

/** The greater or smaller of all, and nothing when one of them is missing; each argument is written once. */
const extreme = (args: string[], sign: '<=' | '>=') =>
  `list_reduce([${args.join(', ')}], lambda p, q: CASE WHEN p ${sign} q THEN p WHEN q ${sign} p THEN q END)`;

/** A call for what it has a value for; the argument is written once, however deep calls are nested. */
const guarded = (x: string | undefined, condition: string, call: string) =>
  `list_transform([${x}], lambda p: CASE WHEN ${condition} THEN ${call} END)[1]`;

const roundingSlack = '1.0000000000000002220446049250313';

/** Calls whose arguments are numbers; a missing one leaves nothing to compute. */
const numberCalls: Record<string, (args: string[]) => string> = {
  abs: ([x]) => `abs(${x})`,
  ceil: ([x]) => `ceil(${x})`,
  floor: ([x]) => `floor(${x})`,
  sign: ([x]) => `CAST(sign(${x}) AS DOUBLE)`,
  exp: ([x]) => finite(`exp(${x})`),
  sqrt: ([x]) => guarded(x, 'p >= 0', 'sqrt(p)'),
  ln: ([x]) => guarded(x, 'p > 0', 'ln(p)'),
  log10: ([x]) => guarded(x, 'p > 0', 'log10(p)'),
  power: ([base, exponent]) => finite(`pow(${base}, ${exponent})`),
  min: (args) => extreme(args, '<='),
  max: (args) => extreme(args, '>='),
};

function roundSql(x: string, digits = '0'): string {
  const factor = `pow(10.0, least(12, greatest(-12, trunc(${digits}))))`;
  // Half away from zero, with the slack that binary fractions such as 1.005 need.
  return `list_reduce([${x}, ${factor}], lambda p, q: sign(p) * floor(abs(p) * q * CAST(${roundingSlack} AS DOUBLE) + 0.5) / q)`;
}

/**
 * A checked formula as DuckDB SQL with the meaning of `contract/formula/evaluate.ts`: what is missing makes what is
 * computed with it missing, a division by zero has no value.
 *
 * @param referenceSql SQL of a name in brackets
 */
export function formulaSql(node: Node, referenceSql: (name: string, node: Node) => string): string {
  const sql = (one: Node): string => formulaSql(one, referenceSql);
  switch (node.kind) {
    case 'literal':
      return literalSql(node.value);
    case 'reference':
      return referenceSql(node.name, node);
    case 'unary':
      return `(-${sql(node.operand)})`;
    case 'call':
      return callSql(node.name, node.args.map(sql));
    case 'binary':
      return binarySql(node.sign, sql(node.left), sql(node.right));
  }
}

function literalSql(value: number | boolean | string | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return numberSql(value);
  return typeof value === 'boolean' ? String(value).toUpperCase() : textSql(value);
}

function binarySql(sign: string, left: string, right: string): string {
  switch (sign) {
    case '/':
      return `(${left} / NULLIF(${right}, 0))`;
    case '%':
      return `(${left} % NULLIF(${right}, 0))`;
    case '^':
      return finite(`pow(${left}, ${right})`);
    case '*':
      return finite(`(${left} * ${right})`);
    default:
      return `(${left} ${sign.toUpperCase()} ${right})`;
  }
}

function callSql(name: string, args: string[]): string {
  const [first = 'NULL', second, third] = args;
  switch (name) {
    case 'if':
      return `CASE WHEN ${first} THEN ${second ?? 'NULL'} ELSE ${third ?? 'NULL'} END`;
    case 'coalesce':
      return `COALESCE(${args.join(', ')})`;
    case 'isnull':
      return `(${first} IS NULL)`;
    case 'not':
      return `(NOT ${first})`;
    case 'round':
      return roundSql(first, second);
    default: {
      const call = numberCalls[name];
      if (!call) throw new Error(`No SQL for the function ${name}`);
      return call(args);
    }
  }
}
