import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedOutcome } from './brute-force.ts';
import type { FunnelRules, PersonEvents } from './rules.ts';
import { funnelWalker } from './walk.ts';

/** `A1 B5 X6` → events A at 1 s, B at 5 s, X at 6 s; letters A.. are steps 0.., `AB3` serves either, X excludes. */
function person(text: string): PersonEvents {
  const events = text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [, letters = '', seconds = '0'] = /^([A-Z]+)(\d+)$/.exec(word) ?? [];
      let mask = 0;
      for (const letter of letters) if (letter < 'F') mask |= 1 << (letter.charCodeAt(0) - 65);
      return { time: Number(seconds) * 1000, mask, excludes: letters.includes('X') ? 1 : 0 };
    })
    .sort((a, b) => a.time - b.time);
  return {
    times: Float64Array.from(events, (event) => event.time),
    stepMasks: Uint32Array.from(events, (event) => event.mask),
    exclusionMasks: Uint32Array.from(events, (event) => event.excludes),
    from: 0,
    to: events.length,
  };
}

function rules(stepCount: number, change: Partial<FunnelRules> = {}): FunnelRules {
  return {
    stepCount,
    order: 'ordered',
    windowMs: null,
    stepWindowsMs: [],
    exclusions: [],
    lastEntryMs: Number.POSITIVE_INFINITY,
    ...change,
  };
}

function reach(text: string, of: FunnelRules): { reached: number; isExcluded: boolean; seconds: number[] } {
  const outcome = funnelWalker(of).walk(person(text));
  return {
    reached: outcome.reached,
    isExcluded: outcome.isExcluded,
    seconds: [...outcome.times.slice(0, outcome.reached)].map((time) => time / 1000),
  };
}

describe('ordered', () => {
  const within10 = rules(3, { windowMs: 10_000 });

  test('[FN1] steps count in time order, the window includes its end', () => {
    expect(reach('A0 B5 C10', within10)).toMatchObject({ reached: 3, seconds: [0, 5, 10] });
    expect(reach('A0 B5 C11', within10).reached).toBe(2);
    expect(reach('B0 A5 C6', within10).reached).toBe(1);
    expect(reach('B0 C5', within10).reached).toBe(0);
  });

  test('[FN1] one event never serves two steps', () => {
    expect(reach('AB0', rules(2)).reached).toBe(1);
    expect(reach('AB0 AB1', rules(2))).toMatchObject({ reached: 2, seconds: [0, 1] });
  });

  test('[FN2] any first step may begin; the earliest end, then the latest start gives the times', () => {
    expect(reach('A0 A8 B9 C20', within10)).toMatchObject({ reached: 2, seconds: [8, 9] });
    expect(reach('A0 B12 A14 B15 C16', within10)).toMatchObject({ reached: 3, seconds: [14, 15, 16] });
    expect(reach('A0 B1 A2 B3', rules(2))).toMatchObject({ reached: 2, seconds: [0, 1] });
  });

  test('[FN3] other events and repeats of earlier steps change nothing', () => {
    expect(reach('A0 Z1 B2 Z3 B4 C5', rules(3))).toMatchObject({ reached: 3, seconds: [0, 2, 5] });
    // The second B comes at the instant of C, where any order would do: the first one still serves.
    expect(reach('A0 B1 C9 B9', rules(3))).toMatchObject({ reached: 3, seconds: [0, 1, 9] });
  });

  test('[FN6] events at one instant serve consecutive steps in either order', () => {
    expect(reach('B5 A5', rules(2))).toMatchObject({ reached: 2, seconds: [5, 5] });
    expect(reach('C5 AB5 A5', rules(3)).reached).toBe(3);
    expect(reach('A0 C5 B5', within10)).toMatchObject({ reached: 3, seconds: [0, 5, 5] });
  });

  test('[FN8] chains begin in the range and may end after it where that is asked for', () => {
    const late = rules(2, { lastEntryMs: 5000 });
    expect(reach('A5 B9', late).reached).toBe(2);
    expect(reach('A6 B9', late).reached).toBe(0);
  });

  test('step windows limit the time from the previous step', () => {
    const limited = rules(3, { stepWindowsMs: [null, 5000, 2000] });
    expect(reach('A0 B5 C7', limited).reached).toBe(3);
    expect(reach('A0 B5 C8', limited).reached).toBe(2);
    expect(reach('A0 B4 B5 C7', limited)).toMatchObject({ reached: 3, seconds: [0, 5, 7] });
    expect(reach('A0 B4 C5 B5', limited)).toMatchObject({ reached: 3, seconds: [0, 5, 5] });
  });
});

describe('strict', () => {
  const strict = rules(3, { order: 'strict' });

  test('[FN4] another event between two steps breaks, a repeat of the step just done does not', () => {
    expect(reach('A0 B1 C2', strict).reached).toBe(3);
    expect(reach('A0 Z1 B2 C3', strict).reached).toBe(1);
    expect(reach('A0 A1 B2 B3 C4', strict)).toMatchObject({ reached: 3, seconds: [1, 2, 4] });
    expect(reach('A0 B1 A2 C3', strict).reached).toBe(2);
    expect(reach('A0 Z1 A2 B3 C4', strict)).toMatchObject({ reached: 3, seconds: [2, 3, 4] });
  });
});

describe('unordered', () => {
  const any = rules(3, { order: 'unordered', windowMs: 10_000 });

  test('[FN5] different steps within one window, in any order', () => {
    expect(reach('C0 A5 B10', any)).toMatchObject({ reached: 3, seconds: [0, 5, 10] });
    expect(reach('C0 A5 B11', any).reached).toBe(2);
    expect(reach('A0 A1 A2', any).reached).toBe(1);
    expect(reach('AB0 AB1', any).reached).toBe(2);
  });

  test('[FN7] an exclusion wipes what lies before it, the person still counts for one step', () => {
    const excluding = rules(2, { order: 'unordered', exclusions: [{ fromStep: 0, toStep: 1 }] });
    expect(reach('A0 X1 B2', excluding)).toMatchObject({ reached: 1, isExcluded: false });
    expect(reach('A0 X1 B2 A3', excluding).reached).toBe(2);
  });
});

describe('[FN7] exclusions', () => {
  const excluding = rules(2, { windowMs: 10_000, exclusions: [{ fromStep: 0, toStep: 1 }] });

  test('between the two steps the person leaves the funnel, its first step too', () => {
    expect(reach('A0 X5 B9', excluding)).toMatchObject({ reached: 0, isExcluded: true });
    expect(reach('X0 A1 B2 X3', excluding)).toMatchObject({ reached: 2, isExcluded: false });
  });

  test('strictly after and strictly before', () => {
    expect(reach('A0 X0 B9', excluding).reached).toBe(2);
    expect(reach('A0 X9 B9', excluding).reached).toBe(2);
  });

  test('a chain that stops between them is open to exclusions until its window ends', () => {
    expect(reach('A0 X9', excluding).isExcluded).toBe(true);
    expect(reach('A0 X10', excluding)).toMatchObject({ reached: 1, isExcluded: false });
  });

  test('a clean later entry as far saves the person', () => {
    expect(reach('A0 X5 B6 A7 B8', excluding)).toMatchObject({ reached: 2, seconds: [7, 8] });
    expect(reach('A0 X5 B6 A20', excluding).isExcluded).toBe(true);
  });
});

const anyEvent = fc.record({
  time: fc.integer({ min: 0, max: 7 }),
  mask: fc.integer({ min: 0, max: 7 }),
  excludes: fc.constantFrom(0, 0, 0, 1, 2),
});
const anyRules = fc.record({
  order: fc.constantFrom('ordered' as const, 'strict' as const, 'unordered' as const),
  windowMs: fc.constantFrom(null, 0, 1, 3, 5),
  lastEntryMs: fc.constantFrom(Number.POSITIVE_INFINITY, 4),
  stepWindowsMs: fc.constantFrom([], [], [null, 2, null], [null, 1, 3]),
  exclusions: fc.constantFrom(
    [],
    [{ fromStep: 0, toStep: 1 }],
    [{ fromStep: 0, toStep: 2 }],
    [
      { fromStep: 0, toStep: 1 },
      { fromStep: 1, toStep: 2 },
    ],
  ),
});

test('the walker finds what trying every chain finds', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 7 }), anyRules, (events, options) => {
      const of = rules(3, options.order === 'unordered' ? { ...options, stepWindowsMs: [] } : options);
      const sorted = [...events].sort((a, b) => a.time - b.time);
      const slice: PersonEvents = {
        times: Float64Array.from(sorted, (event) => event.time),
        stepMasks: Uint32Array.from(sorted, (event) => event.mask),
        exclusionMasks:
          of.exclusions.length === 0
            ? null
            : Uint32Array.from(sorted, (event) => event.excludes & (2 ** of.exclusions.length - 1)),
        from: 0,
        to: sorted.length,
      };
      const outcome = funnelWalker(of).walk(slice);
      const expected = expectedOutcome(slice, of);
      expect({ reached: outcome.reached, isExcluded: outcome.isExcluded }).toEqual({
        reached: expected.reached,
        isExcluded: expected.isExcluded,
      });
      if (outcome.reached > 0) {
        expect({ start: outcome.times[0], end: outcome.times[outcome.reached - 1] }).toEqual({
          start: expected.start,
          end: expected.end,
        });
      }
    }),
    { numRuns: 5000 },
  );
});
