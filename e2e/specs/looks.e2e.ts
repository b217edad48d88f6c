import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Board, BoardSummary } from '../../contract/boards.ts';
import type { ReportEntry } from '../../contract/reports.ts';
import { BoardEditorPage } from '../pages/board-editor.ts';
import { BuilderPage } from '../pages/builder.ts';
import { ModelPage } from '../pages/model.ts';
import { accessibilityFaults } from '../support/accessibility.ts';
import { Api } from '../support/api.ts';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';
import { freshName } from '../support/names.ts';

const url = inject('sampleUrl');
const { origin, searchParams } = new URL(url);
const api = new Api(origin, searchParams.get('token') ?? '');
const country = 'orders.country';
let browser: Browser;
let context: BrowserContext;
let page: Page;
let board: BoardEditorPage;
let faults: string[];
let made: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  context = await newContext(browser, { language: 'en' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  page = await context.newPage();
  faults = watchFaults(page);
  board = BoardEditorPage.of(page);
  await page.goto(url);
  await page.getByTestId('board').waitFor();
});
afterAll(() => browser.close());
beforeEach(async () => {
  made = [];
  faults.length = 0;
  await page.unrouteAll();
});
afterEach(async () => {
  for (const path of made) await api.fetch(path, { method: 'DELETE' });
  expect(faults).toEqual([]);
});

const both = (text: string) => ({ en: text, 'zh-CN': text });
const november = ['2011-11-01', '2011-11-30'] as const;

async function showBoard(tiles: object[]): Promise<string> {
  const body = JSON.stringify({ title: both(freshName('Looks')), filterMembers: [country], tiles });
  const headers = { 'content-type': 'application/json' };
  const { id } = (await api.json('/api/v1/boards', { method: 'POST', headers, body })) as Board;
  made.push(`/api/v1/boards/${id}`);
  await page.goto(`${origin}/boards/${id}?from=${november[0]}&to=${november[1]}`);
  await board.settled();
  return id;
}
const chart = (id: string, kind: string, x: number, more: object = {}) => ({
  ...{ id, kind: 'chart', chart: kind, title: both(id), measures: ['orders.revenue'], dimensions: [country] },
  ...{ placement: { x, y: 0, w: 6, h: 5 }, ...more },
});

async function menuOf(id: string): Promise<void> {
  await board.tile(id).hover();
  await page.getByTestId(`menu-${id}`).click();
  await page.getByRole('menuitem', { name: 'Save as PNG' }).waitFor();
}

/** A file that a menu entry saves. */
async function saved(entry: string): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: entry }).click();
  return readFile(await (await download).path());
}

/** Revenue by country between two days, as any program would ask for it. */
async function revenue(from: string, to: string): Promise<Map<string, number>> {
  const timeDimensions = [{ dimension: 'orders.ordered_at', dateRange: [from, to] }];
  const rows = await api.load({ measures: ['orders.revenue'], dimensions: [country], timeDimensions });
  return new Map(rows.map((row) => [String(row[country]), Number(row['orders.revenue'])]));
}

describe('a report on its way to a board', () => {
  it('is put there once however often that is tried, and goes on as a picture', async () => {
    const title = freshName('Countries');
    const builder = new BuilderPage(page);
    const rows = [{ id: 'c', member: country }];
    const values = [{ id: 'v', source: { measure: 'orders.revenue' } }];
    const definition = { view: 'horizontal-bar', pivot: { rows, values } };
    await builder.open(origin, `?d=${Buffer.from(JSON.stringify(definition)).toString('base64url')}`);
    await page.getByTestId('chart').locator('svg').waitFor();

    await page.getByTestId('chart-settings').click();
    const look = page.getByTestId('look-settings');
    await look.getByLabel('Title of the value axis').fill('Turnover of the shop');
    await page.getByTestId('chart').getByText('Turnover of the shop').waitFor();
    await look.getByLabel('Unit').click();
    await page.getByTitle('Thousands', { exact: true }).last().click();
    await page.getByTestId('chart').getByText('£K', { exact: true }).waitFor();

    await page.getByTestId('report-to-board').click();
    const dialog = page.getByTestId('to-board');
    await dialog.getByLabel('Title').fill(title);
    await dialog.getByLabel('Board', { exact: true }).click();
    await page.getByTitle('A new board', { exact: true }).last().click();
    const name = dialog.getByLabel('Name of the new board');
    await name.fill(title);
    // The first time the board cannot be had; the report is saved by then.
    await page.route('**/api/v1/boards', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await name.press('Enter');
    await dialog.getByLabel('Title').waitFor({ state: 'detached' });
    await page.getByRole('dialog').locator('.ant-btn-loading').waitFor({ state: 'detached' });
    await page.unrouteAll();
    await name.evaluate((input) => {
      const press = () => input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      press();
      press();
    });
    await page.getByTestId('to-board-open').click();
    await board.settled();

    const reports = ((await api.json('/api/v1/reports')) as ReportEntry[]).filter((one) => one.title === title);
    const boards = ((await api.json('/api/v1/boards')) as BoardSummary[]).filter((one) => one.title.en === title);
    made.push(...boards.map(({ id }) => `/api/v1/boards/${id}`), ...reports.map(({ id }) => `/api/v1/reports/${id}`));
    expect([reports.length, boards.length]).toEqual([1, 1]);
    expect(new URL(page.url()).pathname).toBe(`/boards/${boards[0]?.id}`);

    const tile = (await board.tiles().first().getAttribute('data-tile')) ?? '';
    await menuOf(tile);
    const svg = (await saved('Save as SVG')).toString('utf8');
    expect(svg).toMatch(/^<svg /);
    for (const word of [title, 'United Kingdom', 'Turnover of the shop']) expect(svg).toContain(word);
    const box = await board.tile(tile).boundingBox();
    await menuOf(tile);
    await page.getByRole('menuitem', { name: 'Copy as a picture' }).click();
    const size = () =>
      page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        if (!item?.types.includes('image/png')) return null;
        const { width, height } = await createImageBitmap(await item.getType('image/png'));
        return { width, height };
      });
    const wanted = (side: number | undefined) => Math.ceil((side ?? 0) * 2);
    await expect.poll(size).toEqual({ width: wanted(box?.width), height: wanted(box?.height) });
  });
});

describe('a large table', () => {
  it('is copied whole, also where it was never in sight', async () => {
    const builder = new BuilderPage(page);
    const rows = [{ id: 'd', member: 'orders.ordered_at', granularity: 'day' }];
    const columns = [{ id: 'c', member: country }];
    const values = [{ id: 'v', source: { measure: 'orders.documents' } }];
    const word = Buffer.from(JSON.stringify({ pivot: { rows, columns, values } })).toString('base64url');
    await builder.open(origin, `?d=${word}`);
    await builder.settled();
    const grid = page.getByTestId('pivot-grid');
    await grid.focus();
    // What another test copied must not be taken for this table.
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    const lines = async () =>
      (await page.evaluate(() => navigator.clipboard.readText())).split('\r\n').map((line) => line.split('\t'));
    // Two rows of heads, then every day and their total.
    const days = Number(await grid.getAttribute('aria-rowcount')) - 2;
    expect(days).toBeGreaterThan(250);
    await expect.poll(async () => (await lines()).length).toBe(days + 2);
    const cells = await lines();
    const total =
      cells
        .at(-1)
        ?.slice(1)
        .map((text) => Number(text.replaceAll(',', ''))) ?? [];
    const figures = await api.load({ measures: ['orders.documents'], dimensions: [country] });
    const heads = cells[0]?.slice(1) ?? [];
    for (const row of figures) {
      expect(total[heads.indexOf(String(row[country]))], String(row[country])).toBe(Number(row['orders.documents']));
      const at = heads.indexOf(String(row[country])) + 1;
      const sum = cells.slice(2, -1).reduce((all, line) => all + Number(line[at]?.replaceAll(',', '') ?? 0), 0);
      expect(sum, String(row[country])).toBe(Number(row['orders.documents']));
    }
  });
});

describe('a long table', () => {
  it('is drawn whole on its picture, as far as one is read, and says what is left out', async () => {
    const builder = new BuilderPage(page);
    const rows = [{ id: 'd', member: 'orders.ordered_at', granularity: 'day' }];
    const values = [{ id: 'v', source: { measure: 'orders.documents' } }];
    const word = Buffer.from(JSON.stringify({ pivot: { rows, values } })).toString('base64url');
    await builder.open(origin, `?d=${word}`);
    await builder.settled();
    const count = Number(await page.getByTestId('pivot-grid').getAttribute('aria-rowcount')) - 1;
    expect(count).toBeGreaterThan(250);
    await page.getByTestId('export').click();
    const svg = (await saved('Picture (SVG)')).toString('utf8');
    const isWhole = await page.evaluate(
      (text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null,
      svg,
    );
    expect(isWhole).toBe(true);
    expect(svg).toContain(`First 200 of ${count} rows`);
    const days = await api.load({
      measures: ['orders.documents'],
      timeDimensions: [{ dimension: 'orders.ordered_at', granularity: 'day' }],
      order: { 'orders.ordered_at': 'asc' },
    });
    // Figures stand at the right of their column, one a row.
    const figures = [...svg.matchAll(/text-anchor="end" fill="[^"]*" xml:space="preserve">([\d,]+)</g)];
    expect(figures.map(([, figure]) => Number(figure?.replaceAll(',', '')))).toEqual(
      days.slice(0, 200).map((row) => Number(row['orders.documents'])),
    );
  });
});

describe('tiles', () => {
  it('a map fills the countries sold to, lists those it does not know, and narrows the board', async () => {
    await showBoard([
      chart('world', 'map', 0, { limit: 1000 }),
      chart('china', 'map', 6, { map: 'china', limit: 1000 }),
    ]);
    const figures = await revenue(...november);
    const world = board.tile('world');
    const entries = world.getByRole('listitem').getByRole('button');
    await expect.poll(() => entries.count()).toBe(figures.size);
    expect(await entries.first().innerText()).toContain('United Kingdom');
    const fill = (name: string) =>
      world
        .locator('path', { has: page.locator('title', { hasText: new RegExp(`^${name}$`) }) })
        .first()
        .getAttribute('fill');
    const fills = await Promise.all(['United Kingdom', 'Germany', 'Japan'].map(fill));
    expect(new Set(fills).size).toBeGreaterThan(1);
    // One is a place on the map of China; all others stand in the list alone.
    expect(figures.has('Hong Kong')).toBe(true);
    await expect.poll(() => board.tile('china').locator('path').count()).toBeGreaterThan(30);
    await expect.poll(() => board.tile('china').locator('[data-unplaced]').count()).toBe(figures.size - 1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await entries.filter({ hasText: 'Germany' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('country')).toBe('Germany');
  });

  it('a variance says how much every country gained and lost, and is a table, not a drawing', async () => {
    await showBoard([
      chart('gains', 'variance', 0, { against: 'previous_period', limit: 5 }),
      chart('ring', 'pie', 6, { limit: 2 }),
    ]);
    const [now, before] = [await revenue(...november), await revenue('2011-10-01', '2011-10-30')];
    const gain = (name: string) => (now.get(name) ?? 0) - (before.get(name) ?? 0);
    const names = [...new Set([...now.keys(), ...before.keys()])];
    const largest = names.toSorted((a, b) => Math.abs(gain(b)) - Math.abs(gain(a))).slice(0, 5);
    const rows = await board
      .tile('gains')
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [
          row.querySelector('th')?.textContent ?? '',
          row.querySelectorAll('td')[2]?.getAttribute('title') ?? '',
        ]),
      );
    const number = (text: string) => Number(text.replace('−', '-').replaceAll(/[^\d.-]/g, ''));
    const expected = largest.toSorted((a, b) => gain(b) - gain(a));
    expect(rows.map(([name]) => name)).toEqual(expected);
    for (const [name = '', text = ''] of rows) expect(number(text), name).toBeCloseTo(gain(name), 2);
    expect(await board.tile('gains').innerText()).toContain(`5 of ${names.length}`);
    // A ring of two countries tells their shares of all.
    const all = [...now.values()].reduce((sum, value) => sum + value, 0);
    const share = Math.round(((now.get('United Kingdom') ?? 0) / all) * 100);
    const ring = board.tile('ring').locator('[data-drawing] svg');
    await expect.poll(() => ring.textContent()).toContain(`United Kingdom ${share}%`);
    await menuOf('gains');
    expect(await page.getByRole('menuitem', { name: 'Save as SVG' }).count()).toBe(0);
  });

  it('a chart takes its order, unit, decimals and a line to hold it against from its settings', async () => {
    const id = await showBoard([chart('bars', 'bar', 0, { isHorizontal: true, limit: 4 })]);
    await page.getByTestId('edit-board').click();
    await page.getByTestId('edit-bars').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    // Only this tile: whatever the board is narrowed to, and kept with it.
    const own = dialog.getByTestId('tile-filters');
    const option = (text: RegExp) =>
      page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: text });
    await own.getByLabel('Add a filter').click();
    await own.getByLabel('Add a filter').fill('Country');
    await option(/^Country$/).click();
    await own.getByLabel('Values').click();
    await own.getByLabel('Values').fill('United K');
    await option(/^United Kingdom$/).click();
    await dialog.getByText('Look: colours, axes, figures').click();
    const look = dialog.getByTestId('look-settings');
    await look.getByLabel('Decimals').fill('3');
    await look.getByLabel('At', { exact: true }).fill('250000');
    await look.getByLabel('Label', { exact: true }).fill('Good month');
    await look.getByLabel('Figures beside the marks').check();
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await board.done();
    await board.settled();
    const drawn = board.tile('bars').locator('[data-drawing] svg');
    await expect.poll(() => drawn.textContent()).toContain('Good month');
    const figures = [...(await revenue(...november)).values()].toSorted((a, b) => b - a);
    expect(await drawn.textContent()).toContain(((figures[0] ?? 0) / 1e6).toFixed(3));
    const kept = ((await api.json(`/api/v1/boards/${id}`)) as Board).tiles[0];
    expect(kept).toMatchObject({
      filters: [{ member: country, operator: 'equals', values: ['United Kingdom'] }],
      look: { digits: 3, reference: { value: 250000, text: 'Good month' }, showLabels: true },
    });
  });
});

describe('a file of the data model', () => {
  it('keeps what was typed, shows what a version changed, and is asked with a filter', async () => {
    const name = freshName('f').replace(' ', '_');
    made.push(`/api/v1/model/files/${name}`);
    const model = new ModelPage(page);
    const editor = page.getByTestId('model-editor').locator('.cm-content');
    const choose = (file: string) => page.getByRole('button', { name: file }).click();
    const checked = () =>
      page.locator('[data-testid="file-problems"][data-current="true"][data-bad="false"]').waitFor();
    const cube = `cubes:\n  - name: ${name}\n    extends: base_orders\n    public: true\n    title: First words\n`;
    await page.goto(`${origin}/model?tab=files`);
    await page.getByTestId('model-new-file').click();
    await page.getByTestId('model-file-name').fill(name);
    await page.keyboard.press('Enter');
    await model.write(cube);
    await choose('cubes/orders.yml');
    await editor.getByText('base_orders').first().waitFor();
    await choose(`${name}.yml`);
    await editor.getByText('First words').waitFor();
    await page.reload();
    await choose(`${name}.yml`);
    await editor.getByText('First words').waitFor();
    await checked();
    // Words typed while the model is compiled are of the version that is on its way.
    await page.getByTestId('model-file-save').click();
    await model.write(cube.replace('First', 'Other'));
    await page.getByTestId('model-file-history').waitFor();
    await expect.poll(() => page.getByTestId('model-file-stale').count()).toBe(0);
    await editor.getByText('Other words').waitFor();
    await page.getByTestId('model-file-history').click();
    const difference = page.getByTestId('file-difference');
    await difference.locator('[data-kind="new"]').waitFor();
    expect(await difference.locator('[data-kind="gone"] code').allInnerTexts()).toEqual(['    title: First words']);
    expect(await difference.locator('[data-kind="new"] code').allInnerTexts()).toEqual(['    title: Other words']);
    await page.getByRole('dialog').getByRole('button', { name: 'Put version 1 back' }).click();
    await editor.getByText('First words').waitFor();

    await checked();
    await model.choose('test-dimensions', `${name}.country`);
    await model.choose('test-measures', `${name}.documents`);
    await page.getByTestId('test-filters').getByRole('button', { name: 'Add condition' }).click();
    await model.choose('condition-field-1', `${name}.country`);
    await model.choose('condition-values', 'Germany');
    await page.getByTestId('test-run').click();
    const filters = [{ member: country, operator: 'equals', values: ['Germany'] }];
    const [row] = await api.load({ measures: ['orders.documents'], filters });
    await expect
      .poll(() => page.getByTestId('test-result').locator('tbody').textContent())
      .toBe(`Germany${row?.['orders.documents']}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
