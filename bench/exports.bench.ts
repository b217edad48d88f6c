import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { z } from 'zod';
import { writeWorkbook } from '../main/reports/index.ts';
import { HostProcess } from './host-process.ts';
import { type Figure, median, megabytes, milliseconds, ratio, report, seconds } from './report.ts';

const orders = 100_000;
const workbookRows = 1_048_575;
const workbookColumns = 20;
const idOutput = z.object({ id: z.string() });
const stateOutput = z.object({ status: z.string(), rows: z.number().nullable(), error: z.unknown() });

/** Exports of a host with 100,000 orders of as many customers: pages, tables, and boards beside them. */
export async function benchExports(folder: string): Promise<void> {
  const place = await mkdtemp(join(folder, 'exports-'));
  const host = await HostProcess.start(join(place, 'data'));
  try {
    await importOrders(host);
    const board = await twentyTiles(host);
    // The first print starts the browser, which then stays.
    await exported(host, { target: everyCustomer(10), format: 'pdf' });
    const boardMs = await exported(host, { target: { board }, format: 'pdf' });
    const tableMs = await exported(host, { target: everyCustomer(5_000), format: 'pdf' });
    const csvMs = await exported(host, { target: everyCustomer(orders), format: 'csv' }, orders);
    const alone = await boardQuery(host, 20);
    const beside = await besidePrints(host, board);
    report({
      name: 'exports',
      title: 'Exports',
      method:
        'A host with 100,000 orders of as many customers; from the order of a file until it lies there, the browser already started. The workbook is written by itself, 20 columns of numbers and texts, without questions.',
      figures: [
        bar('PDF of a board with 20 tiles', boardMs, 5_000),
        bar('PDF of a table with 5,000 rows', tableMs, 10_000),
        bar('CSV of 100,000 rows', csvMs, 2_000),
        {
          what: 'A question of a board while four PDFs are made',
          value: milliseconds(beside),
          reference: `${milliseconds(alone)} without them: ${ratio(beside, alone)}`,
          bar: '2 ×',
          isMet: beside <= 2 * alone,
        },
        ...(await workbook(place)),
      ],
    });
  } finally {
    await host.stop();
    await rm(place, { recursive: true, force: true });
  }
}

function bar(what: string, ms: number, limitMs: number): Figure {
  return { what, value: seconds(ms), reference: '', bar: `${limitMs / 1000} s`, isMet: ms <= limitMs };
}

async function importOrders(host: HostProcess): Promise<void> {
  const lines = ['订单号,下单时间,客户编号,客户姓名,实付金额,国家,渠道'];
  for (let n = 1; n <= orders; n += 1) {
    const [month, day] = [String((n % 12) + 1), String((n % 28) + 1)].map((part) => part.padStart(2, '0'));
    lines.push(`${n},2024-${month}-${day} 10:00:00,C${n},客户${n},${n % 500}.50,国${n % 40},渠道${n % 6}`);
  }
  const column = (name: string) => ({ column: name });
  const mapping = {
    ...{ order_id: column('订单号'), ordered_at: column('下单时间'), customer_id: column('客户编号') },
    ...{ customer_name: column('客户姓名'), net: column('实付金额'), country: column('国家'), channel: column('渠道') },
  };
  const form = new FormData();
  form.set('entity', 'orders');
  form.set('mapping', JSON.stringify(mapping));
  form.set('options', JSON.stringify({ currency: 'CNY' }));
  form.set('file', new Blob([lines.join('\n')]), 'orders.csv');
  const { id } = idOutput.parse(await (await host.request('/api/v1/imports', { method: 'POST', body: form })).json());
  for (;;) {
    const { status } = stateOutput.partial().parse(await host.json(`/api/v1/imports/${id}`));
    if (status === 'succeeded') break;
    if (status === 'failed') throw new Error('the orders could not be imported');
    await after(100);
  }
  await host.caughtUp();
}

const everyCustomer = (limit: number) => ({
  query: {
    measures: ['orders.revenue', 'orders.count'],
    dimensions: ['orders.customer_name', 'orders.country', 'orders.channel'],
    order: [['orders.revenue', 'desc']],
    limit,
  },
  title: `${limit}`,
});

/** Figures, courses, rankings and tables, as boards have them. */
async function twentyTiles(host: HostProcess): Promise<string> {
  const both = (text: string) => ({ 'zh-CN': text, en: text });
  const tiles = Array.from({ length: 20 }, (_, index) => {
    const [x, y] = [(index % 3) * 4, Math.floor(index / 3) * 4];
    const base = { id: `t${index}`, title: both(`Tile ${index + 1}`), placement: { x, y, w: 4, h: 4 } };
    const dimension = index % 2 === 0 ? 'orders.country' : 'orders.channel';
    if (index < 4)
      return { ...base, kind: 'number', measure: 'orders.revenue', comparisons: ['previous_period'], sparkline: true };
    if (index < 10)
      return { ...base, kind: 'trend', measures: ['orders.revenue'], granularity: 'day', comparison: null };
    if (index < 18) return { ...base, kind: 'ranking', measure: 'orders.revenue', dimension, limit: 8 };
    return {
      ...{ ...base, kind: 'table', dimensions: [dimension], measures: ['orders.revenue', 'orders.count'] },
      ...{ orderBy: 'orders.revenue', limit: 20 },
    };
  });
  return idOutput.parse(await host.json('/api/v1/boards', { title: both('Twenty tiles'), tiles })).id;
}

/** @returns milliseconds from the order to the finished file */
async function exported(host: HostProcess, order: object, rows?: number): Promise<number> {
  const started = performance.now();
  const { id } = idOutput.parse(await host.json('/api/v1/exports', { lang: 'zh-CN', ...order }));
  for (;;) {
    const state = stateOutput.parse(await host.json(`/api/v1/exports/${id}`));
    if (state.status === 'succeeded') {
      if (rows !== undefined && state.rows !== rows) throw new Error(`${state.rows} rows in place of ${rows}`);
      return performance.now() - started;
    }
    if (state.status === 'failed') throw new Error(JSON.stringify(state.error));
    await after(20);
  }
}

/** Median of a question that no answer is kept for: every one is of other dates. */
async function boardQuery(host: HostProcess, count: number): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) times.push(await oneQuestion(host));
  return median(times);
}

let asked = 0;
async function oneQuestion(host: HostProcess): Promise<number> {
  asked += 1;
  const day = (back: number) => new Date(Date.UTC(2024, 11, 28) - back * 86_400_000).toISOString().slice(0, 10);
  const query = {
    measures: ['orders.revenue'],
    dimensions: ['orders.country'],
    timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: [day(30 + asked), day(asked % 30)] }],
    timezone: 'Asia/Shanghai',
  };
  const started = performance.now();
  await host.json('/cubejs-api/v1/load', { query });
  return performance.now() - started;
}

async function besidePrints(host: HostProcess, board: string): Promise<number> {
  let isDone = false;
  const prints = Promise.all(
    Array.from({ length: 4 }, () => exported(host, { target: { board }, format: 'pdf' })),
  ).finally(() => {
    isDone = true;
  });
  const times: number[] = [];
  while (!isDone) {
    times.push(await oneQuestion(host));
    await after(50);
  }
  await prints;
  return median(times);
}

async function workbook(place: string): Promise<Figure[]> {
  const path = join(place, 'large.xlsx');
  const style = { format: '#,##0.00', align: 'right' as const };
  function* rows() {
    for (let row = 0; row < workbookRows; row += 1)
      yield Array.from({ length: workbookColumns }, (_, column) =>
        column < 4 ? `客户 ${row % 997}` : row * column * 0.25,
      );
  }
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 100);
  const started = performance.now();
  await writeWorkbook(path, {
    title: 'large',
    createdAtMs: 0,
    sheets: [{ name: 'large', columns: Array.from({ length: workbookColumns }, () => ({ style })), rows: rows() }],
  });
  const ms = performance.now() - started;
  clearInterval(watch);
  const { size } = await stat(path);
  return [
    {
      ...bar('XLSX of 1,048,575 rows and 20 columns', ms, 60_000),
      reference: `${megabytes(size)}, memory over the start ${megabytes(peak - before)}`,
    },
  ];
}
