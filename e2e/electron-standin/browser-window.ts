import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { WebContents } from './web-contents.ts';
import { ContentView } from './web-contents-view.ts';

/** A window: its place is kept here, its page is in Chromium. */
export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  static focused: BrowserWindow | null = null;

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.focused;
  }

  readonly webContents: WebContents;
  readonly contentView = new ContentView();
  readonly options: BrowserWindowConstructorOptions;
  bounds: Rectangle;
  #isShown = false;
  #isMaximized = false;
  #isMinimized = false;
  #isDestroyed = false;
  #title = 'Luopan';

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.webContents = new WebContents(options.webPreferences ?? {});
    this.webContents.on('page-title-updated', (_event, title: string) => {
      let isPrevented = false;
      this.emit('page-title-updated', { preventDefault: () => (isPrevented = true) }, title);
      if (!isPrevented) this.#title = title;
    });
    this.webContents.once('painted', () => this.emit('ready-to-show'));
    if (options.show !== false) this.show();
    BrowserWindow.all.push(this);
  }

  /** For the window nobody sees that prints. */
  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
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
    this.emit('resize');
  }
  setContentSize(width: number, height: number): void {
    this.bounds = { ...this.bounds, width, height };
  }
  getContentSize(): number[] {
    return [this.bounds.width, this.bounds.height];
  }
  getTitle(): string {
    return this.#title;
  }
  setTitle(title: string): void {
    this.#title = title;
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
    // As in Electron, pages laid over the window stay until they are closed.
    this.webContents.close();
    this.emit('closed');
  }
}
