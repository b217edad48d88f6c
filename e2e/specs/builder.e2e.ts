import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { IndependentBooks } from '../../fixtures/known-answers/independent.ts';
import { BuilderPage } from '../pages/builder.ts';
import { ModelPage } from '../pages/model.ts';
import { accessibilityFaults, atRest } from '../support/accessibility.ts';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';
import { freshName } from '../support/names.ts';

const sample = join(import.meta.dirname, '../../samples/online-retail/online_retail_2010-12_2011-11.csv.gz');
const { origin } = new URL(inject('sampleUrl'));

let browser: Browser;
let context: BrowserContext;
let page: Page;
let builder: BuilderPage;
let faults: string[];
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  context = await newContext(browser, { language: 'en' });
  page = await context.newPage();
  faults = watchFaults(page);
  builder = new BuilderPage(page);
  await page.goto(inject('sampleUrl'));
  await page.getByTestId('board').waitFor();
});
afterEach(async () => {
  await context.close();
  expect(faults).toEqual([]);
});

let opened: Promise<IndependentBooks> | null = null;
/** The published file, read once for all tests. */
function openBooks(): Promise<IndependentBooks> {
  opened ??= IndependentBooks.open(sample);
  return opened;
}

describe('builder', () => {
  it('is worked by keys alone: add, move, fold, select and copy', async () => {
    await builder.open(origin);
    for (const member of ['orders.country', 'orders.kind', 'orders.revenue']) {
      await page.getByTestId(`field-${member}`).first().focus();
      await page.keyboard.press('Enter');
    }
    await builder.settled();
    await page.getByTestId('chip-rows-1').getByRole('button').first().focus();
    await page.keyboard.press('Alt+ArrowUp');
    await builder.settled();
    expect(await page.getByTestId('chip-rows-0').textContent()).toContain('Document kind');
    const grid = page.getByTestId('pivot-grid');
    await grid.focus();
    await page.keyboard.press('Control+Home');
    const count = async () => Number(await grid.getAttribute('aria-rowcount'));
    const all = await count();
    await page.keyboard.press('Enter');
    await builder.settled();
    await expect.poll(count).toBeLessThan(all);
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    const copied = await grid.evaluate((element) => {
      const data = new DataTransfer();
      element.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
      return { text: data.getData('text/plain'), html: data.getData('text/html') };
    });
    expect(copied.text.split('\r\n')[0]).toBe('Document kind / Country\tRevenue £');
    expect(copied.text.split('\r\n')).toHaveLength(3);
    expect(copied.html).toContain('<table');
    await page.keyboard.press('?');
    await page.getByTestId('keyboard-map').getByText('Select the whole table').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('values are put into groups by dragging and by keys, and figures follow', async () => {
    const values = [{ id: 'v', source: { measure: 'orders.documents' } }];
    await builder.show(origin, { pivot: { rows: [{ id: 'c', member: 'orders.country' }], values } });
    await builder.settings('rows', 0);
    await page.getByTestId('arrange-groups').click();
    const rest = page.getByTestId('lane-rest');
    const fresh = page.getByTestId('lane-new');
    const germany = rest.getByRole('button', { name: /^Germany/ });
    // While the dialog grows, what is pressed is not where it will lie.
    await germany.waitFor();
    await atRest(page);
    await germany.hover();
    await page.mouse.down();
    // Farther than a slip of the hand; the page answers a moment later.
    const from = await germany.boundingBox();
    if (!from) throw new Error('no value to drag');
    await page.mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2 + 12, { steps: 3 });
    await rest.locator('[data-dragging="true"]').waitFor();
    const to = await fresh.boundingBox();
    if (!to) throw new Error('no place for a new group');
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 6 });
    await fresh.and(page.locator('[data-over="true"]')).waitFor();
    await page.mouse.up();
    await page.getByLabel('Name of the group').fill('Neighbours = all, of them');
    await rest.getByRole('button', { name: /^France/ }).focus();
    await page.keyboard.press('Alt+ArrowRight');
    // The value keeps the focus where it went: there and back again by keys alone.
    const group = page.getByLabel('Name of the group').locator('xpath=ancestor::section');
    const focused = (lane: Locator) => lane.locator('button[data-value="France"]:focus').waitFor();
    await focused(group);
    await page.keyboard.press('Alt+ArrowLeft');
    await focused(rest);
    await page.keyboard.press('Alt+ArrowRight');
    await focused(group);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByTestId('arrange').waitFor({ state: 'detached' });
    await builder.settled();
    const books = await openBooks();
    const [row] = await books.rows(`
      SELECT count(*) FILTER (country IN ('Germany', 'France')) AS neighbours, count(*) AS documents FROM documents`);
    const [neighbours, documents] = [Number(row?.neighbours), Number(row?.documents)];
    expect(neighbours).toBeGreaterThan(100);
    const told = async () =>
      (await builder.rows()).map(([name, figure]) => [name, Number(figure?.replaceAll(',', ''))]);
    await expect.poll(told).toEqual([
      ['Neighbours = all, of them', neighbours],
      ['Other', documents - neighbours],
      ['Total', documents],
    ]);
  });

  it('a report is saved, found with Ctrl+K, shown again, and deleted', async () => {
    const title = freshName('Kinds by country');
    const rows = ['kind', 'country'].map((name) => ({ id: name, member: `orders.${name}` }));
    const values = [{ id: 'v', source: { measure: 'orders.revenue' } }];
    await builder.show(origin, { pivot: { rows, values } });
    await page.getByTestId('report-save').click();
    await page.getByTestId('report-title').fill(title);
    await page.keyboard.press('Enter');
    await page.getByTestId('report-state').waitFor();
    await builder.settled();
    const shown = async () => (await builder.rows()).slice(0, 20);
    await expect.poll(async () => (await shown()).length).toBeGreaterThan(10);
    const saved = await shown();
    await page.goto(origin);
    await page.getByTestId('board').waitFor();
    await page.keyboard.press('Control+k');
    const input = page.getByTestId('palette-input');
    await input.fill(title);
    await page.getByRole('option', { name: title, selected: true }).waitFor();
    // Once more from the start, with Enter in the same instant as the last letter: what that finds is opened.
    await input.fill('');
    await page.getByRole('option', { name: 'Boards', selected: true }).waitFor();
    await input.evaluate(async (element: HTMLInputElement, text) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(element, text);
      element.dispatchEvent(new Event('input', { bubbles: true }));
      await Promise.resolve();
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    }, title);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await builder.settled();
    await expect.poll(shown).toEqual(saved);
    // A second version says what it changed, beside the first one.
    await page.getByTestId('view-bar').click();
    await page.getByTestId('report-save').click();
    await expect.poll(() => page.getByTestId('report-state').textContent()).toContain('version 2');
    await page.getByTestId('report-more').click();
    await page.getByRole('menuitem', { name: 'Versions' }).click();
    const versions = page.getByTestId('report-versions');
    const changed = () => versions.locator('tr[data-changed="true"]').allTextContents();
    await versions.getByText('Nothing differs.').waitFor();
    await versions.getByRole('button', { name: /^Version 1/ }).click();
    await expect.poll(changed).toEqual(['ViewPivot tableBars']);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open version 1' }).click();
    await builder.settled();
    await expect.poll(shown).toEqual(saved);
    // A question that fails says so: the chart of the former one is no answer to it.
    await page.getByTestId('view-bar').click();
    await page.getByTestId('chart').waitFor();
    await page.route('**/api/v1/pivot', (route) => route.fulfill({ status: 422, json: { error: {} } }));
    await page.getByTestId('chip-rows-0').getByRole('button').first().focus();
    await page.keyboard.press('Delete');
    await page.getByTestId('pivot-failed').waitFor();
    expect(await page.getByTestId('chart').count()).toBe(0);
    await page.unroute('**/api/v1/pivot');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByTestId('chart').waitFor();
    await page.getByTestId('report-more').click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.locator('.ant-modal-confirm .ant-btn-dangerous').click();
    await page.getByText('Drag a field here').waitFor();
  });

  it('a report opens without the fields that the data model has lost, and says so', async () => {
    const definition = {
      pivot: {
        rows: [
          { id: 'a', member: 'orders.country' },
          { id: 'b', member: 'orders.gone' },
        ],
        values: [{ id: 'v', source: { measure: 'orders.revenue' } }],
      },
    };
    await builder.show(origin, definition);
    expect(await page.getByTestId('missing-fields').textContent()).toContain('gone');
    expect(await page.getByTestId('chip-rows-1').getAttribute('data-missing')).toBe('true');
    await expect.poll(async () => (await builder.rows()).length).toBeGreaterThan(10);
  });
});

describe('data model', () => {
  // A name of its own for every attempt, because nothing is ever deleted.
  let name = '';
  beforeEach(() => {
    name = freshName('uk').replace(' ', '_');
  });

  it('a metric is made in a form, approved, dragged into a pivot, right, and missed there once it is archived', async () => {
    const model = new ModelPage(page);
    await page.goto(`${origin}/data`);
    await page.getByRole('link', { name: 'Data model' }).click();
    await page.getByTestId('new-measure').first().click();
    await page.getByTestId('model-title-zh').fill(`英国销售额 ${name}`);
    await page.getByTestId('model-title-en').fill(`UK revenue ${name}`);
    await page.getByTestId('model-name').fill(name);
    await model.choose('model-measure', 'orders.revenue');
    await model.choose('condition-field-1', 'orders.country');
    await model.choose('condition-values', 'United Kingdom');
    const books = await openBooks();
    const [row] = await books.rows(
      "SELECT sum(net) AS net FROM documents WHERE kind IN ('order', 'return') AND country = 'United Kingdom'",
    );
    const figure = (Number(row?.net) / 100).toLocaleString('en', { maximumFractionDigits: 2 });
    await expect.poll(async () => (await page.getByTestId('model-figure').textContent()) ?? '').toContain(figure);
    expect(await page.getByTestId('model-yaml').textContent()).toContain("{country} IN ('United Kingdom')");
    expect(await accessibilityFaults(page)).toEqual([]);
    const description = page.getByLabel('Description in English');
    await description.fill('Only the kingdom');
    await page.getByTestId('model-undo').click();
    await expect.poll(() => description.inputValue()).toBe('');
    await page.getByTestId('model-approve').click();
    await page.getByTestId('model-archive').waitFor();
    await expect.poll(() => page.getByTestId('model-notice').textContent()).toContain('In the model');
    await description.fill('Only the kingdom');
    await page.getByTestId('member-compare').click();
    const changed = page.getByTestId('member-versions').locator('tr[data-changed="true"]');
    await expect.poll(() => changed.allTextContents()).toEqual(['Description in EnglishOnly the kingdom']);
    expect(await accessibilityFaults(page)).toEqual([]);

    await builder.open(origin);
    await page.getByTestId(`field-orders.${name}`).first().focus();
    await page.keyboard.press('Enter');
    await builder.settled();
    const shown = Math.round(Number(row?.net) / 100).toLocaleString('en');
    await expect.poll(async () => (await builder.rows()).flat().join(' ')).toContain(shown);
    await builder.inAddress(name);
    const address = page.url();

    // Archived by somebody who reads Chinese and sits in the dark.
    const chinese = await newContext(browser, { language: 'zh-CN', theme: 'dark' });
    const own = await chinese.newPage();
    await own.goto(inject('sampleUrl'));
    await own.getByTestId('board').waitFor();
    await own.goto(`${origin}/model`);
    await own.getByRole('link', { name: `英国销售额 ${name}` }).click();
    await own.getByTestId('model-archive').click();
    await own.locator('.ant-modal-confirm .ant-btn-primary').click();
    await own.getByTestId('model-restore').waitFor();
    await own.goto(address);
    await expect.poll(() => own.getByTestId('archived-members').textContent()).toContain('已归档');
    await own.goto(`${origin}/model?tab=structure`);
    await own.getByTestId('join-picture').getByRole('button', { name: '订单明细' }).waitFor();
    expect(await accessibilityFaults(own)).toEqual([]);
    await chinese.close();
  });

  it('一个有错的文件指出哪一行，改好后可以试查', async () => {
    await context.close();
    context = await newContext(browser, { language: 'zh-CN', theme: 'dark' });
    const own = await context.newPage();
    const model = new ModelPage(own);
    await own.goto(inject('sampleUrl'));
    await own.getByTestId('board').waitFor();
    await own.goto(`${origin}/model?tab=files`);
    await own.getByTestId('model-new-file').click();
    await own.getByTestId('model-file-name').fill(name);
    await own.keyboard.press('Enter');
    const file = `cubes:\n  - name: ${name}\n    extends: base_orders\n    sql: SELECT * FROM orders WHERE country = 'EIRE'\n    public: true\n    title: Irish orders\n`;
    await model.write(file.replace('base_orders', 'base_nothing'));
    await expect.poll(() => own.getByTestId('file-problems').textContent()).toContain('第 3 行');
    await model.write(file);
    await expect.poll(() => own.getByTestId('file-problems').textContent()).toBe('编译通过。');
    await model.choose('test-dimensions', `${name}.country`);
    await model.choose('test-measures', `${name}.documents`);
    await own.getByTestId('test-run').click();
    await expect.poll(() => own.getByTestId('test-result').locator('tbody').textContent()).toMatch(/^EIRE[1-9]/);
    expect(await accessibilityFaults(own)).toEqual([]);
  });
});
