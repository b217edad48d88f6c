import { describe, expect, it } from 'vitest';
import { retentionInput } from '../../../../contract/analytics.ts';
import { columnMeans } from './means.ts';
import { givenRetention, parseBrackets, retentionBody } from './retention-settings.ts';

describe('means of cohorts', () => {
  it('come from sums, and leave out what is still running', () => {
    const means = columnMeans([
      { size: 100, counts: [100, 40, 10], incomplete: [false, false, true] },
      { size: 300, counts: [300, 60], incomplete: [false, false] },
      { size: 50, counts: [50, 1], incomplete: [false, true] },
    ]);
    // (40 + 60) / (100 + 300), not the mean of 40 % and 20 %.
    expect(means[1]).toEqual({ count: 100, size: 400, rate: 0.25 });
    expect(means[2]).toEqual({ count: 0, size: 0, rate: null });
    expect(means[0]?.rate).toBe(1);
  });
});

describe('grouped periods', () => {
  it('are read as people write them', () => {
    expect(parseBrackets('1, 2-3，4–6')).toEqual([
      [1, 1],
      [2, 3],
      [4, 6],
    ]);
    expect(parseBrackets('')).toEqual([]);
  });

  it.each(['0', '3-2', 'a', '1-501', '1..2'])('%j cannot be read', (text) => expect(parseBrackets(text)).toBeNull());
});

describe('the question', () => {
  it('is one that the API takes, with everything set', () => {
    const lastAt = '2024-03-01T00:00:00.000Z';
    const given = givenRetention({
      events: [{ ...{ name: 'order_placed', isDerived: true, events: 5, people: 3 }, lastAt }],
      data: { from: '2023-01-10', to: '2024-03-01' },
    });
    expect(given.range).toEqual({ preset: 'all' });
    const body = retentionBody(
      {
        ...given,
        type: 'recurring',
        mode: 'on_or_after',
        minimumOccurrences: 2,
        brackets: '1, 2-3',
        breakdown: { source: 'person', property: 'country' },
        filters: [
          { property: 'country', operator: 'exact', value: ['France'] },
          { property: '', operator: 'exact', value: null },
        ],
      },
      { from: '2011-01-01', to: '2011-12-31' },
      '2011-12-09',
    );
    expect(retentionInput.parse(body)).toMatchObject({
      completeTo: '2011-12-09',
      filters: [{ property: 'country' }],
      brackets: [
        [1, 1],
        [2, 3],
      ],
      breakdown: { properties: ['country'], source: 'person' },
    });
  });
});
