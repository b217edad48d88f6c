import { afterEach, beforeEach, expect, it } from 'vitest';
import { order, profile, Scribe } from './scribe.fixture.ts';

let scribe: Scribe;
beforeEach(() => {
  scribe = new Scribe();
  scribe.insert('profiles', [profile(1)]);
  scribe.insert('orders', [order(1, { profile_id: 1 })]);
});
afterEach(() => scribe.remove());

it('a replica asked for its tables closes all the same: nothing is closed under its own query', async () => {
  const replica = await scribe.replica();
  await replica.catchUp();
  const answers = Promise.allSettled(Array.from({ length: 60 }, () => replica.tables()));
  await replica.close();
  for (const answer of await answers) {
    if (answer.status === 'rejected') expect(String(answer.reason)).toContain('replica/unavailable');
  }
});
