import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromLink, isSame, toLink } from './link.ts';

const schema = z.object({ range: z.string(), steps: z.number().default(5), segment: z.string().optional() });
const given: z.output<typeof schema> = { range: 'year', steps: 5, segment: 'vip' };

describe('settings in an address', () => {
  it('are left out where they are the given ones, in whatever order', () => {
    expect(toLink({ segment: 'vip', steps: 5, range: 'year' }, given)).toBe('');
    expect(isSame({ a: [{ x: 1, y: undefined }] }, { a: [{ x: 1 }] })).toBe(true);
    expect(isSame({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  });

  it('do not get back a segment that was taken away', () => {
    const { segment: _, ...without } = given;
    expect(fromLink(toLink(without, given), schema, given).segment).toBeUndefined();
  });

  it('are completed where something needed is missing, and given where nothing can be read', () => {
    expect(fromLink('{"steps":3}', schema, given)).toEqual({ ...given, steps: 3 });
    for (const broken of ['', '{', '{"steps":"many"}', 'null', 7])
      expect(fromLink(broken, schema, given)).toEqual(given);
  });
});
