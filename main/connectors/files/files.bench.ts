/**
 * Reading side of a CSV import, 1 M rows of 8 columns, on one core. Run: `node main/connectors/files/files.bench.ts`.
 * Compares the tokenizer with csv-parse in one run, and tells peak memory over idle.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { compileMapping, detectFormat, openRecords } from './index.ts';

const rowCount = 1_000_000;

function writeLines(path: string): void {
  const file = openSync(path, 'w');
  let text = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n';
  for (let index = 0; index < rowCount; index += 1) {
    const order = index >> 4;
    const time = new Date(Date.UTC(2010, 11, 1) + order * 400_000).toISOString().slice(0, 19).replace('T', ' ');
    const name =
      index % 20 === 0 ? `"HOLDER, WHITE ""T"" ${index % 4000}"` : `WHITE HANGING HEART HOLDER ${index % 4000}`;
    text += `${536_365 + order},${85_000 + (index % 4000)}A,${name},${1 + (index % 12)},${time},${index % 97}.${10 + (index % 90)},${17_850 + (order % 4300)}.0,United Kingdom\n`;
    if (text.length > 1 << 20) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
}

const mapping = {
  order_id: { column: 'InvoiceNo' },
  ordered_at: { column: 'InvoiceDate' },
  customer_id: { column: 'CustomerID' },
  product_id: { column: 'StockCode' },
  product_name: { column: 'Description' },
  quantity: { column: 'Quantity' },
  unit_price: { column: 'UnitPrice' },
  country: { column: 'Country' },
};

async function read(path: string, isConverting: boolean): Promise<void> {
  const format = await detectFormat(path, {});
  const compiled = compileMapping('order_items', mapping, format, { timezone: 'Europe/London', currency: 'GBP' });
  const reader = await openRecords(path, format);
  let accepted = 0;
  for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
    if (!isConverting) accepted += batch.rows.length;
    else for (const row of batch.rows) if (compiled.convert(row).values !== null) accepted += 1;
  }
  reader.close();
  if (accepted !== rowCount) throw new Error(`${accepted} rows of ${rowCount}`);
}

async function measure(name: string, work: () => void | Promise<void>): Promise<void> {
  const idleBytes = process.memoryUsage().rss;
  let peakBytes = idleBytes;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
  }, 20);
  const times: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await work();
    const cpu = process.cpuUsage(cpuBefore);
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
    times.push(performance.now() - startedAt);
    console.log(
      `${name}: ${Math.round(times.at(-1) ?? 0)} ms, ${Math.round((cpu.user + cpu.system) / 1000)} ms of processor`,
    );
  }
  clearInterval(watch);
  console.log(
    `${name}: best ${Math.round(Math.min(...times))} ms, memory +${Math.round((peakBytes - idleBytes) / 2 ** 20)} MB`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'luopan-bench-'));
const path = join(folder, 'lines.csv');
try {
  writeLines(path);
  await measure('records', () => read(path, false));
  await measure('records and values', () => read(path, true));
  await measure('csv-parse, records only', () => {
    parse(readFileSync(path), { columns: false });
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
