import { expect, it } from 'vitest';
import { widthOf } from './text-width.ts';

it('takes Chinese characters as wide as they are high, other signs as less', () => {
  expect(widthOf('中国', 12)).toBe(24);
  expect(widthOf('abcd', 10)).toBeLessThan(widthOf('ABCD', 10));
  expect(widthOf('ABCD', 10)).toBeLessThan(widthOf('四个汉字', 10));
  expect(widthOf('', 12)).toBe(0);
});
