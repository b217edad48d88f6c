import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../ports/logger.ts';
import { isOver } from './hub.fixture.ts';
import { startHub } from './hub.ts';

/**
 * Imports a million rows of each kind through the real hub and compares with the `sqlite3` shell's `.import` of the same
 * file: `node main/hub/import.bench.ts [rows] [kind …]`. Times are seconds; on a busy machine compare processor times.
 */
const rows = Number(process.argv[2] ?? 1_000_000);
const wanted = process.argv.slice(3);

const day = (n: number) => String(1 + (n % 28)).padStart(2, '0');
const month = (n: number) => String(1 + (Math.floor(n / 28) % 12)).padStart(2, '0');
const time = (n: number) => `2024-${month(n)}-${day(n)} 10:${String(n % 60).padStart(2, '0')}:00`;
const kinds: Record<string, { entity: string; header: string; row: (n: number) => string }> = {
  orders: {
    entity: 'orders',
    header: 'order_id,ordered_at,customer_id,status,currency,amount,channel,country',
    row: (n) =>
      `O${1_000_000 + n},${time(n)},C${(n * 7919) % 200_000},paid,USD,${((n % 10_000) / 100).toFixed(2)},web,China`,
  },
  'orders (random keys)': {
    entity: 'orders',
    header: 'order_id,ordered_at,customer_id,status,currency,amount,channel,country',
    row: (n) =>
      `${((n * 2_654_435_761) % 4_294_967_296).toString(36)}-${n % 7},${time(n)},C${(n * 7919) % 200_000},paid,USD,${((n % 10_000) / 100).toFixed(2)},web,China`,
  },
  order_items: {
    entity: 'order_items',
    header: 'order_id,ordered_at,customer_id,product_id,product_name,quantity,unit_price,country',
    row: (n) => {
      const order = Math.floor(n / 8);
      return `${500_000 + order},${time(order)},C${(order * 7919) % 20_000},P${(n * 31) % 4_000},Product number ${(n * 31) % 4_000},${1 + (n % 12)},${((n % 900) / 100 + 1).toFixed(2)},France`;
    },
  },
  events: {
    entity: 'events',
    header: 'event,occurred_at,anonymous_id,session_id,page,referrer,device,duration',
    row: (n) =>
      `${['view', 'click', 'add', 'buy'][n % 4]},${time(n)},A${(n * 7919) % 100_000},S${Math.floor(n / 9)},/p/${n % 500},search,phone,${n % 300}`,
  },
  'events (in order of time)': {
    entity: 'events',
    header: 'event,occurred_at,anonymous_id,session_id,page,referrer,device,duration',
    row: (n) =>
      `${['view', 'click', 'add', 'buy'][n % 4]},${new Date(1_700_000_000_000 + n * 7_000).toISOString().slice(0, 19).replace('T', ' ')},A${(n * 7919) % 100_000},S${Math.floor(n / 9)},/p/${n % 500},search,phone,${n % 300}`,
  },
  table: {
    entity: 'table:bench',
    header: 'code,taken_at,station,state,unit,value,kind,place',
    row: (n) => `M${n},${time(n)},S${n % 2_000},ok,mm,${((n % 10_000) / 100).toFixed(2)},auto,China`,
  },
};

const folder = await mkdtemp(join(tmpdir(), 'luopan-bench-'));
try {
  for (const [kind, plan] of Object.entries(kinds)) {
    if (wanted.length > 0 && !wanted.includes(kind)) continue;
    const path = join(folder, 'bench.csv');
    await writeRows(path, plan.header, plan.row);
    const shell = timed(() => execFileSync('sqlite3', [join(folder, 'shell.sqlite'), `.import --csv ${path} t`]));
    await rm(join(folder, 'shell.sqlite'));
    const hub = await startHub({
      dataDir: join(folder, kind),
      logger: silentLogger,
      defaults: { name: 'Bench', language: 'en', timezone: 'Asia/Shanghai' },
    });
    const idle = process.memoryUsage.rss();
    for (const run of ['first', 'again']) {
      let peak = idle;
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss());
      }, 50);
      const cpu = process.cpuUsage();
      const start = performance.now();
      const { id } = await hub.submitImport({ path, keepOriginal: true, fileName: 'bench.csv', entity: plan.entity });
      const acknowledged = performance.now();
      await new Promise<void>((resolve) => {
        const stop = hub.on('import', (moved) => {
          const record = moved === id ? hub.getImport(id) : null;
          if (!record || !isOver(record)) return;
          stop();
          resolve();
        });
      });
      const seconds = (performance.now() - start) / 1000;
      const used = process.cpuUsage(cpu);
      clearInterval(watch);
      const record = hub.getImport(id);
      console.log(
        [
          `${kind} ${run}`.padEnd(28),
          `${record?.status} ${record?.rowsAccepted}/${record?.rowsUnchanged}`,
          `wall ${seconds.toFixed(2)} (ack ${((acknowledged - start) / 1000).toFixed(2)})`,
          `cpu ${((used.user + used.system) / 1e6).toFixed(2)}`,
          `rows/s ${Math.round(rows / seconds)}`,
          `shell ${shell.toFixed(2)}`,
          `ratio ${(seconds / shell).toFixed(2)}`,
          `rss +${Math.round((peak - idle) / 1e6)} MB over ${Math.round(idle / 1e6)}`,
        ].join('  '),
      );
    }
    await hub.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function writeRows(path: string, header: string, row: (n: number) => string): Promise<void> {
  const out = createWriteStream(path);
  let text = `${header}\n`;
  for (let n = 0; n < rows; n += 1) {
    text += `${row(n)}\n`;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}
