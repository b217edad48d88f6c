import { openStore } from '../store/index.ts';
import { type Row, startWorld } from './store-world.fixture.ts';

/**
 * What Cube costs over the same SQL asked of the replica directly: `node main/semantic/overhead.bench.ts`.
 * Bar: 15 ms median per query. Every question is asked once only (another day each), so no result comes from memory.
 */
const orders: Row[] = Array.from({ length: 50_000 }, (_, index) => ({
  id: index + 1,
  source_id: 1,
  key: `O${index}`,
  profile_id: (index % 5_000) + 1,
  ordered_at: Date.UTC(2023, 0, 1) + index * 600_000,
  currency: 'CNY',
  net_minor: 1_000 + (index % 977),
  country: `C${index % 30}`,
}));
const profiles: Row[] = Array.from({ length: 5_000 }, (_, index) => ({
  id: index + 1,
  source_id: 1,
  display_name: `P${index}`,
}));

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const ms = (value: number) => `${value.toFixed(1)} ms`;
const rssMb = () => Math.round(process.memoryUsage().rss / 1e6);

const world = await startWorld(
  (path) => openStore(path),
  { timezone: 'Asia/Shanghai', weekStart: 1, currency: 'CNY', exchangeRates: {} },
  { profiles, orders },
);
await world.replica.catchUp();
const rssBefore = rssMb();
let longestBlockMs = 0;
let lastTick = performance.now();
const watch = setInterval(() => {
  longestBlockMs = Math.max(longestBlockMs, performance.now() - lastTick - 5);
  lastTick = performance.now();
}, 5);
const loadStart = performance.now();
await world.semantic.warmUp();
const loadMs = performance.now() - loadStart;
const firstStart = performance.now();
await world.semantic.load({ measures: ['orders.count'] });
const firstMs = performance.now() - firstStart;

function question(day: number): object {
  const from = new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10);
  return {
    measures: ['orders.revenue', 'orders.count', 'orders.customers'],
    dimensions: ['orders.country'],
    timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: [from, '2023-12-31'] }],
  };
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

async function sqlOf(query: object): Promise<[string, unknown[]]> {
  const url = `/cubejs-api/v1/sql?query=${encodeURIComponent(JSON.stringify(query))}`;
  const answer = await world.semantic.ask({ method: 'GET', url });
  return JSON.parse(Buffer.from(answer.body).toString('utf8')).sql.sql;
}

const overheads: number[] = [];
const repeats: number[] = [];
for (let day = 0; day < 120; day += 1) {
  const [sql, params] = await sqlOf(question(200 + day));
  const [directMs] = await timed(() => world.replica.query(sql, params));
  const [cubeMs] = await timed(() => world.semantic.load(question(day)));
  const [repeatMs] = await timed(() => world.semantic.load(question(day)));
  if (day < 20) continue;
  overheads.push(cubeMs - directMs);
  repeats.push(repeatMs);
}
const [boardMs] = await timed(() =>
  Promise.all(Array.from({ length: 12 }, (_, day) => world.semantic.load(question(day)))),
);
clearInterval(watch);
console.log(`load ${ms(loadMs)}, first answer (model compiled) ${ms(firstMs)}, memory +${rssMb() - rssBefore} MB`);
console.log(`overhead over the driver call: median ${ms(median(overheads))} of ${overheads.length}`);
console.log(`asked again: median ${ms(median(repeats))}; 12 at once: ${ms(boardMs)}`);
console.log(`longest block of the calling thread: ${ms(longestBlockMs)}`);
await world.close();
