import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BoardPage } from '../pages/board.ts';
import { Api } from './api.ts';
import { launchBrowser, newContext, watchFaults } from './browser.ts';

/**
 * Runs inside a network that has nothing but loopback: starts the packaged server, reads the first board in Chromium,
 * imports a file, stops. Prints what it saw as one line of JSON.
 *
 * The kernel counts every attempt to reach an address without a route, name lookups included.
 */
const [folder = '', dataDir = ''] = process.argv.slice(2);

function attempts(): number {
  const [names = '', values = ''] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Ip:'));
  const v4 = Number(values.split(' ')[names.split(' ').indexOf('OutNoRoutes')]);
  const v6 = /^Ip6OutNoRoutes\s+(\d+)/m.exec(readFileSync('/proc/net/snmp6', 'utf8'))?.[1];
  return v4 + Number(v6 ?? 0);
}

const server = spawn(join(folder, 'luopan'), ['--data', dataDir, '--port', '0', '--no-open', '--lang', 'en'], {
  env: { PATH: '/usr/bin:/bin', HOME: dataDir },
  stdio: ['ignore', 'pipe', 'pipe'],
});
// Whatever goes wrong below, the server does not outlive the probe.
process.on('exit', () => server.kill('SIGKILL'));
let output = '';
server.stderr.on('data', (text: Buffer) => {
  output += text;
});
const url = await new Promise<URL>((resolve, reject) => {
  server.stdout.on('data', (text: Buffer) => {
    const [, address] = /^Luopan ready: (\S+)$/m.exec(String(text)) ?? [];
    if (address) resolve(new URL(address));
  });
  server.on('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
});
const api = new Api(url.origin, url.searchParams.get('token') ?? '');
await api.sampleImported();
const afterStart = attempts();

const [figure] = await api.load({
  measures: ['orders.revenue'],
  timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: ['2011-11-01', '2011-11-30'] }],
});
const afterFigures = attempts();

// Chromium looks for roads of its own, which are not ours: what the page asks for is watched in the page.
const browser = await launchBrowser();
const page = await (await newContext(browser)).newPage();
const faults = watchFaults(page);
await page.goto(url.href);
const board = new BoardPage(page);
await board.settled();
const tiles = await page.locator('[data-testid^="tile-"][data-state="full"]').count();
await browser.close();
const ofBrowser = attempts() - afterFigures;

const imported = await api.import(
  { name: 'orders.csv', content: 'order_id,ordered_at,net\n1,2024-01-05,10.00\n2,2024-01-06,5.50\n' },
  { entity: 'orders' },
);
const afterImport = attempts() - ofBrowser;
server.removeAllListeners('exit');
const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
server.kill('SIGTERM');
const exitCode = await ended;
const atEnd = attempts() - ofBrowser;

// The counter must be one that counts.
await fetch('http://192.0.2.1', { signal: AbortSignal.timeout(2000) }).catch(() => {});
const errors = output.split('\n').filter((line) => line.includes('"level":"error"'));
console.log(
  JSON.stringify({
    attempts: { afterStart, afterFigures, afterImport, atEnd },
    counts: attempts() - ofBrowser > atEnd,
    revenue: Number(figure?.['orders.revenue']),
    ...{ tiles, faults, imported, exitCode, errors },
  }),
);
