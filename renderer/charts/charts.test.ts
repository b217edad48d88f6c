import { describe, expect, it } from 'vitest';
import type { Board } from '../../contract/boards.ts';
import { tooltipTable } from './axes.ts';
import { measureColors } from './palette.ts';
import { sharedWhole } from './plot.ts';

describe('shares', () => {
  it('are of the whole that parts were cut from, never of less than the parts themselves', () => {
    expect(sharedWhole({ whole: 100 }, [60, 25])).toBe(100);
    expect(sharedWhole({ whole: null }, [60, 25])).toBe(85);
    expect(sharedWhole({}, [60, 25])).toBe(85);
    // Returns of what is not drawn: 60 + 25 − 20.
    expect(sharedWhole({ whole: 65 }, [60, 25])).toBe(85);
    expect(sharedWhole({}, [60, -25])).toBe(60);
  });
});

describe('hover text', () => {
  it('never lets names from the data become markup', () => {
    const html = tooltipTable('<img src=x onerror=alert(1)>', [{ name: 'a"b', value: '<1%' }], "it's");
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html).toContain('a&quot;b');
    expect(html).toContain('it&#39;s');
  });
});

describe('colours', () => {
  const tile = (...measures: string[]) => ({ kind: 'trend', measures }) as Board['tiles'][number];

  it('stay with a measure on every tile, five at most, then grey', () => {
    const colors = measureColors({ tiles: [tile('a', 'b'), tile('b', 'c', 'd', 'e', 'f', 'g')] });
    expect([...colors]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 3],
      ['e', 4],
      ['f', 7],
      ['g', 7],
    ]);
  });
});
