import { getuid } from 'node:process';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import {
  type PageReport,
  type Printed,
  type Printer,
  type PrintOrder,
  pictureEvent,
  pictureTimeoutMs,
} from '../ports/printer.ts';
import { browserPath } from './browser-path.ts';
import { withProperties } from './document-properties.ts';

/** A browser nobody needs is closed after this long; a start costs most of a second. */
const idleMs = 45_000;
const launchTimeoutMs = 30_000;
const maxTaggedCells = 12_000;

/** Prints with a Chromium browser without a window, started with the first order and kept for those that follow. */
export class ChromiumPrinter implements Printer {
  readonly #clock: Clock;
  readonly #logger: Logger;
  #browser: Promise<Browser> | null = null;
  #inUse = 0;
  #idle: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor({ clock, logger }: { clock: Clock; logger: Logger }) {
    this.#clock = clock;
    this.#logger = logger;
  }

  async print(order: PrintOrder): Promise<Printed> {
    if (this.#isClosed) throw new AppError('host/stopping', { isRetryable: true });
    this.#inUse += 1;
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    let context: BrowserContext | null = null;
    const abandon = () => void context?.close().catch(() => undefined);
    order.signal?.addEventListener('abort', abandon, { once: true });
    try {
      const browser = await this.#launched();
      context = await newContext(browser, order);
      if (order.signal?.aborted) throw new AppError('exports/cancelled');
      return await printIn(context, order, this.#clock.now(), this.#logger);
    } catch (error) {
      if (order.signal?.aborted) throw new AppError('exports/cancelled', { cause: error });
      throw failureOf(error, order);
    } finally {
      order.signal?.removeEventListener('abort', abandon);
      await context?.close().catch(() => undefined);
      this.#inUse -= 1;
      if (this.#inUse === 0) this.#idle = setTimeout(() => void this.#closeBrowser(), idleMs).unref();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#idle) clearTimeout(this.#idle);
    await this.#closeBrowser();
  }

  #launched(): Promise<Browser> {
    this.#browser ??= launch().then(
      (browser) => {
        // A browser that went (killed for its memory, say) is started anew with the next order.
        browser.on('disconnected', () => {
          this.#browser = null;
        });
        return browser;
      },
      (error: unknown) => {
        this.#browser = null;
        throw error;
      },
    );
    return this.#browser;
  }

  async #closeBrowser(): Promise<void> {
    const browser = this.#browser;
    this.#browser = null;
    await browser?.then((one) => one.close()).catch(() => undefined);
  }
}

async function launch(): Promise<Browser> {
  const executablePath = await browserPath();
  const { chromium } = await import('playwright-core');
  const args = ['--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none', '--disable-extensions'];
  // Chromium refuses its sandbox to root, which servers in containers often run as.
  if (getuid?.() === 0) args.push('--no-sandbox');
  try {
    return await chromium.launch({
      executablePath,
      args,
      timeout: launchTimeoutMs,
      handleSIGTERM: false,
      handleSIGINT: false,
      handleSIGHUP: false,
    });
  } catch (cause) {
    throw new AppError('exports/printer-missing', { params: { path: executablePath }, cause });
  }
}

async function newContext(browser: Browser, order: PrintOrder): Promise<BrowserContext> {
  const { origin } = new URL(order.url);
  const context = await browser.newContext({
    locale: order.language,
    timezoneId: order.timezone,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    deviceScaleFactor: order.format === 'png' || order.withPicture ? 2 : 1,
    serviceWorkers: 'block',
    acceptDownloads: false,
  });
  // The token goes to this program only; anything else is not loaded at all.
  await context.route('**/*', (route) => {
    const request = route.request();
    const url = request.url();
    if (url.startsWith('data:') || url.startsWith('blob:')) return route.continue();
    if (new URL(url).origin !== origin) return route.abort('blockedbyclient');
    return route.continue({ headers: { ...request.headers(), ...order.headers } });
  });
  return context;
}

async function printIn(context: BrowserContext, order: PrintOrder, now: number, logger: Logger): Promise<Printed> {
  const page = await context.newPage();
  page.setDefaultTimeout(order.timeoutMs);
  page.on('pageerror', (error) => logger.log('warn', 'print page failed', { reason: String(error.stack ?? error) }));
  const answer = await page.goto(order.url, { waitUntil: 'commit' });
  if (answer === null || !answer.ok()) {
    throw new AppError('exports/print-failed', { params: { reason: `HTTP ${answer?.status() ?? 0}` } });
  }
  const report = await reportOf(page, order.timeoutMs);
  const { svg, ...told } = report;
  switch (order.format) {
    case 'png':
      return { bytes: await pictureOf(page), report: told };
    case 'svg':
      return { bytes: new TextEncoder().encode(svg ?? ''), report: told };
    case 'pdf': {
      const bytes = await documentOf(page, report, now);
      const picture = order.withPicture ? await pictureBeside(page, logger) : null;
      return { bytes, report: told, ...(picture ? { picture } : {}) };
    }
  }
}

async function reportOf(page: Page, timeoutMs: number, place = '#print-report'): Promise<PageReport> {
  const element = page.locator(place);
  await element.waitFor({ state: 'attached', timeout: timeoutMs });
  const found: unknown = JSON.parse((await element.textContent()) ?? 'null');
  if (found === null || typeof found !== 'object')
    throw new AppError('exports/print-failed', { params: { reason: 'no report' } });
  if ('error' in found)
    throw new AppError('exports/print-failed', { params: { reason: firstLine(String(found.error)) } });
  return found as PageReport;
}

async function documentOf(page: Page, report: PageReport, now: number): Promise<Uint8Array> {
  const pdf = await page.pdf({
    width: `${report.widthMm}mm`,
    height: `${report.heightMm}mm`,
    margin: { top: 0, right: 0, bottom: 0, left: 0 },
    printBackground: true,
    preferCSSPageSize: false,
    tagged: report.cells <= maxTaggedCells,
    outline: report.cells <= maxTaggedCells,
  });
  return withProperties(pdf, { title: report.title, author: report.author, createdAtMs: now });
}

/** Once more the same page, which has its figures already. A document is not lost for want of its picture. */
async function pictureBeside(page: Page, logger: Logger): Promise<Uint8Array | null> {
  try {
    page.setDefaultTimeout(pictureTimeoutMs);
    await page.evaluate(`dispatchEvent(new Event(${JSON.stringify(pictureEvent)}))`);
    await reportOf(page, pictureTimeoutMs, '#print-report[data-format="png"]');
    return await pictureOf(page);
  } catch (error) {
    logger.log('warn', 'no picture beside a document', { reason: firstLine(String(error)) });
    return null;
  }
}

async function pictureOf(page: Page): Promise<Uint8Array> {
  const sheet = page.locator('[data-sheet]').first();
  const box = await sheet.boundingBox();
  if (box)
    await page.setViewportSize({
      width: Math.ceil(box.width) + 40,
      height: Math.min(8000, Math.ceil(box.height) + 40),
    });
  return sheet.screenshot({ type: 'png', animations: 'disabled' });
}

/** What goes on below it is for the log, not for a reader. */
const firstLine = (text: string) => (text.split('\n')[0] ?? '').slice(0, 200);

function failureOf(error: unknown, { timeoutMs }: PrintOrder): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new AppError('exports/timed-out', { params: { seconds: Math.round(timeoutMs / 1000) }, cause: error });
  }
  return new AppError('exports/print-failed', {
    params: { reason: firstLine(error instanceof Error ? error.message : String(error)) },
    cause: error,
  });
}
