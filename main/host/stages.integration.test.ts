import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonsOutput } from '../../contract/analytics.ts';
import type { StagesOutput } from '../../contract/stages.ts';
import { importText, jsonBody } from './import-text.fixture.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/*
 *         Lead    Demo    Offer   closed
 *   D1    1 Jan   5 Jan   9 Jan   19 Jan won   1000  Ann
 *   D2    1 Jan   3 Jan           13 Jan lost   500  Ann  price
 *   D3    1 Jan           7 Jan   (open)        200  Bob
 *   D4    1 Jan   (open)                        100  Bob
 *   D5    1 Jan                    6 Jan lost    50  Bob  price
 */
const opportunities = `opportunity_id,stage,created_date,close_date,amount,lost_reason,owner,customer_id,customer_name
D1,Won,2024-01-01,2024-01-19,1000,,Ann,1,Ada
D2,Lost,2024-01-01,2024-01-13,500,price,Ann,2,Bo
D3,Offer,2024-01-01,2024-06-01,200,,Bob,3,Cy
D4,Lead,2024-01-01,,100,,Bob,4,Di
D5,Lost,2024-01-01,2024-01-06,50,price,Bob,5,Ed
`;
const history = `opportunity_id,to_stage,changed_at
D1,Lead,2024-01-01
D1,Demo,2024-01-05
D1,Offer,2024-01-09
D2,Lead,2024-01-01
D2,Demo,2024-01-03
D3,Lead,2024-01-01
D3,Offer,2024-01-07
D5,Lead,2024-01-01
`;
const orders = `order_id,ordered_at,customer_id,customer_name,net
1,2024-01-01,1,Ada,10
2,2024-01-11,1,Ada,10
3,2024-02-01,1,Ada,10
4,2024-03-01,2,Bo,10
5,2024-12-01,6,Flo,10
`;

let running: TemporaryHost;
beforeAll(async () => {
  running = await startTemporaryHost({ timezone: 'UTC' });
  await importText(running, 'opportunities', opportunities);
  await importText(running, 'opportunity_stages', history);
  await importText(running, 'orders', orders);
});
afterAll(() => running?.discard());

const ask = (body: object = {}) => running.json<StagesOutput>('/api/v1/analytics/stages', jsonBody(body));
const people = async (body: object) =>
  (await running.json<PersonsOutput>('/api/v1/analytics/stages/persons', jsonBody(body))).profiles.map(
    ({ displayName }) => displayName,
  );

describe('stages of opportunities', () => {
  it('counts, converts and times each stage in the order of the data', async () => {
    const { stages } = await ask();
    expect(stages.map(({ stage, count, current, lost }) => [stage, count, current, lost])).toEqual([
      ['Lead', 5, 1, 1],
      ['Demo', 3, 0, 1],
      ['Offer', 2, 1, 0],
      ['Won', 1, 0, 0],
    ]);
    expect(stages.map(({ conversionFromPrevious }) => conversionFromPrevious)).toEqual([null, 3 / 5, 2 / 3, 1 / 2]);
    // Lead: 4, 2, 6 and 5 days; Demo: 4 and 10; Offer: 10.
    expect(stages.slice(0, 3).map(({ meanDays }) => meanDays)).toEqual([17 / 4, 7, 10]);
    expect(stages[0]).toMatchObject({ amountMinor: 185_000, currentAmountMinor: 10_000 });
  });

  it('says what was won and lost, and why', async () => {
    const { outcome, lossReasons } = await ask();
    expect(outcome).toMatchObject({ open: 2, won: 1, lost: 2, winRate: 1 / 3, wonMinor: 100_000, openMinor: 30_000 });
    // 18, 12 and 5 days.
    expect(outcome.meanDaysToClose).toBeCloseTo(35 / 3, 10);
    expect(lossReasons).toEqual([{ reason: 'price', count: 2, amountMinor: 55_000, mainStage: expect.any(String) }]);
  });

  it('takes stages in the order asked for, and owners', async () => {
    const { stages } = await ask({ stages: ['Lead', 'Offer'], owners: ['Bob'] });
    expect(stages.map(({ stage, count }) => [stage, count])).toEqual([
      ['Lead', 3],
      ['Offer', 1],
    ]);
  });

  it.each([
    [{ stage: 'Demo' }, ['Ada', 'Bo', 'Cy']],
    [{ stage: 'Offer', state: 'current' }, ['Cy']],
    [{ stage: 'Demo', state: 'lost' }, ['Bo']],
    [{ stage: 'Demo', state: 'stopped' }, ['Bo']],
    [{ stage: 'Lead', state: 'stopped' }, ['Di', 'Ed']],
    [{ outcome: 'won' }, ['Ada']],
    [{ property: 'owner', value: 'Ann', outcome: 'closed' }, ['Ada', 'Bo']],
    [{ property: 'owner', value: 'Ann', outcome: 'won' }, ['Ada']],
    [{ property: 'country', value: 'Peru', outcome: 'closed' }, []],
    [{ lossReason: 'price' }, ['Bo', 'Ed']],
    [{ stage: 'Nowhere' }, []],
  ])('finds the people of %j', async (cell, names) => {
    expect(await people({ cell })).toEqual(names);
  });

  it('is empty without opportunities in the range', async () => {
    const { stages, outcome } = await ask({ dateRange: { from: '2020-01-01', to: '2020-12-31' } });
    expect(stages).toEqual([]);
    expect(outcome).toMatchObject({ open: 0, won: 0, winRate: null });
  });
});

describe('stages of customers', () => {
  const customers = { of: 'customers', loyalOrders: 3, inactiveDays: 180 };

  it('go from known to loyal by counted orders', async () => {
    const { stages, outcome } = await ask(customers);
    // Six people: Ada three orders, Bo and Flo one, three none. The newest order is of 1 December.
    expect(stages.map(({ stage, count, lost, current }) => [stage, count, lost, current])).toEqual([
      ['known', 6, expect.any(Number), expect.any(Number)],
      ['first_order', 3, 1, 1],
      ['second_order', 1, 0, 0],
      ['loyal', 1, 0, 0],
    ]);
    expect(stages[1]?.meanDays).toBe(10);
    expect(stages[2]?.meanDays).toBe(21);
    expect(outcome).toMatchObject({ won: 1 });
    expect(await people({ ...customers, cell: { stage: 'first_order', state: 'lost' } })).toEqual(['Bo']);
  });

  it('have names in the reader’s language', async () => {
    const { stages } = await running.json<StagesOutput>(
      '/api/v1/analytics/stages',
      jsonBody(customers, 'POST', 'zh-CN'),
    );
    expect(stages.map(({ label }) => label)).toEqual(['已知客户', '首单', '复购', '忠诚客户']);
  });
});
