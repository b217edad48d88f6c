import { expect, it } from 'vitest';
import { warmUpPages } from './warm-up.ts';

it('lays out its rows', () => {
  expect(warmUpPages()).toBeGreaterThan(1);
});
