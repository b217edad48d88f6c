import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Replica } from '../../replica/index.ts';
import { CodesAhead } from './codes-ahead.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('looks again after a failure a few times, and then only when there are many more events', async () => {
  let looks = 0;
  const query = async () => {
    looks += 1;
    throw new Error('cannot be read');
  };
  const replica = { query } as Partial<Replica> as Replica;
  const codes = new CodesAhead(100);
  const looksAfterQuestions = async (events: number): Promise<number> => {
    looks = 0;
    for (let question = 0; question < 10; question += 1) {
      codes.after(replica, { events });
      await vi.runAllTimersAsync();
    }
    return looks;
  };
  expect(await looksAfterQuestions(99)).toBe(0);
  expect(await looksAfterQuestions(100)).toBe(3);
  expect(await looksAfterQuestions(124)).toBe(0);
  expect(await looksAfterQuestions(125)).toBe(1);
});
