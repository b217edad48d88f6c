import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, atRest } from '../support/accessibility.ts';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';
import { HostProcess } from '../support/host-process.ts';
import { freshName } from '../support/names.ts';

let browser: Browser;
let context: BrowserContext | undefined;
/** Rows that attempts have put into the source so far. */
let added = 0;
let host: HostProcess;
let folder: string;
let path: string;
let source: DatabaseSync;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-shop-'));
  path = join(folder, 'shop.sqlite');
  // The host reads the same file meanwhile.
  source = new DatabaseSync(path, { timeout: 10_000 });
  source.exec(
    `CREATE TABLE orders (order_no TEXT PRIMARY KEY, order_date TEXT, customer_id TEXT, total_amount TEXT, remark TEXT, updated_at TEXT)`,
  );
  const rows = Array.from({ length: 120 }, (_, i) => {
    const day = `2024-03-${String((i % 28) + 1).padStart(2, '0')}`;
    return `('S${1000 + i}', '${i === 7 ? 'soon' : day}', 'C${i % 40}', '${(i + 1) * 3}.50', '', '${day} 10:00:00')`;
  });
  source.exec(`INSERT INTO orders VALUES ${rows.join(', ')}`);
  source.exec('CREATE TABLE visits (id INTEGER PRIMARY KEY, page TEXT)');
  browser = await launchBrowser();
  host = await HostProcess.start({ language: 'en', timezone: 'Asia/Shanghai' });
});
afterAll(async () => {
  await browser.close();
  await host.discard();
  source.close();
  await rm(folder, { recursive: true, force: true });
});

afterEach(() => context?.close());

/** Figures of every successful sync in sight, the newest first: read, accepted, changed, unchanged, rejected, deleted. */
const syncs = (page: Page): Promise<number[][]> =>
  page
    .locator('[data-testid=sync][data-status=succeeded]')
    .evaluateAll((all) =>
      all.map((one) => [...one.querySelectorAll('tbody tr td')].map((cell) => Number(cell.textContent))),
    );

/** Pictures for whoever wants to look: LUOPAN_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const target = process.env.LUOPAN_PICTURES;
  if (!target) return;
  await atRest(page);
  await page.screenshot({ path: join(target, `${name}.png`) });
}

const words = {
  en: {
    again: 'Import again',
    asItComes: 'As it comes',
    back: 'Choose a column instead',
    expression: 'Work it out',
    first: 'First that is filled',
    mapped: 'As it will be',
    nothing: 'There are no rows yet',
    steps: 'Common steps',
    full: 'Everything each time',
    incremental: 'Only what is new or changed',
    pause: 'Pause',
  },
  'zh-CN': {
    again: '重新导入',
    asItComes: '原始数据',
    back: '改为选择一列',
    expression: '用公式计算',
    first: '取第一个有值的列',
    mapped: '导入后',
    nothing: '这里还没有数据',
    steps: '常用步骤',
    full: '每次读取全部',
    incremental: '只读新增和改动',
    pause: '暂停',
  },
} as const;

describe.each(['en', 'zh-CN'] as const)('in %s', (language) => {
  it('from "Add connection" to a scheduled, successful, incremental sync; a row put right; what changed comes by itself', async () => {
    const size = language === 'en' ? { width: 1440, height: 900 } : { width: 1024, height: 700 };
    context = await newContext(browser, { language, size, theme: language === 'en' ? 'light' : 'dark' });
    const page = await context.newPage();
    const faults = watchFaults(page);
    const axe: Record<string, string[]> = {};
    await page.goto(host.url);
    await page.goto(`${host.api.origin}/connections`);
    await picture(page, `empty-${language}`);
    await page.getByTestId('add-connection').click();
    await page.getByTestId('kind-sqlite').waitFor();
    axe.gallery = await accessibilityFaults(page);
    await picture(page, `gallery-${language}`);
    await page.getByTestId('kind-sqlite').click();

    const name = freshName(language === 'en' ? 'Tea shop' : '茶叶店');
    await page.getByTestId('connection-name').fill(name);
    await page.getByTestId('setting-path').fill(join(folder, 'nothing.sqlite'));
    await page.getByTestId('test-connection').click();
    await page.locator('[data-testid=test-result][data-failed]').waitFor();
    await picture(page, `failed-${language}`);
    await page.getByTestId('setting-path').fill(path);
    await page.getByTestId('test-connection').click();
    await page.getByText('SQLite 3').waitFor();
    axe.settings = await accessibilityFaults(page);
    await picture(page, `settings-${language}`);
    await page.getByTestId('wizard-next').click();

    // A table without rows has nothing to preview, and says so; it is left out then.
    await page.getByTestId('stream-visits').check();
    await page.getByTestId('wizard-next').click();
    await page.getByTestId('stream-preview').getByText(words[language].nothing).waitFor();
    axe.nothing = await accessibilityFaults(page);
    await picture(page, `nothing-${language}`);
    await page.getByTestId('wizard-back').click();
    await page.getByTestId('stream-visits').uncheck();

    await page.getByTestId('stream-orders').check();
    await picture(page, `streams-${language}`);
    await page.getByTestId('wizard-next').click();

    await page.getByTestId('stream-preview').waitFor();
    const preview = page.getByTestId('stream-preview');
    const line = page.locator('[data-field=channel]');
    if ((await line.count()) === 0) await page.getByTestId('import-more-fields').click();
    await line.scrollIntoViewIfNeeded();
    // A field may be worked out, step by step; the preview shows what comes of it.
    await line.getByTestId('import-source-channel').click();
    // No column is called so: what is left are the other ways.
    await line.getByRole('combobox').fill('~');
    await page.locator('.ant-select-item-option', { hasText: words[language].expression }).click();
    await line.locator('textarea').fill('row["remark"]');
    await line.getByText(words[language].steps).click();
    await page.getByRole('menuitem', { name: words[language].first }).click();
    await expect.poll(() => line.locator('textarea').inputValue()).toBe('first(row["remark"], row["order_no"])');
    await preview.getByText(words[language].mapped).click();
    await expect.poll(() => preview.locator('td', { hasText: 'S1000' }).count()).toBe(2);
    axe.expression = await accessibilityFaults(page);
    await picture(page, `expression-${language}`);
    await preview.getByText(words[language].asItComes).click();
    await line.getByLabel(words[language].back).click();
    // Or a column is dragged onto it.
    const remark = page.locator('th[draggable]', { hasText: 'remark' });
    // An answer on its way moves the page when it comes.
    await preview.and(page.locator('[aria-busy="false"]')).waitFor();
    await line.scrollIntoViewIfNeeded();
    // A busy browser may let a drag by the protocol fall on its way; a person would try again too.
    const dropped = async () => {
      if ((await line.getByText('remark').count()) === 0) await remark.dragTo(line);
      return line.getByText('remark').count();
    };
    await expect.poll(dropped).toBeGreaterThan(0);
    const taken = page.locator('[data-field]', { has: page.getByText('remark') });
    expect(await taken.evaluateAll((all) => all.map((one) => one.getAttribute('data-field')))).toEqual(['channel']);
    await page.getByText(words[language].incremental).click();
    await page.getByTestId('stream-preview').getByText('S1000').waitFor();
    axe.mapping = await accessibilityFaults(page);
    await picture(page, `mapping-${language}`);
    await page.getByTestId('wizard-next').click();

    await expect.poll(() => page.getByTestId('next-runs').locator('li').count()).toBe(5);
    axe.schedule = await accessibilityFaults(page);
    await picture(page, `schedule-${language}`);
    await page.getByTestId('wizard-finish').click();

    // The hour may strike at any time, and with it a sync by itself: the first one is the oldest.
    await expect.poll(async () => (await syncs(page)).length).toBeGreaterThan(0);
    await page.getByTestId('rejects').waitFor();
    axe.connection = await accessibilityFaults(page);
    await picture(page, `connection-${language}`);
    const rows = Number(source.prepare('SELECT count(*) AS n FROM orders').get()?.n);
    await expect.poll(async () => (await syncs(page)).at(-1)).toEqual([rows, rows - 1, rows - 1, 0, 1, 0]);
    const reached = source.prepare('SELECT max(updated_at) AS at FROM orders').get()?.at;
    await expect.poll(() => page.getByTestId('cursors').innerText()).toContain(reached);

    const rejects = page.getByTestId('rejects');
    await rejects.getByLabel('order_date').fill('2024-03-08');
    await rejects.getByRole('button', { name: words[language].again }).click();
    await rejects.waitFor({ state: 'detached' });

    added += 1;
    const day = `2024-04-${String(added).padStart(2, '0')}`;
    source.exec(`INSERT INTO orders VALUES ('T${added}', '${day}', 'C1', '9.00', '', '${day} 10:00:00')`);
    await page.getByTestId('sync-now').click();
    // The rows that share the last cursor value are read once more and change nothing.
    const later = async () => (await syncs(page)).slice(0, -1);
    const sum = (all: number[][], at: number) => all.reduce((total, figures) => total + (figures[at] ?? 0), 0);
    await expect.poll(async () => sum(await later(), 2)).toBe(1);
    await expect.poll(async () => sum(await later(), 4)).toBe(0);
    // It goes on by itself.
    const known = (await host.api.json('/api/v1/connections')) as { name: string; nextRuns: unknown[] }[];
    expect(known.find((one) => one.name === name)?.nextRuns).toHaveLength(5);

    await page.goto(`${host.api.origin}/connections`);
    await page.getByTestId('freshness').waitFor();
    axe.list = await accessibilityFaults(page);
    await picture(page, `list-${language}`);
    expect(axe).toEqual({
      ...{
        gallery: [],
        settings: [],
        nothing: [],
        expression: [],
        mapping: [],
        schedule: [],
        connection: [],
        list: [],
      },
    });
    expect(faults).toEqual([]);
  });
});
