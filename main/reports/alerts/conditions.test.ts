import { describe, expect, it } from 'vitest';
import type { AlertCondition } from '../../../contract/alerts.ts';
import { type AlertFigures, distanceOf, judge, nextState } from './conditions.ts';

const figures: AlertFigures = {
  value: 80,
  compared: { previous_period: 100, previous_year: null },
  target: 100,
  days: { latest: 10, before: [100, 102, 98, 101, 99, 100, 103, 97] },
  ageHours: 30,
  words: (value) => ({ 'zh-CN': `${value} 元`, en: `£${value}` }),
};
const holds = (condition: AlertCondition, given: Partial<AlertFigures> = {}) =>
  judge(condition, { ...figures, ...given }).holds;

describe('conditions', () => {
  it('a threshold holds on its own side, its bound by the sign', () => {
    expect(holds({ kind: 'threshold', operator: 'lt', value: 80 })).toBe(false);
    expect(holds({ kind: 'threshold', operator: 'lte', value: 80 })).toBe(true);
    expect(holds({ kind: 'threshold', operator: 'gt', value: 79 })).toBe(true);
  });

  it('a change of 20 per cent down is a fall, no rise', () => {
    const change = (direction: 'rise' | 'fall' | 'either', ratio: number) =>
      holds({ kind: 'change', against: 'previous_period', direction, ratio });
    expect([change('fall', 0.2), change('either', 0.2), change('rise', 0.2), change('fall', 0.21)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('a missing or zero figure to compare with fires nothing', () => {
    expect(holds({ kind: 'change', against: 'previous_year', direction: 'either', ratio: 0.01 })).toBe(false);
    expect(holds({ kind: 'threshold', operator: 'lt', value: 5 }, { value: null })).toBe(false);
    expect(holds({ kind: 'target', share: 1 }, { target: null })).toBe(false);
  });

  it('a target is missed below the share asked for', () => {
    expect([holds({ kind: 'target', share: 1 }), holds({ kind: 'target', share: 0.8 })]).toEqual([true, false]);
    expect(judge({ kind: 'target', share: 1 }, figures).words.en).toBe('Now £80 of £100: 80.0% of the target');
  });

  it('an unusual day is far from the same weekday of the weeks before; an ordinary one is not', () => {
    expect(holds({ kind: 'anomaly', direction: 'fall' })).toBe(true);
    expect(holds({ kind: 'anomaly', direction: 'rise' })).toBe(false);
    expect(
      holds({ kind: 'anomaly', direction: 'either' }, { days: { latest: 104, before: figures.days.before } }),
    ).toBe(false);
    expect(holds({ kind: 'anomaly', direction: 'either' }, { days: { latest: 10, before: [100, 100, 100] } })).toBe(
      false,
    );
  });

  it('weeks that are all alike do not make every small move unusual', () => {
    expect(Math.abs(distanceOf(105, [100, 100, 100, 100]).distance)).toBeLessThan(3.5);
    expect(Math.abs(distanceOf(120, [100, 100, 100, 100]).distance)).toBeGreaterThan(3.5);
  });

  it('data older than the hours allowed is stale', () => {
    expect([holds({ kind: 'stale', hours: 24 }), holds({ kind: 'stale', hours: 36 })]).toEqual([true, false]);
    const said = (ageHours: number) => judge({ kind: 'stale', hours: 24 }, { ...figures, ageHours }).words.en;
    expect([said(71.9), said(72), said(1000)].map((words) => /\d+ \w+/.exec(words)?.[0])).toEqual([
      '71 hours',
      '3 days',
      '41 days',
    ]);
  });
});

it('an alert is told once until it has recovered, and not while it is put off', () => {
  const told: (string | null)[] = [];
  let state: 'unknown' | 'ok' | 'firing' = 'unknown';
  for (const [isHolding, isSnoozed] of [
    [true, false],
    [true, false],
    [false, false],
    [false, false],
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ] as const) {
    const next = nextState(state, isHolding, isSnoozed);
    state = next.state;
    told.push(next.tells);
  }
  expect(told).toEqual(['alert', null, 'recovered', null, null, 'alert', null, 'recovered']);
});
