import { readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lines, linesCsv, months } from '../../fixtures/tea-shop/index.ts';
import { BoardPage } from '../pages/board.ts';
import { ImportWizard } from '../pages/import-wizard.ts';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';
import { HostProcess } from '../support/host-process.ts';

let browser: Browser;
let host: HostProcess;
let context: BrowserContext;
let page: Page;
let wizard: ImportWizard;
let faults: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function visit(language: 'en' | 'zh-CN'): Promise<void> {
  context = await newContext(browser, { language });
  page = await context.newPage();
  faults = watchFaults(page);
  await page.goto(host.url);
  wizard = new ImportWizard(page);
  await wizard.open(host.api.origin);
}
afterEach(async () => {
  await context.close();
  expect(faults).toEqual([]);
});
const startHost = async () => {
  host = await HostProcess.start({ language: 'zh-CN', timezone: 'Asia/Shanghai' });
};

const csv = (name: string, buffer: Buffer) => ({ name, mimeType: 'text/csv', buffer });

describe('a Chinese file of order lines', () => {
  // Of its own for every attempt: the board tells of everything that was ever imported.
  beforeEach(async () => {
    await startHost();
    await visit('zh-CN');
  });
  afterEach(async () => {
    // The page first: a host that goes away under it is a fault.
    await context.close();
    await host.discard();
  });

  it('in GB18030: recognised, imported, on the board, without touching a setting; known already the second time', async () => {
    const text = await readFile(linesCsv, 'utf8');
    await wizard.choose(csv('茶叶店订单.csv', iconv.encode(text, 'gb18030')));
    await expect.poll(() => wizard.entity()).toBe('order_items');
    await page.getByText('铁观音, 礼盒').first().waitFor();
    await wizard.start();
    expect(await wizard.ended()).toBe('succeeded');
    expect(await wizard.result.innerText()).toContain(String(lines.all));

    await page.getByTestId('import-open-board').click();
    const board = new BoardPage(page);
    await board.settled();
    // March: 64.00 in yuan; dollars, yen and Hong Kong dollars have no rate here and are not mixed in.
    const march = months[2];
    await expect.poll(() => board.figure('orders')).toBe(march?.orders);
    expect(await board.figure('customers')).toBe(march?.customers);
    expect(await board.figure('revenue')).toBeCloseTo(64, 6);
    expect(await board.shown('revenue')).toBe('¥64.00');

    await wizard.open(host.api.origin);
    await wizard.choose(csv('茶叶店订单.csv', Buffer.from(`\uFEFF${text}`)));
    await expect.poll(() => wizard.kindNote()).toContain('已按上次的方式填好');
    await wizard.start();
    expect(await wizard.ended()).toBe('succeeded');
    const state = (await host.api.json('/api/v1/imports?limit=1')) as { rowsUnchanged: number }[];
    expect(state[0]?.rowsUnchanged).toBe(lines.all);
  });
});

describe('files with faults', () => {
  beforeAll(startHost);
  afterAll(() => host.discard());
  beforeEach(() => visit('en'));

  it('rows that cannot be taken are shown with their reason and can be downloaded', async () => {
    const good = Array.from({ length: 200 }, (_, index) => `Y${index},2024-05-04,P1,1,10.00`);
    const rows = [
      'order_id,ordered_at,product_id,quantity,unit_price',
      ...good,
      'X1,2024-02-30,P1,1,10.00',
      'X2,2024-05-03,P1,many,10.00',
    ];
    await wizard.choose(csv('faults.csv', Buffer.from(`${rows.join('\n')}\n`)));
    await wizard.start();
    expect(await wizard.ended()).toBe('succeeded');
    await wizard.result.getByText('2024-02-30').first().waitFor();
    expect(await wizard.result.innerText()).toContain('many');
    const download = await wizard.downloadRejects();
    const content = await readFile(await download.path(), 'utf8');
    expect(content.trimEnd().split('\r\n')).toHaveLength(3);
    expect(content).toContain('201,ordered_at,2024-02-30,impossible-date,');
    expect(content).toContain('202,quantity,many,not-a-number,');
  });

  it('a file that is no table is answered with a sentence, and the next file can follow', async () => {
    await wizard.choose(
      csv('picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0, 0xff])),
    );
    const sentence = await wizard.problem();
    expect(sentence.length).toBeGreaterThan(20);
    expect(sentence).not.toMatch(/import\/|undefined|\{\{/);
    await wizard.choose(csv('empty.csv', Buffer.from('')));
    await expect.poll(() => wizard.problem()).not.toBe(sentence);
    await wizard.choose(
      csv('good.csv', Buffer.from('order_id,ordered_at,product_id,quantity,unit_price\nG1,2024-05-01,P1,1,10.00\n')),
    );
    await expect.poll(() => wizard.entity()).toBe('order_items');
  });
});
