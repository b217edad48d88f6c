import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { linesCsv } from '../../fixtures/tea-shop/index.ts';
import { BoardPage } from '../pages/board.ts';
import { ImportWizard } from '../pages/import-wizard.ts';
import { accessibilityFaults } from '../support/accessibility.ts';
import { launchBrowser, newContext } from '../support/browser.ts';

const url = inject('sampleUrl');
const { origin } = new URL(url);
let browser: Browser;
let context: BrowserContext | undefined;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => context?.close());

describe.each([
  ['en', 'light'],
  ['zh-CN', 'dark'],
] as const)('%s, %s', (language, theme) => {
  it('board, wizard, data and settings have no fault that axe-core finds', async () => {
    context = await newContext(browser, { language, theme });
    const page = await context.newPage();
    await page.goto(url);
    await new BoardPage(page).settled();
    const faults: Record<string, string[]> = { board: await accessibilityFaults(page) };

    const wizard = new ImportWizard(page);
    await wizard.open(origin);
    faults.choose = await accessibilityFaults(page);
    await wizard.choose({ name: 'tea.csv', mimeType: 'text/csv', buffer: await readFile(linesCsv) });
    await wizard.entity();
    faults.check = await accessibilityFaults(page);

    for (const path of ['data', 'settings']) {
      await page.goto(`${origin}/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      faults[path] = await accessibilityFaults(page);
    }
    // Here nothing glides, because the reader wants it so; others see motion, from the moment they say so.
    const gliding = () =>
      page.evaluate(
        () =>
          [...document.querySelectorAll('button')].filter((one) => getComputedStyle(one).transitionDuration !== '0s')
            .length,
      );
    expect(await gliding()).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await gliding()).toBeGreaterThan(0);
    expect(faults).toEqual({ board: [], choose: [], check: [], data: [], settings: [] });
  });
});
