import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { at, type Row, startWorld, type World } from './store-world.fixture.ts';

const zone = 'Asia/Shanghai';
const vip = '0198b9d4-0000-7000-8000-000000000001';
const quiet = '0198b9d4-0000-7000-8000-000000000002';
let world: World;

const answer = (id: number, kind: string, score: number, profile: number | null, when = '2024-03-01 10:00'): Row => ({
  id,
  ...{ source_id: 1, key: `r${id}`, profile_id: profile, kind, score_milli: score * 1_000 },
  ...{ comment: score < 3 ? 'slow' : null, answered_at: at(zone, when) },
});
const ticket = (id: number, minutes: number | null, isComplaint: 0 | 1, satisfaction: number | null): Row => ({
  id,
  ...{ source_id: 1, key: `t${id}`, profile_id: 1, is_complaint: isComplaint, opened_at: at(zone, '2024-03-01 09:00') },
  first_response_at: minutes === null ? null : at(zone, '2024-03-01 09:00') + minutes * 60_000,
  satisfaction_milli: satisfaction === null ? null : satisfaction * 1_000,
});
const opportunity = (id: number, outcome: string, minor: number, currency: string): Row => ({
  id,
  ...{ source_id: 1, key: `o${id}`, profile_id: 2, stage: outcome, outcome, amount_minor: minor, currency },
  opened_at: at(zone, '2024-01-01 00:00'),
  closed_at: outcome === 'open' ? null : at(zone, '2024-01-11 00:00'),
});
const order = (id: number, profile: number | null, minor: number): Row => ({
  id,
  ...{ source_id: 1, key: `A${id}`, profile_id: profile, ordered_at: at(zone, '2024-03-01 12:00') },
  ...{ currency: 'CNY', net_minor: minor },
});

beforeAll(async () => {
  world = await startWorld(
    (path) => openStore(path),
    { timezone: zone, weekStart: 1, currency: 'CNY', exchangeRates: { USD: '7' } },
    {
      profiles: [1, 2, 3].map((id) => ({ id, source_id: 1, display_name: `P${id}` })),
      orders: [order(1, 1, 1_000), order(2, 1, 2_000), order(3, 2, 4_000), order(4, 3, 8_000), order(5, null, 16_000)],
      // Of five NPS answers three promoters and one detractor: 100 × (3 − 1) / 5 = 40.
      survey_responses: [
        ...[10, 9, 9, 7, 2].map((score, i) => answer(i + 1, 'nps', score, (i % 3) + 1)),
        // 23:30 in Shanghai is still 1 March.
        ...[5, 4, 1].map((score, i) => answer(i + 6, 'csat', score, null, '2024-03-01 23:30')),
        answer(9, 'ces', 6, null),
      ],
      tickets: [ticket(1, 10, 1, 2), ticket(2, 30, 0, 5), ticket(3, null, 0, null)],
      opportunities: [
        opportunity(1, 'won', 100_00, 'CNY'),
        opportunity(2, 'won', 10_00, 'USD'),
        opportunity(3, 'lost', 50_00, 'CNY'),
        opportunity(4, 'open', 20_00, 'CNY'),
        opportunity(5, 'open', 5_00, 'XAF'),
      ],
      segments: [
        { id: 1, uid: vip, name: 'VIP', origin: '{}', created_by: 'test', created_at: 0, updated_at: 0 },
        { id: 2, uid: quiet, name: 'Quiet', origin: '{}', created_by: 'test', created_at: 0, updated_at: 0 },
      ],
      segment_members: [
        { id: 1, segment_id: 1, profile_id: 1, entered_at: 0 },
        { id: 2, segment_id: 1, profile_id: 2, entered_at: 0 },
        { id: 3, segment_id: 2, profile_id: 2, entered_at: 0 },
      ],
    },
  );
});
afterAll(() => world?.close());

async function figures(query: object): Promise<Record<string, unknown>[]> {
  return ((await world.semantic.load(query))[0]?.data ?? []) as Record<string, unknown>[];
}
async function one(...measures: string[]): Promise<unknown[]> {
  const [row] = await figures({ measures });
  return measures.map((measure) => Number(row?.[measure]));
}

describe('records', () => {
  it('NPS, CSAT and CES are of their own answers', async () => {
    expect(await one('survey_responses.responses', 'survey_responses.nps_responses', 'survey_responses.nps')).toEqual([
      9, 5, 40,
    ]);
    const [csat, ces] = await one('survey_responses.csat', 'survey_responses.ces');
    expect(csat).toBeCloseTo(2 / 3, 12);
    expect(ces).toBe(1);
    expect(await one('survey_responses.commented')).toEqual([2]);
  });

  it('days of answers are the workspace’s', async () => {
    const rows = await figures({
      measures: ['survey_responses.responses'],
      timeDimensions: [{ dimension: 'survey_responses.answered_at', granularity: 'day' }],
    });
    expect(
      rows.map((row) => [row['survey_responses.answered_at.day'], Number(row['survey_responses.responses'])]),
    ).toEqual([['2024-03-01T00:00:00.000', 9]]);
  });

  it('tickets: complaints, minutes to the first answer, satisfaction', async () => {
    const [rate, ...rest] = await one(
      ...['tickets.complaint_rate', 'tickets.count', 'tickets.first_response_minutes', 'tickets.satisfaction'],
      ...['tickets.unresolved', 'tickets.rated'],
    );
    expect(rate).toBeCloseTo(1 / 3, 12);
    expect(rest).toEqual([3, 20, 3.5, 3, 2]);
  });

  it('opportunities: amounts in the workspace currency, win rate of the closed ones', async () => {
    // 100 + 10 × 7 + 50 + 20; the francs have no rate.
    expect(await one('opportunities.amount', 'opportunities.won_amount', 'opportunities.unconverted_count')).toEqual([
      240, 170, 1,
    ]);
    const [rate, count, days] = await one(
      'opportunities.win_rate',
      'opportunities.count',
      'opportunities.days_to_close',
    );
    expect(rate).toBeCloseTo(2 / 3, 12);
    expect([count, days]).toEqual([5, 10]);
  });
});

describe('segments in questions', () => {
  const revenueOf = async (values: string[], operator = 'equals') => {
    const filters = [{ member: 'orders.segment', operator, values }];
    const [row] = await figures({ measures: ['orders.revenue', 'orders.count'], filters });
    return [Number(row?.['orders.revenue'] ?? 0), Number(row?.['orders.count'] ?? 0)];
  };

  it('keep the rows of their people, each once whatever segments it is in', async () => {
    expect(await revenueOf([vip])).toEqual([70, 3]);
    expect(await revenueOf([quiet])).toEqual([40, 1]);
    expect(await revenueOf([vip, quiet])).toEqual([70, 3]);
  });

  it('leave their people out, and keep rows of nobody', async () => {
    expect(await revenueOf([vip], 'notEquals')).toEqual([240, 2]);
  });

  it('of an unknown id have nobody', async () => {
    expect(await revenueOf(['0198b9d4-0000-7000-8000-00000000000f'])).toEqual([0, 0]);
  });

  it('are a filter of every view about people', async () => {
    for (const [measure, expected] of [
      ['profiles.count', 2],
      ['survey_responses.responses', 4],
      ['tickets.count', 3],
      ['opportunities.count', 5],
      ['order_items.revenue', 0],
      ['events.count', 0],
    ] as const) {
      const view = measure.split('.')[0];
      const [row] = await figures({
        measures: [measure],
        filters: [{ member: `${view}.segment`, operator: 'equals', values: [vip] }],
      });
      expect([measure, Number(row?.[measure] ?? 0)]).toEqual([measure, expected]);
    }
  });

  it('as a dimension are all names of a person’s segments, so that rows add up', async () => {
    const rows = await figures({
      measures: ['orders.revenue'],
      dimensions: ['orders.segment'],
      order: { 'orders.revenue': 'asc' },
    });
    expect(rows.map((row) => [row['orders.segment'], Number(row['orders.revenue'])])).toEqual([
      ['VIP', 30],
      ['Quiet · VIP', 40],
      [null, 240],
    ]);
  });

  it('a member who comes or goes is in the next answer', async () => {
    world.insert('segment_members', [{ id: 4, segment_id: 2, profile_id: 3, entered_at: 0 }]);
    expect(await revenueOf([quiet])).toEqual([120, 2]);
  });
});
