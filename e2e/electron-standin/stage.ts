import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions, MessageBoxOptions, NotificationConstructorOptions } from 'electron';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser, patienceMs } from '../support/browser.ts';

export interface Screen {
  workArea: { x: number; y: number; width: number; height: number };
}

/** What a spec sets up around the application and sees of it: the system, played by the test. */
export const stage = {
  locale: 'en',
  userData: '',
  documents: '',
  appData: '',
  appPath: '',
  version: '0.0.0',
  screens: [] as Screen[],
  hasKeychain: true,
  hasOtherInstance: false,
  /** Answers to dialogs, by kind; a dialog without an answer waiting is a fault. */
  messageBoxes: [] as { options: MessageBoxOptions; answer: number }[],
  answers: { message: [] as number[], save: [] as (string | null)[], open: [] as string[][] },
  menu: [] as MenuItemConstructorOptions[],
  trayMenu: [] as MenuItemConstructorOptions[],
  notifications: [] as { options: NotificationConstructorOptions; click: () => void }[],
  loginItem: { openAtLogin: false },
  shownInFolder: [] as string[],
  /** When the application asked for its first page, and how long Chromium then took; opening a page here is left out. */
  firstPage: null as { askedAtMs: number; paintedWithinMs: number } | null,
  browser: null as Promise<Browser> | null,
  contexts: new Map<string, Promise<BrowserContext>>(),
  /** Fires `quit` when the application is gone. */
  events: new EventEmitter(),
};

/** The storage of a partition is a browser context of its own. */
export function contextOf(partition: string): Promise<BrowserContext> {
  stage.browser ??= launchBrowser();
  const known = stage.contexts.get(partition);
  if (known) return known;
  const made = stage.browser.then(async (browser) => {
    const viewport = { width: 1440, height: 860 };
    const settings = { locale: stage.locale, viewport, ignoreHTTPSErrors: false };
    const context = await browser.newContext({ ...settings, reducedMotion: 'reduce' });
    context.setDefaultTimeout(patienceMs);
    return context;
  });
  stage.contexts.set(partition, made);
  return made;
}

/** The item of the application's or the tray's menu with this id, pressed. */
export function press(id: string): void {
  const item = itemsOf([...stage.menu, ...stage.trayMenu]).find((one) => one.id === id);
  if (item?.click === undefined) throw new Error(`no menu item ${id}`);
  if (item.type === 'checkbox') item.checked = !item.checked;
  item.click(item as never, undefined, {} as never);
}

/** Labels of the top level, as a person reads them. */
export const menuLabels = () => stage.menu.map(({ label, role }) => label ?? role ?? '');

export function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}
