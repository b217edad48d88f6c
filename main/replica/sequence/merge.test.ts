import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSequence } from './merge.ts';
import { arraysIn, type Sequence, sequenceArrays, sequenceBytes } from './sequence.ts';

interface Row {
  profile: number;
  time: number;
  name: number;
  id: number;
}
const names: Sequence['names'] = [
  { name: 'view', origin: 'events' },
  { name: 'order_placed', origin: 'orders' },
  { name: 'new', origin: 'events' },
  { name: 'survey_answered', origin: 'survey_responses' },
  { name: 'ticket_opened', origin: 'tickets' },
];
/** By name: events come before orders, these before answers and tickets. */
const places = [0, 1, 0, 2, 3];
const head = { seq: 2, fingerprint: 'b' };
const place = (row: Row) => places[row.name] ?? 0;
const sorted = (rows: Row[]) =>
  [...rows].sort((a, b) => a.profile - b.profile || a.time - b.time || place(a) - place(b) || a.id - b.id);

function sequenceOf(rows: Row[]): Sequence {
  const people = [...new Set(rows.map(({ profile }) => profile))];
  const shape = { people: people.length, events: rows.length, nameCount: names.length };
  const buffer = new SharedArrayBuffer(sequenceBytes(shape));
  const arrays = arraysIn(buffer, shape);
  arrays.profileIds.set(people);
  people.forEach((profile, p) => {
    arrays.offsets[p] = rows.findIndex((row) => row.profile === profile);
  });
  arrays.offsets[people.length] = rows.length;
  arrays.times.set(rows.map(({ time }) => time));
  arrays.names.set(rows.map(({ name }) => name));
  arrays.rowIds.set(rows.map(({ id }) => id));
  const times = rows.map(({ time }) => time);
  const span = times.length > 0 ? [Math.min(...times), Math.max(...times)] : [0, 0];
  const highestIds = [0, 1, 2, 3].map((origin) =>
    Math.max(0, ...rows.filter((row) => place(row) === origin).map(({ id }) => id)),
  );
  return { ...head, ...shape, firstMs: span[0] ?? 0, lastMs: span[1] ?? 0, highestIds, names, buffer };
}

const row = fc.record({
  profile: fc.integer({ min: 1, max: 8 }),
  time: fc.integer({ min: -3, max: 5 }),
  name: fc.constantFrom(0, 1, 2, 3, 4),
});

describe('taking in new events', () => {
  it('gives what sorting everything anew gives', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.array(row, { maxLength: 12 }), (before, after) => {
        const all = [...before, ...after].map((one, i) => ({ ...one, id: i + 1 }));
        const old = sequenceOf(sorted(all.slice(0, before.length)));
        const news = sorted(all.slice(before.length));
        const added = {
          profileIds: news.map(({ profile }) => profile),
          times: news.map(({ time }) => time),
          names: news.map(({ name }) => name),
          rowIds: news.map(({ id }) => id),
        };
        const expected = sequenceOf(sorted(all));
        const found = mergeSequence(old, added, { names, head, gone: null });
        if (!found) throw new Error('new events leave every name its own');
        expect(sequenceArrays(found)).toEqual(sequenceArrays(expected));
        const { buffer: _, ...rest } = expected;
        const { people, events, firstMs, lastMs, highestIds } = rest;
        expect(found).toMatchObject({ people, events, firstMs, lastMs, highestIds, ...head });
      }),
      { numRuns: 500 },
    );
  });

  it('and without those that are erased, changed or moved to another person, gives the same', () => {
    let moved = 0;
    let emptied = 0;
    fc.assert(
      fc.property(
        fc.array(fc.record({ row, fate: fc.constantFrom('stays', 'stays', 'goes', 'moves'), to: row }), {
          maxLength: 30,
        }),
        fc.array(row, { maxLength: 8 }),
        (before, after) => {
          const old = sequenceOf(sorted(before.map((one, i) => ({ ...one.row, id: i + 1 }))));
          const changed = before.flatMap(({ fate, to }, i) => (fate === 'moves' ? [{ ...to, id: i + 1 }] : []));
          const news = sorted([...changed, ...after.map((one, i) => ({ ...one, id: before.length + i + 1 }))]);
          const stays = before.flatMap((one, i) => (one.fate === 'stays' ? [{ ...one.row, id: i + 1 }] : []));
          const expected = sequenceOf(sorted([...stays, ...news]));
          const added = {
            profileIds: news.map(({ profile }) => profile),
            times: news.map(({ time }) => time),
            names: news.map(({ name }) => name),
            rowIds: news.map(({ id }) => id),
          };
          const { rowIds } = sequenceArrays(old);
          const isGone = (id: number) => before[id - 1]?.fate !== 'stays';
          const gone = Uint32Array.from([...rowIds.keys()].filter((at) => isGone(rowIds[at] as number)));
          const found = mergeSequence(old, added, { names, head, gone });
          const left = new Set([...stays, ...news].map(({ name }) => name));
          const isLost = before.some((one) => one.fate !== 'stays' && !left.has(one.row.name));
          expect(found === null).toBe(isLost);
          if (!found) return;
          expect(sequenceArrays(found)).toEqual(sequenceArrays(expected));
          const { people, events, firstMs, lastMs } = expected;
          // Where nothing is left there is no first or last.
          if (events > 0) expect(found).toMatchObject({ people, events, firstMs, lastMs, ...head });
          moved += changed.length;
          emptied += new Set(before.map((one) => one.row.profile)).size > people ? 1 : 0;
        },
      ),
      { numRuns: 500 },
    );
    expect(moved).toBeGreaterThan(100);
    expect(emptied).toBeGreaterThan(20);
  });
});
