import { describe, expect, it } from 'vitest';
import { ResultCache } from './result-cache.ts';

describe('results kept', () => {
  it('are those of the present state only', () => {
    const cache = new ResultCache<number>(1000);
    cache.enter('1');
    cache.set('1', 'a', 10, 10);
    expect(cache.get('1', 'a')).toBe(10);
    cache.enter('2');
    expect(cache.get('1', 'a')).toBeUndefined();
    expect(cache.get('2', 'a')).toBeUndefined();
    cache.set('1', 'late', 11, 10);
    expect(cache.get('1', 'late')).toBeUndefined();
    expect(cache.get('2', 'late')).toBeUndefined();
  });

  it('stay within their memory, the least recently asked for going first', () => {
    const cache = new ResultCache<string>(100);
    cache.enter('1');
    for (const key of ['a', 'b', 'c', 'd']) cache.set('1', key, key, 25);
    cache.get('1', 'a');
    cache.set('1', 'e', 'e', 25);
    expect(cache.get('1', 'a')).toBe('a');
    expect(cache.get('1', 'b')).toBeUndefined();
    cache.set('1', 'huge', 'huge', 26);
    expect(cache.get('1', 'huge')).toBeUndefined();
    expect(cache.sizeBytes).toBe(100);
  });
});
