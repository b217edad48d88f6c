import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { startWorld, type World } from './store-world.fixture.ts';

interface Member {
  name: string;
  title: string;
  type: string;
  description?: string;
  currency?: string;
  meta?: { unit?: string; source?: string; synonyms?: string[] } & Record<
    string,
    { title?: string; description?: string }
  >;
}
interface Cube extends Member {
  measures: Member[];
  dimensions: Member[];
  segments: Member[];
}

let world: World;
let english: Cube[];
let chinese: Cube[];

beforeAll(async () => {
  world = await startWorld((path) => openStore(path), {
    timezone: 'Asia/Shanghai',
    weekStart: 1,
    currency: 'CNY',
    exchangeRates: {},
  });
  english = (await world.semantic.meta('en')).cubes as unknown as Cube[];
  chinese = (await world.semantic.meta('zh-CN')).cubes as unknown as Cube[];
});

afterAll(() => world?.close());

const members = (cubes: Cube[]) => cubes.flatMap((cube) => [...cube.measures, ...cube.dimensions, ...cube.segments]);
const named = (cubes: Cube[]) => new Map([...cubes, ...members(cubes)].map((member) => [member.name, member]));
const hasChinese = /\p{Script=Han}/u;

const required = [
  ...['revenue', 'count', 'average_order_value', 'customers', 'repeat_rate', 'ordered_at', 'channel', 'country'].map(
    (name) => `orders.${name}`,
  ),
  ...['count', 'new', 'first_seen'].map((name) => `profiles.${name}`),
  ...['count', 'persons', 'name', 'occurred_at'].map((name) => `events.${name}`),
  ...['nps', 'responses'].map((name) => `survey_responses.${name}`),
  ...['count', 'complaint_rate', 'first_response_minutes', 'satisfaction'].map((name) => `tickets.${name}`),
  ...['count', 'amount', 'win_rate'].map((name) => `opportunities.${name}`),
];

describe('the data model', () => {
  it.each(required)('has %s', (name) => expect(named(english).has(name)).toBe(true));

  it('shows nothing of its inside', () => {
    expect(english.filter((cube) => cube.name.startsWith('base_'))).toEqual([]);
    expect(members(english).filter(({ name }) => /_(minor|milli)$/.test(name))).toEqual([]);
  });

  it('describes every member in both languages, with its source', () => {
    const translated = named(chinese);
    const faults = [...named(english).values()].flatMap((member) => {
      const twin = translated.get(member.name);
      const words = [member.title, member.description, member.meta?.en?.title, member.meta?.en?.description];
      const zhWords = [twin?.title, twin?.description, member.meta?.['zh-CN']?.title];
      const isComplete =
        words.every((text) => text && !hasChinese.test(text)) &&
        zhWords.every((text) => text && hasChinese.test(text)) &&
        member.meta?.source;
      return isComplete ? [] : [member.name];
    });
    expect(faults).toEqual([]);
  });

  it('gives every measure a unit and words to find it by, and every dimension words', () => {
    const measures = english.flatMap((cube) => cube.measures);
    expect(measures.filter(({ meta }) => !meta?.unit || !meta.synonyms?.length).map(({ name }) => name)).toEqual([]);
    const dimensions = english.flatMap((cube) => cube.dimensions);
    expect(dimensions.filter(({ meta }) => !meta?.synonyms?.length).map(({ name }) => name)).toEqual([]);
  });

  it('names the currency of money, and of nothing else', () => {
    for (const member of english.flatMap((cube) => cube.measures)) {
      expect([member.name, member.currency]).toEqual([
        member.name,
        member.meta?.unit === 'currency' ? 'CNY' : undefined,
      ]);
    }
  });

  it('answers every public member of every view', async () => {
    for (const cube of english) {
      for (const member of [...cube.measures, ...cube.dimensions]) {
        const isMeasure = cube.measures.includes(member);
        await world.semantic.load(isMeasure ? { measures: [member.name] } : { dimensions: [member.name] });
      }
      for (const segment of cube.segments) {
        await world.semantic.load({ measures: [cube.measures[0]?.name], segments: [segment.name] });
      }
    }
  });
});

/** The statement of a question, blanks folded. */
async function sqlOf(query: object): Promise<string> {
  const answer = await world.semantic.ask({
    method: 'GET',
    url: `/cubejs-api/v1/sql?query=${encodeURIComponent(JSON.stringify(query))}`,
  });
  const body = JSON.parse(Buffer.from(answer.body).toString('utf8')) as { sql: { sql: [string, unknown[]] } };
  return body.sql.sql[0].replaceAll(/\s+/g, ' ').trim();
}

describe('SQL by hazard', () => {
  it('the workspace zone reads stored local columns and compares plain timestamps', async () => {
    const sql = await sqlOf({
      measures: ['orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', granularity: 'day', dateRange: ['2024-02-01', '2024-02-29'] }],
    });
    expect(sql).toContain(`DATE_TRUNC('day', "base_orders".ordered_at_local)`);
    expect(sql).toContain('"base_orders".ordered_at >= CAST(? AS TIMESTAMP)');
    expect(sql).not.toMatch(/timezone\(|timestamptz|to_seconds/i);
  });

  it('[fan-out] an order’s measures beside its lines are computed over distinct orders', async () => {
    const sql = await sqlOf({
      measures: ['orders.revenue', 'order_items.revenue'],
      dimensions: ['order_items.category'],
    });
    expect(sql).toMatch(/SELECT DISTINCT [^()]*_base_orders"\.id /);
  });

  it('a plain question reads one table', async () => {
    const sql = await sqlOf({ measures: ['orders.revenue', 'orders.count', 'orders.customers'] });
    expect(sql).not.toContain('JOIN');
  });

  it('text of a reader is a parameter, its wildcards literal', async () => {
    const sql = await sqlOf({
      measures: ['orders.count'],
      filters: [{ member: 'orders.country', operator: 'contains', values: ["100%'; --"] }],
    });
    expect(sql).toContain(`ILIKE '%' || ? || '%' ESCAPE '\\'`);
    expect(sql).not.toContain('100%');
  });
});
