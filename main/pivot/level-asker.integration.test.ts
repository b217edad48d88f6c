import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PeopleCounter, type PeopleQuestion } from '../replica/index.ts';
import type { ModelParts } from '../semantic/index.ts';
import { at, type Row, startWorld, type World } from '../semantic/store-world.fixture.ts';
import { openStore } from '../store/index.ts';
import { LevelAsker } from './level-asker.ts';
import { countedTexts } from './people-question.ts';
import { awkward, randomOf, randomOrders } from './pivot-world.fixture.ts';
import type { CubeAnswer, CubeQuestion } from './questions.ts';

/**
 * Figures that are added up or counted by the index of histories against Cube's own answer to every single question:
 * in a zone whose clocks change by half an hour, with people without a profile, empty values and events of nobody known.
 */
const zone = 'Australia/Lord_Howe';
const people = 60;

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

function randomProfiles(): Row[] {
  const random = randomOf(5);
  return Array.from({ length: people }, (_, index) => ({
    ...{ id: index + 1, source_id: 1, kind: random() < 0.2 ? 'company' : 'person', first_seen: 0 },
    ...{ display_name: `P${index % 50}`, country: pick(random, awkward), city: pick(random, ['A', 'B', null]) },
  }));
}

/** Many around the two nights of 2011 in which the clocks change. */
function randomEvents(first: number, count: number, anonymous: number): Row[] {
  const random = randomOf(first);
  return Array.from({ length: count }, (_, index) => {
    const month = pick(random, ['01', '04', '04', '06', '10', '10']);
    const day = pick(random, ['01', '02', '03', '04', '13', '28']);
    const clock = `${String(Math.floor(random() * 24)).padStart(2, '0')}:${pick(random, ['00', '14', '30', '59'])}`;
    return {
      ...{ id: first + index, source_id: 1, content_hash: first + index },
      profile_id: random() < anonymous ? null : 1 + Math.floor(random() ** 2 * people),
      name: pick(random, ['view', 'buy', 'O’Neill 100%', 'order_placed']),
      occurred_at: at(zone, `${pick(random, ['2011', '2012'])}-${month}-${day} ${clock}`),
      session_id: random() < 0.3 ? null : `s${Math.floor(random() * 9)}`,
    };
  });
}

const products: Row[] = Array.from({ length: 12 }, (_, index) => ({
  ...{ id: index + 1, source_id: 1, key: `K${index}` },
  ...{ name: index % 4 === 0 ? null : `Product ${index % 5}`, category: awkward[index % awkward.length] ?? null },
}));

/** Up to three lines for each of these orders, of every type, some of no product, some of nothing or given back. */
function randomLines(first: number, orders: readonly number[]): Row[] {
  const random = randomOf(first);
  const lines = orders.flatMap((order) => new Array<number>(Math.floor(random() * 4)).fill(order));
  return lines.map((order, index) => ({
    ...{ id: first + index, order_id: order, line_key: String(first + index) },
    product_id: random() < 0.15 ? null : 1 + Math.floor(random() ** 2 * 12),
    line_type: pick(random, ['goods', 'goods', 'goods', 'delivery', 'discount', 'fee', 'sample']),
    ...{ quantity_milli: pick(random, [0, 1000, 2000, -1000]), unit_price_micro: 1_000_000, amount_minor: 100 },
  }));
}

/** Some not answered, not solved or not rated. */
function randomTickets(count: number): Row[] {
  const random = randomOf(3);
  return Array.from({ length: count }, (_, index) => {
    const opened = at(zone, `2011-${pick(random, ['03', '04', '10'])}-0${1 + Math.floor(random() * 9)} 12:00`);
    const later = (chance: number) => (random() < chance ? opened + Math.floor(random() * 1e8) : null);
    return {
      ...{ id: index + 1, source_id: 1, key: `T${index}`, profile_id: 1 + Math.floor(random() * people) },
      ...{ opened_at: opened, first_response_at: later(0.7), resolved_at: later(0.5) },
      ...{ channel: pick(random, ['mail', 'phone', null]), priority: pick(random, ['high', 'low']) },
      satisfaction_milli: random() < 0.4 ? Math.floor(random() * 5000) : null,
    };
  });
}
const numbersTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

let world: World;
let model: ModelParts;
let counter: PeopleCounter;
beforeAll(async () => {
  world = await startWorld(
    openStore,
    { timezone: zone, weekStart: 7, currency: 'CNY', exchangeRates: {} },
    {
      ...{ profiles: randomProfiles(), products, events: randomEvents(1, 1200, 0) },
      ...{ orders: randomOrders(7, 500), order_items: randomLines(1, numbersTo(400)), tickets: randomTickets(80) },
    },
  );
  model = await world.semantic.model({ kind: 'parts' });
  const patience = { patienceMs: 60_000, newsPatienceMs: 60_000, linesPatienceMs: 60_000, linesAfterMs: 0 };
  counter = new PeopleCounter({ replica: () => world.replica, from: 1, ...patience });
  await counter.prepare(countedTexts(model));
  await settled();
}, 120_000);
afterAll(async () => {
  await counter?.close();
  await world?.close();
});

/** Waits until the index tells of everything written: while data move, questions are for the database. */
async function settled(): Promise<void> {
  await world.replica.catchUp();
  const nothing = {
    event: null,
    zone,
    weekStart: 7,
    dates: null,
    conditions: [],
    fields: [],
    levels: [{ fields: [], among: 'all' as const }],
  };
  const ofEvents = (['people', 'sessions'] as const).map((of) => ({ of, rows: 'events' as const }));
  const ofLines = (['people', 'orders', 'products'] as const).map((of) => ({ of, rows: 'order_items' as const }));
  for (const index of [...ofEvents, ...ofLines]) {
    const question = { ...index, ...nothing };
    await vi.waitFor(async () => expect(await counter.count(question)).not.toBeNull(), 60_000);
  }
}

async function cube(question: CubeQuestion): Promise<CubeAnswer> {
  const body = Buffer.from(JSON.stringify({ query: question }));
  const headers = { 'content-type': 'application/json' };
  const answer = await world.semantic.ask(
    { method: 'POST', url: '/cubejs-api/v1/load', headers, body },
    { hasParts: true },
  );
  const { data, error } = JSON.parse(Buffer.from(answer.body).toString('utf8'));
  if (error) throw new Error(error);
  return { members: data.members, columns: data.columns, rowCount: data.columns[0]?.length ?? 0, truncated: null };
}

/** Answers as groups with their figures, whatever the order of rows and columns. */
function groupsOf({ members, columns, rowCount }: CubeAnswer, one: CubeQuestion): Map<string, unknown> {
  const { measures } = one;
  const names = levelOf(one).sort();
  return new Map(
    Array.from({ length: rowCount }, (_, row) => [
      JSON.stringify(names.map((name) => [name, textOf(columns[members.indexOf(name)]?.[row])])),
      measures.map((name) => {
        const figure = columns[members.indexOf(name)]?.[row];
        return figure === null || figure === undefined ? null : Number(figure);
      }),
    ]),
  );
}

const time = (view: string) =>
  view === 'events' ? 'events.occurred_at' : view === 'tickets' ? 'tickets.opened_at' : `${view}.ordered_at`;
const dimensions = {
  events: ['name', 'weekday', 'hour', 'country', 'city', 'person_kind', 'person', 'session_id', 'segment'],
  orders: ['channel', 'store', 'country', 'weekday', 'hour', 'kind', 'status', 'customer_kind', 'is_anonymous'],
  order_items: ['channel', 'country', 'line_type', 'product', 'category', 'store', 'weekday', 'kind', 'segment'],
  tickets: ['channel', 'priority', 'city'],
};
const measures = {
  events: ['persons', 'events_per_person', 'count', 'anonymous_count', 'sessions'],
  orders: ['customers', 'revenue', 'average_order_value', 'anonymous_share', 'count', 'repeat_customers'].concat([
    'repeat_rate',
    'new_customers',
    'median_order_value',
    'new_customer_revenue',
    'last_ordered_at',
    'returning_customers',
  ]),
  order_items: ['customers', 'orders', 'products_sold', 'revenue', 'lines_in_revenue', 'average_unit_price'],
  tickets: ['first_response_minutes', 'resolution_minutes', 'satisfaction', 'count', 'median_first_response_minutes'],
};
const filterValues: Record<string, string[]> = {
  'events.name': ['buy', 'view', 'nobody did this'],
  'events.weekday': ['1', '7'],
  'events.country': ["O'Neill & Söhne", '100%_x'],
  'orders.channel': ['web', 'app'],
  'orders.hour': ['3', '23'],
  'order_items.category': ['100%_x', '🍵 茶'],
  'order_items.product': ['Product 1', 'K0'],
  'order_items.line_type': ['goods', 'fee'],
  'order_items.channel': ['web', 'app'],
  'tickets.priority': ['high', 'none'],
};

interface Table {
  view: 'events' | 'orders' | 'order_items' | 'tickets';
  fields: string[];
  steps: string[];
  filters: (readonly [string, string])[];
  dates: readonly [string, string] | null;
  wanted: string[];
}

const table: fc.Arbitrary<Table> = fc
  .constantFrom('events' as const, 'orders' as const, 'order_items' as const, 'tickets' as const)
  .chain((view) => {
    const fields = fc.subarray(dimensions[view], { maxLength: 3 });
    const steps = fc.subarray(['year', 'quarter', 'month', 'week', 'day', 'hour'], { maxLength: 2 });
    const member = fc.constantFrom(...Object.keys(filterValues).filter((name) => name.startsWith(`${view}.`)));
    const filter = fc.tuple(member, fc.constantFrom('equals', 'notEquals', 'set', 'notSet', 'either'));
    const dates = fc.constantFrom<Table['dates']>(
      null,
      ['2011-04-03', '2011-10-02'],
      ['2011-10-02', '2011-10-02'],
      ['2013-01-01', '2013-02-01'],
    );
    const wanted = fc.subarray(measures[view], { minLength: 1, maxLength: 4 });
    return fc.record({
      view: fc.constant(view),
      fields,
      steps,
      filters: fc.array(filter, { maxLength: 2 }),
      dates,
      wanted,
    });
  });

/** Every question that a table with these fields asks. */
function questionsOf({ view, fields, steps, filters, dates, wanted }: Table): CubeQuestion[] {
  const depths = Array.from({ length: fields.length + 1 }, (_, depth) => depth);
  return depths.flatMap((depth) =>
    Array.from({ length: steps.length + 1 }, (_, across): CubeQuestion => {
      const times: CubeQuestion['timeDimensions'] = steps
        .slice(0, across)
        .map((granularity) => ({ dimension: time(view), granularity }));
      if (dates && times[0]) times[0].dateRange = [...dates];
      else if (dates) times.push({ dimension: time(view), dateRange: [...dates] });
      return {
        measures: wanted.map((name) => `${view}.${name}`),
        dimensions: fields.slice(0, depth).map((name) => `${view}.${name}`),
        timeDimensions: times,
        filters: filters.map(([member, operator]) => {
          const values = filterValues[member] ?? [];
          if (operator === 'either') {
            return {
              or: [
                { member, operator: 'equals', values },
                { member, operator: 'notSet' },
              ],
            };
          }
          return operator === 'set' || operator === 'notSet' ? { member, operator } : { member, operator, values };
        }),
        ...{ order: [], limit: 1_000_000, responseFormat: 'columnar', timezone: zone },
      };
    }),
  );
}

const textOf = (value: unknown) => (value === null || value === undefined ? null : String(value));

function levelOf({ dimensions: plain, timeDimensions }: CubeQuestion): string[] {
  return [...plain, ...timeDimensions.flatMap((of) => (of.granularity ? [`${of.dimension}.${of.granularity}`] : []))];
}

async function expectSame(questions: CubeQuestion[], seen: { asked: number; counted: number }) {
  const count = async (of: PeopleQuestion) => {
    const answer = await counter.count(of);
    if (answer) seen.counted += 1;
    return answer;
  };
  const ask = (of: CubeQuestion) => {
    seen.asked += 1;
    return cube(of);
  };
  const asker = new LevelAsker({ model, weekStart: 7, tooMany: [], ask, count }, questions.map(levelOf));
  const answers = await Promise.all(questions.map((one) => asker.ask(one)));
  for (const [index, one] of questions.entries()) {
    const expected = groupsOf(await cube(one), one);
    expect(groupsOf(answers[index] as CubeAnswer, one), JSON.stringify(one)).toEqual(expected);
  }
}

async function expectSameOften(numRuns: number) {
  const check = fc.asyncProperty(table, (one) => expectSame(questionsOf(one), { asked: 0, counted: 0 }));
  await fc.assert(check, { numRuns });
}

describe('levels', () => {
  it('[PV2] have the figures that the data model gives for each by itself', async () => {
    await expectSameOften(18);
  });

  it('have them where there is nothing to group by', async () => {
    const seen = { asked: 0, counted: 0 };
    const nothing = { fields: [], steps: [], filters: [], dates: null };
    await expectSame(questionsOf({ ...nothing, view: 'orders', wanted: ['customers'] }), seen);
    await expectSame(questionsOf({ ...nothing, view: 'events', wanted: ['persons', 'sessions'] }), seen);
    expect(seen).toEqual({ asked: 0, counted: 3 });
  });

  it('are not asked again for the depths in between', async () => {
    const seen = { asked: 0, counted: 0 };
    const all = { steps: ['month'], filters: [], dates: null };
    const events = { view: 'events' as const, fields: ['name', 'weekday'], wanted: ['persons', 'events_per_person'] };
    await expectSame(questionsOf({ ...all, ...events }), seen);
    // The index has the people and their events.
    expect(seen).toEqual({ asked: 0, counted: 1 });
    const sessions = { asked: 0, counted: 0 };
    await expectSame(questionsOf({ ...all, ...events, wanted: ['sessions'] }), sessions);
    // Some events are of no session: which groups there are, the database says.
    expect(sessions).toEqual({ asked: 1, counted: 1 });
    const orders = {
      view: 'orders' as const,
      fields: ['channel', 'store'],
      wanted: ['revenue', 'average_order_value'],
    };
    await expectSame(questionsOf({ ...all, ...orders }), seen);
    expect(seen).toEqual({ asked: 1, counted: 1 });
    const tickets = { view: 'tickets' as const, fields: ['channel', 'priority'] };
    const wanted = ['first_response_minutes', 'resolution_minutes', 'satisfaction'];
    await expectSame(questionsOf({ ...all, ...tickets, wanted }), seen);
    // Averages of sums and counts.
    expect(seen).toEqual({ asked: 2, counted: 1 });
  });

  it('count who is new and who came again by the periods of every depth, in one walk', async () => {
    const seen = { asked: 0, counted: 0 };
    const orders = { view: 'orders' as const, fields: ['channel', 'weekday'], steps: ['year', 'week'], filters: [] };
    const wanted = ['new_customers', 'repeat_rate', 'returning_customers', 'customers'];
    await expectSame(questionsOf({ ...orders, dates: ['2011-04-03', '2011-10-02'], wanted }), seen);
    // The database says which groups there are, for each period once.
    expect(seen).toEqual({ asked: 1, counted: 1 });
    await expectSame(questionsOf({ ...orders, dates: null, wanted }), seen);
    expect(seen).toEqual({ asked: 2, counted: 2 });
    const money = { asked: 0, counted: 0 };
    await expectSame(questionsOf({ ...orders, dates: null, wanted: ['returning_customer_revenue'] }), money);
    expect(money).toEqual({ asked: 3, counted: 0 });
    const both = { asked: 0, counted: 0 };
    await expectSame(questionsOf({ ...orders, dates: null, wanted: ['new_customers', 'new_customer_revenue'] }), both);
    expect(both).toEqual({ asked: 3, counted: 1 });
  });

  it('count the rows of people where the index has every row', async () => {
    const seen = { asked: 0, counted: 0 };
    const events = { view: 'events' as const, fields: ['city', 'country', 'name'], steps: ['month'], filters: [] };
    await expectSame(questionsOf({ ...events, dates: null, wanted: ['count', 'events_per_person'] }), seen);
    expect(seen).toEqual({ asked: 0, counted: 1 });
    const own = { ...events, fields: ['name', 'weekday'], dates: null, wanted: ['count'] };
    await expectSame(questionsOf(own), seen);
    // Of the events' own fields the database knows as quickly.
    expect(seen).toEqual({ asked: 1, counted: 1 });
  });

  it('count sessions by something of the people in them', async () => {
    const seen = { asked: 0, counted: 0 };
    const events = { view: 'events' as const, fields: ['country', 'name', 'city'], steps: ['month'] };
    const table = { ...events, filters: [['events.country', 'either'] as const], dates: null };
    await expectSame(questionsOf({ ...table, wanted: ['sessions', 'count'] }), seen);
    // Some events are of no session: which groups there are, the people of the events tell.
    expect(seen).toEqual({ asked: 0, counted: 2 });
  });

  it('count customers, orders and products of lines, of new lines and changed orders too', async () => {
    const all = { view: 'order_items' as const, filters: [], dates: null };
    const fields = ['channel', 'category', 'line_type'];
    const lines = { ...all, fields, steps: ['month'], wanted: ['customers', 'orders', 'products_sold'] };
    const seen = { asked: 0, counted: 0 };
    await expectSame(questionsOf(lines), seen);
    // The database says which groups there are.
    expect(seen).toEqual({ asked: 1, counted: 3 });
    const dated = {
      dates: ['2011-04-03', '2011-10-02'] as const,
      filters: [['order_items.category', 'either'] as const],
    };
    await expectSame(questionsOf({ ...lines, ...dated, fields: ['product', 'country', 'weekday'] }), seen);
    expect(seen).toEqual({ asked: 2, counted: 6 });
    world.insert('order_items', randomLines(2000, [3, 3, 8, ...numbersTo(500).slice(400)]));
    await settled();
    await expectSame(questionsOf(lines), seen);
    expect(seen).toEqual({ asked: 3, counted: 9 });
    const { store } = world;
    store.transaction(() => {
      store.run(
        "UPDATE orders SET profile_id = 2, status = 'paid', kind = 'order' WHERE profile_id % 5 = 1 OR id % 9 = 0",
      );
      store.run("UPDATE order_items SET product_id = 1, line_type = 'goods' WHERE id % 4 = 0");
      store.run("UPDATE products SET category = '茶具', name = NULL WHERE id < 4");
      for (const [entity, last] of [
        ['orders', 500] as const,
        ['order_items', 3000] as const,
        ['products', 12] as const,
      ]) {
        store.run("INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, 'update', 1, ?, 0)", [
          entity,
          last,
        ]);
      }
    });
    await settled();
    await expectSame(questionsOf({ ...lines, fields: ['category', 'product', 'channel'] }), seen);
    expect(seen).toEqual({ asked: 4, counted: 12 });
  });

  it('are counted while rows are coming in', async () => {
    const everybody = { event: null, zone, weekStart: 7, dates: null, conditions: [] };
    const levels = [{ fields: [0], among: 'all' as const }];
    const fields = [{ kind: 'text' as const, of: 'row' as const, sql: 'store' }];
    const coming = (async () => {
      for (const [index, order] of randomOrders(11, 12).entries()) {
        world.insert('orders', [{ ...order, id: 501 + index, key: `B${index}` }]);
        await world.replica.catchUp();
      }
    })();
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    coming.then(end, end);
    do {
      expect(await counter.count({ of: 'people', rows: 'orders', ...everybody, fields, levels })).not.toBeNull();
    } while (!isOver);
    await coming;
    const orders = { view: 'orders' as const, fields: ['store'], steps: ['month'], filters: [], dates: null };
    await expectSame(questionsOf({ ...orders, wanted: ['customers', 'repeat_rate'] }), { asked: 0, counted: 0 });
  });

  it('follow texts of orders and people that change', async () => {
    const { store } = world;
    const log = "INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, 'update', 1, ?, 0)";
    store.transaction(() => {
      store.run("UPDATE orders SET channel = '天猫' WHERE id % 3 = 0");
      store.run("UPDATE profiles SET city = 'C', country = NULL WHERE id BETWEEN 5 AND 20");
      store.run(log, ['orders', 500]);
      store.run(log, ['profiles', people]);
    });
    await settled();
    const seen = { asked: 0, counted: 0 };
    const all = { steps: [], filters: [], dates: null };
    const events = { view: 'events' as const, fields: ['city', 'country'], wanted: ['persons'] };
    await expectSame(questionsOf({ ...all, ...events }), seen);
    expect(seen).toEqual({ asked: 0, counted: 1 });
    await expectSame(questionsOf({ ...all, view: 'orders', fields: ['channel'], wanted: ['customers'] }), seen);
    // The database says which groups there are: some are of nobody known.
    expect(seen).toEqual({ asked: 1, counted: 2 });
    await expectSame(questionsOf({ ...all, ...events, wanted: ['sessions'] }), { asked: 0, counted: 0 });
  });

  it('[PV2] have them too where events are of nobody known', async () => {
    world.insert('events', randomEvents(1201, 300, 0.4));
    await settled();
    await expectSameOften(5);
    const seen = { asked: 0, counted: 0 };
    const table = { fields: ['name'], steps: ['month'], filters: [], dates: null, wanted: ['persons'] };
    await expectSame(questionsOf({ view: 'events', ...table }), seen);
    // Here too.
    expect(seen).toEqual({ asked: 1, counted: 1 });
  });
});
