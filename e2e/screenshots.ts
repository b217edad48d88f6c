/** Takes the pictures of docs/screenshots from the running product: `npm run screenshots`; `-- analytics` takes only those. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { linesCsv } from '../fixtures/tea-shop/index.ts';
import { BoardPage } from './pages/board.ts';
import { ImportWizard } from './pages/import-wizard.ts';
import { launchBrowser, newContext } from './support/browser.ts';
import { HostProcess } from './support/host-process.ts';

/** Analyses that the sample has something to show for. */
const analyses = ['funnel', 'retention', 'lifecycle', 'stickiness', 'rfm', 'clv', 'churn', 'journey'];
const isOnlyAnalytics = process.argv[2] === 'analytics';

const folder = join(import.meta.dirname, '../docs/screenshots');
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
const host = await HostProcess.start({ withSample: true, timezone: 'Asia/Shanghai' });
try {
  await host.api.sampleImported();
  const file = iconv.encode(await readFile(linesCsv, 'utf8'), 'gb18030');
  for (const language of ['en', 'zh-CN'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      const context = await newContext(browser, { language, theme });
      const page = await context.newPage();
      const take = (name: string) => page.screenshot({ path: join(folder, `${name}-${language}-${theme}.png`) });
      await page.goto(host.url);
      await new BoardPage(page).settled();
      for (const kind of theme === 'light' ? analyses : []) {
        await page.goto(`${host.api.origin}/analytics/${kind}`);
        await page.getByTestId('definition').waitFor();
        await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
        await page.waitForTimeout(300);
        await take(`analytics-${kind}`);
      }
      if (isOnlyAnalytics) {
        await context.close();
        continue;
      }
      await page.goto(host.api.origin);
      await new BoardPage(page).settled();
      await page.waitForTimeout(1000);
      await take('board');

      const wizard = new ImportWizard(page);
      await wizard.open(host.api.origin);
      await wizard.choose({ name: '茶叶店订单.csv', mimeType: 'text/csv', buffer: file });
      await wizard.entity();
      await page.waitForTimeout(500);
      await take('import-check');

      await page.goto(`${host.api.origin}/data`);
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(500);
      await take('data');

      const pages = { funnel: 'analytics/funnel', retention: 'analytics/retention', value: 'analytics/clv' };
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(`${host.api.origin}/${path}`);
        await page.waitForLoadState('networkidle');
        await page.waitForTimeout(1500);
        await take(name);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await host.discard();
}
