import type { Language } from '../../../contract/language.ts';
import { startPageAddress } from './start-page.ts';
import { type Word, wordsOf } from './words.ts';
import { WorkspaceWindow } from './workspace-window.ts';

export interface Surroundings {
  version: string;
  language: () => Language;
  statePath: string;
  /** A window came, went or came to the front. */
  changed: () => void;
}

/** A workspace that is open: one source of pages, any number of windows on it. */
export abstract class Workspace {
  abstract readonly id: string;
  readonly windows = new Set<WorkspaceWindow>();
  protected readonly surroundings: Surroundings;
  #waitingPath: string | null = null;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  /** Requests of the page that this workspace may make beyond language and finding. */
  abstract readonly isTrusted: boolean;
  protected abstract readonly partition: string;
  /** Where its pages are and what signs a window in; null while there is no answer yet. */
  protected abstract entry(path: string): { origin: string; path: string } | null;
  /** Tries again after a failure. */
  protected abstract retry(): void;
  /** Frees what it holds; resolved when it is done. */
  abstract close(): Promise<void>;

  /** Opens a window: at once with a start page, then with the interface. */
  openWindow(path = '/'): WorkspaceWindow {
    const { version, statePath, changed } = this.surroundings;
    const opened = new WorkspaceWindow({
      ...{ version, statePath, partition: this.partition },
      onRetry: () => {
        void this.showStarting();
        this.retry();
      },
    });
    this.windows.add(opened);
    opened.window.on('closed', () => {
      this.windows.delete(opened);
      changed();
    });
    opened.window.once('ready-to-show', () => opened.window.show());
    if (this.entry(path) === null) {
      this.#waitingPath = path;
      void opened.showStart(this.startPage('product', 'starting'));
    } else void this.show(opened, path);
    return opened;
  }

  /** Brings a window to the front and leads it to a page. */
  go(path: string, preferred: WorkspaceWindow | null = null): void {
    const shown = preferred ?? [...this.windows].at(-1) ?? this.openWindow(path);
    shown.bringToFront();
    if (shown.origin === null) this.#waitingPath = path;
    else shown.tell({ type: 'go', path });
  }

  /** All windows show the interface (again): the host answers, perhaps at a new address. */
  protected async showInterfaces(): Promise<void> {
    const path = this.#waitingPath ?? '/';
    this.#waitingPath = null;
    await Promise.all([...this.windows].map((shown) => this.show(shown, path)));
  }

  protected async show(shown: WorkspaceWindow, path: string): Promise<void> {
    const entry = this.entry(path);
    if (entry !== null) await shown.showInterface(entry.origin, entry.path);
  }

  protected showStarting(detail: Word = 'starting'): Promise<unknown> {
    return this.showEverywhere(this.startPage('product', detail));
  }

  protected showEverywhere(address: string): Promise<unknown> {
    return Promise.all([...this.windows].map((shown) => shown.showStart(address)));
  }

  protected startPage(title: Word, detail: Word): string {
    const { language } = this.surroundings;
    const t = wordsOf(language());
    return startPageAddress({ title: t(title), detail: t(detail), retry: null }, language());
  }
}
