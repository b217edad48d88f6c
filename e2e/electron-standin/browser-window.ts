import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { WebContents } from './web-contents.ts';

/** A window: its place is kept here, its page is in Chromium. */
export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  static focused: BrowserWindow | null = null;

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.focused;
  }

  static fromWebContents(contents: unknown): BrowserWindow | null {
    return BrowserWindow.all.find((window) => window.webContents === contents) ?? null;
  }

  readonly webContents: WebContents;
  readonly options: BrowserWindowConstructorOptions;
  bounds: Rectangle;
  #isShown = false;
  #isMaximized = false;
  #isMinimized = false;
  #isDestroyed = false;
  #isPainted = false;
  #title = 'Luopan';

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.webContents = new WebContents(options.webPreferences ?? {});
    if (options.show !== false) this.show();
    BrowserWindow.all.push(this);
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url);
    this.#title = await (await this.webContents.page).title().catch(() => this.#title);
    if (!this.#isPainted) {
      this.#isPainted = true;
      this.emit('ready-to-show');
    }
  }

  show(): void {
    this.#isShown = true;
    this.focus();
  }
  focus(): void {
    BrowserWindow.focused = this;
  }
  /** Not of Electron: the person goes to another program. */
  blur(): void {
    if (BrowserWindow.focused === this) BrowserWindow.focused = null;
  }
  isFocused(): boolean {
    return BrowserWindow.focused === this;
  }
  isVisible(): boolean {
    return this.#isShown;
  }
  minimize(): void {
    this.#isMinimized = true;
  }
  restore(): void {
    this.#isMinimized = false;
  }
  isMinimized(): boolean {
    return this.#isMinimized;
  }
  maximize(): void {
    this.#isMaximized = true;
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  getNormalBounds(): Rectangle {
    return this.bounds;
  }
  setBounds(bounds: Partial<Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds };
  }
  setContentSize(width: number, height: number): void {
    this.bounds = { ...this.bounds, width, height };
  }
  getTitle(): string {
    return this.#title;
  }
  close(): void {
    this.emit('close', { preventDefault() {} });
    this.destroy();
  }
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.blur();
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    void this.webContents.page.then((page) => page.close()).catch(() => {});
    this.emit('closed');
  }
}
