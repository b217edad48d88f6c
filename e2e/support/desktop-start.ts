import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type * as Stage from '../electron-standin/stage.ts';
import { launchBrowser } from './browser.ts';
import { DesktopProcess } from './desktop.ts';

/**
 * For the bench: starts the built desktop application once, on a folder whose `data` is a workspace, and prints how
 * long it took from the start of this process, without the browser of the stand-in, which Electron has inside.
 */
const [folder = ''] = process.argv.slice(2);
const { stage } = createRequire(import.meta.url)(
  join(import.meta.dirname, '../electron-standin/stage.ts'),
) as typeof Stage;
const launchedFrom = performance.now();
const browser = await launchBrowser();
const launchMs = performance.now() - launchedFrom;
stage.browser = Promise.resolve(browser);
const elapsedMs = () => performance.now() - launchMs;

const desktop = await DesktopProcess.start({ language: 'en' }, folder);
while (!desktop.windows[0]?.isVisible()) await new Promise((resolve) => setTimeout(resolve, 5));
const windowMs = elapsedMs();
const { askedAtMs, paintedWithinMs } = desktop.stage.firstPage ?? {
  askedAtMs: Number.NaN,
  paintedWithinMs: Number.NaN,
};
// Node.js up to where it loads files, the application up to its first page, that page in Chromium.
const firstPageMs = performance.nodeTiming.bootstrapComplete + askedAtMs - desktop.enteredAtMs + paintedWithinMs;
const page = await desktop.interface();
const interfaceMs = elapsedMs();
await page.waitForFunction(
  () => {
    const tiles = [...document.querySelectorAll('[data-testid^="tile-"][aria-busy]')];
    const shown = tiles.filter((tile) => tile.getBoundingClientRect().top < innerHeight);
    return shown.length > 0 && shown.every((tile) => tile.getAttribute('aria-busy') === 'false');
  },
  undefined,
  { polling: 20 },
);
const boardMs = elapsedMs();
await desktop.quit();
await browser.close();
process.stdout.write(`${JSON.stringify({ firstPageMs, windowMs, interfaceMs, boardMs })}\n`);
process.exit(0);
