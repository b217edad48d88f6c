import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { FunnelPage } from '../pages/funnel.ts';
import { accessibilityFaults } from '../support/accessibility.ts';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';
import { HostProcess } from '../support/host-process.ts';
import { freshName } from '../support/names.ts';

/*
 * Four people, to be followed with a finger:
 *   Ada looked, took, and ordered 2 days later
 *   Bob looked and took
 *   Cy  looked, took, and ordered 10 days later
 *   Dan looked
 * so look → take → order is 4, 3, 2 without a limit, and 4, 3, 1 within 7 days; Bob and Cy are lost at the order.
 */
const events = `event,occurred_at,customer_id,customer_name
look,2024-03-01T02:00:00Z,1,Ada
take,2024-03-01T02:08:00Z,1,Ada
look,2024-03-01T03:00:00Z,2,Bob
take,2024-03-01T03:10:00Z,2,Bob
look,2024-03-01T04:00:00Z,3,Cy
take,2024-03-01T04:05:00Z,3,Cy
look,2024-03-02T04:00:00Z,4,Dan
`;
const orders = `order_id,ordered_at,customer_id,net
O1,2024-03-03T02:30:00Z,1,100
O2,2024-03-11T04:20:00Z,3,20
`;

let browser: Browser;
let host: HostProcess;
beforeAll(async () => {
  [browser, host] = await Promise.all([launchBrowser(), HostProcess.start({ timezone: 'Asia/Shanghai' })]);
  for (const [entity, content] of [
    ['events', events],
    ['orders', orders],
  ] as const) {
    const { status } = await host.api.import({ name: `${entity}.csv`, content }, { entity });
    if (status !== 'succeeded') throw new Error(`${entity}: ${status}`);
  }
});
afterAll(async () => {
  await browser.close();
  await host.discard();
});

const words = {
  en: {
    ...{ order: 'Placed an order', typed: 'placed', saved: 'Bought late or not at all', within: 'at most 7 days' },
    kept: 'To the order within a week',
  },
  'zh-CN': {
    ...{ order: '下单', typed: '下单', saved: '没有及时下单', within: '不超过 7 天' },
    kept: '一周内走到下单',
  },
};

describe.each(['en', 'zh-CN'] as const)('a funnel from imported orders and events, %s', (language) => {
  let context: BrowserContext;
  let page: Page;
  let funnel: FunnelPage;
  let faults: string[];
  const { order, typed, within } = words[language];

  beforeEach(async () => {
    context = await newContext(browser, { language });
    page = await context.newPage();
    faults = watchFaults(page);
    await page.goto(host.url);
    funnel = new FunnelPage(page);
    await funnel.open(host.api.origin);
  });
  afterEach(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });

  it('is built, limited in time with live results, and its lost people become a segment', async () => {
    await expect.poll(() => funnel.counts()).toEqual([4, 3, 2]);

    // Built anew by hand: the last step goes and comes back.
    await funnel.removeStep(3);
    await expect.poll(() => funnel.counts()).toEqual([4, 3]);
    await funnel.addStep();
    await funnel.chooseEvent(3, typed);
    await expect.poll(() => funnel.counts()).toEqual([4, 3, 2]);
    await expect.poll(() => funnel.names()).toEqual(['1look', '2take', `3${order}`]);

    // The limit is switched on and typed; the figures follow without a button.
    await page.getByRole('switch').first().click();
    await expect.poll(() => funnel.counts()).toEqual([4, 3, 2]);
    await page.getByRole('spinbutton').first().fill('7');
    await expect.poll(() => funnel.counts()).toEqual([4, 3, 1]);
    await expect.poll(() => page.getByTestId('definition').innerText()).toContain(within);

    // The address carries all of it.
    const link = page.url();
    await page.goto(`${host.api.origin}/analytics`);
    await page.goto(link);
    await funnel.settled();
    await expect.poll(() => funnel.counts()).toEqual([4, 3, 1]);

    await funnel.openLost(3);
    await expect.poll(() => funnel.people()).toEqual(['Bob', 'Cy']);
    expect(await accessibilityFaults(page)).toEqual([]);
    const saved = freshName(words[language].saved);
    await page.getByTestId('save-segment').click();
    const name = page.locator('.ant-modal').getByRole('textbox');
    await name.fill(saved);
    await expect.poll(() => name.inputValue()).toBe(saved);
    await name.press('Enter');
    await page.getByTestId('segment-saved').getByRole('link').click();
    await expect.poll(() => page.getByTestId('segment-count').innerText()).toBe('2');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe(saved);
    expect(await accessibilityFaults(page)).toEqual([]);

    // Of the two orders one is of these people.
    const segment = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.goto(`${host.api.origin}/?segment=${segment}`);
    await expect.poll(() => page.getByTestId('filter-segment').innerText()).toContain(saved);
    await expect.poll(() => page.getByTestId('tile-orders-value').innerText()).toBe('1');
  });

  it('is kept as a report, which stands on a board with the same figures', async () => {
    const kept = freshName(words[language].kept);
    const range = { from: '2024-03-01', to: '2024-03-31' };
    const steps = ['look', 'take', 'order_placed'].map((event) => ({ event }));
    const settings = { range, steps, window: { value: 7, unit: 'day' } };
    await page.goto(`${host.api.origin}/analytics/funnel?q=${encodeURIComponent(JSON.stringify(settings))}`);
    await funnel.settled();
    await expect.poll(() => funnel.counts()).toEqual([4, 3, 1]);
    await page.getByTestId('report-save').click();
    const title = page.getByTestId('report-title');
    await title.fill(kept);
    await title.press('Enter');
    await page.getByTestId('report-state').waitFor();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe(kept);
    await page.getByTestId('report-more').click();
    await page.getByRole('menuitem').first().click();
    const dialog = page.getByTestId('to-board');
    await dialog.waitFor();
    await page.locator('.ant-modal-footer .ant-btn-primary:visible').click();
    await page.getByTestId('open-board').click();
    const tile = page.locator('[data-kind="analysis"]', { hasText: kept });
    const drawing = tile.locator('[data-main]').getByRole('img').first();
    await tile.locator('[data-main] [role="img"][aria-label*="take 3"]').waitFor();
    await expect.poll(() => drawing.getAttribute('aria-label')).toMatch(new RegExp(`look 4.*take 3.*${order} 1`));
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('opens its people by keyboard, takes edits back, and its steps move by keyboard', async () => {
    await expect.poll(() => funnel.counts()).toEqual([4, 3, 2]);
    const chart = page.getByTestId('chart-places').first();
    await chart.focus();
    const said = () => chart.getAttribute('aria-valuetext');
    await page.keyboard.press('End');
    await expect.poll(said).toMatch(new RegExp(`^${order}: .*2 50`));
    // Above who ordered stands who was lost before it: Bob alone.
    await page.keyboard.press('ArrowUp');
    await expect.poll(said).toMatch(new RegExp(`^${order}: .*1 33`));
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByTestId('people-total').waitFor();
    await expect.poll(() => funnel.people()).toEqual(['Bob']);
    await page.keyboard.press('Escape');
    await page.getByTestId('people-title').waitFor({ state: 'hidden' });
    await funnel.moveStep(3, 'ArrowUp');
    // look → order → take: nobody takes anything after the order.
    await expect.poll(() => funnel.counts()).toEqual([4, 2, 0]);
    await page.keyboard.press('Control+z');
    await expect.poll(() => funnel.counts()).toEqual([4, 3, 2]);
    await page.keyboard.press('Control+y');
    await expect.poll(() => funnel.counts()).toEqual([4, 2, 0]);
  });
});

describe.each([
  ['en', 'light', ['funnel', 'retention', 'paths', 'clv', 'feedback', '']],
  ['zh-CN', 'dark', ['lifecycle', 'stickiness', 'rfm', 'churn', 'stages', 'journey']],
] as const)('every analysis of the sample, %s, %s', (language, theme, kinds) => {
  let context: BrowserContext | undefined;
  afterEach(() => context?.close());

  it('answers without an error and without a fault that axe-core finds', async () => {
    context = await newContext(browser, { language, theme });
    const page = await context.newPage();
    const faults = watchFaults(page);
    const url = inject('sampleUrl');
    await page.goto(url);
    const found: Record<string, string[]> = {};
    for (const kind of kinds) {
      await page.goto(`${new URL(url).origin}/analytics/${kind}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (kind !== '') await page.getByTestId('definition').waitFor();
      await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
      found[kind] = [
        ...(await page.getByRole('alert').allInnerTexts()).map((text) => `alert: ${text}`),
        ...(await accessibilityFaults(page)),
      ];
    }
    expect(found).toEqual(Object.fromEntries(kinds.map((kind) => [kind, []])));
    expect(faults).toEqual([]);
  });
});

describe('how well a model does', () => {
  let context: BrowserContext | undefined;
  afterEach(() => context?.close());

  it.each([
    ['churn', 'churn-model', /^(Left after .+, at a risk of |Risk .+ on )/],
    ['clv', 'clv-tracking', /^Bought again after .+, by /],
  ])('shows the people behind the last point of its chart, %s', async (kind, card, title) => {
    context = await newContext(browser, { language: 'en' });
    const page = await context.newPage();
    const url = inject('sampleUrl');
    await page.goto(url);
    await page.goto(`${new URL(url).origin}/analytics/${kind}`);
    // A chart drawn anew while keys are pressed would lose them.
    const atRest = () => page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    const chart = page.getByTestId(card).getByTestId('chart-places');
    await chart.waitFor();
    await atRest();
    await chart.focus();
    await page.keyboard.press('End');
    await expect.poll(() => chart.getAttribute('aria-valuetext')).toMatch(/\d/);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('people-title').innerText()).toMatch(title);
    await expect.poll(() => page.getByTestId('people-total').innerText()).toMatch(/^[1-9]/);
  });

  it('shows what becomes of customers under contract', async () => {
    context = await newContext(browser, { language: 'en' });
    const page = await context.newPage();
    const url = inject('sampleUrl');
    await page.goto(url);
    await page.goto(`${new URL(url).origin}/analytics/clv`);
    // The high-end customers of Fader & Hardie 2007, as cells of a sheet.
    const field = page.getByRole('textbox', { name: 'Customers under contract at the start' });
    await field.fill('1,000\n869\n743\n653\n593\n551\n517\n491');
    const card = page.getByTestId('clv-contracts');
    await expect.poll(() => card.innerText()).toContain('alpha 0.668 · beta 3.806 · log-likelihood -1611.2');
    await expect.poll(() => card.innerText()).toContain('The first renewal keeps 85.1%; renewal 8, the first');
    await expect.poll(() => card.innerText()).toContain('still to come, 94.2%.');
    // The way back by the address: the same numbers.
    await expect.poll(() => decodeURIComponent(page.url())).toContain('survivors');
    await page.reload();
    await expect.poll(() => field.inputValue()).toBe('1000, 869, 743, 653, 593, 551, 517, 491');
    await card.waitFor();
    // Of 417 customers new in January 2011, 332 ordered in February or later: SQL over the sample's orders.
    await page.getByRole('combobox', { name: 'Taken from' }).click();
    await page.locator('.ant-select-item-option', { hasText: 'renewed monthly' }).click();
    await page.getByText('Jan 2011 · 417').waitFor();
    await expect.poll(() => card.innerText()).toContain('whose first order was in Jan 2011');
    await expect.poll(() => card.innerText()).toContain('The first renewal keeps');
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    const chart = card.getByTestId('chart-places');
    await chart.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => chart.getAttribute('aria-valuetext')).toContain('332');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByTestId('people-title').innerText())
      .toContain('First order in Jan 2011, still ordering · After 1 renewal');
    await expect.poll(() => page.getByTestId('people-total').innerText()).toMatch(/^332\b/);
  });
});
