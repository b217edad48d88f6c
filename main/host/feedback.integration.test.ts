import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonsOutput } from '../../contract/analytics.ts';
import type { FeedbackOutput, FeedbackResponses } from '../../contract/feedback.ts';
import type { Segment } from '../../contract/segments.ts';
import { importText, jsonBody } from './import-text.fixture.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/*
 * Forty answers by forty people. App: 16 × 10 and 4 × 3 in January; mail: 6 × 9 and 14 × 2 in March, 16:30 UTC on the
 * last day of February being March in Shanghai. All: 22 promoters, 18 detractors of 40 = 10 points.
 */
const answers = [
  'nps,answered_at,customer_id,customer_name,channel,comment,product',
  ...Array.from({ length: 20 }, (_, i) =>
    [i < 16 ? 10 : 3, '2024-01-10T08:00:00Z', i + 1, `A${i + 1}`, 'app', i < 5 ? '客服很耐心' : '', 'tea'].join(),
  ),
  ...Array.from(
    { length: 20 },
    (_, i) =>
      [i < 6 ? 9 : 2, i === 0 ? '2024-02-29T16:30:00Z' : '2024-03-10T08:00:00Z', i + 21, `M${i + 1}`, 'mail'].join() +
      (i < 6 ? ',,tea' : ',物流太慢,cup'),
  ),
  '',
].join('\n');
const satisfaction = `CSAT,date,customer_id
5,2024-01-02,1
4,2024-01-02,2
2,2024-01-02,3
`;

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost();
  await importText(running, 'survey_responses', answers);
  await importText(running, 'survey_responses', satisfaction);
});
afterAll(() => running?.discard());

const ask = <T = FeedbackOutput>(kind: string, body: object = {}): Promise<T> =>
  running.json<T>(`/api/v1/analytics/${kind}`, jsonBody(body));

describe('NPS over the API', () => {
  it('scores all answers with an interval', async () => {
    const { overall, distribution } = await ask('nps');
    expect(overall).toMatchObject({ responses: 40, promoters: 22, detractors: 18, passives: 0, interval: 'wald' });
    expect(overall.score).toBeCloseTo(10, 10);
    // √((0.55 + 0.45 − 0.1²) / 40) = 0.157321.
    expect(overall.standardError).toBeCloseTo(15.7321, 3);
    expect(overall.upper).toBeCloseTo(10 + 1.959964 * 15.7321, 2);
    expect(distribution.filter(({ count }) => count > 0)).toEqual([
      { answer: 2, count: 14 },
      { answer: 3, count: 4 },
      { answer: 9, count: 6 },
      { answer: 10, count: 16 },
    ]);
  });

  it('follows the local month and marks a fall that is more than chance', async () => {
    const { trend } = await ask('nps');
    expect(trend.map(({ start, responses, score }) => [start, responses, score])).toEqual([
      ['2024-01-01', 20, expect.closeTo(60, 8)],
      ['2024-02-01', 0, null],
      ['2024-03-01', 20, expect.closeTo(-40, 8)],
    ]);
    expect(trend.map(({ change }) => change)).toEqual([
      { points: null, isSignificant: null },
      { points: null, isSignificant: null },
      { points: expect.closeTo(-100, 8), isSignificant: true },
    ]);
  });

  it('compares with an earlier range', async () => {
    const { before, change } = await ask('nps', {
      dateRange: { from: '2024-03-01', to: '2024-03-31' },
      compareTo: { from: '2024-01-01', to: '2024-01-31' },
    });
    expect(before?.score).toBeCloseTo(60, 8);
    expect(change).toEqual({ points: expect.closeTo(-100, 8), isSignificant: true });
  });

  it('breaks down by channel and ranks what goes with the score', async () => {
    const { breakdown, drivers } = await ask('nps', { breakdown: 'channel' });
    expect(breakdown.map(({ value, score }) => [value, score])).toEqual([
      ['app', expect.closeTo(60, 8)],
      ['mail', expect.closeTo(-40, 8)],
    ]);
    // Cups: 14 answers, all of them bad: −100 against 22 of 26 (69.2) elsewhere; 14/40 × 169.2 = 59.2 points.
    expect(drivers[0]).toMatchObject({ property: 'custom:product', responses: expect.any(Number) });
    const cup = drivers.find(({ value }) => value === 'cup');
    expect(cup?.impact).toBeCloseTo(59.23, 1);
    const mail = drivers.find(({ value }) => value === 'mail');
    expect(mail).toMatchObject({ property: 'channel', isSignificant: true, difference: expect.closeTo(-100, 8) });
  });

  it('groups comments by what they are about', async () => {
    const { comments } = await ask('nps');
    expect(comments.total).toBe(19);
    const slow = comments.groups.find(({ keyword }) => keyword === '慢');
    expect(slow).toMatchObject({ comments: 14, detractors: 14, score: -100 });
    expect(slow?.examples).toHaveLength(3);
    expect(comments.groups.find(({ keyword }) => keyword === '客服')).toMatchObject({ comments: 5, promoters: 5 });
  });

  it('lists detractors and remembers what was done about them', async () => {
    const cell = { group: 'detractors' };
    const { total, responses } = await ask<FeedbackResponses>('nps/responses', { cell, limit: 2 });
    expect(total).toBe(18);
    expect(responses).toHaveLength(2);
    expect(responses[0]).toMatchObject({ score: 2, channel: 'mail', comment: '物流太慢', followUp: null });
    const path = `/api/v1/survey-responses/${responses[0]?.responseId}/follow-up`;
    await running.json(path, jsonBody({ status: 'contacted', note: '已致电' }, 'PUT'));
    const open = await ask<FeedbackResponses>('nps/responses', { cell: { ...cell, followUp: 'none' } });
    expect(open.total).toBe(17);
    const done = await ask<FeedbackResponses>('nps/responses', { cell: { followUp: 'contacted' } });
    expect(done.responses.map(({ followUp }) => followUp?.note)).toEqual(['已致电']);
    expect(
      (await running.fetch('/api/v1/survey-responses/9999/follow-up', jsonBody({ status: 'open' }, 'PUT'))).status,
    ).toBe(404);
  });

  it.each([
    ['a period', { cell: { period: 0, group: 'detractors' } }, 4],
    ['a word', { cell: { keyword: '慢' } }, 14],
    ['a driver', { cell: { driver: { property: 'custom:product', value: 'cup' } } }, 14],
    ['a value', { breakdown: 'channel', cell: { value: 'app', answer: 10 } }, 16],
  ])('finds the people of %s', async (_, body, total) => {
    expect((await ask<PersonsOutput>('nps/persons', body)).total).toBe(total);
  });

  it('makes a segment of detractors, which then has a score of its own', async () => {
    const analysis = { kind: 'nps', body: {}, cell: { group: 'detractors' } };
    const { id, count } = await running.json<Segment>(
      '/api/v1/segments',
      jsonBody({ name: 'Detractors', people: { analysis } }),
    );
    expect(count).toBe(18);
    expect((await ask('nps', { segmentId: id })).overall).toMatchObject({ score: -100, interval: 'wilson' });
    const { breakdown } = await ask('nps', { breakdown: 'segment' });
    expect(breakdown).toMatchObject([{ value: id, label: 'Detractors', responses: 18 }]);
  });

  it('has an empty answer where nobody answered', async () => {
    const empty = await ask('nps', { surveys: ['none'] });
    expect(empty).toMatchObject({ overall: { responses: 0, score: null }, trend: [], drivers: [] });
  });

  it('refuses what cannot be', async () => {
    for (const body of [{ breakdown: 'password' }, { cell: {} }, { interval: 'hour' }]) {
      expect((await running.fetch('/api/v1/analytics/nps', jsonBody(body))).status).toBe(422);
    }
  });
});

describe('CSAT over the API', () => {
  it('is the share of satisfied answers with Wilson’s interval', async () => {
    const { overall, satisfiedFrom } = await ask('csat');
    expect(satisfiedFrom).toBe(4);
    expect(overall).toMatchObject({ responses: 3, promoters: 2, detractors: 1, interval: 'wilson' });
    expect(overall.score).toBeCloseTo(66.667, 3);
    // Wilson's interval of 2 of 3, as in tables: 20.8 % to 93.9 %.
    expect(overall.lower).toBeCloseTo(20.77, 1);
    expect(overall.upper).toBeCloseTo(93.85, 1);
    expect((await ask('csat', { satisfiedFrom: 5 })).overall.promoters).toBe(1);
  });

  it('keeps kinds of surveys apart', async () => {
    expect((await ask('csat', { kind: 'ces' })).overall.responses).toBe(0);
  });
});
