import { join } from 'node:path';
import ExcelJs from 'exceljs';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { IndependentBooks } from '../../fixtures/known-answers/independent.ts';
import answers from '../../fixtures/known-answers/online-retail.json' with { type: 'json' };
import { BoardEditorPage } from '../pages/board-editor.ts';
import { BuilderPage } from '../pages/builder.ts';
import { accessibilityFaults } from '../support/accessibility.ts';
import { Api } from '../support/api.ts';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';
import { freshName } from '../support/names.ts';
import { comparedCells, pivotBySql } from '../support/pivot-by-sql.ts';

const sample = join(import.meta.dirname, '../../samples/online-retail/online_retail_2010-12_2011-11.csv.gz');
const url = inject('sampleUrl');
const { origin, searchParams } = new URL(url);
const api = new Api(origin, searchParams.get('token') ?? '');

let browser: Browser;
let context: BrowserContext;
let page: Page;
let builder: BuilderPage;
let board: BoardEditorPage;
let faults: string[];
let made: string[];
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  made = [];
  context = await newContext(browser, { language: 'en' });
  page = await context.newPage();
  faults = watchFaults(page);
  builder = new BuilderPage(page);
  board = BoardEditorPage.of(page);
  await page.goto(url);
  await page.getByTestId('board').waitFor();
});
afterEach(async () => {
  await context.close();
  for (const path of made) await api.fetch(path, { method: 'DELETE' });
  expect(faults).toEqual([]);
});

it('from nothing: a pivot of three levels, the same in SQL and in Excel; a board of fifteen tiles with it, read down to the customers, presented, and all of it undone', async () => {
  const books = await IndependentBooks.open(sample);
  await buildPivot();
  await comparePivot(books);
  await undoPivot();
  const title = freshName('Three levels');
  await saveReport(title);
  await buildBoard(title);
  await readBoard(books);
  await presentBoard();
  await undoBoard();
});

/** Rows, columns and values by dragging; quarters, subtotals at every level, and a rule that marks losses. */
async function buildPivot(): Promise<void> {
  await builder.open(origin);
  expect(await accessibilityFaults(page)).toEqual([]);
  for (const member of ['orders.country', 'orders.weekday', 'orders.is_anonymous']) await builder.drag(member, 'rows');
  await builder.drag('orders.ordered_at', 'columns');
  for (const measure of ['revenue', 'count', 'customers', 'average_order_value'])
    await builder.drag(`orders.${measure}`, 'values');

  await builder.settings('columns', 0);
  await page.locator('.ant-popover:visible .ant-select').first().click();
  await page.locator('.ant-select-item-option', { hasText: 'Quarter' }).click();
  await builder.closeSettings();
  await builder.settled();

  await builder.settings('values', 0);
  await page.getByTestId('format-add').click();
  await page.getByRole('menuitem', { name: 'Rule' }).click();
  await builder.closeSettings();
  await builder.settled();
}

/** Every figure at every level, in the workbook and on the screen, against SQL over the published file. */
async function comparePivot(books: IndependentBooks): Promise<void> {
  const download = page.waitForEvent('download');
  await page.getByTestId('export').click();
  await page.getByRole('menuitem', { name: /XLSX/ }).click();
  const workbook = new ExcelJs.Workbook();
  await workbook.xlsx.readFile(await (await download).path());
  const sheet = workbook.worksheets[0];
  if (!sheet) throw new Error('the workbook has no sheet');

  const cells = comparedCells(sheet, await pivotBySql(books));
  const names = ['Revenue', 'Orders', 'Customers', 'Average order value'];
  cells.forEach(({ words, head, measure, value, expected, isRed }, index) => {
    const place = `${words.join(' / ')} · ${head} · ${measure}`;
    expect(measure, place).toContain(names[index % 4]);
    if (expected === null) expect(value, place).toBeNull();
    else expect(value, place).toBeCloseTo(expected, 6);
    // The rule is for members, not for totals.
    const isLoss = index % 4 === 0 && (expected ?? 0) < 0 && words.length === 3 && head !== 'Total';
    expect(isRed, place).toBe(isLoss);
  });
  expect(cells.length).toBeGreaterThan(5_000);
  expect(cells.filter(({ isRed }) => isRed).length).toBeGreaterThan(3);
  for (const depth of [0, 1, 2, 3]) expect(cells.some(({ words }) => words.length === depth)).toBe(true);

  await expect.poll(async () => (await builder.rows()).length).toBeGreaterThan(15);
  (await builder.rows()).slice(0, 15).forEach((shown, index) => {
    const row = sheet.getRow(3 + index);
    expect(shown[0]).toBe(row.getCell(1).value);
    const figure = row.getCell(2).value;
    const text = (shown[1] ?? '').replaceAll(',', '').replace('\u2212', '-');
    expect(text === '' ? null : Number(text)).toBe(figure === null ? null : Math.round(Number(figure)) || 0);
  });
  expect(await accessibilityFaults(page)).toEqual([]);
}

/** Taken back step by step until nothing is left, done again, and kept by the address. */
async function undoPivot(): Promise<void> {
  await builder.inAddress('orders.average_order_value');
  const address = page.url();
  while (await page.getByTestId('undo').isEnabled()) await page.keyboard.press('Control+z');
  await page.getByText('Drag a field here').waitFor();
  expect(await page.locator('[data-testid^="chip-"]').count()).toBe(0);
  while (await page.getByTestId('redo').isEnabled()) await page.keyboard.press('Control+Shift+z');
  await builder.settled();
  await expect.poll(() => page.url()).toBe(address);
  const before = (await builder.rows()).slice(0, 20);
  await page.goto(address);
  await builder.settled();
  await expect.poll(async () => (await builder.rows()).slice(0, 20)).toEqual(before);
}

async function saveReport(title: string): Promise<void> {
  await page.getByTestId('report-save').click();
  await page.getByTestId('report-title').fill(title);
  await page.keyboard.press('Enter');
  await page.getByTestId('report-state').waitFor();
  await page.waitForURL((address) => address.searchParams.has('report'));
  made.push(`/api/v1/reports/${new URL(page.url()).searchParams.get('report')}`);
}

const kinds = [
  ...['number', 'bar', 'gauge', 'ranking', 'trend', 'line', 'area', 'combo', 'pie', 'treemap'],
  ...['waterfall', 'heat-map', 'histogram', 'calendar'],
];

/** Fifteen tiles, the pivot among them; every one undone and done again, saved, and the same after a reload. */
async function buildBoard(report: string): Promise<void> {
  await page.goto(origin);
  await board.settled();
  made.push(`/api/v1/boards/${await board.makeBoard()}`);
  for (const kind of kinds) {
    await board.addTile(kind, async (dialog) => {
      if (kind === 'bar') await dialog.getByLabel('Horizontal').check();
    });
  }
  await board.addTile('report', async (dialog) => {
    await dialog.getByLabel('Saved report').click();
    await dialog.getByLabel('Saved report').fill(report);
    await page.locator('.ant-select-item-option', { hasText: report }).click();
  });
  await expect.poll(() => board.tiles().count()).toBe(15);
  const titles = await board.titles();
  expect(titles).toContain(report);
  while (await page.getByTestId('board-undo').isEnabled()) await page.keyboard.press('Control+z');
  await expect.poll(() => board.tiles().count()).toBe(0);
  while (await page.getByTestId('board-redo').isEnabled()) await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => board.titles()).toEqual(titles);
  await board.done();
  await board.settled();
  const states = await board.tiles().evaluateAll((all) => all.map((one) => one.getAttribute('data-state')));
  expect(states).toEqual(titles.map(() => 'full'));
  expect(await accessibilityFaults(page)).toEqual([]);
}

const ordersOf = (tile: Locator) => tile.locator('[data-value]').first().getAttribute('data-value');

/** A click narrows all tiles, Ctrl adds, a second click takes back, Esc clears; a mark opens onto its customers. */
async function readBoard(books: IndependentBooks): Promise<void> {
  const number = board.tiles().and(page.locator('[data-kind="number"]'));
  const revenue = async () => Number(await ordersOf(number));
  const whole = answers.headlines['2011-11'].figures.revenue / 100;
  const kingdom = answers.headlines['2011-11, United Kingdom'].figures.revenue / 100;
  const bars = board.tiles().and(page.locator('[data-kind="chart"]')).first();
  const countries = () => new URL(page.url()).searchParams.getAll('country');
  expect(await revenue()).toBeCloseTo(whole, 6);

  await board.clickBar(bars, 0);
  await expect.poll(countries).toEqual(['United Kingdom']);
  await expect.poll(revenue).toBeCloseTo(kingdom, 6);
  await board.clickBar(bars, 0);
  await expect.poll(countries).toEqual([]);
  await expect.poll(revenue).toBeCloseTo(whole, 6);
  await board.clickBar(bars, 0);
  await expect.poll(revenue).toBeCloseTo(kingdom, 6);
  await board.clickBar(bars, 1, { modifiers: ['Control'] });
  await expect.poll(() => countries().length).toBe(2);
  await board.clickBar(bars, 1, { modifiers: ['Control'] });
  await expect.poll(countries).toEqual(['United Kingdom']);
  await expect.poll(revenue).toBeCloseTo(kingdom, 6);

  await board.clickBar(bars, 0, { button: 'right' });
  await page.getByRole('menuitem', { name: 'Show the customers' }).click();
  const [behind] = await books.rows(`
    SELECT count(DISTINCT coalesce(customer::VARCHAR, '')) AS people FROM documents
    WHERE country = 'United Kingdom' AND booked_at >= '2011-11-01' AND booked_at < '2011-12-01'`);
  const people = Number(behind?.people).toLocaleString('en');
  await expect.poll(() => page.getByTestId('rows-count').innerText()).toBe(`Showing 500 of ${people}`);
  await openCustomer(books);
  await page.keyboard.press('Escape');
  await page.getByTestId('rows-count').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await expect.poll(countries).toEqual([]);
  await expect.poll(revenue).toBeCloseTo(whole, 6);
}

/** The first of the customers behind the bar, on a page of its own beside the board. */
async function openCustomer(books: IndependentBooks): Promise<void> {
  const link = page.getByRole('dialog').locator('a[data-testid^="customer-"]').first();
  const name = await link.innerText();
  const customer = await context.newPage();
  await customer.goto(`${origin}${await link.getAttribute('href')}`);
  await customer.getByRole('heading', { level: 1, name }).waitFor();
  const [own] = await books.rows(`
    SELECT count(*) FILTER (kind = 'order') AS orders, sum(net)::BIGINT AS net FROM documents WHERE customer::DOUBLE = ${Number(name)}`);
  const figures = customer.getByTestId('customer-figures');
  const shown = figures.locator('dd');
  await expect.poll(() => shown.nth(1).innerText()).toBe(Number(own?.orders).toLocaleString('en'));
  const revenue = (await shown.first().getAttribute('title'))?.replace(/[£,]/g, '');
  expect(Number(revenue)).toBeCloseTo(Number(own?.net) / 100, 6);
  await customer.getByTestId('customer-story').getByText('paid').first().waitFor();
  expect(await accessibilityFaults(customer)).toEqual([]);
  await customer.close();
  await page.bringToFront();
}

async function presentBoard(): Promise<void> {
  const rail = page.getByRole('navigation').first();
  await page.keyboard.press('f');
  await rail.waitFor({ state: 'hidden' });
  await page.waitForFunction(() => document.fullscreenElement !== null);
  expect(await board.tiles().count()).toBe(15);
  await page.keyboard.press('Escape');
  await rail.waitFor();
}

/** Reading a board forgets nothing of how it was made: all of it can still be taken back. */
async function undoBoard(): Promise<void> {
  const titles = await board.titles();
  await page.keyboard.press('e');
  await page.getByTestId('edit-done').waitFor();
  while (await page.getByTestId('board-undo').isEnabled()) await page.keyboard.press('Control+z');
  await expect.poll(() => board.tiles().count()).toBe(0);
  await board.done();
  await page.reload();
  await page.getByTestId('edit-board').waitFor();
  await page.getByTestId('board-more').waitFor();
  expect(await board.tiles().count()).toBe(0);
  expect(titles).toHaveLength(15);
}
