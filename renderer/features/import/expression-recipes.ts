import type { PreviewColumn } from './mapping-plan.ts';

/** Ready-made pieces of expressions, in the order the menu offers them. */
export const recipeNames = [
  ...(['trim', 'upper', 'lower', 'replace', 'concat', 'first', 'lookup', 'date', 'unit'] as const),
] as const;
export type RecipeName = (typeof recipeNames)[number];

const valuesListed = 4;
const text = (value: string) => JSON.stringify(value);
/** A column as an expression names it. */
export const columnTerm = (name: string) => `row[${text(name)}]`;

/**
 * The expression with one more step around it: `trim(…)` of what is there. Where nothing is there yet it starts from the
 * first column; where a second one is needed, from the first that the expression does not name.
 */
export function withRecipe(recipe: RecipeName, expression: string, columns: readonly PreviewColumn[]): string {
  const named = columns.filter(({ name }) => expression.includes(columnTerm(name)));
  const start = columns[0]?.name ?? '…';
  const inner = expression.trim() === '' ? columnTerm(start) : expression.trim();
  const other = columnTerm(
    columns.find(({ name }) => !inner.includes(columnTerm(name)))?.name ?? named[0]?.name ?? start,
  );
  switch (recipe) {
    case 'trim':
    case 'upper':
    case 'lower':
      return `${recipe}(${inner})`;
    case 'replace':
      return `replace(${inner}, "-", "")`;
    case 'concat':
      return `concat(${inner}, " ", ${other})`;
    case 'first':
      return `first(${inner}, ${other})`;
    case 'lookup': {
      const samples = (named[0] ?? columns[0])?.samples.slice(0, valuesListed) ?? [];
      const pairs = (samples.length > 0 ? samples : ['…']).map((value) => `${text(value)}: ${text(value)}`);
      return `lookup({${pairs.join(', ')}}, ${inner}, ${inner})`;
    }
    case 'date':
      return `date(${inner}, "YYYY-MM-DD HH:mm:ss")`;
    case 'unit':
      return `number(${inner}) / 100.0`;
  }
}
