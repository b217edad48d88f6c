import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from './search.ts';

describe('search parameters', () => {
  it('are plain text, a repeated name a list', () => {
    expect(parseSearch('?from=2011-11-01&country=France&country=Korea%2C+South')).toEqual({
      from: '2011-11-01',
      country: ['France', 'Korea, South'],
    });
    expect(stringifySearch({ from: '2011-11-01', country: ['United Kingdom'], to: undefined })).toBe(
      '?from=2011-11-01&country=United+Kingdom',
    );
    expect(stringifySearch({ country: [] })).toBe('');
  });

  it('come back as they went', () => {
    const value = fc.string({ minLength: 1 }).filter((text) => text.isWellFormed());
    const search = fc.dictionary(
      fc.constantFrom('from', 'to', 'country', 'channel'),
      fc.array(value, { minLength: 2 }),
    );
    fc.assert(
      fc.property(search, (wanted) => {
        expect(parseSearch(stringifySearch(wanted))).toEqual({ ...wanted });
      }),
    );
  });
});
