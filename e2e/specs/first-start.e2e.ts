import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import answers from '../../fixtures/known-answers/online-retail.json' with { type: 'json' };
import { BoardPage, numberTiles } from '../pages/board.ts';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';
import { HostProcess } from '../support/host-process.ts';

const settings = { withSample: true, timezone: 'Asia/Shanghai' };
let browser: Browser;
let host: HostProcess;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
// A first start has no second attempt on the same folder.
beforeEach(async () => {
  host = await HostProcess.start(settings);
  context = await newContext(browser);
});
afterEach(async () => {
  await context.close();
  await host.discard();
});

it('from the first start to figures on the board, to an empty workspace in one click, which stays so', async () => {
  const page = await context.newPage();
  const faults = watchFaults(page);
  const board = new BoardPage(page);

  // The page is opened at once, as the browser would be; the sample is still being imported.
  await page.goto(host.url);
  expect(new URL(page.url()).search).not.toContain('token');
  await page.getByTestId('tile-revenue-value').waitFor({ timeout: 120_000 });

  const { revenue, orders, customers, order_net, repeat_customers } = answers.headlines['2011-11'].figures;
  await expect.poll(() => board.figure('orders')).toBe(orders);
  await board.settled();
  const shown = await Promise.all(numberTiles.map((id) => board.figure(id)));
  expect(shown[0]).toBeCloseTo(revenue / 100, 6);
  expect(shown.slice(1, 3)).toEqual([orders, customers]);
  expect(shown[3]).toBeCloseTo(order_net / 100 / orders, 6);
  expect(shown[4]).toBeCloseTo(repeat_customers / customers, 9);

  await page.getByTestId('sample-remove').click();
  await page.locator('.ant-modal-confirm .ant-btn-dangerous').click();
  await page.getByTestId('board').waitFor({ state: 'detached' });
  await page.getByTestId('import-own-data').first().waitFor();
  expect((await host.api.status()).counts).toMatchObject({ orders: 0, order_items: 0, products: 0, profiles: 0 });

  await page.reload();
  await page.getByTestId('import-own-data').first().waitFor();
  expect(await page.getByTestId('board').count()).toBe(0);
  expect(faults).toEqual([]);

  // Nor does the sample come back with the next start.
  expect(await host.stop()).toBe(0);
  const again = await HostProcess.start({ ...settings, dataDir: host.dataDir });
  try {
    expect(await again.api.json('/api/v1/sample')).toMatchObject({ state: 'removed' });
    expect((await again.api.status()).counts.orders).toBe(0);
  } finally {
    await again.stop();
  }
});
