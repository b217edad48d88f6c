import { describe, expect, it } from 'vitest';
import { churnInput, survivalInput } from '../../../../contract/customer-value.ts';
import { churnBody, churnSettings, pValueWords, survivalAt, survivalBody } from './churn-settings.ts';

describe('reading a survival curve', () => {
  const points = [
    { time: 0, survival: 0.8 },
    { time: 30, survival: 0.7 },
    { time: 31, survival: 0.65 },
  ];
  it('is level between two points and everybody is there before the first', () => {
    expect([0, 29.9, 30, 1_000].map((time) => survivalAt(points, time))).toEqual([0.8, 0.8, 0.7, 0.65]);
    expect(survivalAt([{ time: 5, survival: 0.5 }], 4)).toBe(1);
  });
});

describe('questions', () => {
  it('are ones the API takes', () => {
    const settings = churnSettings.parse({ by: 'trait:plan', interval: 'log', asOf: '2011-10-31' });
    expect(churnInput.parse(churnBody(settings))).toEqual({ inactiveDays: 90, months: 12, asOf: '2011-10-31' });
    expect(survivalInput.parse(survivalBody(settings))).toMatchObject({ by: 'trait:plan', interval: 'log' });
    expect(survivalBody(churnSettings.parse({}))).toEqual({ inactiveDays: 90 });
  });
});

describe('words', () => {
  it('never write a p-value as zero', () => {
    expect([pValueWords(0), pValueWords(0.0004), pValueWords(0.0312)]).toEqual(['< 0.001', '< 0.001', '= 0.031']);
  });
});
