import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LifecycleState, LifecycleTally, stateIn } from './tally.ts';

const add = (tally: LifecycleTally, active: number[], wasActiveEarlier: boolean): void =>
  tally.add(Int32Array.from(active), active.length, wasActiveEarlier);

test('new, returning, dormant, resurrecting in turn', () => {
  const tally = new LifecycleTally(5);
  add(tally, [0, 1, 3], false);
  expect(tally.intervals()).toEqual([
    { new: 1, returning: 0, resurrecting: 0, dormant: 0 },
    { new: 0, returning: 1, resurrecting: 0, dormant: 0 },
    { new: 0, returning: 0, resurrecting: 0, dormant: -1 },
    { new: 0, returning: 0, resurrecting: 1, dormant: 0 },
    { new: 0, returning: 0, resurrecting: 0, dormant: -1 },
  ]);
  expect(tally.peopleByActiveIntervals()).toEqual([0, 0, 1, 0, 0]);
});

test('what happened before the range decides the first interval', () => {
  const tally = new LifecycleTally(2);
  add(tally, [-1, 0], false);
  add(tally, [0], true);
  add(tally, [-1], true);
  expect(tally.intervals()[0]).toEqual({ new: 0, returning: 1, resurrecting: 1, dormant: -1 });
  expect(tally.intervals()[1]).toEqual({ new: 0, returning: 0, resurrecting: 0, dormant: -2 });
  expect(tally.peopleByActiveIntervals()).toEqual([2, 0]);
});

test('the books balance: active people = new + returning + resurrecting, and dormant = active before − returning', () => {
  const person = fc.record({
    active: fc.uniqueArray(fc.integer({ min: -1, max: 7 }), { minLength: 1 }),
    earlier: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(person, { maxLength: 20 }), (people) => {
      const tally = new LifecycleTally(8);
      for (const { active, earlier } of people)
        add(
          tally,
          [...active].sort((a, b) => a - b),
          earlier,
        );
      const activeIn = (interval: number): number => people.filter(({ active }) => active.includes(interval)).length;
      tally.intervals().forEach((states, interval) => {
        expect(states.new + states.returning + states.resurrecting).toBe(activeIn(interval));
        expect(-states.dormant + 0).toBe(activeIn(interval - 1) - states.returning);
      });
      const named = (interval: number, state: LifecycleState): number =>
        people.filter(({ active, earlier }) => {
          const sorted = Int32Array.from(active).sort();
          return stateIn(interval, sorted, sorted.length, earlier) === state;
        }).length;
      tally.intervals().forEach((states, interval) => {
        expect(states).toEqual({
          ...{ new: named(interval, 'new'), returning: named(interval, 'returning') },
          ...{ resurrecting: named(interval, 'resurrecting'), dormant: 0 - named(interval, 'dormant') },
        });
      });
      const isNew = tally.intervals().reduce((sum, states) => sum + states.new, 0);
      expect(isNew).toBe(
        people.filter(({ active, earlier }) => !earlier && active.length > 0 && !active.includes(-1)).length,
      );
    }),
  );
});
