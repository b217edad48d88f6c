import { createRequire } from 'node:module';
import { join } from 'node:path';
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
const page = await desktop.interface();
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
process.stdout.write(`${JSON.stringify({ windowMs, boardMs })}\n`);
process.exit(0);
