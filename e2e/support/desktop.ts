import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { BrowserWindow } from '../electron-standin/browser-window.ts';
import type * as Electron from '../electron-standin/electron.ts';
import type * as Register from '../electron-standin/register.ts';
import type * as Stage from '../electron-standin/stage.ts';

const root = join(import.meta.dirname, '../..');
/** Node's own loader: what the test runner imports is a copy of its own. */
const native = createRequire(import.meta.url);
const load = <T>(path: string): T => native(path) as T;

/** Longer than anything takes on a busy machine; what takes longer does not come. */
const patienceMs = 45_000;

/** Which runtime the desktop specs ran in; part of every result. */
export const desktopRuntime = 'stand-in for Electron, windows in Chromium';

export interface DesktopSettings {
  language?: 'zh-CN' | 'en';
  argv?: string[];
  screens?: Stage.Screen[];
  hasKeychain?: boolean;
}

/** The built desktop application, started in this process with the system around it played by the spec. */
export class DesktopProcess {
  readonly electron: typeof Electron;
  readonly stage: typeof Stage.stage;
  readonly press: typeof Stage.press;
  readonly menuLabels: typeof Stage.menuLabels;
  readonly #itemsOf: typeof Stage.itemsOf;
  readonly folder: string;
  readonly dataDir: string;
  /** When this process came to the application's first line. */
  readonly enteredAtMs: number;

  private constructor(electron: typeof Electron, stage: typeof Stage, folder: string, enteredAtMs: number) {
    this.enteredAtMs = enteredAtMs;
    this.electron = electron;
    this.stage = stage.stage;
    this.press = stage.press;
    this.menuLabels = stage.menuLabels;
    this.#itemsOf = stage.itemsOf;
    this.folder = folder;
    this.dataDir = join(folder, 'data');
  }

  /** Builds the bundles unless that was done for this run, and starts the application once. */
  static async start(settings: DesktopSettings = {}, folder?: string): Promise<DesktopProcess> {
    build();
    const own = folder ?? (await mkdtemp(join(tmpdir(), 'luopan-desktop-')));
    await mkdir(join(own, 'user'), { recursive: true });
    const register = load<typeof Register>(join(root, 'e2e/electron-standin/register.ts'));
    register.answerToElectron();
    const stage = load<typeof Stage>(join(root, 'e2e/electron-standin/stage.ts'));
    Object.assign(stage.stage, {
      locale: settings.language ?? 'en',
      ...{ userData: join(own, 'user'), documents: own, appData: join(own, 'config'), appPath: root, version: '0.1.0' },
      screens: settings.screens ?? [{ workArea: { x: 0, y: 0, width: 1440, height: 900 } }],
      hasKeychain: settings.hasKeychain ?? true,
    });
    process.env.LUOPAN_DATA = join(own, 'data');
    process.argv = ['luopan', '', ...(settings.argv ?? [])];
    const electron = load<typeof Electron>(join(root, 'e2e/electron-standin/electron.ts'));
    const enteredAtMs = performance.now();
    await register.runEntry(join(root, 'out/main/desktop.js'));
    return new DesktopProcess(electron, stage, own, enteredAtMs);
  }

  get windows(): readonly BrowserWindow[] {
    return this.electron.BrowserWindow.all;
  }

  /** As the menu lists them, newest first. */
  recentWorkspaces(): { id?: string; label?: string }[] {
    return this.#itemsOf(this.stage.menu).filter(({ id }) => id?.startsWith('recent-'));
  }

  /** The page of a window, once there is one. */
  async page(at = 0): Promise<Page> {
    await this.until(() => this.windows[at] !== undefined);
    const window = this.windows[at];
    if (window === undefined) throw new Error(`window ${at} was not opened; there are ${this.windows.length}`);
    return window.webContents.page;
  }

  /** The page laid over a window, and the bar above it, once they are there. */
  async visit(at = 0): Promise<{ page: Page; bar: Page }> {
    await this.until(() => this.windows[at]?.contentView.children.length === 2);
    const [page, bar] = this.windows[at]?.contentView.children ?? [];
    if (page === undefined || bar === undefined) throw new Error(`nothing is laid over window ${at}`);
    return { page: await page.webContents.page, bar: await bar.webContents.page };
  }

  /** Waits until something holds, or for as long as patience lasts; also outside of a test. */
  async until(holds: () => boolean): Promise<void> {
    for (const deadline = Date.now() + patienceMs; Date.now() < deadline && !holds(); ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until a window shows the interface of a host. */
  async interface(at = 0): Promise<Page> {
    const page = await this.page(at);
    await page.waitForURL(/^http:\/\/127\.0\.0\.1/);
    await page.getByRole('navigation').waitFor();
    return page;
  }

  /** Quits as a person does, and waits until all is done. */
  async quit(withinMs = patienceMs): Promise<void> {
    const gone = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the application did not quit')), withinMs);
      this.stage.events.once('quit', () => {
        clearTimeout(late);
        resolve();
      });
    });
    this.electron.app.quit();
    await gone;
  }

  async discard(): Promise<void> {
    await (await this.stage.browser)?.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Main, preload and renderer as they are shipped. Once for all specs of a run. */
function build(): void {
  if (process.env.LUOPAN_DESKTOP_BUILT === '1' && existsSync(join(root, 'out/main/desktop.js'))) return;
  const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const built = spawnSync(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
  process.env.LUOPAN_DESKTOP_BUILT = '1';
}
