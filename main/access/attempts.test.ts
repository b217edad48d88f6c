import { expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { AttemptLimit } from './attempts.ts';

function limitAt(start: number) {
  const clock = { at: start, now: () => clock.at };
  return { clock, limit: new AttemptLimit(clock, 3) };
}

function refusal(work: () => void): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('not refused');
}

it('the fourth attempt within a quarter of an hour is refused and told how long to wait', () => {
  const { clock, limit } = limitAt(1_000_000);
  for (let i = 0; i < 3; i += 1) limit.take('a');
  clock.at += 60_000;
  const error = refusal(() => limit.take('a'));
  expect(error.code).toBe('access/too-many-attempts');
  expect(error.params.seconds).toBe(14 * 60);
});

it('other keys are not held up, and the oldest attempt is forgotten in time', () => {
  const { clock, limit } = limitAt(1_000_000);
  for (let i = 0; i < 3; i += 1) limit.take('a');
  expect(() => limit.take('b')).not.toThrow();
  clock.at += 15 * 60_000;
  expect(() => limit.take('a')).not.toThrow();
});

it('a right password clears the count', () => {
  const { limit } = limitAt(1_000_000);
  for (let i = 0; i < 3; i += 1) limit.take('a');
  limit.clear('a');
  expect(() => limit.take('a')).not.toThrow();
});
