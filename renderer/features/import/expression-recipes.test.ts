import { describe, expect, it } from 'vitest';
import { type RecipeName, withRecipe } from './expression-recipes.ts';
import type { PreviewColumn } from './mapping-plan.ts';

const column = (name: string, ...samples: string[]): PreviewColumn => ({
  ...{ name, samples, type: 'text', nullCount: 0, dateOrder: null },
});
const columns = [column('first name', 'Ann'), column('状态', '1', '2'), column('paid "net"', '1250')];

describe('ready-made expressions', () => {
  it.each<[RecipeName, string]>([
    ['trim', 'trim(row["状态"])'],
    ['upper', 'upper(row["状态"])'],
    ['lower', 'lower(row["状态"])'],
    ['replace', 'replace(row["状态"], "-", "")'],
    ['concat', 'concat(row["状态"], " ", row["first name"])'],
    ['first', 'first(row["状态"], row["first name"])'],
    ['lookup', 'lookup({"1": "1", "2": "2"}, row["状态"], row["状态"])'],
    ['date', 'date(row["状态"], "YYYY-MM-DD HH:mm:ss")'],
    ['unit', 'number(row["状态"]) / 100.0'],
  ])('%s goes around what is there', (recipe, expected) => {
    expect(withRecipe(recipe, 'row["状态"]', columns)).toBe(expected);
  });

  it('starts from the first column, and adds step to step', () => {
    const once = withRecipe('trim', '  ', columns);
    expect(withRecipe('upper', once, columns)).toBe('upper(trim(row["first name"]))');
  });

  it('names columns with quotes in their names', () => {
    expect(withRecipe('concat', '', columns.slice(2))).toBe(
      'concat(row["paid \\"net\\""], " ", row["paid \\"net\\""])',
    );
  });
});
