import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { AppError } from '../../../contract/errors.ts';
import type { ColumnType } from '../../../contract/imports.ts';
import { latePackage } from '../../ports/late-package.ts';
import { readDateAs } from './date-format.ts';
import type { DateReader } from './dates.ts';
import type { NumberReader } from './numbers.ts';

const cel = latePackage<typeof import('@marcbachmann/cel-js')>(import.meta.url, '@marcbachmann/cel-js');

/** A mapping expression ready to run. */
export interface CompiledExpression {
  /** Indexes of the columns it reads. */
  columns: number[];
  /** What its result is as a column of a table. */
  type: ColumnType;
  /** The result as text (a time in ISO with `Z`); null = missing. Fails with any Error when it cannot be worked out. */
  evaluate(row: readonly string[]): string | null;
}

export interface ExpressionScope {
  /** Index of a column by its name or header; -1 = there is none. */
  findColumn(name: string): number;
  columns: readonly string[];
  dates: DateReader;
  numbers: NumberReader;
  zone: string;
}

/** Structural limits: an expression is a line or two, never a program. */
const limits = { maxAstNodes: 1000, maxDepth: 64, maxListElements: 500, maxMapEntries: 500, maxCallArguments: 16 };
const reserved = new Set(
  'row true false null in as break const continue else for function if import let loop package namespace return var void while int uint double bool string bytes list map type timestamp duration dyn null_type optional cel math'.split(
    ' ',
  ),
);

/**
 * Compiles a CEL expression over `row` (header → trimmed text) and, for headers that are simple identifiers, variables
 * of that name. Beside CEL's own functions: trim, lower, upper, number, date(text), date(text, format), concat, replace,
 * first (the first text that is not empty), lookup(map, key, default).
 *
 * Fails with `import/mapping-invalid` (path `<target>.expression`) or `import/unknown-column`.
 */
export function compileExpression(target: string, source: string, scope: ExpressionScope): CompiledExpression {
  const path = `${target}.expression`;
  const invalid = (message: string): AppError =>
    new AppError('import/mapping-invalid', { params: { field: target }, details: [{ path, message }] });
  const environment = buildEnvironment(scope);
  let program: ReturnType<Environment['parse']>;
  try {
    program = environment.parse(source);
  } catch (error) {
    throw invalid(summaryOf(error));
  }
  const { used, usesWholeRow } = columnsUsed(program.ast);
  for (const name of used.fromRow) {
    if (scope.findColumn(name) < 0) {
      throw new AppError('import/unknown-column', { params: { column: name }, details: [{ path, message: name }] });
    }
  }
  const checked = program.check();
  if (!checked.valid) throw invalid(summaryOf(checked.error));

  const rowNames = usesWholeRow ? [...scope.columns] : [...used.fromRow];
  const names = [...used.variables].filter((name) => scope.findColumn(name) >= 0);
  const rowIndexes = rowNames.map((name) => scope.findColumn(name));
  const nameIndexes = names.map((name) => scope.findColumn(name));
  const run = (row: readonly string[]): string | null => {
    const fields = Object.create(null) as Record<string, string>;
    rowNames.forEach((name, index) => {
      fields[name] = (row[rowIndexes[index] as number] ?? '').trim();
    });
    const context = Object.create(null) as Record<string, unknown>;
    context.row = fields;
    names.forEach((name, index) => {
      context[name] = (row[nameIndexes[index] as number] ?? '').trim();
    });
    return resultText(program(context));
  };
  const columns = [...new Set([...rowIndexes, ...nameIndexes])];
  return {
    columns,
    type: resultType(checked.type),
    evaluate: columns.length === 1 ? remember(run, columns[0] as number) : run,
  };
}

/** An expression over one column gives the same for the same text; columns repeat their values a lot. */
function remember(run: (row: readonly string[]) => string | null, column: number): CompiledExpression['evaluate'] {
  const results = new Map<string, string | null>();
  return (row) => {
    const text = row[column] ?? '';
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = run(row);
    if (results.size >= 10_000) results.clear();
    results.set(text, result);
    return result;
  };
}

function buildEnvironment(scope: ExpressionScope): Environment {
  const time = 'google.protobuf.Timestamp';
  const environment = new (cel().Environment)({ limits, homogeneousAggregateLiterals: true })
    .registerVariable('row', 'map<string, string>')
    .registerFunction('trim(string): string', (text: string) => text.trim())
    .registerFunction('lower(string): string', (text: string) => text.toLowerCase())
    .registerFunction('upper(string): string', (text: string) => text.toUpperCase())
    .registerFunction('number(string): double', (text: string) => readNumber(scope.numbers, text))
    .registerFunction(`date(string): ${time}`, (text: string) => readInstant(scope.dates, text))
    .registerFunction(`date(string, string): ${time}`, (text: string, format: string) =>
      readDateAs(text, format, scope.zone),
    )
    .registerFunction('replace(string, string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, to),
    )
    .registerFunction('lookup(map<string, string>, string, string): string', lookUp);
  for (let count = 2; count <= 8; count += 1) {
    const types = Array(count).fill('string').join(', ');
    environment.registerFunction(`concat(${types}): string`, (...texts: string[]) => texts.join(''));
    environment.registerFunction(
      `first(${types}): string`,
      (...texts: string[]) => texts.find((text) => text !== '') ?? '',
    );
  }
  for (const name of scope.columns) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name)) environment.registerVariable(name, 'string');
  }
  return environment;
}

function readNumber(numbers: NumberReader, text: string): number {
  // Nine decimals hold prices and rates; what is beyond is no longer exact in a double either.
  const scaled = numbers.scaled(text.trim(), 9);
  if (Number.isFinite(scaled)) return Number(`${scaled}e-9`);
  const whole = numbers.scaled(text.trim(), 0);
  if (!Number.isFinite(whole)) throw new RangeError(`number: “${text.slice(0, 40)}”`);
  return whole;
}

function readInstant(dates: DateReader, text: string): Date {
  const utcMs = dates.instant(text.trim());
  if (Number.isNaN(utcMs)) throw new RangeError(`date: ${dates.problem}`);
  return new Date(utcMs);
}

function lookUp(map: unknown, key: string, otherwise: string): string {
  const found: unknown =
    map instanceof Map ? map.get(key) : Object.entries(map as object).find(([name]) => name === key)?.[1];
  return typeof found === 'string' ? found : otherwise;
}

interface UsedNames {
  fromRow: Set<string>;
  variables: Set<string>;
}

/** The columns an expression names; `row` used in any other way than `row.x` or `row["x"]` needs them all. */
function columnsUsed(ast: ASTNode): { used: UsedNames; usesWholeRow: boolean } {
  const used: UsedNames = { fromRow: new Set(), variables: new Set() };
  let usesWholeRow = false;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    if (typeof node !== 'object' || node === null || !('op' in node)) return;
    const { op, args } = node as ASTNode;
    if ((op === '.' || op === '[]') && Array.isArray(args)) {
      const [object, key] = args as [ASTNode, ASTNode | string];
      const name = typeof key === 'string' ? key : key.op === 'value' && typeof key.args === 'string' ? key.args : null;
      if (object.op === 'id' && object.args === 'row' && name !== null) {
        used.fromRow.add(name);
        return;
      }
    }
    if (op === 'id' && typeof args === 'string') {
      if (args === 'row') usesWholeRow = true;
      else used.variables.add(args);
    }
    visit(args);
  };
  visit(ast);
  return { used, usesWholeRow };
}

function resultText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError('not a finite number');
    return String(value);
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new RangeError('not a time');
    return value.toISOString();
  }
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner));
}

function resultType(type: string | undefined): ColumnType {
  if (type === 'int' || type === 'uint') return 'integer';
  if (type === 'double') return 'decimal';
  if (type === 'bool') return 'boolean';
  if (type?.endsWith('Timestamp')) return 'instant';
  return type?.startsWith('map') || type?.startsWith('list') ? 'json' : 'text';
}

/** The parser's own sentence, without its picture of the source. */
function summaryOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'summary' in error && typeof error.summary === 'string') {
    return error.summary;
  }
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'invalid';
}
