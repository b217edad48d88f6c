import fc from 'fast-check';
import { expect } from 'vitest';
import { stagesInput } from '../../../contract/stages.ts';
import type { Writer } from '../../store/index.ts';
import type { Stages } from '../stages.ts';
import { customerStagesSql } from './customer-stages-sql.ts';
import type { Run } from './histories.fixture.ts';

const dayMs = 86_400_000;
const firstDay = Date.UTC(2024, 0, 1);

/** Several documents at one instant are common, as are people without any. */
const customer = fc.record({
  country: fc.constantFrom('Peru', 'Chile'),
  /** Known by a date given; may be later than the first order. */
  seenOn: fc.option(fc.integer({ min: 0, max: 60 })),
  eventOn: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 1 }),
  documents: fc.array(
    fc.record({
      on: fc.integer({ min: 0, max: 60 }),
      minor: fc.constantFrom(0, 1_000, 2_550, -700),
      kind: fc.constantFrom('order', 'order', 'order', 'return', 'adjustment'),
      status: fc.constantFrom('paid', 'paid', 'paid', 'cancelled', 'open'),
    }),
    { maxLength: 7 },
  ),
});
const all = fc.sample(customer, { numRuns: 70, seed: 23 });
/** The last few are nobody's. */
const anonymousFrom = 64;
const documents = all.flatMap((one, i) => one.documents.map((document) => ({ ...document, person: i + 1 })));
const personOf = (person: number): number | null => (person > anonymousFrom ? null : person);
const isCounted = ({ kind, status }: (typeof documents)[number]): boolean => kind === 'order' && status === 'paid';
const isRevenue = ({ kind, status }: (typeof documents)[number]): boolean => kind !== 'adjustment' && status === 'paid';
const instant = (day: number): number => firstDay + day * dayMs;

/** Of people by their id; null = nobody's. */
export const countryOf = (person: number): string | null =>
  person > anonymousFrom ? null : (all[person - 1]?.country ?? null);

const regions = ['North', 'South', '', null];
const cities = ['Lima', "L'Isle", '利马', 'Cusco', null];
/** Where people live; nobody's are nowhere. */
export const placeOf = (person: number): { region: string | null; city: string | null } => {
  if (person > anonymousFrom) return { region: null, city: null };
  return { region: regions[person % regions.length] ?? null, city: cities[person % cities.length] ?? null };
};

/** People with documents of all kinds, as an import would leave them. */
export function writeCustomers(store: Writer): void {
  store.transaction(() => {
    store.run("INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'files', 'file', 0)");
    all.slice(0, anonymousFrom).forEach(({ country, seenOn, eventOn }, i) => {
      const { region, city } = placeOf(i + 1);
      store.run('INSERT INTO profiles (id, source_id, country, region, city, first_seen) VALUES (?, 1, ?, ?, ?, ?)', [
        ...[i + 1, country, region, city, seenOn === null ? null : instant(seenOn)],
      ]);
      if (eventOn === null) return;
      store.run(
        "INSERT INTO events (id, source_id, content_hash, profile_id, name, occurred_at, properties) VALUES (?, 1, ?, ?, 'a', ?, '{}')",
        [i + 1, i + 1, i + 1, instant(eventOn)],
      );
    });
    documents.forEach(({ person, on, minor, kind, status }, i) => {
      store.run(
        `INSERT INTO orders (id, source_id, key, profile_id, ordered_at, kind, status, currency, gross_minor, net_minor)
         VALUES (?, 1, ?, ?, ?, ?, ?, 'CNY', ?, ?)`,
        [i + 1, `D${i}`, personOf(person), instant(on), kind, status, minor, minor],
      );
    });
    for (const [entity, last] of [
      ['profiles', anonymousFrom],
      ['events', anonymousFrom],
      ['orders', documents.length],
    ] as const) {
      store.run("INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, 'insert', 1, ?, 1)", [
        ...[entity, last],
      ]);
    }
  });
}

export const customerStageCases = fc.record({
  loyalOrders: fc.integer({ min: 3, max: 5 }),
  inactiveDays: fc.integer({ min: 1, max: 50 }),
  country: fc.option(fc.constantFrom('Peru', 'Chile'), { freq: 1 }),
  /** First seen within these days. */
  days: fc.option(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 21, max: 60 })), { freq: 1 }),
});
type Case = typeof customerStageCases extends fc.Arbitrary<infer T> ? T : never;

/** The earliest of the date given, the event and the first counted order; null where there is none. */
function seenMs({ seenOn, eventOn }: (typeof all)[number], person: number): number | null {
  const orders = documents.filter((one) => one.person === person && isCounted(one)).map(({ on }) => on);
  const days = [seenOn, eventOn, ...orders].filter((day) => day !== null);
  return days.length === 0 ? null : instant(Math.min(...days));
}

const date = (day: number): string => new Date(instant(day)).toISOString().slice(0, 10);
const rounded = (days: unknown): string => (days === null || days === undefined ? '-' : Number(days).toFixed(6));

/** Every column of the table and what has become of everybody. Returns how many are loyal. */
export async function compareCustomerStages(one: Case, funnel: Stages, run: Run): Promise<number> {
  const { loyalOrders, inactiveDays, country, days } = one;
  const input = stagesInput.parse({
    ...{ of: 'customers', loyalOrders, inactiveDays },
    ...(country ? { filters: [{ property: 'country', operator: 'exact', value: country }] } : {}),
    ...(days ? { dateRange: { from: date(days[0]), to: date(days[1]) } } : {}),
  });
  const { stages, outcome } = await funnel.figures(input, 'en');
  const meant = all
    .slice(0, anonymousFrom)
    .map((customer, i) => ({ ...customer, id: i + 1, seen: seenMs(customer, i + 1) }))
    .filter(({ seen, country: of }) => {
      if (country && of !== country) return false;
      return !days || (seen !== null && seen >= instant(days[0]) && seen < instant(days[1] + 1));
    });
  const big = (value: number | null): string => `CAST(${value ?? 'NULL'} AS BIGINT)`;
  const people = meant.map(({ id, seen }) => `(${id}, ${big(seen)})`);
  const orders = documents.map((document, i) => {
    const { person, on, minor } = document;
    return `(${[i + 1, big(personOf(person)), instant(on), minor, isCounted(document), isRevenue(document)].join()})`;
  });
  const rows = await run(
    customerStagesSql({
      people: `(SELECT * FROM (VALUES ${people.join()}) v (id, seen_ms))`,
      orders: `(SELECT * FROM (VALUES ${orders.join()}) v (id, person, ms, minor, is_counted, is_revenue))`,
      ...{ loyalOrders, inactiveMs: inactiveDays * dayMs },
    }),
  );
  const [ends, ...table] = rows;
  expect(ends?.slice(1, 7).map(Number)).toEqual([
    ...[outcome.open, outcome.openMinor, outcome.won, outcome.wonMinor, outcome.lost, outcome.lostMinor],
  ]);
  expect(table.map((row) => [...row.slice(0, 6).map(Number), rounded(row[6]), rounded(row[7])])).toEqual(
    stages.map((stage, place) => [
      ...[place, stage.count, stage.amountMinor, stage.current, stage.currentAmountMinor, stage.lost],
      ...[rounded(stage.meanDays), rounded(stage.medianDays)],
    ]),
  );
  return outcome.won;
}
