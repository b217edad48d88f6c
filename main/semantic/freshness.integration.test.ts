import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { at, configurationOf, startWorld, type World } from './store-world.fixture.ts';

const zone = 'Europe/London';
let world: World;
let nextId = 1;

function order(netMinor: number, currency = 'GBP') {
  const id = nextId;
  nextId += 1;
  return { id, source_id: 1, key: `O${id}`, ordered_at: at(zone, '2024-05-05 12:00'), currency, net_minor: netMinor };
}

beforeAll(async () => {
  world = await startWorld((path) => openStore(path), {
    timezone: zone,
    weekStart: 1,
    currency: 'GBP',
    exchangeRates: { EUR: '0.8' },
  });
});

afterAll(() => world?.close());

const load = async (measure: string) => {
  const [result] = await world.semantic.load({ measures: [measure] });
  return Number(result?.data[0]?.[measure] ?? 0);
};

describe('read your writes', () => {
  it('a question sees every order committed before it, a hundred times in a row', async () => {
    for (let round = 1; round <= 100; round += 1) {
      world.insert('orders', [order(100)]);
      expect(await load('orders.count')).toBe(round);
    }
  });

  it('writes between questions under way are seen by those asked after them', async () => {
    const seen: { before: number; answer: Promise<number> }[] = [];
    for (let round = 0; round < 30; round += 1) {
      world.insert('orders', [order(100)]);
      seen.push({ before: nextId - 1, answer: load('orders.count') });
    }
    for (const { before, answer } of seen) expect(await answer).toBeGreaterThanOrEqual(before);
  });

  it('thirty identical questions at once cost one query', async () => {
    world.insert('orders', [order(100)]);
    const asked: string[] = [];
    const query = world.replica.query;
    world.replica.query = (...args: Parameters<typeof query>) => {
      asked.push(args[0]);
      return query.apply(world.replica, args);
    };
    try {
      const answers = await Promise.all(Array.from({ length: 30 }, () => load('orders.revenue')));
      expect(new Set(answers)).toEqual(new Set([nextId - 1]));
      expect(asked).toHaveLength(1);
      await load('orders.revenue');
      expect(asked).toHaveLength(1);
    } finally {
      world.replica.query = query;
    }
  });
});

describe('settings', () => {
  it('a new exchange rate changes the figures at once', async () => {
    world.insert('orders', [order(1000, 'EUR')]);
    const before = await load('orders.revenue');
    world.settings.exchangeRates = { EUR: '0.9' };
    await world.replica.reconfigure(configurationOf(world.settings));
    expect((await load('orders.revenue')) - before).toBeCloseTo(1, 9); // 10 EUR: £8 became £9
  });

  it('another currency has its own minor units', async () => {
    world.settings.currency = 'JPY';
    world.settings.exchangeRates = { GBP: '190', EUR: '160' };
    await world.replica.reconfigure(configurationOf(world.settings));
    const pounds = nextId - 2; // all orders but the one in EUR are £1
    const [result] = await world.semantic.load({ measures: ['orders.revenue'] });
    expect(result?.data[0]?.['orders.revenue']).toBe(String(pounds * 190 + 1600));
    expect(result?.annotation.measures?.['orders.revenue']?.currency).toBe('JPY');
  });

  it('another zone moves the days', async () => {
    world.settings.timezone = 'Pacific/Auckland';
    await world.replica.reconfigure(configurationOf(world.settings));
    const [result] = await world.semantic.load({
      measures: ['orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', granularity: 'day' }],
    });
    expect(result?.data.map((row) => row['orders.ordered_at.day'])).toEqual(['2024-05-05T00:00:00.000']); // 23:00 there
    expect(result?.query.timezone).toBe('Pacific/Auckland');
  });
});
