import { describe, expect, it } from 'vitest';
import { monthsEarlier } from './months-earlier.ts';

const body = { inactiveDays: 90 };
const data = { from: '2009-12-01', to: '2011-12-09' };
const dayOf = (asOf: string | null, months: number) => monthsEarlier(body, { asOf, months }, data);

describe('the same question of an earlier day', () => {
  it('keeps the end of a month the end of a month, whole months beside whole ones', () => {
    expect(dayOf('2011-11-30', 6)).toEqual({ inactiveDays: 90, asOf: '2011-05-31' });
    expect(dayOf('2011-02-28', 1)).toMatchObject({ asOf: '2011-01-31' });
    expect(dayOf('2011-08-31', 6)).toMatchObject({ asOf: '2011-02-28' });
  });

  it('keeps a month that still runs one that still ran', () => {
    expect(dayOf(null, 12)).toMatchObject({ asOf: '2010-12-09' });
    expect(dayOf('2011-03-30', 1)).toMatchObject({ asOf: '2011-02-27' });
    expect(dayOf('2011-03-28', 1)).toMatchObject({ asOf: '2011-02-27' });
    expect(dayOf('2011-03-27', 1)).toMatchObject({ asOf: '2011-02-27' });
  });

  it('is put only where the data reach back through all the months it reads', () => {
    const of = (reads: number) => monthsEarlier(body, { asOf: null, months: reads, reads }, data);
    // December 2010 back to January, and back to December 2009, the first month there is.
    expect(of(12)).toMatchObject({ asOf: '2010-12-09' });
    const thirteen = monthsEarlier(body, { asOf: null, months: 12, reads: 13 }, data);
    expect(thirteen).toMatchObject({ asOf: '2010-12-09' });
    expect(monthsEarlier(body, { asOf: null, months: 12, reads: 14 }, data)).toBeNull();
    expect(of(13)).toBeNull();
    const laterStart = { ...data, from: '2009-12-02' };
    expect(monthsEarlier(body, { asOf: null, months: 12, reads: 13 }, laterStart)).toBeNull();
  });

  it('that reads whatever there is needs some data', () => {
    expect(dayOf('2010-03-02', 3)).toMatchObject({ asOf: '2009-12-02' });
    expect(dayOf('2010-03-01', 3)).toBeNull();
  });
});
