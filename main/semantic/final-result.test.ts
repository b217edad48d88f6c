import { describe, expect, it } from 'vitest';
import {
  finalResult,
  finalResultMulti,
  pivotQuery,
  type TransformRequest,
  transformData,
  transformValue,
} from './final-result.ts';

const request: TransformRequest = {
  aliasToMemberNameMap: {
    sales__at_month: 'sales.at.month',
    sales__country: 'sales.country',
    sales__count: 'sales.count',
  },
  annotation: {
    'sales.at.month': { type: 'time' },
    'sales.at': { type: 'time' },
    'sales.country': { type: 'string' },
    'sales.count': { type: 'number' },
  },
  query: {
    measures: ['sales.count'],
    dimensions: ['sales.country'],
    timeDimensions: [{ dimension: 'sales.at', granularity: 'month', dateRange: ['2024-01-01', '2024-02-29'] }],
  },
  queryType: 'regularQuery',
};
const raw = {
  members: ['sales__country', 'sales__at_month', 'sales__count'],
  columns: [
    ['FR', null],
    ['2024-01-01T00:00:00.000Z', '2024-02-01T00:00:00.000Z'],
    [3, 4.5],
  ],
};

describe('rows', () => {
  it('carry numbers as text, null as null, times without zone, and the time under its bare name too', () => {
    expect(transformData(request, raw)).toEqual([
      {
        'sales.country': 'FR',
        'sales.at.month': '2024-01-01T00:00:00.000',
        'sales.count': '3',
        'sales.at': '2024-01-01T00:00:00.000',
      },
      {
        'sales.country': null,
        'sales.at.month': '2024-02-01T00:00:00.000',
        'sales.count': '4.5',
        'sales.at': '2024-02-01T00:00:00.000',
      },
    ]);
  });

  it('come compact', () => {
    expect(transformData({ ...request, resType: 'compact' }, raw)).toEqual({
      members: ['sales.country', 'sales.at.month', 'sales.count', 'sales.at'],
      dataset: [
        ['FR', '2024-01-01T00:00:00.000', '3', '2024-01-01T00:00:00.000'],
        [null, '2024-02-01T00:00:00.000', '4.5', '2024-02-01T00:00:00.000'],
      ],
    });
  });

  it('come in columns', () => {
    expect(transformData({ ...request, resType: 'columnar' }, raw)).toMatchObject({
      members: ['sales.country', 'sales.at.month', 'sales.count', 'sales.at'],
      columns: [['FR', null], expect.any(Array), ['3', '4.5'], expect.any(Array)],
    });
  });

  it('leave the bare name of a time out where it is not wanted', () => {
    expect(transformData({ ...request, resType: 'columnar', hasNoBareTimes: true }, raw)).toMatchObject({
      members: ['sales.country', 'sales.at.month', 'sales.count'],
      columns: [
        ['FR', null],
        ['2024-01-01T00:00:00.000', '2024-02-01T00:00:00.000'],
        ['3', '4.5'],
      ],
    });
  });

  it('of a compared range name the range, of blended queries the common time', () => {
    const compared = transformData({ ...request, queryType: 'compareDateRangeQuery' }, raw);
    expect(compared).toMatchObject([{ compareDateRange: '2024-01-01 - 2024-02-29' }, {}]);
    const blended = transformData({ ...request, queryType: 'blendingQuery' }, raw);
    expect(blended).toMatchObject([{ 'time.month': '2024-01-01T00:00:00.000' }, {}]);
  });

  it('give the finest of several granularities under the bare name', () => {
    const rows = transformData(
      {
        aliasToMemberNameMap: { y: 'sales.at.year', d: 'sales.at.day' },
        annotation: { 'sales.at.year': { type: 'time' }, 'sales.at.day': { type: 'time' } },
        query: { timeDimensions: [{ dimension: 'sales.at', granularity: 'year' }] },
      },
      { members: ['y', 'd'], columns: [['2024-01-01T00:00:00.000'], ['2024-05-06T00:00:00.000']] },
    );
    expect(rows).toMatchObject([{ 'sales.at': '2024-05-06T00:00:00.000' }]);
  });

  it('are refused when a member is hidden, even when there are none', () => {
    const hidden = { ...request, annotation: { 'sales.count': { type: 'number' } } };
    expect(() => transformData(hidden, raw)).toThrow(/hidden member: 'sales.country'/);
    expect(() => transformData(hidden, { members: [], columns: [] })).toThrow(/hidden member: 'sales.country'/);
    expect(transformData(request, { members: [], columns: [] })).toEqual([]);
  });
});

describe('cells', () => {
  it.each([
    ['2024-01-02T03:04:05.678Z', '2024-01-02T03:04:05.678'],
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05.000'],
    ['2024-01-02T03:04:05+08:00', '2024-01-02T03:04:05.000'],
    ['2024-01-02 03:04:05', '2024-01-02T03:04:05.000'],
    ['2024-01-02 03:04:05.6789', '2024-01-02T03:04:05.678'],
    ['2024-01-02 03:04:05 UTC', '2024-01-02T03:04:05.000'],
    ['2024-01-02T03:04:05', '2024-01-02T03:04:05.000'],
    ['2024-01-02T03:04:05.123456', '2024-01-02T03:04:05.123456'],
    ['2024-01-02', '2024-01-02'],
    ['long ago', 'long ago'],
    ['2024-01-02T03:04:05.12Z', '2024-01-02T03:04:05.120'],
  ])('time %s becomes %s', (from, to) => expect(transformValue(from, true)).toBe(to));

  it('that are no times stay text', () => {
    expect(transformValue('2024-01-02 03:04:05', false)).toBe('2024-01-02 03:04:05');
    expect(transformValue(true, false)).toBe(true);
    expect(transformValue(9007199254740993n, false)).toBe('9007199254740993');
    expect(transformValue(undefined, false)).toBeNull();
  });
});

describe('answers', () => {
  const root = {
    query: { ...request.query, cacheMode: 'stale-if-slow', timezone: 'UTC' },
    annotation: { measures: {} },
    lastRefreshTime: '2024-03-01T00:00:00.000Z',
    usedPreAggregations: undefined,
    total: null,
    dbType: 'duckdb',
  };

  it('leave out what is not there and what no client may rely on', () => {
    const answer = finalResult(request, raw, root);
    expect(Object.keys(answer)).toEqual(['query', 'lastRefreshTime', 'annotation', 'dbType', 'slowQuery', 'data']);
    expect(answer.query).not.toHaveProperty('cacheMode');
    expect(answer.slowQuery).toBe(false);
    expect(finalResult(request, raw, { ...root, total: 0 })).toMatchObject({ total: 0 });
  });

  it('of several queries carry the query of their pivot', () => {
    const multi = finalResultMulti([request, request], [raw, raw], {
      queryType: 'compareDateRangeQuery',
      results: [root, root],
    });
    expect(multi.results).toHaveLength(2);
    expect(multi.pivotQuery).toMatchObject({
      dimensions: ['compareDateRange', 'sales.country'],
      queryType: 'compareDateRangeQuery',
    });
  });

  it('of blended queries pivot by the common time over all measures', () => {
    const other = { ...request.query, measures: ['visits.count'], dimensions: [] };
    expect(pivotQuery('blendingQuery', [request.query, other])).toEqual({
      measures: ['sales.count', 'visits.count'],
      dimensions: ['sales.country'],
      timeDimensions: [{ dimension: 'time', granularity: 'month' }],
      queryType: 'blendingQuery',
    });
  });
});
