import { type BrowserWindow, WebContentsView } from 'electron';
import { Pane, type PaneListeners, pagePreferences, paper, preloadPath } from './pane.ts';

export interface VisitOptions {
  /** Name of the browser storage of that workspace, apart from this machine's own. */
  partition: string;
  listeners: Omit<PaneListeners, 'return'>;
  /** Ends the visit. */
  leave(): void;
  /** It is over: by the person, or with its window. */
  ended(visit: Visit): void;
}

/** In CSS pixels. */
const barHeight = 40;

/**
 * A Luopan elsewhere, laid over a window of this one. Its page is a view of its own, with its own storage and a preload
 * that can do next to nothing; above it stays a bar that is the shell's, says where one is and leads back, and which
 * that page can neither cover nor take away.
 */
export class Visit {
  readonly pane: Pane;
  readonly #window: BrowserWindow;
  readonly #bar: Pane;
  readonly #views: { bar: WebContentsView; page: WebContentsView };
  readonly #ended: (visit: Visit) => void;

  constructor(window: BrowserWindow, { partition, listeners, leave, ended }: VisitOptions) {
    this.#window = window;
    this.#ended = ended;
    const page = new WebContentsView({
      webPreferences: { ...pagePreferences(partition), preload: preloadPath('remote-preload') },
    });
    // In memory and without a preload: it shows one page of the shell's own.
    const bar = new WebContentsView({ webPreferences: pagePreferences('bar') });
    this.#views = { bar, page };
    for (const view of [page, bar]) {
      view.setBackgroundColor(paper());
      window.contentView.addChildView(view);
    }
    this.pane = new Pane(page.webContents, { ...listeners, return: leave });
    this.#bar = new Pane(bar.webContents, { retry() {}, return: leave, lost() {} });
    this.#arrange();
    window.on('resize', this.#arrange);
    page.webContents.on('page-title-updated', (_event, title) => window.setTitle(title));
    page.webContents.focus();
  }

  /** Shows a page of the shell's own in the bar. */
  async showBar(address: string): Promise<void> {
    await this.#bar.showStart(address);
  }

  close(): void {
    this.#ended(this);
    if (!this.#window.isDestroyed()) {
      this.#window.off('resize', this.#arrange);
      for (const view of this.#all()) this.#window.contentView.removeChildView(view);
    }
    // Unlike a window's own page, that of a view stays until it is told to go.
    for (const { webContents } of this.#all()) if (!webContents.isDestroyed()) webContents.close();
  }

  readonly #arrange = (): void => {
    const [width = 0, height = 0] = this.#window.getContentSize();
    this.#views.bar.setBounds({ x: 0, y: 0, width, height: barHeight });
    this.#views.page.setBounds({ x: 0, y: barHeight, width, height: Math.max(0, height - barHeight) });
  };

  #all(): WebContentsView[] {
    return Object.values(this.#views);
  }
}
