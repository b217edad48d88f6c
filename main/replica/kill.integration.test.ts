import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { comparedTables, expectedRows, replicaRows } from './expected.fixture.ts';
import { event, item, london, order, profile, Scribe } from './scribe.fixture.ts';

const rounds = 6;

it('is consistent after being killed at any moment of a copy', async () => {
  const scribe = new Scribe();
  try {
    scribe.insert(
      'profiles',
      Array.from({ length: 50 }, (_, i) => profile(i + 1)),
    );
    for (let round = 0; round < rounds; round += 1) {
      const first = round * 4000 + 1;
      const ids = Array.from({ length: 4000 }, (_, i) => first + i);
      scribe.insert(
        'orders',
        ids.map((id) => order(id, { profile_id: 1 + (id % 50), custom: `{"x":${id}}` })),
      );
      scribe.insert(
        'order_items',
        ids.map((id) => item(id, id)),
      );
      scribe.insert(
        'events',
        ids.map((id) => event(id, { profile_id: 1 + (id % 50) })),
      );
      // Old rows change too, so that a half-done copy would have erased something.
      scribe.change('update', 'orders', 1, first, `UPDATE orders SET net_minor = net_minor + 1 WHERE id <= ${first}`);
      await copyAndKill(scribe, round * 60);
    }
    const replica = await scribe.replica();
    await replica.catchUp();
    for (const table of comparedTables) {
      expect(await replicaRows(replica, table), table).toEqual(expectedRows(scribe.store, table, london));
    }
  } finally {
    await scribe.remove();
  }
});

async function copyAndKill(scribe: Scribe, delayMs: number): Promise<void> {
  const script = fileURLToPath(new URL('./kill.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [script, scribe.storePath, scribe.replicaPath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await after(delayMs);
  child.kill('SIGKILL');
  const [, signal] = await ended;
  expect(signal).toBe('SIGKILL');
}
