import { expect, test } from 'vitest';
import { unlessEnded } from './unless-ended.ts';

test('gives what work gives, one after another', async () => {
  const wait = unlessEnded(new Promise<never>(() => {}));
  expect(await wait(Promise.resolve(1))).toBe(1);
  await expect(wait(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await wait(Promise.resolve(2))).toBe(2);
});

test('fails with the end, during work and after', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const wait = unlessEnded(promise);
  const waiting = wait(new Promise(() => {}));
  reject(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  await expect(wait(new Promise(() => {}))).rejects.toThrow('gone');
});
