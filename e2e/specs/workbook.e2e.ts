import ExcelJS from 'exceljs';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ImportWizard } from '../pages/import-wizard.ts';
import { launchBrowser, newContext } from '../support/browser.ts';
import { HostProcess } from '../support/host-process.ts';

let browser: Browser;
let context: BrowserContext | undefined;
let host: HostProcess;
beforeAll(async () => {
  browser = await launchBrowser();
  host = await HostProcess.start({ language: 'zh-CN' });
});
afterAll(async () => {
  await browser.close();
  await host.discard();
});
afterEach(() => context?.close());

it('a sheet of a workbook is chosen in the wizard and imported', async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('说明').addRows([
    ['项目', '内容'],
    ['导出时间', '今天'],
  ]);
  const sheet = book.addWorksheet('订单');
  sheet.addRow(['订单编号', '下单时间', '客户编号', '实付金额']);
  for (let day = 1; day <= 9; day += 1) sheet.addRow([`E${day}`, new Date(Date.UTC(2026, 0, day)), `C${day % 3}`, day]);
  sheet.getColumn(2).numFmt = 'yyyy-mm-dd';
  context = await newContext(browser, { language: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(host.url);
  const wizard = new ImportWizard(page);
  await wizard.open(host.api.origin);
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  await wizard.choose({ name: '店铺导出.xlsx', mimeType, buffer: Buffer.from(await book.xlsx.writeBuffer()) });
  await page.getByTestId('import-sheet').click();
  await page.getByTitle('订单', { exact: true }).last().click();
  await expect.poll(() => wizard.entity()).toBe('orders');
  expect(await page.getByTestId('import-encoding').count()).toBe(0);
  if (process.env.LUOPAN_SHOTS) await page.screenshot({ path: `${process.env.LUOPAN_SHOTS}/workbook.png` });
  await wizard.start();
  expect(await wizard.ended()).toBe('succeeded');
  const [row] = await host.api.load({ measures: ['orders.revenue', 'orders.count'] });
  // 1 + 2 + … + 9
  expect([Number(row?.['orders.revenue']), Number(row?.['orders.count'])]).toEqual([45, 9]);
});
