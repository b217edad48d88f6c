import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AnalysisBlock, hidingRules, partsOf } from './analysis-blocks.ts';

const block = (change: Partial<AnalysisBlock>): AnalysisBlock => ({
  ...{ index: 2, height: 300, scale: 1, table: null, ...change },
});

it('a card that fits a page is never cut, however little of the page is left', () => {
  expect(partsOf(block({ height: 600 }), 10, 600)).toMatchObject([{ rows: null, height: 600, scale: 1 }]);
});

it('a picture higher than a page is set smaller', () => {
  expect(partsOf(block({ height: 1200 }), 600, 600)).toMatchObject([{ rows: null, height: 600, scale: 0.5 }]);
});

it('every row of a long table stands on exactly one page, and no part is higher than its page', () => {
  const heights = fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 4, maxLength: 300 });
  fc.assert(
    fc.property(heights, fc.integer({ min: 0, max: 600 }), fc.constantFrom(1, 0.7), (rows, room, scale) => {
      const height = 70 + 40 + rows.reduce((sum, one) => sum + one, 0);
      const parts = partsOf(block({ height, scale, table: { head: 40, rows } }), room, 600);
      const shown = parts.flatMap(({ rows: part }) =>
        part === null ? rows.map((_, at) => at) : rows.slice(part.from, part.to).map((_, at) => part.from + at),
      );
      expect(shown).toEqual(rows.map((_, at) => at));
      for (const part of parts) expect(part.height).toBeLessThanOrEqual(600.001);
    }),
  );
});

it('a part leaves out its siblings and the rows of the other pages', () => {
  const [part] = partsOf(block({ height: 5000, table: { head: 30, rows: Array(100).fill(48) } }), 600, 600);
  expect(part?.rows).toMatchObject({ from: 0 });
  const rules = part ? hidingRules('.a', part) : '';
  expect(rules).toContain('.a > :not(:nth-child(3))');
  expect(rules).toContain('.a tbody > tr:nth-child(-n + 0)');
  expect(rules).toContain(`.a tbody > tr:nth-child(n + ${(part?.rows?.to ?? 0) + 1})`);
});
