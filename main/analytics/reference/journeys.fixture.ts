import fc from 'fast-check';
import { expect } from 'vitest';
import { answerAlone } from '../behaviour/run.ts';
import { JourneyRun } from '../behaviour/run-journey.ts';
import { entityOf, history, nameSet, type Row, type Run, rowsSql, tidy, worldOf } from './histories.fixture.ts';
import { journeyLinksSql, journeyTouchpointsSql, mostMetSql } from './journey-sql.ts';

/** Touchpoints may share events (JM5); journeys begin with one of them or with an event of their own. */
export const journeys = fc.record({
  history: history(12, 30),
  touchpoints: fc.array(nameSet, { minLength: 1, maxLength: 4 }),
  start: fc.option(nameSet, { freq: 1 }),
  fromMs: fc.integer({ min: 0, max: 4 }),
  /** Instead of `touchpoints` the events that most people have, so many. */
  found: fc.option(fc.integer({ min: 2, max: 4 }), { freq: 2 }),
});
type JourneyCase = typeof journeys extends fc.Arbitrary<infer T> ? T : never;

const number = (cell: string | number | null | undefined): number | null =>
  cell === null || cell === undefined ? null : Number(cell);
const rounded = (ms: number | null): string => (ms === null ? '-' : ms.toFixed(6));
const mean = (total: number | null, of: number): number | null => (total === null ? null : total / of);

/** Touchpoints in their order, and what happens between them. Returns how many journeys there are. */
export async function compareJourney(
  { history: of, touchpoints: asked, start, fromMs, found: limit }: JourneyCase,
  run: Run,
): Promise<number> {
  const toMs = 11;
  const happened = `(SELECT * FROM ${rowsSql(of, {})} r WHERE ms BETWEEN ${fromMs} AND ${toMs})`;
  const touchpoints =
    limit === null ? asked : (await run(mostMetSql(happened, limit))).map(([name]) => [Number(name)] as const);
  const walk = new JourneyRun(worldOf(of), {
    ...{ kind: 'journey', cell: null, fromMs, toMs, touchpointLimit: limit ?? 8 },
    touchpoints: limit === null ? touchpoints.map((names) => entityOf(names)) : null,
    ...{ startPoint: start && entityOf(start), everybody: entityOf([0, 1, 2, 3]) },
  });
  const found = answerAlone(walk);
  if (touchpoints.length === 0) {
    expect(found).toMatchObject({ persons: 0, touchpoints: [], links: [] });
    return 0;
  }
  const names = touchpoints.map((_, i) => `p${i}`);
  const flags = Object.fromEntries(touchpoints.map((set, i) => [`p${i}`, set] as const));
  const rows = rowsSql(of, { ...flags, ...(start ? { start } : {}) });
  const events = `(SELECT * FROM ${rows} r WHERE ms BETWEEN ${fromMs} AND ${toMs})`;
  const reference = { events, touchpoints: names, hasStart: start !== null };

  const points = (await run(journeyTouchpointsSql(reference))).map((row): Row => {
    const [place, point, met = 0, positions = 0, ended, total = 0, median] = row.map(number);
    const share = (sum: number | null | undefined) => rounded((sum ?? 0) / (met ?? 1));
    return [place ?? null, point ?? null, met, share(positions), ended ?? 0, share(total), rounded(median ?? null)];
  });
  expect(tidy(points)).toEqual(
    tidy(
      found.touchpoints.map((one, i) => [
        ...[i + 1, one.index, one.persons, rounded(one.averagePosition), one.ended],
        ...[rounded(one.averageSecondsFromStart * 1_000), rounded(one.medianSecondsFromStart * 1_000)],
      ]),
    ),
  );

  const links = (await run(journeyLinksSql(reference))).map((row): Row => {
    const [from, to, persons, continued, detoured, dropped, total, median] = row.map(number);
    const times = [rounded(mean(total ?? null, continued ?? 0)), rounded(median ?? null)];
    return [from ?? 0, to ?? 0, persons ?? 0, continued ?? 0, detoured ?? 0, dropped ?? 0, ...times];
  });
  const inMs = (seconds: number | null) => rounded(seconds === null ? null : seconds * 1_000);
  expect(tidy(links)).toEqual(
    tidy(
      found.links.map((one) => [
        ...[one.from, one.to, one.persons, one.continued, one.detoured, one.dropped],
        ...[inMs(one.averageSeconds), inMs(one.medianSeconds)],
      ]),
    ),
  );
  return found.persons;
}
