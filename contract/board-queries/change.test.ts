import { describe, expect, it } from 'vitest';
import { changeOf } from './change.ts';

describe('change', () => {
  it('is a ratio of the earlier size', () => {
    expect(changeOf(112, 100, 'money')).toEqual({ kind: 'ratio', value: 0.12 });
    expect(changeOf(75, 100, 'count')).toEqual({ kind: 'ratio', value: -0.25 });
  });

  it('points up when a loss shrinks', () => {
    expect(changeOf(-50, -100, 'money')).toEqual({ kind: 'ratio', value: 0.5 });
  });

  it('tells shares in points', () => {
    expect(changeOf(0.5, 0.25, 'percent')).toEqual({ kind: 'points', value: 0.25 });
  });

  it('says nothing about a change from zero or from nothing', () => {
    expect(changeOf(5, 0, 'count')).toBeNull();
    expect(changeOf(5, null, 'count')).toBeNull();
    expect(changeOf(null, 5, 'percent')).toBeNull();
  });
});
