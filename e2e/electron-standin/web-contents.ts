import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import type { FindInPageOptions, NativeImage, PrintToPDFOptions, WebPreferences } from 'electron';
import type { Page, Route } from 'playwright-core';
import { answerInvoke } from './ipc-main.ts';
import { sessionOf } from './session.ts';
import { contextOf, stage } from './stage.ts';

const millimetresPerInch = 25.4;

/** A page of a window: real Chromium, with the built preload run before the page's own scripts. */
export class WebContents extends EventEmitter {
  static #last = 0;

  readonly id: number;
  readonly session: ReturnType<typeof sessionOf>;
  /** What specs look at and click in. */
  readonly page: Promise<Page>;
  #loading = '';
  #findTerm = '';
  #url = '';
  #title = '';
  #zoomLevel = 0;
  #isDestroyed = false;

  constructor(preferences: WebPreferences) {
    super();
    WebContents.#last += 1;
    this.id = WebContents.#last;
    const partition = preferences.partition ?? '';
    this.session = sessionOf(partition);
    this.page = this.#open(partition, preferences);
  }

  async loadURL(url: string): Promise<void> {
    const askedAtMs = performance.now();
    const page = await this.page;
    const openedAtMs = performance.now();
    this.#loading = url;
    try {
      await this.#goTo(page, url);
      this.#url = url;
      this.#setTitle(await page.title().catch(() => this.#title));
      this.emit('painted');
      stage.firstPage ??= { askedAtMs, paintedWithinMs: performance.now() - openedAtMs };
    } catch (error) {
      const isOvertaken = /interrupted|ERR_ABORTED|closed/.test(String(error));
      const code = isOvertaken ? -3 : -2;
      this.emit('did-fail-load', {}, code, String(error), url, true);
      throw Object.assign(new Error(String(error)), { code: isOvertaken ? 'ERR_ABORTED' : 'ERR_FAILED' });
    }
  }

  getURL(): string {
    return this.#url;
  }
  getTitle(): string {
    return this.#title;
  }
  focus(): void {}
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  close(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    void this.page.then((page) => page.close()).catch(() => {});
    this.emit('destroyed');
  }
  getZoomLevel(): number {
    return this.#zoomLevel;
  }
  setZoomLevel(level: number): void {
    this.#zoomLevel = level;
  }

  send(channel: string, message: unknown): void {
    const deliver = ([name, value]: [string, unknown]) =>
      (window as unknown as Record<string, (channel: string, message: unknown) => void>).__deliver?.(name, value);
    void this.page.then((page) => page.evaluate(deliver, [channel, message] as [string, unknown])).catch(() => {});
  }

  setWindowOpenHandler(): void {
    void this.page.then((page) => page.on('popup', (popup) => void popup.close()));
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.page).evaluate(code);
  }

  async printToPDF({ pageSize, landscape = false }: PrintToPDFOptions): Promise<Buffer> {
    const page = await this.page;
    const size =
      typeof pageSize === 'object'
        ? { width: `${pageSize.width * millimetresPerInch}mm`, height: `${pageSize.height * millimetresPerInch}mm` }
        : { format: pageSize ?? 'A4' };
    return page.pdf({ ...size, landscape, printBackground: true });
  }

  async capturePage(): Promise<Pick<NativeImage, 'toPNG'>> {
    const bytes = await (await this.page).screenshot({ type: 'png' });
    return { toPNG: () => bytes };
  }

  print(): void {
    this.emit('printed');
  }

  findInPage(text: string, _options?: FindInPageOptions): number {
    this.#findTerm = text;
    void this.page
      .then((page) =>
        page.evaluate((term) => document.body.innerText.toLowerCase().split(term).length - 1, text.toLowerCase()),
      )
      .then((matches) => this.emit('found-in-page', {}, { activeMatchOrdinal: matches > 0 ? 1 : 0, matches }));
    return 1;
  }

  stopFindInPage(): void {
    this.#findTerm = '';
  }

  get term(): string {
    return this.#findTerm;
  }

  #setTitle(title: string): void {
    if (title === this.#title) return;
    this.#title = title;
    this.emit('page-title-updated', {}, title);
  }

  /** A certificate that Chromium does not trust is asked about; trusted, it holds for this page. */
  async #goTo(page: Page, url: string): Promise<void> {
    try {
      await page.goto(url, { waitUntil: 'load' });
    } catch (error) {
      const [, reason] = /net::(ERR_CERT\w*)/.exec(String(error)) ?? [];
      if (reason === undefined || !(await this.#isTrusted(url, reason))) throw error;
      const devTools = await page.context().newCDPSession(page);
      await devTools.send('Security.setIgnoreCertificateErrors', { ignore: true });
      await page.goto(url, { waitUntil: 'load' });
    }
  }

  async #isTrusted(url: string, reason: string): Promise<boolean> {
    const fingerprint = await fingerprintOf(url);
    return new Promise((resolve) => {
      let isHeld = false;
      const event = { preventDefault: () => (isHeld = true) };
      this.emit('certificate-error', event, url, `net::${reason}`, { fingerprint }, resolve, true);
      if (!isHeld) resolve(false);
    });
  }

  async #open(partition: string, preferences: WebPreferences): Promise<Page> {
    const context = await contextOf(partition);
    const page = await context.newPage();
    await page.exposeBinding('__invoke', ({ frame }, channel: string, args: unknown[]) =>
      answerInvoke(channel, { sender: this, senderFrame: { url: frame.url(), parent: frame.parentFrame() } }, args),
    );
    if (preferences.preload) {
      await page.addInitScript({ content: preloadScript(preferences.preload, preferences.additionalArguments ?? []) });
    }
    await page.route('**/*', (route) => this.#guard(route));
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return;
      this.#url = frame.url();
      void page.title().then(
        (title) => this.#setTitle(title),
        () => {},
      );
    });
    return page;
  }

  /** What Electron asks before a page leads its window elsewhere. */
  async #guard(route: Route): Promise<void> {
    const request = route.request();
    const isOfPage = request.isNavigationRequest() && request.frame().parentFrame() === null;
    const url = request.url();
    if (!isOfPage || url === this.#loading) return this.session.handle(route, this.id);
    let isPrevented = false;
    const event = {
      url,
      preventDefault() {
        isPrevented = true;
      },
    };
    this.emit('will-navigate', event);
    return isPrevented ? route.abort('aborted') : this.session.handle(route, this.id);
  }
}

/** As Electron names a certificate: the digest of its bytes. */
function fingerprintOf(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      const { raw } = socket.getPeerCertificate();
      socket.destroy();
      resolve(`sha256/${createHash('sha256').update(raw).digest('base64')}`);
    });
    socket.on('error', reject);
  });
}

/** The preload in the page's own world: the stand-in has no isolated one. */
function preloadScript(path: string, additional: string[]): string {
  const source = readFileSync(path, 'utf8');
  return `(() => {
  const ears = new Map();
  window.__deliver = (channel, message) => { for (const ear of ears.get(channel) ?? []) ear({}, message); };
  const electron = {
    contextBridge: { exposeInMainWorld: (name, value) => Object.defineProperty(window, name, { value }) },
    ipcRenderer: {
      invoke: (channel, ...args) => window.__invoke(channel, args.map((one) => (one === undefined ? { absent: true } : { value: one }))),
      on: (channel, ear) => { ears.set(channel, [...(ears.get(channel) ?? []), ear]); },
      removeListener: (channel, ear) => { ears.set(channel, (ears.get(channel) ?? []).filter((one) => one !== ear)); },
    },
  };
  const process = { platform: ${JSON.stringify(process.platform)}, argv: ${JSON.stringify(['electron', ...additional])} };
  const require = (name) => { if (name === 'electron') return electron; throw new Error('a preload has no ' + name); };
  const module = { exports: {} };
  ((require, module, exports, process) => { ${source}
  })(require, module, module.exports, process);
})();`;
}
