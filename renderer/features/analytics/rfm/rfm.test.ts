import { describe, expect, it } from 'vitest';
import { rfmInput } from '../../../../contract/customer-value.ts';
import { columnOf, rfmBody, rfmGrid, rfmSettings } from './rfm-settings.ts';

describe('the grid', () => {
  it('puts the customer of the worked example where the specification does', () => {
    // Customer 9 of docs/spec/rfm.md: recency 2, frequency 4, monetary 5: row 2, column 5.
    expect(columnOf(4, 5)).toBe(5);
    expect(rfmGrid[5 - 2]?.[columnOf(4, 5) - 1]).toBe('cannot_lose');
  });

  it('rounds halves up', () => expect([columnOf(1, 2), columnOf(2, 3), columnOf(1, 1)]).toEqual([2, 3, 1]));
});

describe('the question', () => {
  const data = { from: '2010-12-01', to: '2011-11-30' };

  it('compares with a day that lies in the data, or with none', () => {
    expect(rfmInput.parse(rfmBody(rfmSettings.parse({}), data))).toMatchObject({ compareTo: '2011-08-30' });
    expect(rfmBody(rfmSettings.parse({ monthsBack: 24 }), data)).toEqual({});
    expect(rfmBody(rfmSettings.parse({ monthsBack: 0, asOf: '2011-06-30' }), data)).toEqual({ asOf: '2011-06-30' });
  });
});
