import { expect, it } from 'vitest';
import { warmUp } from './warm-up.ts';

it('ends by itself, and at once when there is a file to read', async () => {
  await warmUp(() => false);
  let asked = 0;
  await warmUp(() => {
    asked += 1;
    return asked > 1;
  });
  expect(asked).toBe(2);
});
