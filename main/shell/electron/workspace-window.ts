import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, session } from 'electron';
import type { DesktopMessage } from '../../../contract/desktop.ts';
import { retryAddress } from './start-page.ts';
import { placeWindow, readWindowState, type WindowState, writeWindowState } from './window-state.ts';

export interface WorkspaceWindowOptions {
  version: string;
  /** Where its place on the screen is kept. */
  statePath: string;
  /** Name of the browser storage of this workspace, apart from every other's. */
  partition: string;
  /** The person pressed the button of a start page. */
  onRetry: () => void;
}

/** One window on one workspace. The page gets nothing from the system beyond what a browser would give it, and less. */
export class WorkspaceWindow {
  readonly window: BrowserWindow;
  readonly #onRetry: () => void;
  #origin: string | null = null;

  constructor({ version, statePath, partition, onRetry }: WorkspaceWindowOptions) {
    this.#onRetry = onRetry;
    const place = placeWindow(readWindowState(statePath), workAreas());
    const { isMaximized, ...bounds } = place;
    denyPermissions(partition);
    this.window = new BrowserWindow({
      ...bounds,
      ...{ minWidth: 960, minHeight: 600, show: false, autoHideMenuBar: true },
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#14161a' : '#fbfaf7',
      webPreferences: {
        preload: join(import.meta.dirname, '../preload/preload.cjs'),
        additionalArguments: [`--luopan-version=${version}`],
        partition,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    });
    if (isMaximized) this.window.maximize();
    this.#stayHome();
    this.#remember(statePath);
  }

  /** Where its page is; null while a start page shows. */
  get origin(): string | null {
    return this.#origin;
  }

  /** Shows a page of the shell's own: starting, restarting, out of reach. */
  async showStart(address: string): Promise<void> {
    this.#origin = null;
    await this.#load(address);
  }

  /** Shows the interface of a host. From here on the window stays on that host's pages. */
  async showInterface(origin: string, path: string): Promise<void> {
    this.#origin = origin;
    await this.#load(`${origin}${path}`);
  }

  tell(message: DesktopMessage): void {
    if (!this.window.isDestroyed()) this.window.webContents.send('desktop', message);
  }

  /** Moves it to where a person can get hold of it, unless it is there: its screen may have been taken away. */
  bringIntoReach(): void {
    if (this.window.isDestroyed() || this.window.isMaximized()) return;
    const before = this.window.getNormalBounds();
    const { isMaximized, ...bounds } = placeWindow({ ...before, isMaximized: false }, workAreas());
    const isMoved = bounds.x !== before.x || bounds.y !== before.y;
    if (isMoved && !isMaximized) this.window.setBounds(bounds);
  }

  bringToFront(): void {
    if (this.window.isDestroyed()) return;
    if (this.window.isMinimized()) this.window.restore();
    this.window.show();
    this.window.focus();
  }

  /** A newer address, or closing, overtakes an older one, which then counts as gone to. */
  async #load(address: string): Promise<void> {
    if (this.window.isDestroyed()) return;
    await this.window.loadURL(address).catch((error: unknown) => {
      const isOvertaken = (error as { code?: string }).code === 'ERR_ABORTED' || this.window.isDestroyed();
      if (!isOvertaken) throw error;
    });
  }

  #stayHome(): void {
    const { webContents } = this.window;
    webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
    const guard = (event: { preventDefault(): void }, url: string) => {
      if (url === retryAddress) {
        event.preventDefault();
        this.#onRetry();
      } else if (!URL.canParse(url) || new URL(url).origin !== this.#origin) event.preventDefault();
    };
    webContents.on('will-navigate', (event) => guard(event, event.url));
    webContents.on('will-redirect', (event) => guard(event, event.url));
    webContents.on('will-attach-webview', (event) => event.preventDefault());
    webContents.on('found-in-page', (_event, { activeMatchOrdinal, matches }) => {
      this.tell({ type: 'found', active: activeMatchOrdinal, total: matches });
    });
  }

  #remember(statePath: string): void {
    const save = () => {
      const state: WindowState = { ...this.window.getNormalBounds(), isMaximized: this.window.isMaximized() };
      writeWindowState(statePath, state);
    };
    this.window.on('close', save);
  }
}

/** Of the screens there are, the main one first. */
const workAreas = () => [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);

/** What a board needs of the system: a full screen to present on, and to copy a table as text. */
const granted: readonly string[] = ['fullscreen', 'clipboard-sanitized-write'];

/** Denies whatever else a page might ask: camera, position, notifications, devices, reading the clipboard. */
function denyPermissions(partition: string): void {
  const store = session.fromPartition(partition);
  store.setPermissionRequestHandler((_contents, permission, answer) => answer(granted.includes(permission)));
  store.setPermissionCheckHandler((_contents, permission) => granted.includes(permission));
}
