import { getuid } from 'node:process';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { browserPath } from '../../main/printing/index.ts';

/** A real Chromium, without a window. */
export async function launchBrowser(): Promise<Browser> {
  const args = ['--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'];
  // Chromium refuses its sandbox to root, which build machines often run as.
  if (getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath: await browserPath(), args });
}

/** Longer than anything takes on a busy machine; what takes longer does not come. */
export const patienceMs = 60_000;

export interface ViewSettings {
  language?: 'zh-CN' | 'en';
  theme?: 'light' | 'dark';
  /** Specs see what is there, not what fades in; motion itself is tried where it is asked for. */
  motion?: 'reduce' | 'no-preference';
  size?: { width: number; height: number };
}

/** A browser profile of its own, as a new user has it; times are shown in the zone of the browser. */
export async function newContext(browser: Browser, settings: ViewSettings = {}): Promise<BrowserContext> {
  const language = settings.language ?? 'en';
  const context = await browser.newContext({
    locale: language,
    colorScheme: settings.theme ?? 'light',
    reducedMotion: settings.motion ?? 'reduce',
    viewport: settings.size ?? { width: 1440, height: 900 },
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(patienceMs);
  // As if chosen once with the switch; a later choice is kept.
  await context.addInitScript((chosen) => {
    if (localStorage.getItem('luopan.language') === null) localStorage.setItem('luopan.language', chosen);
  }, language);
  return context;
}

/** Collects what goes wrong in a page without anyone seeing it: errors on the console, failed requests, exceptions. */
export function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    const isFault = message.type() === 'error' || message.type() === 'warning';
    // Chromium logs every refused request; those of the server's own making are caught below.
    if (isFault && !message.text().startsWith('Failed to load resource')) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    // Says only that a size will be told in the next frame, which a busy machine does at any time.
    if (!error.message.startsWith('ResizeObserver loop')) faults.push(`exception: ${error.message}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} ${response.url()}`);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') faults.push(`remote content: ${request.url()}`);
  });
  return faults;
}
