import { expect, test } from 'vitest';
import { rangeOfRecords } from './records-range.ts';

const none = { from: null, to: null };
const year = (of: number) => ({ from: `${of}-01-01T00:00:00.000Z`, to: `${of}-12-31T00:00:00.000Z` });
const status = {
  dataRange: year(2011),
  recordRanges: {
    orders: year(2011),
    events: year(2019),
    survey_responses: year(2017),
    tickets: none,
    opportunities: none,
  },
};

test('an analysis counts back from the newest of what it looks at', () => {
  expect(rangeOfRecords('funnel', status)).toEqual({ from: year(2011).from, to: year(2019).to });
  expect(rangeOfRecords('rfm', status)).toEqual(year(2011));
  expect(rangeOfRecords('feedback', status)).toEqual(year(2017));
  expect(rangeOfRecords('stages', status)).toEqual(year(2011));
});

test('without any of it, from the newest of all data', () => {
  const empty = { ...status, recordRanges: { ...status.recordRanges, survey_responses: none } };
  expect(rangeOfRecords('feedback', empty)).toEqual(year(2011));
});
