import { expect, it } from 'vitest';
import { rangesOf } from './fonts.ts';

it('reads the signs a font is for: single ones, ranges, places left open, and none at all', () => {
  expect(rangesOf('U+26, U+0-7F, U+4??, u+4e00-9fff')).toEqual([
    [0x26, 0x26],
    [0, 0x7f],
    [0x400, 0x4ff],
    [0x4e00, 0x9fff],
  ]);
  expect(rangesOf('')).toEqual([[0, 0x10ffff]]);
});
