import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.ts';
import { launchBrowser, newContext } from '../support/browser.ts';
import { HostProcess } from '../support/host-process.ts';
import { freshName } from '../support/names.ts';

let browser: Browser;
let context: BrowserContext | undefined;
let host: HostProcess;
beforeAll(async () => {
  browser = await launchBrowser();
  host = await HostProcess.start();
});
afterAll(async () => {
  await browser.close();
  await host.discard();
});
afterEach(() => context?.close());

it.each([
  ['en', 'I have kept it', 'End', 'Done'],
  ['zh-CN', '已保存好', '停用', '完成'],
] as const)(
  '%s: a key and an address are made, work at once, and the key is ended',
  async (language, kept, end, done) => {
    const name = freshName('Shop');
    context = await newContext(browser, { language });
    const page = await context.newPage();
    await page.goto(host.url);
    await page.goto(`${host.api.origin}/connections`);
    await page.getByRole('link', { name: language === 'en' ? 'Events and forms' : '事件与表单' }).click();
    await page.getByTestId('make-key').click();
    await page.getByTestId('key-name').fill(name);
    await page.getByTestId('key-name').press('Enter');
    const key = (await page.getByRole('dialog').locator('pre').first().textContent()) ?? '';
    const send = () =>
      fetch(`${host.api.origin}/v1/track`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ userId: 'u', event: 'Sent' }),
      });
    expect((await send()).status).toBe(200);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: kept }).click();

    await page.getByTestId('make-form').click();
    await page.getByTestId('form-name').fill(freshName('Contact'));
    await page.getByTestId('form-name').press('Enter');
    await page.getByRole('button', { name: done }).waitFor();
    const address = (await page.getByRole('dialog').locator('pre').first().textContent()) ?? '';
    expect((await fetch(address, { method: 'POST', body: '{"name":"Ann"}' })).status).toBe(200);
    await page.getByRole('button', { name: done }).click();

    await page.getByRole('row', { name }).getByRole('button', { name: end }).click();
    await page.getByRole('dialog').getByRole('button', { name: end }).click();
    await expect.poll(async () => (await send()).status).toBe(401);
    await page.locator('.ant-modal-confirm').waitFor({ state: 'hidden' });
    expect(await accessibilityFaults(page)).toEqual([]);
  },
);
