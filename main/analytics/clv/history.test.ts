import { expect, test } from 'vitest';
import { fitBgNbd } from './bgnbd.ts';
import { groupHistories, sampleOf } from './history.ts';

const histories = Array.from({ length: 900 }, (_, i) => ({
  frequency: i % 4,
  recency: i % 4 === 0 ? 0 : 1 + (i % 37) / 2,
  T: 20 + (i % 53) / 3,
}));

test('equal histories are one group, and every customer is in one', () => {
  const groups = groupHistories([...histories, ...histories]);
  expect(groups.people).toBe(1800);
  expect(groups.weight.reduce((sum, count) => sum + count, 0)).toBe(1800);
  expect(new Set(groups.groupOf).size).toBe(groups.size);
});

test('a sample holds at most so many groups, as they are, and is not taken of few', () => {
  const groups = groupHistories(histories);
  expect(sampleOf(groups, groups.size)).toBeNull();
  const sample = sampleOf(groups, 100);
  expect(sample?.size).toBeLessThanOrEqual(100);
  expect(sample?.people).toBe(sample?.weight.reduce((sum, count) => sum + count, 0));
  expect([sample?.frequency[1], sample?.T[1]]).toEqual([
    groups.frequency[Math.ceil(groups.size / 100)],
    groups.T[Math.ceil(groups.size / 100)],
  ]);
});

test('the likelihood that is reached is that of all customers, however many times each is there', () => {
  const once = fitBgNbd(histories);
  const twice = fitBgNbd([...histories, ...histories]);
  expect(twice.logLikelihood).toBeCloseTo(2 * once.logLikelihood, 3);
});
