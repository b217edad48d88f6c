import { describe, expect, it } from 'vitest';
import { placeAfter, placeText } from './places.ts';

describe('the road through a chart', () => {
  // Three steps with one, three and two places.
  const sizes = [1, 3, 2];

  it('goes sideways from step to step and up and down within one, never beyond', () => {
    expect(placeAfter('ArrowRight', [0, 0], sizes)).toEqual([1, 0]);
    expect(placeAfter('ArrowUp', [1, 0], sizes)).toEqual([1, 1]);
    expect(placeAfter('ArrowUp', [1, 2], sizes)).toEqual([1, 2]);
    expect(placeAfter('ArrowDown', [1, 0], sizes)).toEqual([1, 0]);
    expect(placeAfter('ArrowLeft', [0, 0], sizes)).toEqual([0, 0]);
    expect(placeAfter('End', [0, 0], sizes)).toEqual([2, 0]);
    expect(placeAfter('PageDown', [0, 0], sizes)).toEqual([2, 0]);
    expect(placeAfter('Home', [2, 1], sizes)).toEqual([0, 0]);
  });

  it('keeps its height where the next step is as high, and comes down where it is not', () => {
    expect(placeAfter('ArrowRight', [1, 1], sizes)).toEqual([2, 1]);
    expect(placeAfter('ArrowRight', [1, 2], sizes)).toEqual([2, 1]);
  });

  it('leaves other keys to the page', () => expect(placeAfter('Tab', [1, 1], sizes)).toBeNull());
});

describe('a place read out', () => {
  it('says its title and every figure, without what is empty', () => {
    const rows = [
      { name: 'People', value: '1,421', note: '94.7%' },
      { name: '', value: '3 min' },
    ];
    expect(placeText({ title: 'March', rows })).toBe('March: People 1,421 94.7%, 3 min');
    expect(placeText({ title: '', rows: [] })).toBe('');
  });
});
