import { describe, expect, it } from 'vitest';
import { placeAfter } from './use-cells.ts';

describe('keys in a grid of 40 rows and 6 columns', () => {
  const size = { row: 40, column: 6 };
  const from = (row: number, column: number, key: string, isFar = false) => {
    const next = placeAfter(key, isFar, { row, column }, size);
    return next && [next.row, next.column];
  };

  it.each([
    ['ArrowRight', [5, 3]],
    ['ArrowLeft', [5, 1]],
    ['ArrowUp', [4, 2]],
    ['ArrowDown', [6, 2]],
    ['PageDown', [15, 2]],
    ['PageUp', [0, 2]],
    ['Home', [5, 0]],
    ['End', [5, 5]],
    ['Enter', null],
    ['a', null],
  ])('%s', (key, expected) => expect(from(5, 2, key)).toEqual(expected));

  it('lead to the edges together with Ctrl', () => {
    expect(
      ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End'].map((key) => from(5, 2, key, true)),
    ).toEqual([
      [5, 5],
      [5, 0],
      [0, 2],
      [39, 2],
      [0, 0],
      [39, 5],
    ]);
  });

  it('never lead out of it', () => {
    expect([
      from(0, 0, 'ArrowUp'),
      from(0, 0, 'ArrowLeft'),
      from(39, 5, 'ArrowDown'),
      from(39, 5, 'ArrowRight'),
    ]).toEqual([
      [0, 0],
      [0, 0],
      [39, 5],
      [39, 5],
    ]);
  });
});
