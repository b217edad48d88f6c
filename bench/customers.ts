import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../main/ports/clock.ts';
import { silentLogger } from '../main/ports/logger.ts';
import { type Replica, startReplica } from '../main/replica/index.ts';
import { openStore } from '../main/store/index.ts';
import { randomFrom } from './random.ts';

const day = 86_400_000;
const lastDay = Date.UTC(2024, 11, 31);

/** A shop of so many customers, each with an order at least, in a folder that goes away with it. */
export async function shopOf(
  customers: number,
  orders: number,
): Promise<{ replica: Replica; discard: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'luopan-customers-'));
  const storePath = join(folder, 'luopan.sqlite');
  writeShop(storePath, customers, orders);
  const replica = await startReplica({
    ...{ storePath, replicaPath: join(folder, 'replica.duckdb'), logger: silentLogger, clock: systemClock },
    configuration: { zone: 'Asia/Shanghai', currency: 'CNY', rates: {} },
  });
  const discard = async (): Promise<void> => {
    await replica.close();
    rmSync(folder, { recursive: true, force: true });
  };
  await replica.catchUp();
  return { replica, discard };
}

function writeShop(storePath: string, customers: number, orders: number): void {
  const random = randomFrom(11);
  const store = openStore(storePath);
  try {
    store.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF');
    store.transaction(() => {
      store.run("INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'bench', 'file', 0)");
      const profile = store.prepareWrite('INSERT INTO profiles (id, source_id) VALUES (?, 1)');
      for (let id = 1; id <= customers; id += 1) profile.run(id);
      const order = store.prepareWrite(
        `INSERT INTO orders (id, source_id, key, profile_id, ordered_at, kind, status, currency, gross_minor, net_minor)
         VALUES (?, 1, ?, ?, ?, 'order', 'paid', 'CNY', ?, ?)`,
      );
      for (let id = 1; id <= orders; id += 1) {
        const customer = id <= customers ? id : 1 + Math.floor(random() ** 2 * customers);
        const net = 500 + Math.floor(random() ** 3 * 100_000);
        order.run(id, `B-${id}`, customer, lastDay - Math.floor(random() * 900) * day, net, net);
      }
      for (const [entity, last] of [
        ['profiles', customers],
        ['orders', orders],
      ] as const) {
        store.run("INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, 'insert', 1, ?, ?)", [
          ...[entity, last, lastDay],
        ]);
      }
    });
  } finally {
    store.close();
  }
}
