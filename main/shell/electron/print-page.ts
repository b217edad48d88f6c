import { setTimeout as after } from 'node:timers/promises';
import { BrowserWindow } from 'electron';
import { z } from 'zod';
import { type PrintOrder, pictureEvent, pictureTimeoutMs } from '../../ports/printer.ts';
import { pagePreferences } from './pane.ts';

const order = z.object({
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  language: z.string(),
  timezone: z.string(),
  format: z.enum(['pdf', 'png', 'svg']),
  timeoutMs: z.number().positive(),
  withPicture: z.boolean().optional(),
});
const report = z.looseObject({
  widthMm: z.number().positive(),
  heightMm: z.number().positive(),
  svg: z.string().optional(),
});
type Report = z.infer<typeof report>;

const millimetresPerInch = 25.4;
const lookEveryMs = 50;

/** The page could not be printed: a code of `contract/errors.ts` and the reason. */
export class NotPrinted extends Error {
  readonly code: string;

  constructor(code: string, reason: string) {
    super(reason);
    this.code = code;
  }
}

/**
 * Loads a print page in a window nobody sees, waits until it says that it is complete, and prints it with Electron's
 * browser: vector drawings, fonts inside, tags and outline.
 *
 * @param untrusted as it came from the host's process
 * @throws NotPrinted
 */
export async function printPage(
  untrusted: Record<string, unknown>,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; report: Report; picture?: Uint8Array }> {
  const wanted = order.parse(untrusted);
  const window = openHidden(wanted);
  try {
    await window.loadURL(wanted.url);
    const found = await reportOf(window, wanted.timeoutMs, signal);
    const bytes =
      wanted.format === 'png'
        ? await pictureOf(window)
        : wanted.format === 'svg'
          ? new TextEncoder().encode(found.svg ?? '')
          : await documentOf(window, found);
    const isPaired = wanted.withPicture === true && wanted.format === 'pdf';
    const picture = isPaired ? await pictureBeside(window, signal) : null;
    return { bytes, report: found, ...(picture ? { picture } : {}) };
  } finally {
    window.destroy();
  }
}

/** What each window that is printing may ask for, by the id of its page: all of them share one browser storage. */
const orders = new Map<number, { origin: string; headers: Record<string, string> }>();

function openHidden({ url, headers }: Pick<PrintOrder, 'url' | 'headers'>): BrowserWindow {
  const window = new BrowserWindow({
    ...{ show: false, width: 1280, height: 900 },
    // In memory, so that nothing of the reader's own session is used or kept.
    webPreferences: { ...pagePreferences('print'), backgroundThrottling: false },
  });
  const { id, session } = window.webContents;
  orders.set(id, { origin: new URL(url).origin, headers });
  window.on('closed', () => orders.delete(id));
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.webContents.on('will-navigate', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url: asked, webContentsId }, answer) => {
    const origin = orders.get(webContentsId ?? 0)?.origin;
    const isLocal = asked.startsWith('data:') || asked.startsWith('blob:') || new URL(asked).origin === origin;
    answer({ cancel: !isLocal });
  });
  session.webRequest.onBeforeSendHeaders(({ requestHeaders, webContentsId }, answer) =>
    answer({ requestHeaders: { ...requestHeaders, ...orders.get(webContentsId ?? 0)?.headers } }),
  );
  return window;
}

/** Once more the same page, which has its figures already; null where that fails: its document is not lost for it. */
async function pictureBeside(window: BrowserWindow, signal: AbortSignal): Promise<Uint8Array | null> {
  try {
    await window.webContents.executeJavaScript(`dispatchEvent(new Event(${JSON.stringify(pictureEvent)}))`);
    await reportOf(window, pictureTimeoutMs, signal, '#print-report[data-format="png"]');
    return await pictureOf(window);
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

async function reportOf(
  window: BrowserWindow,
  timeoutMs: number,
  signal: AbortSignal,
  place = '#print-report',
): Promise<Report> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (signal.aborted) throw new NotPrinted('exports/cancelled', 'cancelled');
    if (Date.now() > deadline) throw new NotPrinted('exports/timed-out', `${Math.round(timeoutMs / 1000)} s`);
    const text: unknown = await window.webContents.executeJavaScript(
      `document.querySelector(${JSON.stringify(place)})?.textContent ?? null`,
    );
    if (typeof text === 'string') {
      const found: unknown = JSON.parse(text);
      const parsed = report.safeParse(found);
      if (parsed.success) return parsed.data;
      throw new NotPrinted('exports/print-failed', text.slice(0, 200));
    }
    await after(lookEveryMs);
  }
}

function documentOf(window: BrowserWindow, { widthMm, heightMm }: Report): Promise<Uint8Array> {
  return window.webContents.printToPDF({
    pageSize: { width: widthMm / millimetresPerInch, height: heightMm / millimetresPerInch },
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    printBackground: true,
    preferCSSPageSize: false,
    generateTaggedPDF: true,
    generateDocumentOutline: true,
  });
}

async function pictureOf(window: BrowserWindow): Promise<Uint8Array> {
  const size: unknown = await window.webContents.executeJavaScript(
    '(({ width, height }) => ({ width: Math.ceil(width), height: Math.ceil(height) }))(document.querySelector("[data-sheet]").getBoundingClientRect())',
  );
  const { width, height } = z.object({ width: z.number(), height: z.number().max(8000) }).parse(size);
  window.setContentSize(width + 40, height + 40);
  const picture = await window.webContents.capturePage();
  return picture.toPNG();
}
