import { expect, test } from 'vitest';
import { scanFunnel } from '../funnel/scan.ts';
import { isStopped, newStops, Stopped, stopTask } from './stops.ts';

test('a mark is of one task, until its slot is taken by a later one', () => {
  const stops = newStops();
  stopTask(stops, 5);
  expect(isStopped(stops, 5)).toBe(true);
  expect(isStopped(stops, 6)).toBe(false);
  stopTask(stops, 5 + 1_024);
  expect(isStopped(stops, 5)).toBe(false);
});

test('a walk ends among its people when its task is stopped', () => {
  const people = 100_000;
  const stops = newStops();
  const view = {
    ...{ people, offsets: Uint32Array.from({ length: people + 1 }, (_, i) => i), nameCount: 1 },
    ...{ times: new Float64Array(people), names: new Uint16Array(people) },
  };
  const step = { names: Uint8Array.of(1), passing: null, people: null };
  let walked = 0;
  const walk = () =>
    scanFunnel(
      view,
      {
        rules: {
          ...{ stepCount: 2, order: 'ordered', windowMs: null, stepWindowsMs: [], exclusions: [], lastEntryMs: 1 },
        },
        ...{ steps: [step, step], exclusions: [], fromMs: 0, toMs: 1, people: { from: 0, to: people } },
        check: () => {
          if (isStopped(stops, 7)) throw new Stopped();
        },
      },
      () => {
        walked += 1;
        if (walked === 10) stopTask(stops, 7);
      },
    );
  expect(walk).toThrow(Stopped);
  expect(walked).toBeGreaterThanOrEqual(10);
  expect(walked).toBeLessThan(people / 2);
});
