import type { Locator, Page } from 'playwright-core';
import { quantile } from './report.ts';

/**
 * Runs in every page, as text: this side knows no document. `ack` counts from an event to the end of the frame that
 * first shows what was waited for; `frames` takes the time between frames; `shift` sums what moved by itself.
 */
const probe = `
globalThis.feel = {
  ms: -1,
  shift: 0,
  ack(type, test) {
    const isThere = new Function('return ' + test);
    this.ms = -1;
    let since = -1;
    const note = (event) => { if (since < 0) since = event.timeStamp; };
    const look = () => {
      if (since < 0 || !isThere()) return;
      observer.disconnect();
      removeEventListener(type, note, true);
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { this.ms = performance.now() - since; };
        port2.postMessage(0);
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
    addEventListener(type, note, true);
  },
  frames() {
    const times = [];
    let isOn = true;
    let last = -1;
    const step = (now) => {
      if (last >= 0) times.push(now - last);
      last = now;
      if (isOn) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    this.stop = () => { isOn = false; return times; };
  },
};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) feel.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
`;

export interface Frames {
  fps: number;
  longestMs: number;
}

/** A page whose answers to pointer and keys are timed. */
export class FeelPage {
  readonly page: Page;
  /** What was done, and how long until the page showed it; ms. */
  readonly answers = new Map<string, number[]>();

  private constructor(page: Page) {
    this.page = page;
  }

  static async of(page: Page): Promise<FeelPage> {
    await page.addInitScript(probe);
    return new FeelPage(page);
  }

  /** Does something and notes how long after `event` the page first showed what `test` (an expression) waits for. */
  async time(what: string, event: 'pointerdown' | 'pointerup' | 'keydown', test: string, act: () => Promise<unknown>) {
    await this.page.evaluate(`feel.ack(${JSON.stringify(event)}, ${JSON.stringify(test)})`);
    await act();
    const handle = await this.page.waitForFunction('feel.ms >= 0 && feel.ms', null, { timeout: 20_000 });
    const ms = Number(await handle.jsonValue());
    this.answers.set(what, [...(this.answers.get(what) ?? []), ms]);
  }

  /** Frames while the pointer, pressed, goes along a way of points. */
  async frames(way: readonly { x: number; y: number }[], steps: number): Promise<Frames> {
    await this.page.evaluate('feel.frames()');
    for (const { x, y } of way) await this.page.mouse.move(x, y, { steps });
    const times = (await this.page.evaluate('feel.stop()')) as number[];
    const all = times.reduce((sum, one) => sum + one, 0);
    return { fps: (1000 * times.length) / all, longestMs: quantile(times, 1) };
  }

  /** Share of the window that moved by itself since the page was opened, by how far: cumulative layout shift. */
  async shift(): Promise<number> {
    return Number(await this.page.evaluate('feel.shift'));
  }

  /** Until nothing is on its way and nothing was drawn for two frames. */
  async rest(busy: string): Promise<void> {
    await this.page.waitForFunction(`!document.querySelector(${JSON.stringify(busy)})`, null, { timeout: 60_000 });
    await this.page.evaluate(
      'new Promise((done) => requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(done))))',
    );
  }
}

export async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator} is not in sight`);
  return box;
}
