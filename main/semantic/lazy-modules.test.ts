import { describe, expect, it } from 'vitest';
import { late } from './lazy-modules.ts';

/** What TypeScript makes of `import x from` and `import * as x from` in the packages of Cube. */
const importDefault = (module: { __esModule?: boolean }) => (module.__esModule ? module : { default: module });

describe('a module that is loaded late', () => {
  it('is not loaded by being taken in, and once by being used', () => {
    let loads = 0;
    const load = () => {
      loads += 1;
      return { add: (one: number, two: number) => one + two, name: 'sums' };
    };
    const taken = importDefault(late(load, false)) as { default: ReturnType<typeof load> };
    expect(loads).toBe(0);
    expect(taken.default.add(2, 3)).toBe(5);
    expect(taken.default.name).toBe('sums');
    expect(Object.keys(taken.default)).toEqual(['add', 'name']);
    expect('add' in taken.default).toBe(true);
    expect(loads).toBe(1);
  });

  it('may be a function or a class itself', () => {
    const shout = late(() => (text: string) => text.toUpperCase(), false) as (text: string) => string;
    expect(shout('a')).toBe('A');
    class Point {
      readonly x: number;
      constructor(x: number) {
        this.x = x;
      }
    }
    const Late = late(() => Point, false) as typeof Point;
    const point = new Late(3);
    expect(point.x).toBe(3);
    expect(point).toBeInstanceOf(Point);
  });

  it('an ES module is taken in as it is, and says its own word once it is there', () => {
    const named = late(() => ({ __esModule: true, default: 4 }), true) as { __esModule?: boolean; default: number };
    expect(importDefault(named)).toBe(named);
    expect(named.default).toBe(4);
    expect(named.__esModule).toBe(true);
  });

  it('that cannot be loaded says so where it is used, every time', () => {
    const missing = late(() => {
      throw new Error('not installed');
    }, true) as { anything?: unknown };
    expect(() => missing.anything).toThrow('not installed');
    expect(() => missing.anything).toThrow('not installed');
  });
});
