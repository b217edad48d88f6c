import { describe, expect, it } from 'vitest';
import { axisFieldInput, pivotInput, type TimeStep } from '../../contract/pivot.ts';
import { type Slice, wholeAxis } from './axis.ts';
import type { Basis } from './figures.ts';
import { type CubeAnswer, counterpartReader, pathReader, planQuestion } from './questions.ts';

const member = 'orders.ordered_at';
const midnight = (day: string) => `${day}T00:00:00.000`;

/** Where figures of the compared time stand; null for those that are compared with nothing. */
function placesOf(steps: TimeStep[], basis: Basis, fiscalStart: number, days: string[][]): (string[] | null)[] {
  const fields = steps.map((granularity) => axisFieldInput.parse({ id: granularity, member, granularity }));
  const row: Slice = { depth: fields.length, fields, filters: [], isOther: false, pathOf: (keys) => [...keys] };
  const planned = planQuestion(
    row,
    wholeAxis,
    { lastBy: null, basis, figures: [0] },
    { pivot: pivotInput.parse({ rows: fields }), measures: () => [], filters: [], timezone: 'UTC', limit: 10 },
  );
  if (!planned) throw new Error('nothing to ask');
  const answer: CubeAnswer = {
    members: steps.map((step) => `${member}.${step}`),
    columns: steps.map((_, index) => days.map((keys) => midnight(keys[index] ?? ''))),
    ...{ rowCount: days.length, truncated: null },
  };
  const beginnings = { weekStart: 1, fiscalStart };
  const read = pathReader(planned, row, answer, beginnings);
  const has = counterpartReader(planned, answer, beginnings);
  return days.map((_, at) => (has(at) ? read(at).map((key) => String(key).slice(0, 10)) : null));
}

describe('compared times whose steps do not nest', () => {
  // A fiscal year from February: its quarters begin in February, May, August and November.
  const january = ['2010-01-01', '2009-11-01'];
  const february = ['2010-01-01', '2010-02-01'];

  it('[PV7] a year before, every step is moved by itself, and no two parts meet', () => {
    expect(placesOf(['quarter', 'fiscal_quarter'], 'previous_year', 2, [january, february])).toEqual([
      ['2011-01-01', '2010-11-01'],
      ['2011-01-01', '2011-02-01'],
    ]);
  });

  it('[PV7] parts of a quarter are compared with none before; whole quarters of a fiscal year are', () => {
    expect(placesOf(['quarter', 'fiscal_quarter'], 'previous_period', 2, [january, february])).toEqual([null, null]);
    const quarters = [
      ['2010-01-01', '2009-02-01'],
      ['2010-01-01', '2010-02-01'],
      ['2010-04-01', '2010-02-01'],
      ['2010-10-01', '2010-02-01'],
    ];
    expect(placesOf(['quarter', 'fiscal_year'], 'previous_period', 2, quarters)).toEqual([
      null,
      null,
      ['2010-07-01', '2010-02-01'],
      null,
    ]);
  });

  it('[PV7] a week that the turn of the year cuts is compared with none', () => {
    const weeks = [
      ['2010-01-01', '2010-12-13'],
      ['2010-01-01', '2010-12-20'],
      ['2010-01-01', '2010-12-27'],
      ['2011-01-01', '2010-12-27'],
      ['2011-01-01', '2011-01-03'],
    ];
    expect(placesOf(['year', 'week'], 'previous_period', 1, weeks)).toEqual([
      ['2010-01-01', '2010-12-20'],
      null,
      null,
      null,
      ['2011-01-01', '2011-01-10'],
    ]);
  });

  it('[PV7] steps that nest are moved by the finest', () => {
    const months = [['2010-10-01', '2010-12-01']];
    expect(placesOf(['quarter', 'month'], 'previous_period', 4, months)).toEqual([['2011-01-01', '2011-01-01']]);
    expect(placesOf(['fiscal_year', 'quarter'], 'previous_period', 4, [['2010-04-01', '2011-01-01']])).toEqual([
      ['2011-04-01', '2011-04-01'],
    ]);
  });
});
