import { join } from 'node:path';
import { nativeTheme, session, type WebContents, type WebPreferences } from 'electron';
import type { DesktopMessage } from '../../../contract/desktop.ts';
import { retryAddress, returnAddress } from './start-page.ts';

export interface PaneListeners {
  /** The person pressed the button of a start page. */
  retry(): void;
  /** The person wants back to this machine's own workspace. */
  return?(): void;
  /** The page died, or could not be loaded when it led somewhere itself. */
  lost(reason: 'crashed' | 'unreachable'): void;
}

const zoomStep = 0.5;
/** Chromium's code for a load that another one, or closing, overtook. */
const aborted = -3;

/** Where pages of one workspace show: all of a window, or what is laid over it. Gets less than a browser would give. */
export class Pane {
  readonly contents: WebContents;
  readonly #listeners: PaneListeners;
  #origin: string | null = null;
  #leftAt: string | null = null;
  #loads = 0;

  constructor(contents: WebContents, listeners: PaneListeners) {
    this.contents = contents;
    this.#listeners = listeners;
    this.#stayHome();
    this.#watch();
  }

  /** Where its page is; null while a start page shows. */
  get origin(): string | null {
    return this.#origin;
  }

  /** Path of the page that was left for a start page, for the way back; null when there was none. */
  get leftAt(): string | null {
    return this.#leftAt;
  }

  /** Path of the page it shows, as the person got there; null while a start page shows. */
  get path(): string | null {
    const url = this.contents.getURL();
    if (this.#origin === null || !URL.canParse(url)) return null;
    const shown = new URL(url);
    // Signing in is the shell's to do again.
    shown.searchParams.delete('token');
    return shown.origin === this.#origin ? `${shown.pathname}${shown.search}` : null;
  }

  /** Shows a page of the shell's own: starting, restarting, out of reach. */
  async showStart(address: string): Promise<void> {
    if (this.contents.isDestroyed()) return;
    this.#leftAt = this.path ?? this.#leftAt;
    this.#origin = null;
    await this.#load(address);
  }

  /** Shows the interface of a host. From here on the pane stays on that host's pages. */
  async showInterface(origin: string, path: string): Promise<void> {
    if (this.contents.isDestroyed()) return;
    this.#leftAt = null;
    this.#origin = origin;
    await this.#load(`${origin}${path}`);
  }

  tell(message: DesktopMessage): void {
    if (!this.contents.isDestroyed()) this.contents.send('desktop', message);
  }

  /** @param steps to magnify by, negative to shrink; null: as large as it is */
  zoom(steps: number | null): void {
    this.contents.setZoomLevel(steps === null ? 0 : this.contents.getZoomLevel() + steps * zoomStep);
  }

  /** A newer address, or closing, overtakes an older one, which then counts as gone to. */
  async #load(address: string): Promise<void> {
    this.#loads += 1;
    try {
      await this.contents.loadURL(address);
    } catch (error) {
      const isOvertaken = (error as { code?: string }).code === 'ERR_ABORTED' || this.contents.isDestroyed();
      if (!isOvertaken) throw error;
    } finally {
      this.#loads -= 1;
    }
  }

  #stayHome(): void {
    const { contents } = this;
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    const guard = (event: { preventDefault(): void }, url: string) => {
      if (URL.canParse(url) && this.#origin !== null && new URL(url).origin === this.#origin) return;
      event.preventDefault();
      // Only the shell's own pages have these two ways out.
      if (this.#origin === null && url === retryAddress) this.#listeners.retry();
      if (this.#origin === null && url === returnAddress) this.#listeners.return?.();
    };
    contents.on('will-navigate', (event) => guard(event, event.url));
    contents.on('will-redirect', (event) => guard(event, event.url));
    contents.on('will-attach-webview', (event) => event.preventDefault());
  }

  #watch(): void {
    const { contents } = this;
    contents.on('found-in-page', (_event, { activeMatchOrdinal, matches }) => {
      this.tell({ type: 'found', active: activeMatchOrdinal, total: matches });
    });
    contents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.#listeners.lost('crashed');
    });
    contents.on('did-fail-load', (_event, code, _description, _url, isMainFrame) => {
      // What the shell loads itself tells it by its promise.
      if (isMainFrame && code !== aborted && this.#loads === 0) this.#listeners.lost('unreachable');
    });
  }
}

/** For any page of the shell's: without Node.js, apart from every other workspace's storage. */
export function pagePreferences(partition: string): WebPreferences {
  denyPermissions(partition);
  return {
    partition,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
  };
}

/** Of the interface, so that nothing flashes before its first page. */
export const paper = () => (nativeTheme.shouldUseDarkColors ? '#14161a' : '#fbfaf7');

/** Of the built preloads: the one for this machine's own hosts, or the one for those elsewhere, which can do less. */
export const preloadPath = (name: 'preload' | 'remote-preload') => join(import.meta.dirname, `../preload/${name}.cjs`);

/** What a board needs of the system: a full screen to present on, and to copy a table as text. */
const granted: readonly string[] = ['fullscreen', 'clipboard-sanitized-write'];

/** Denies whatever else a page might ask: camera, position, notifications, devices, reading the clipboard. */
function denyPermissions(partition: string): void {
  const store = session.fromPartition(partition);
  store.setPermissionRequestHandler((_contents, permission, answer) => answer(granted.includes(permission)));
  store.setPermissionCheckHandler((_contents, permission) => granted.includes(permission));
}
