import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import answers from '../../fixtures/known-answers/online-retail.json' with { type: 'json' };
import { BoardPage } from '../pages/board.ts';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';

const url = inject('sampleUrl');
const { origin } = new URL(url);
let browser: Browser;
let context: BrowserContext;
let board: BoardPage;
let faults: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A new user with a fresh profile; the address with the token signs the browser in. */
async function visit(language: 'en' | 'zh-CN'): Promise<void> {
  context = await newContext(browser, { language });
  const page = await context.newPage();
  faults = watchFaults(page);
  board = new BoardPage(page);
  await page.goto(url);
  await board.settled();
}
afterEach(async () => {
  await context.close();
  expect(faults).toEqual([]);
});

const november = answers.headlines['2011-11'].figures;
const wholeYear = answers.headlines.all.figures;

describe('in English', () => {
  beforeEach(() => visit('en'));

  it('opens on the newest month with data, never on today', async () => {
    expect(await board.shown('revenue')).toBe('£1.48M');
    expect(await board.shown('orders')).toBe(november.orders.toLocaleString('en'));
    expect(await board.shown('customers')).toBe(november.customers.toLocaleString('en'));
    expect(await board.shown('average-order-value')).toBe(
      `£${(november.order_net / november.orders / 100).toFixed(2)}`,
    );
    expect(await board.shown('repeat-rate')).toBe(
      `${((november.repeat_customers / november.customers) * 100).toFixed(1)}%`,
    );
    expect(await board.page.getByTestId('data-as-of').textContent()).toMatch(/2011/);
  });

  it('compares like for like: 30 days of November with 30 days of October', async () => {
    const october = answers.headlines['2011-10, like for like with November'].figures;
    const change = (november.revenue / october.revenue - 1) * 100;
    expect(await board.comparison('revenue', 'previous_period')).toContain(`${change.toFixed(1)}%`);
  });

  it('says that there is nothing to compare with, where there is nothing', async () => {
    expect(await board.comparison('revenue', 'previous_year')).toContain('no earlier data');
    await board.open(origin, { from: '2010-12-01', to: '2010-12-31' });
    await board.settled();
    for (const comparison of ['previous_period', 'previous_year'] as const) {
      const text = await board.comparison('revenue', comparison);
      expect(text).toContain('no earlier data');
      expect(text).not.toContain('%');
    }
  });

  it('keeps dates and country in the address; a reload shows the same', async () => {
    await board.choosePreset('All time');
    await board.chooseCountry('Germany');
    await board.settled();
    await expect.poll(() => board.figure('orders')).toBe(answers.headlines['all, Germany'].figures.orders);
    // A named range stays relative in the address: with newer data it shows newer dates.
    const asked = () => Object.fromEntries(new URL(board.page.url()).searchParams);
    await expect.poll(asked).toEqual({ range: 'all', country: 'Germany' });

    await board.page.reload();
    await board.settled();
    expect(await board.figure('revenue')).toBeCloseTo(answers.headlines['all, Germany'].figures.revenue / 100, 6);

    await board.page.goBack();
    await expect.poll(() => board.figure('orders')).toBe(wholeYear.orders);
  });

  it('names the countries, products and customers that bring most', async () => {
    await board.open(origin, { from: '2010-12-01', to: '2011-11-30' });
    await board.settled();
    const countries = await board.tile('revenue-by-country').innerText();
    const first = answers.tables.countries.slice(0, 5).map(({ country }) => country);
    expect(first.filter((country) => !countries.includes(country))).toEqual([]);
    expect(await board.tile('top-products').innerText()).toMatch(/REGENCY CAKESTAND/i);
  });

  it('a period without any data says so on every tile', async () => {
    await board.open(origin, { from: '2009-11-01', to: '2009-11-30' });
    await board.settled();
    expect(await board.tile('revenue').innerText()).toMatch(/No data/);
    expect(await board.figure('revenue')).toBeNull();
  });

  it('switches language and theme at once and remembers both', async () => {
    await board.switchLanguage();
    await board.page.getByText('净销售额', { exact: true }).first().waitFor();
    await board.switchTheme();
    const theme = () => board.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await theme();
    await board.page.reload();
    await board.settled();
    expect(await board.tile('revenue').innerText()).toContain('净销售额');
    expect(await theme()).toBe(dark);
    await board.switchTheme();
    await expect.poll(theme).not.toBe(dark);
    expect(await board.page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  });
});

describe('in Chinese', () => {
  beforeEach(() => visit('zh-CN'));

  it('shows the same figures in 万', async () => {
    expect(await board.tile('revenue').innerText()).toContain('净销售额');
    expect(await board.shown('revenue')).toBe('£148.0万');
    expect(await board.figure('revenue')).toBeCloseTo(november.revenue / 100, 6);
    expect(await board.figure('orders')).toBe(november.orders);
    expect(await board.figure('customers')).toBe(november.customers);
  });

  it('has no English left between the words of the interface', async () => {
    const text = await board.page.evaluate(() => {
      const copy = document.body.cloneNode(true) as HTMLElement;
      for (const data of copy.querySelectorAll('table, svg, script, style, [data-testid="language-switch"]'))
        data.remove();
      return copy.innerText;
    });
    // Product and country names are data; the language switch names the other language in that language.
    const words = text.match(/\b[A-Z][a-z]{3,}(?: [a-z]{2,}){1,}/g) ?? [];
    expect(
      words.filter((word) => /^(No|Net|Revenue|Orders|Customers|Data|Import|Show|Filter|Sample)/.test(word)),
    ).toEqual([]);
  });
});
