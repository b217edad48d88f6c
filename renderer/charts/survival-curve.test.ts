import { describe, expect, it } from 'vitest';
import { drawnTime, endOf, survivalAt } from './survival-curve.ts';

const points = [
  { time: 0, survival: 0.8 },
  { time: 30, survival: 0.7 },
  { time: 31, survival: 0.65 },
];

describe('reading a survival curve', () => {
  it('is level between two points, and everybody is there before the first', () => {
    const curve = { points, until: 90 };
    expect([0, 29.9, 30, 90].map((time) => survivalAt(curve, time))).toEqual([0.8, 0.8, 0.7, 0.65]);
    expect(survivalAt({ points: [{ time: 5, survival: 0.5 }], until: 9 }, 4)).toBe(1);
  });

  it('says nothing of times that nobody was watched for', () => {
    expect(survivalAt({ points, until: 90 }, 91)).toBeNull();
    expect(survivalAt({ points: [], until: 3 }, 4)).toBeNull();
    expect(endOf([{ until: 90 }, { until: 365 }])).toBe(365);
  });

  it('a click means the time that the tooltip tells of', () => {
    const curves = [
      { points: [{ time: 10, survival: 0.9 }], until: 40 },
      { points: [{ time: 12, survival: 0.8 }], until: 20 },
    ];
    expect([4, 6, 11, 11.2, 17, 35, 500].map((pointer) => drawnTime(curves, pointer))).toEqual([
      0, 10, 10, 12, 20, 40, 40,
    ]);
  });
});
