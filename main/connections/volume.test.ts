import { expect, it } from 'vitest';
import { volumeAnomaly } from './volume.ts';

const steady = [100, 103, 98, 101, 99, 102, 100, 97];

it('[SY18] marks a volume far from the usual, newest first', () => {
  expect(volumeAnomaly([104, ...steady])).toBeNull();
  expect(volumeAnomaly([10, ...steady])).toBe('low');
  expect(volumeAnomaly([0, ...steady])).toBe('low');
  expect(volumeAnomaly([400, ...steady])).toBe('high');
});

it('[SY18] says nothing with too few syncs, and bears a wobble of a steady stream', () => {
  expect(volumeAnomaly([0, 100, 100, 100])).toBeNull();
  expect(volumeAnomaly([103, 100, 100, 100, 100, 100, 100, 100, 100])).toBeNull();
  expect(volumeAnomaly([1, 0, 0, 0, 0, 0, 0, 0, 0])).toBeNull();
});

it('[SY18] one earlier odd day does not hide the next', () => {
  expect(volumeAnomaly([0, 5000, ...steady])).toBe('low');
});
