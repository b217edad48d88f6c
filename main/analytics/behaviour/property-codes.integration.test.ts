import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PropertyFilter } from '../../../contract/analytics.ts';
import { type Replica, sequenceArrays } from '../../replica/index.ts';
import { event, profile, type Row, Scribe } from '../../replica/scribe.fixture.ts';
import { hasBit } from '../sequence/view.ts';
import { CodesAhead } from './codes-ahead.ts';
import { allOf, originProperty } from './filter-sql.ts';
import { Resolver } from './resolver.ts';
import { World } from './world.ts';

/*
 * Filters on properties of events by codes against the same filters as SQL over every row: texts that read as numbers,
 * quotes and escapes in texts and names, empty and missing ones, values that are no text in the JSON.
 */
const texts = ['', 'x', 'X', 'xy', "it's", 'say "x"', 'a\\b', '%', '10', '9', '1e1', '010', '2024-03-01', '中文', 'ß'];
const property = 'o\'ne/~"two';
let scribe: Scribe;
let replica: Replica;

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 2, arbitrary: fc.constantFrom(null, 10, 9.5, true, [1, 'x'], { x: 1 }, undefined) },
);
/** The same text with every character of it written by its number, as some senders do. */
const escaped = (text: string): string =>
  Array.from(text, (one) => [...one].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)).join('');
const written = (given: unknown, isEscaped: boolean): string =>
  isEscaped && typeof given === 'string'
    ? `{ ${JSON.stringify(property)} : "${escaped(given)}" , "page":"p"}`
    : JSON.stringify({ [property]: given, page: 'p' });
const row = (id: number, given: { name: string; value: unknown; person: number | null; isEscaped?: boolean }): Row =>
  event(id, {
    name: given.name,
    profile_id: given.person,
    properties: given.value === undefined ? null : written(given.value, given.isEscaped ?? false),
  });
const rows = fc.record({
  name: fc.constantFrom('view', 'buy'),
  value,
  person: fc.constantFrom(1, 2, 3, null),
  isEscaped: fc.constantFrom(false, false, true),
});
const filter: fc.Arbitrary<PropertyFilter> = fc.oneof(
  fc.record({
    property: fc.constant(property),
    operator: fc.constantFrom('exact', 'is_not', 'icontains', 'not_icontains', 'gt', 'gte', 'lt', 'lte', 'regex'),
    value: fc.oneof(
      fc.constantFrom(
        'x',
        'X',
        "it's",
        'a\\b',
        'say "x"',
        '10',
        '1e1',
        '中文',
        '[1,"x"]',
        'true',
        '2024-03-01',
        10,
        9.5,
      ),
      fc.constantFrom(['x', '9'], ['x', 'ß']),
    ),
  }),
  fc.record({ property: fc.constant(property), operator: fc.constantFrom('is_set', 'is_not_set') }),
  fc.constant<PropertyFilter>({ property: 'page', operator: 'exact', value: 'p' }),
) as fc.Arbitrary<PropertyFilter>;
const question = fc.record({
  anyOf: fc.constantFrom<string[]>(['view'], ['view', 'buy'], []),
  filters: fc.array(filter, { minLength: 1, maxLength: 3 }),
});
type Question = { anyOf: string[]; filters: PropertyFilter[] };

beforeAll(async () => {
  scribe = new Scribe();
  scribe.insert('profiles', [profile(1), profile(2), profile(3)]);
  scribe.insert(
    'events',
    fc.sample(rows, { numRuns: 600, seed: 11 }).map((given, i) => row(i + 1, given)),
  );
  replica = await scribe.replica();
});
afterAll(() => scribe.remove());

/** Rows that pass by the codes of their properties. */
async function byCodes(asked: Question): Promise<number[]> {
  for (const name of [property, 'page']) {
    expect(await replica.eventCodes(originProperty.events(name), { waits: true })).not.toBeNull();
  }
  await replica.catchUp();
  const sequence = await replica.sequence();
  const entity = { ...asked, event: null, personFilters: [] };
  const resolved = await new Resolver(replica, 0).entity(sequence, entity, { filters: [] }, '');
  expect(resolved.passing?.codes).toHaveLength(asked.filters.length);
  const { people, names } = sequence;
  const arrays = sequenceArrays(sequence);
  const { passing } = new World({ people, names, arrays }).matcher(resolved);
  const found: number[] = [];
  arrays.rowIds.forEach((id, i) => {
    if (resolved.names[arrays.names[i] as number] === 1 && passing && hasBit(passing, i)) found.push(id);
  });
  return found.sort((a, b) => a - b);
}

async function bySql({ anyOf, filters }: Question): Promise<number[]> {
  const condition = allOf(filters, originProperty.events);
  const named = anyOf.length === 0 ? 'true' : `name IN (${anyOf.map((name) => `'${name}'`).join()})`;
  const sql = `SELECT id FROM events WHERE profile_id IS NOT NULL AND ${named} AND ${condition.sql} ORDER BY id`;
  await replica.catchUp();
  return (await replica.query(sql, condition.parameters)).rows.map(([id]) => Number(id));
}

const agree = (numRuns: number) =>
  fc.assert(
    fc.asyncProperty(question, async (asked) => {
      expect(await byCodes(asked)).toEqual(await bySql(asked));
    }),
    { numRuns, seed: 3 },
  );
const files = () =>
  readdirSync(join(scribe.folder, 'sequence-codes')).map((name) => join(scribe.folder, 'sequence-codes', name));
const text = { sql: 'name', parameters: [] };

describe('codes of properties', () => {
  it('let the same events pass as SQL', () => agree(60));

  it('follow rows that are new, changed and gone', async () => {
    scribe.insert('events', [row(701, { name: 'view', value: 'new', person: 1 })]);
    scribe.change('update', 'events', 1, 40, `UPDATE events SET properties = '{"page":"q"}' WHERE id <= 40`);
    scribe.change('delete', 'events', 100, 140, 'DELETE FROM events WHERE id BETWEEN 100 AND 140');
    await agree(25);
    const [only] = [{ property, operator: 'exact', value: 'new' } satisfies PropertyFilter];
    expect(await byCodes({ anyOf: [], filters: [only] })).toEqual([701]);
  });

  it('keep no text of rows that are gone', async () => {
    scribe.change('delete', 'events', 701, 701, 'DELETE FROM events WHERE id = 701');
    await replica.catchUp();
    const codes = await replica.eventCodes(originProperty.events(property), { waits: true });
    expect(codes?.labels).not.toContain('new');
    expect(codes?.labels).toContain('xy');
  });

  it('are read from their files by the next start, and made anew from a damaged one', async () => {
    await replica.close();
    const whole = files().filter((path) => path.endsWith('.codes'));
    expect(whole.length).toBeGreaterThan(0);
    // Whoever does not wait has codes only where a file has them.
    const saved = () => replica.eventCodes(originProperty.events(property));
    replica = await scribe.replica();
    await replica.catchUp();
    expect(await saved()).not.toBeNull();
    await agree(10);
    await replica.close();
    for (const path of files().filter((one) => one.endsWith('.codes'))) {
      const bytes = readFileSync(path);
      bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 0xff;
      writeFileSync(path, bytes);
    }
    replica = await scribe.replica();
    await replica.catchUp();
    expect(await saved()).toBeNull();
    await agree(10);
  });

  it('are made unasked of the properties that most events have, as far as there is room for their files', async () => {
    const rare = { sql: "repeat('long', 50) || (id % 400)", parameters: [] };
    const few = { sql: "'n' || (id % 3)", parameters: [] };
    await replica.eventCodesAhead([few, rare, originProperty.events('page')]);
    // Whoever does not wait has codes only where there are some already.
    expect((await replica.eventCodes(few))?.labels.toSorted()).toEqual(['', 'n0', 'n1', 'n2']);
    expect(await replica.eventCodes(originProperty.events('page'))).not.toBeNull();
    expect(await replica.eventCodes(rare)).toBeNull();
    const restart = async () => {
      await replica.close();
      replica = await scribe.replica();
      await replica.catchUp();
    };
    await restart();
    const written = () => files().map((path) => `${path} ${statSync(path).mtimeMs}`);
    const before = written();
    // What was too large is not made again to find that out, and one that fails keeps no other from being made.
    await replica.eventCodesAhead([rare, { sql: "error('no text')", parameters: [] }]);
    expect(before).toEqual(expect.arrayContaining(written()));
    const later = { sql: "'l' || (id % 3)", parameters: [] };
    await replica.eventCodesAhead([{ sql: "error('no text')", parameters: [] }, later]);
    expect(await replica.eventCodes(later)).not.toBeNull();
    for (const path of files()) rmSync(path);
    await restart();
    new CodesAhead(601).after(replica, { events: 600 });
    new CodesAhead(600).after(replica, { events: 600 });
    await expect.poll(() => files().filter((path) => path.endsWith('.codes')).length).toBeGreaterThanOrEqual(2);
    await agree(10);
  });

  it('are not there before anybody has waited for them, and never for texts that hardly come twice', async () => {
    const other = { sql: "name || '!'", parameters: [] };
    expect(await replica.eventCodes(other)).toBeNull();
    await expect.poll(async () => (await replica.eventCodes(other))?.labels.toSorted()).toEqual(['', 'buy!', 'view!']);
    scribe.insert(
      'events',
      Array.from({ length: 2_500 }, (_, i) => event(1_000 + i, { profile_id: 1 })),
    );
    await replica.catchUp();
    expect(await replica.eventCodes({ sql: 'id::VARCHAR', parameters: [] }, { waits: true })).toBeNull();
    expect((await replica.eventCodes(text, { waits: true }))?.labels).toContain('page_view');
  });
});
