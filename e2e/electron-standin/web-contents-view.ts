import type { Rectangle, WebContentsViewConstructorOptions } from 'electron';
import { WebContents } from './web-contents.ts';

/** A page laid over a window: here a page of Chromium beside the window's own. */
export class WebContentsView {
  readonly webContents: WebContents;
  readonly options: WebContentsViewConstructorOptions;
  bounds: Rectangle = { x: 0, y: 0, width: 0, height: 0 };

  constructor(options: WebContentsViewConstructorOptions) {
    this.options = options;
    this.webContents = new WebContents(options.webPreferences ?? {});
  }

  setBackgroundColor(): void {}
  setBounds(bounds: Rectangle): void {
    this.bounds = bounds;
    void this.webContents.page
      .then((page) => page.setViewportSize({ width: bounds.width, height: Math.max(1, bounds.height) }))
      .catch(() => {});
  }
}

/** What lies over a window's own page, the topmost last. */
export class ContentView {
  readonly children: WebContentsView[] = [];

  addChildView(view: WebContentsView): void {
    this.removeChildView(view);
    this.children.push(view);
  }
  removeChildView(view: WebContentsView): void {
    const at = this.children.indexOf(view);
    if (at >= 0) this.children.splice(at, 1);
  }
}
