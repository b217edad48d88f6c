import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  freeName,
  groupLanes,
  groupsOf,
  type Lane,
  laneOf,
  orderLanes,
  orderOf,
  placed,
  restLane,
  shifted,
} from './lanes.ts';

const lanes: Lane[] = [
  { id: restLane, name: '', values: [] },
  { id: 'a', name: 'Europe', values: ['FR', 'DE', 'IT'] },
  { id: 'b', name: 'Asia', values: ['CN'] },
];
const valuesOf = (all: readonly Lane[]) => all.map(({ values }) => values.join(' '));

it('a value goes before another one, to the end of a lane, and back to the rest', () => {
  expect(valuesOf(placed(lanes, 'IT', 'a', 'FR'))).toEqual(['', 'IT FR DE', 'CN']);
  expect(valuesOf(placed(lanes, 'FR', 'b'))).toEqual(['', 'DE IT', 'CN FR']);
  expect(valuesOf(placed(lanes, 'JP', 'b', 'CN'))).toEqual(['', 'FR DE IT', 'JP CN']);
  expect(valuesOf(placed(lanes, 'DE', restLane))).toEqual(['', 'FR IT', 'CN']);
  expect(valuesOf(placed(lanes, 'DE', 'a', 'DE'))).toEqual(valuesOf(lanes));
  expect([laneOf(lanes, 'CN'), laneOf(lanes, 'US')]).toEqual(['b', restLane]);
});

it('keys move within a lane and stop at its ends', () => {
  expect(valuesOf(shifted(lanes, 'FR', 1))).toEqual(['', 'DE FR IT', 'CN']);
  expect(valuesOf(shifted(lanes, 'FR', -1))).toEqual(valuesOf(lanes));
  expect(valuesOf(shifted(lanes, 'IT', 1))).toEqual(valuesOf(lanes));
});

it('names with commas and signs stay whole; groups without a name or values are none', () => {
  const odd = { list: [{ name: 'A = B', values: ['x, y', 'z=1'] }], other: 'Rest' };
  expect(groupsOf(groupLanes({ groups: odd }), 'Rest')).toEqual(odd);
  expect(groupsOf([...lanes.slice(0, 1), { id: 'n', name: '', values: ['FR'] }], '')).toBeNull();
  expect(groupsOf([...lanes, { id: 'n', name: 'Empty', values: [] }], ' ')?.list).toHaveLength(2);
});

it('groups of one name become one; a new one takes the first name that is free', () => {
  const alike = [...lanes, { id: 'n', name: ' Europe ', values: ['ES', 'FR'] }];
  expect(groupsOf(alike, 'Rest')?.list).toEqual([
    { name: 'Europe', values: ['FR', 'DE', 'IT', 'ES'] },
    { name: 'Asia', values: ['CN'] },
  ]);
  const named = (number: number) => `Group ${number}`;
  const second = { id: 'n', name: 'Group 2', values: [] };
  expect(freeName([...lanes, second], named, 'Rest')).toBe('Group 1');
  expect(freeName([...lanes, { ...second, name: 'Group 1 ' }, second], named, 'Group 3')).toBe('Group 4');
});

it('the empty value and the direction of an order stay what they were', () => {
  const groups = {
    list: [
      { name: 'None', values: [null] },
      { name: 'Asia', values: ['CN', null] },
    ],
    other: null,
  };
  const moved = placed(groupLanes({ groups }), 'CN', 'g0');
  expect(groupsOf(moved, '')?.list).toEqual([
    { name: 'None', values: ['CN', null] },
    { name: 'Asia', values: [null] },
  ]);
  const sort = { by: 'list', direction: 'desc', values: ['b', null, 'a'] } as const;
  const field = { sort: { ...sort, values: [...sort.values] } };
  expect(orderOf(shifted(orderLanes(field), 'a', -1), field)).toEqual({ ...sort, values: ['a', 'b', null] });
  const byName = { sort: { by: 'label', direction: 'desc' } } as const;
  expect(orderOf(orderLanes(byName), byName)).toEqual({ by: 'list', direction: 'asc', values: [] });
});

it('however values are moved, each lies in one lane at most', () => {
  const value = fc.constantFrom('FR', 'DE', 'IT', 'CN', 'JP');
  const move = fc.tuple(value, fc.constantFrom(restLane, 'a', 'b'), fc.option(value));
  fc.assert(
    fc.property(fc.array(move), (moves) => {
      const end = moves.reduce<Lane[]>((now, [one, to, before]) => placed(now, one, to, before), lanes);
      const all = end.flatMap(({ values }) => values);
      expect(new Set(all).size).toBe(all.length);
      const last = moves.at(-1);
      if (last && last[0] !== last[2]) expect(laneOf(end, last[0])).toBe(last[1]);
    }),
  );
});
