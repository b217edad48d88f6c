import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Api } from '../support/api.ts';
import { launchBrowser, patienceMs } from '../support/browser.ts';
import { HostProcess } from '../support/host-process.ts';

let host: HostProcess;
let api: Api;
let browser: Browser;
let context: BrowserContext | undefined;
let shop: Server;
let shopOrigin: string;
let key: string;

/** A page of another site with the tag in it, and calls made before the script has come. */
beforeAll(async () => {
  browser = await launchBrowser();
  host = await HostProcess.start();
  api = host.api;
  const made = await api.json('/api/v1/write-keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Shop' }),
  });
  key = z.object({ key: z.string() }).parse(made).key;
  shop = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>${request.url}</title>
      <script async src="${api.origin}/snippet.js" data-write-key="${key}"></script>
      <script>window.luopan = window.luopan || []; luopan.push(['track', 'Early call', { n: 1 }]);</script>`);
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  shopOrigin = `http://localhost:${(shop.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser.close();
  shop.close();
  await host.discard();
});

afterEach(() => context?.close());

interface Luopan {
  track(event: string, properties?: object): void;
  identify(userId: string, traits?: object): void;
}
const counts = async () => {
  const rows = await api.load({ measures: ['events.count'], dimensions: ['events.name'] });
  return Object.fromEntries(rows.map((row) => [row['events.name'], Number(row['events.count'])]));
};

it('sends what happens on a page of another site, once, through outages and across pages', async () => {
  const before = await counts();
  const more = (name: string, now: Record<string, number>) => (now[name] ?? 0) - (before[name] ?? 0);
  context = await browser.newContext();
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const blocked: string[] = [];
  page.on('console', (message) => {
    if (/CORS|blocked/i.test(message.text())) blocked.push(message.text());
  });
  await page.goto(`${shopOrigin}/a?utm_source=mail`);
  await expect.poll(async () => more('Early call', await counts())).toBe(1);
  await expect.poll(async () => more('Page Viewed', await counts())).toBe(1);

  // Nothing is lost while the host cannot be reached, nor when the page is left meanwhile.
  await context.setOffline(true);
  await page.evaluate(() => {
    const { luopan } = window as unknown as { luopan: Luopan };
    luopan.identify('visitor-1', { email: 'visitor@example.com' });
    luopan.track('While offline');
  });
  await context.setOffline(false);
  await page.goto(`${shopOrigin}/b`);
  await expect.poll(async () => more('While offline', await counts())).toBe(1);
  await expect.poll(async () => more('Page Viewed', await counts())).toBe(2);

  // A call at the last moment goes by beacon.
  await page.evaluate(() => {
    setTimeout(() => {
      (window as unknown as { luopan: Luopan }).luopan.track('Left');
      location.href = 'about:blank';
    });
  });
  await page.waitForURL('about:blank');
  await expect.poll(async () => more('Left', await counts())).toBe(1);
  await page.goto(`${shopOrigin}/c`);
  await expect.poll(async () => more('Page Viewed', await counts())).toBe(3);
  expect(more('Left', await counts())).toBe(1);

  expect(await context.cookies()).toEqual([]);
  expect(blocked).toEqual([]);
});
