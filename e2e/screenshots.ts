/** Takes the pictures of docs/screenshots from the running product: `npm run screenshots`; `-- analytics` or `-- reports` takes only those. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { teaSeason } from '../fixtures/tea-season.ts';
import { linesCsv } from '../fixtures/tea-shop/index.ts';
import { BoardPage } from './pages/board.ts';
import { BuilderPage } from './pages/builder.ts';
import { ImportWizard } from './pages/import-wizard.ts';
import { launchBrowser, newContext } from './support/browser.ts';
import { HostProcess } from './support/host-process.ts';

/** Analyses that the shipped sample has something to show for: orders alone. */
const ofOrders = ['retention', 'lifecycle', 'stickiness', 'rfm', 'clv', 'churn'];
/** Those that tell more of what people looked at, asked and said, with their settings. */
const ofSeason = { funnel: funnelSettings(), paths: null, journey: null, feedback: null, stages: null };
const only = process.argv[2];

/** Reports that show what the builder can do: totals at every level with colours, and a chart of the same fields. */
const reportFields = {
  rows: [
    {
      id: 'country',
      member: 'orders.country',
      top: { count: 5, valueId: 'revenue', direction: 'desc', withOther: true },
    },
    { id: 'weekday', member: 'orders.weekday' },
  ],
  columns: [{ id: 'quarter', member: 'orders.ordered_at', granularity: 'quarter' }],
  values: [
    { id: 'revenue', source: { measure: 'orders.revenue' } },
    { id: 'average', source: { measure: 'orders.average_order_value' } },
  ],
};
const reports = {
  'report-table': {
    pivot: reportFields,
    formats: [
      { id: 'bar', valueId: 'revenue', kind: 'bar', cells: 'members' },
      { id: 'scale', valueId: 'average', kind: 'scale', cells: 'members' },
    ],
  },
  'report-chart': {
    view: 'stacked-bar',
    pivot: {
      ...reportFields,
      rows: [{ id: 'weekday', member: 'orders.weekday' }],
      values: reportFields.values.slice(0, 1),
    },
  },
};

const wordOf = (definition: object) => Buffer.from(JSON.stringify(definition)).toString('base64url');

/** From a visit to an order within a week. */
function funnelSettings(): object {
  const steps = ['visit', 'product_view', 'add_to_cart', 'order_placed'].map((event) => ({ event }));
  return { steps, window: { value: 7, unit: 'day' } };
}

const folder = join(import.meta.dirname, '../docs/screenshots');
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
const host = await HostProcess.start({ withSample: true, timezone: 'Asia/Shanghai' });
const season = await HostProcess.start({ timezone: 'Asia/Shanghai' });
try {
  await season.api.json('/api/v1/workspace', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ currencySetting: 'CNY' }),
  });
  for (const [entity, content] of Object.entries(teaSeason())) {
    const { status, error } = await season.api.import({ name: `${entity}.csv`, content }, { entity });
    if (status !== 'succeeded') throw new Error(`${entity}: ${JSON.stringify(error)}`);
  }
  await host.api.sampleImported();
  const file = iconv.encode(await readFile(linesCsv, 'utf8'), 'gb18030');
  for (const language of ['en', 'zh-CN'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      const context = await newContext(browser, { language, theme });
      const page = await context.newPage();
      const take = (name: string) => page.screenshot({ path: join(folder, `${name}-${language}-${theme}.png`) });
      await page.goto(host.url);
      await new BoardPage(page).settled();
      for (const [name, definition] of only === 'analytics' ? [] : Object.entries(reports)) {
        await new BuilderPage(page).open(host.api.origin, `?d=${wordOf(definition)}`);
        await page.locator('[data-testid="pivot-grid"], [data-testid="chart"] svg').first().waitFor();
        await page.waitForTimeout(1500);
        await take(name);
      }
      if (theme === 'light' && only !== 'reports') {
        const analysis = async (address: string, kind: string) => {
          await page.goto(address);
          await page.getByTestId('definition').waitFor();
          await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
          await page.waitForTimeout(300);
          await take(`analytics-${kind}`);
        };
        for (const kind of ofOrders) await analysis(`${host.api.origin}/analytics/${kind}`, kind);
        await page.goto(season.url);
        for (const [kind, settings] of Object.entries(ofSeason)) {
          const search = settings === null ? '' : `?q=${encodeURIComponent(JSON.stringify(settings))}`;
          await analysis(`${season.api.origin}/analytics/${kind}${search}`, kind);
        }
      }
      if (only !== undefined) {
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
      await context.close();
    }
  }
} finally {
  await browser.close();
  await host.discard();
  await season.discard();
}
