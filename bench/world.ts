import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Writer } from '../main/store/index.ts';
import { readMigrations } from '../schema/index.ts';
import { randomFrom, zipf } from './random.ts';

/** Rows of the world that the bars are about. */
export const worldSize = { profiles: 500_000, products: 8_000, orders: 2_000_000, events: 10_000_000 };
export type WorldSize = typeof worldSize;

/** Raised when the generator changes: an older world is made again, as it is when the store's schema changes. */
const worldVersion = 2;
const dayMs = 86_400_000;
const firstDay = Date.UTC(2022, 0, 1);
const days = 1096;

const countries = [
  '中国',
  'United Kingdom',
  'Germany',
  'France',
  'United States',
  'Japan',
  'Netherlands',
  'Spain',
  'Italy',
  'Singapore',
  'Australia',
  'Brazil',
];
const channels = ['web', 'app', 'store', '天猫', 'wholesale'];
const eventNames = [
  'page_view',
  'product_view',
  'search',
  'add_to_cart',
  'remove_from_cart',
  'begin_checkout',
  'purchase',
  'sign_in',
  'share',
  'favourite',
];

/**
 * The bench world in `folder`: 3 years of a shop written straight into a store file, made once and kept.
 * Deterministic: products by Zipf, some customers far more often than others, three seasons a year, busy afternoons in
 * China; the newest data are of 31 December 2024 there.
 *
 * @returns the data folder
 */
export function ensureWorld(folder: string, size: WorldSize = worldSize): string {
  const note = join(folder, 'world.json');
  const schema = createHash('sha256').update(JSON.stringify(readMigrations())).digest('hex');
  const wanted = JSON.stringify({ worldVersion, schema, ...size });
  if (existsSync(note) && readFileSync(note, 'utf8') === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const started = performance.now();
  const store = openStore(join(folder, 'luopan.sqlite'));
  try {
    writeWorld(store, size);
  } finally {
    store.close();
  }
  writeFileSync(note, wanted);
  console.log(`world made in ${Math.round((performance.now() - started) / 1000)} s: ${folder}`);
  return folder;
}

function writeWorld(store: Writer, size: WorldSize): void {
  const indexes = store.all<{ name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('orders', 'order_items', 'events', 'products')",
  );
  // Sorted once afterwards instead of kept in order row by row; nothing of this need survive a power cut half-way.
  for (const { name } of indexes) store.exec(`DROP INDEX "${name}"`);
  store.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF');
  store.run("INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'bench', 'file', 0)");
  inTransaction(store, () => writeProfiles(store, size));
  inTransaction(store, () => writeProducts(store, size));
  const items = inTransaction(store, () => writeOrders(store, size));
  inTransaction(store, () => writeEvents(store, size));
  for (const { sql } of indexes) store.exec(sql);
  const counts = { ...size, order_items: items };
  inTransaction(store, () => {
    for (const [entity, count] of Object.entries(counts)) {
      store.run('INSERT INTO entity_counters (entity, row_count, last_id) VALUES (?, ?, ?)', [entity, count, count]);
      store.run("INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, 'insert', 1, ?, ?)", [
        ...[entity, count, firstDay + days * dayMs],
      ]);
    }
  });
  store.checkpoint();
}

function inTransaction<T>(store: Writer, work: () => T): T {
  store.exec('BEGIN IMMEDIATE');
  const result = work();
  store.exec('COMMIT');
  return result;
}

function writeProfiles(store: Writer, size: WorldSize): void {
  const random = randomFrom(1);
  const insert = store.prepareWrite('INSERT INTO profiles (id, source_id, display_name, country) VALUES (?, 1, ?, ?)');
  for (let id = 1; id <= size.profiles; id += 1)
    insert.run(id, `客户 ${id}`, countries[zipf(random(), countries.length)]);
}

function writeProducts(store: Writer, size: WorldSize): void {
  const insert = store.prepareWrite('INSERT INTO products (id, source_id, key, name, category) VALUES (?, 1, ?, ?, ?)');
  for (let id = 1; id <= size.products; id += 1)
    insert.run(id, `P${id}`, `Product number ${id}`, `Category ${id % 40}`);
}

/** Place 0..1 in the three years: three seasons a year swell and ebb, always forward. */
function season(place: number): number {
  return place + (0.55 / (2 * Math.PI * 9)) * Math.sin(2 * Math.PI * 9 * place);
}

function instantOf(place: number, random: () => number): number {
  const day = Math.min(days - 1, Math.floor(season(place) * days));
  return firstDay + day * dayMs + Math.floor((0.04 + 0.5 * ((random() + random()) / 2)) * dayMs);
}

function writeOrders(store: Writer, size: WorldSize): number {
  const random = randomFrom(2);
  const order = store.prepareWrite(
    `INSERT INTO orders (id, source_id, key, profile_id, ordered_at, kind, status, currency, gross_minor, net_minor, channel, country, city)
     VALUES (?, 1, ?, ?, ?, ?, ?, 'CNY', ?, ?, ?, ?, ?)`,
  );
  const item = store.prepareWrite(
    `INSERT INTO order_items (id, order_id, line_key, product_id, line_type, quantity_milli, unit_price_micro, amount_minor)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  let items = 0;
  for (let id = 1; id <= size.orders; id += 1) {
    const sign = random() < 0.03 ? -1 : 1;
    let net = 0;
    const lines = 1 + Math.floor(random() * 3);
    for (let line = 1; line <= lines; line += 1) {
      const product = 1 + zipf(random(), size.products);
      const quantity = 1 + zipf(random(), 12);
      const price = 500 + ((product * 7919) % 20_000);
      const type = random() < 0.02 ? 'fee' : 'goods';
      const amount = sign * quantity * price;
      if (type === 'goods') net += amount;
      items += 1;
      item.run(items, id, String(line), product, type, quantity * 1000, price * 10_000, amount);
    }
    const profile = random() < 0.08 ? null : 1 + Math.floor(random() ** 2 * size.profiles);
    const fate = random();
    const status = fate < 0.02 ? 'cancelled' : fate < 0.03 ? 'open' : 'paid';
    const at = instantOf(id / size.orders, random);
    const country = countries[zipf(random(), countries.length)] ?? null;
    const channel = channels[zipf(random(), channels.length)] ?? null;
    const kind = sign < 0 ? 'return' : 'order';
    order.run(id, `B-${10_000_000 + id}`, profile, at, kind, status, net, net, channel, country, `City ${id % 300}`);
  }
  return items;
}

function writeEvents(store: Writer, size: WorldSize): void {
  const random = randomFrom(3);
  const insert = store.prepareWrite(
    'INSERT INTO events (id, source_id, content_hash, profile_id, name, occurred_at, session_id, properties) VALUES (?, 1, ?, ?, ?, ?, ?, ?)',
  );
  for (let id = 1; id <= size.events; id += 1) {
    const profile = 1 + Math.floor(random() ** 2 * size.profiles);
    const name = eventNames[zipf(random(), eventNames.length)];
    const page = zipf(random(), 5000);
    insert.run(
      id,
      id,
      profile,
      name,
      instantOf(id / size.events, random),
      `s${id >> 3}`,
      `{"page":"/p/${page}","device":"phone"}`,
    );
  }
}
