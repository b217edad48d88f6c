import { expect, it } from 'vitest';
import { type Box, meets } from './use-marquee.ts';

const box = (left: number, top: number, right: number, bottom: number): Box => ({ left, top, right, bottom });

it.each([
  ['overlapping at a corner', box(5, 5, 15, 15), true],
  ['within', box(2, 2, 3, 3), true],
  ['around', box(-5, -5, 50, 50), true],
  ['beside, edge on edge', box(10, 0, 20, 10), false],
  ['below', box(0, 11, 10, 20), false],
])('a rectangle %s', (_, other, expected) => {
  expect(meets(box(0, 0, 10, 10), other)).toBe(expected);
  expect(meets(other, box(0, 0, 10, 10))).toBe(expected);
});
