import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nextLook } from './next-look.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('a look is not put off by being asked for again and again, and comes sooner when that is wished', () => {
  const look = vi.fn();
  const next = nextLook(look);
  for (let at = 0; at < 1000; at += 50) {
    next.in(200);
    vi.advanceTimersByTime(50);
  }
  expect(look).toHaveBeenCalledTimes(5);
  next.in(5000);
  next.in(100);
  vi.advanceTimersByTime(100);
  expect(look).toHaveBeenCalledTimes(6);
  next.in(100);
  next.cancel();
  vi.advanceTimersByTime(10_000);
  expect(look).toHaveBeenCalledTimes(6);
});
