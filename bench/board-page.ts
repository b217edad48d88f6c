import { type Browser, chromium } from 'playwright-core';
import { browserPath } from '../main/printing/index.ts';

/** A real Chromium: an installed one, else the one that comes by npm. */
export async function launchBrowser(): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: await browserPath(),
    args: ['--disable-gpu', '--disable-dev-shm-usage', ...(isRoot ? ['--no-sandbox'] : [])],
  });
}

/** A Cube query as the board asks it. */
export interface CubeQuery {
  timeDimensions?: { dimension: string; dateRange?: [string, string]; granularity?: string }[];
  [member: string]: unknown;
}

/** What `allTilesShowData` needs of the page; this side knows no document. */
interface PageGlobals {
  document: { querySelectorAll(selector: string): Iterable<{ getAttribute(name: string): string | null }> };
}

/** Runs in the page. */
function allTilesShowData(): boolean {
  const { document } = globalThis as unknown as PageGlobals;
  const tiles = [...document.querySelectorAll('[data-testid^="tile-"][aria-busy]')];
  return tiles.length >= 12 && tiles.every((tile) => tile.getAttribute('aria-busy') === 'false');
}

/**
 * Opens the overview board and waits until every tile shows its data.
 *
 * @returns every distinct Cube query the page has asked, and `performance.now()` when the last tile was painted
 */
export async function openBoard(
  browser: Browser,
  url: string,
): Promise<{ queries: CubeQuery[]; paintedAt: number; tiles: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 2400 }, timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  const asked = new Set<string>();
  page.on('request', (request) => {
    if (!request.url().includes('/cubejs-api/v1/load') || request.method() !== 'POST') return;
    const body = request.postDataJSON() as { query: CubeQuery };
    asked.add(JSON.stringify(body.query));
  });
  await page.goto(url, { waitUntil: 'commit' });
  const tiles = page.locator('[data-testid^="tile-"][aria-busy]');
  await page.waitForFunction(allTilesShowData, null, { timeout: 120_000, polling: 'raf' });
  const paintedAt = performance.now();
  const count = await tiles.count();
  await context.close();
  return { queries: [...asked].map((text) => JSON.parse(text) as CubeQuery), paintedAt, tiles: count };
}
