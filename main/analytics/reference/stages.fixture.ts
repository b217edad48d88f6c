import fc from 'fast-check';
import { expect } from 'vitest';
import { stagesInput } from '../../../contract/stages.ts';
import type { Writer } from '../../store/index.ts';
import type { Stages } from '../stages.ts';
import { countryOf, placeOf } from './customer-stages.fixture.ts';
import type { Row, Run } from './histories.fixture.ts';
import { lossReasonsSql, stagesSql, winnersSql } from './stages-sql.ts';

const names = ['Lead', 'Demo', 'Offer', "Won's", 'Lost'];
const dayMs = 86_400_000;
const firstDay = Date.UTC(2024, 0, 1);
const owners = ['Ann', 'Bob'];

const opportunity = fc.record({
  stage: fc.constantFrom(...names, 'Elsewhere'),
  outcome: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
  amount: fc.constantFrom<number | null>(null, 0, 5_000, 120_00),
  owner: fc.constantFrom(...owners),
  channel: fc.constantFrom<string | null>(null, '', 'Fair', 'Web'),
  reason: fc.constantFrom<string | null>(null, '', 'price', "they're slow", '价格'),
  /** The last few are nobody's. */
  person: fc.integer({ min: 1, max: 70 }),
  openedOn: fc.integer({ min: 0, max: 20 }),
  closedAfter: fc.integer({ min: 0, max: 12 }),
  // Stages are entered again, in any order, several on one day.
  entries: fc.uniqueArray(
    fc.record({ stage: fc.constantFrom(...names, 'Elsewhere'), after: fc.integer({ min: 0, max: 6 }) }),
    { maxLength: 5, selector: ({ stage, after }) => `${after} ${stage}` },
  ),
});
type Opportunity = typeof opportunity extends fc.Arbitrary<infer T> ? T : never;

const some: Opportunity[] = fc.sample(opportunity, { numRuns: 80, seed: 17 }).map((one) => ({
  ...one,
  // One channel wins by more than chance.
  channel: one.outcome === 'won' && one.amount === 5_000 ? 'Friends' : one.channel,
}));
/** Reasons in people's own words: more than are shown. */
const talkative = Array.from({ length: 34 }, (_, i): Opportunity => {
  const dates = { openedOn: i % 10, closedAfter: 1 };
  const lost = { stage: 'Lost', outcome: 'lost' as const, reason: `reason ${i}`, entries: [] };
  return { ...lost, ...dates, amount: 5_000, owner: 'Bob', channel: null, person: 1 + i };
});
const all = [...some, ...talkative];
/** Rows of a list that are shown. */
const mostRows = 30;
/** People that files tell nothing else of are persons. */
const kindOf = (person: number): string | null => (countryOf(person) === null ? null : 'person');
const entries = all.flatMap((one, i) =>
  one.entries.map(({ stage, after }) => ({ opportunity: i + 1, stage, ms: firstDay + (one.openedOn + after) * dayMs })),
);
const closedMs = ({ outcome, openedOn, closedAfter }: Opportunity): number | null =>
  outcome === 'open' ? null : firstDay + (openedOn + closedAfter) * dayMs;

/** Opportunities of all kinds of the customers, as an import would leave them. */
export function writeOpportunities(store: Writer): void {
  store.transaction(() => {
    all.forEach((one, i) => {
      store.run(
        `INSERT INTO opportunities (id, source_id, key, stage, outcome, amount_minor, currency, owner, channel, loss_reason, profile_id,
                                    opened_at, closed_at)
         VALUES (?, 1, ?, ?, ?, ?, 'CNY', ?, ?, ?, ?, ?, ?)`,
        [
          ...[i + 1, `O${i}`, one.stage, one.outcome, one.amount, one.owner, one.channel, one.reason],
          countryOf(one.person) === null ? null : one.person,
          ...[firstDay + one.openedOn * dayMs, closedMs(one)],
        ],
      );
    });
    entries.forEach(({ opportunity: id, stage, ms }, i) => {
      store.run('INSERT INTO opportunity_stages (id, opportunity_id, stage, entered_at) VALUES (?, ?, ?, ?)', [
        ...[i + 1, id, stage, ms],
      ]);
    });
    for (const [entity, last] of [
      ['opportunities', all.length],
      ['opportunity_stages', entries.length],
    ] as const) {
      store.run("INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, 'insert', 1, ?, 1)", [
        ...[entity, last],
      ]);
    }
  });
}

export const stageCases = fc.record({
  stages: fc.shuffledSubarray(names, { minLength: 1 }),
  owner: fc.option(fc.constantFrom(...owners), { freq: 1 }),
  /** Opened within these days. */
  days: fc.option(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: 20 })), { freq: 1 }),
});
type StageCase = typeof stageCases extends fc.Arbitrary<infer T> ? T : never;

const date = (day: number): string => new Date(firstDay + day * dayMs).toISOString().slice(0, 10);
const byText = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
const rounded = (days: unknown): string => (days === null ? '-' : Number(days).toFixed(6));

interface Compared {
  opportunities: number;
  lost: number;
  winners: number;
  /** Of them by region or city. */
  places: number;
  /** Whether not all reasons of loss are shown. */
  cut: number;
}

/** Every column of the table, reasons of loss and winners. Returns how many of each there are. */
export async function compareStages({ stages, owner, days }: StageCase, funnel: Stages, run: Run): Promise<Compared> {
  const input = stagesInput.parse({
    stages,
    ...(owner ? { owners: [owner] } : {}),
    ...(days ? { dateRange: { from: date(days[0]), to: date(days[1]) } } : {}),
  });
  const answer = await funnel.figures(input, 'en');
  const meant = all
    .map((one, i) => ({ ...one, id: i + 1 }))
    .filter(
      (one) => (!owner || one.owner === owner) && (!days || (one.openedOn >= days[0] && one.openedOn <= days[1])),
    );
  const text = (value: string | null) =>
    value === null ? 'CAST(NULL AS VARCHAR)' : `'${value.replaceAll("'", "''")}'`;
  const opportunities = meant.map((one) => {
    const { region, city } = placeOf(one.person);
    const traits = [kindOf(one.person), countryOf(one.person), region, city];
    const texts = [one.reason, one.owner, one.channel, ...traits].map(text);
    const closed = `CAST(${closedMs(one) ?? 'NULL'} AS BIGINT)`;
    return `(${[one.id, text(one.stage), text(one.outcome), one.amount ?? 0, closed, ...texts].join()})`;
  });
  const visits = entries.map((one, i) => `(${[one.opportunity, i, text(one.stage), one.ms].join()})`);
  const reference = {
    opportunities: `(SELECT * FROM (VALUES ${opportunities.join()}) v (id, stage, outcome, amount, closed_ms, reason, owner, channel, kind, country, region, city))`,
    entries: `(SELECT * FROM (VALUES ${visits.join()}) v (opportunity, entry, stage, ms))`,
    stages,
  };
  const rows = await run(stagesSql(reference));
  const tidied = rows.map((row): Row => [...row.slice(0, 6).map(Number), rounded(row[6]), rounded(row[7])]);
  expect(tidied).toEqual(
    answer.stages.map((one, place) => [
      ...[place, one.count, one.amountMinor, one.current, one.currentAmountMinor, one.lost],
      ...[rounded(one.meanDays), rounded(one.medianDays)],
    ]),
  );
  const lost = (await run(lossReasonsSql(reference))).map(([reason, count, sum, at]) => [
    reason,
    Number(count),
    Number(sum),
    at,
  ]);
  const reasons = answer.lossReasons.map((one) => [one.reason, one.count, one.amountMinor, one.mainStage]);
  const shown = lost
    .toSorted(([a, n], [b, m]) => Number(m) - Number(n) || (String(a) < String(b) ? -1 : 1))
    .slice(0, mostRows);
  expect(reasons).toEqual(shown);
  const cut = lost.length > mostRows ? { lossReasons: { shown: mostRows, total: lost.length } } : undefined;
  expect(answer.truncated).toEqual(cut);
  const telling = (await run(winnersSql(reference))).map(([property, value, closed, won, ...figures]) => [
    ...[property, value, Number(closed), Number(won)],
    ...figures.map(rounded),
  ]);
  const winners = answer.winners.map((one) => [
    ...[one.property, one.value, one.closed, one.won, rounded(one.winRate), rounded(one.lift)],
    rounded(one.isSignificant),
  ]);
  expect(byText(winners)).toEqual(byText(telling));
  const places = winners.filter(([property]) => property === 'region' || property === 'city').length;
  return { opportunities: meant.length, lost: lost.length, winners: winners.length, places, cut: cut ? 1 : 0 };
}
