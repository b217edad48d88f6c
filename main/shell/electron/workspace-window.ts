import { BrowserWindow, screen } from 'electron';
import { Pane, type PaneListeners, pagePreferences, paper, preloadPath } from './pane.ts';
import { Visit, type VisitOptions } from './visit.ts';
import { placeWindow, readWindowState, type WindowState, writeWindowState } from './window-state.ts';

export interface WorkspaceWindowOptions {
  version: string;
  /** Where its place on the screen is kept. */
  statePath: string;
  /** Name of the browser storage of this workspace, apart from every other's. */
  partition: string;
  listeners: PaneListeners;
}

/** One window on one workspace of this machine; a Luopan elsewhere can be laid over it, under a bar that leads back. */
export class WorkspaceWindow {
  readonly window: BrowserWindow;
  readonly home: Pane;
  #visit: Visit | null = null;

  constructor({ version, statePath, partition, listeners }: WorkspaceWindowOptions) {
    const place = placeWindow(readWindowState(statePath), workAreas());
    const { isMaximized, ...bounds } = place;
    this.window = new BrowserWindow({
      ...bounds,
      ...{ minWidth: 960, minHeight: 600, show: false, autoHideMenuBar: true },
      backgroundColor: paper(),
      webPreferences: {
        ...pagePreferences(partition),
        preload: preloadPath('preload'),
        additionalArguments: [`--luopan-version=${version}`],
      },
    });
    this.home = new Pane(this.window.webContents, listeners);
    if (isMaximized) this.window.maximize();
    this.window.on('close', () => {
      const state: WindowState = { ...this.window.getNormalBounds(), isMaximized: this.window.isMaximized() };
      writeWindowState(statePath, state);
    });
    this.window.on('closed', () => this.leave());
    // Its own page, though out of sight, may go on changing its title.
    this.window.on('page-title-updated', (event) => {
      if (this.#visit !== null) event.preventDefault();
    });
  }

  /** The page the person looks at. */
  get front(): Pane {
    return this.#visit?.pane ?? this.home;
  }

  get visit(): Visit | null {
    return this.#visit;
  }

  /** Lays a workspace of another machine over the window's own page, in place of one that may be there. */
  begin(options: Omit<VisitOptions, 'leave'>): Visit {
    this.leave();
    const visit = new Visit(this.window, { ...options, leave: () => this.leave() });
    this.#visit = visit;
    return visit;
  }

  /** Back to the window's own page, which has been there all the time. */
  leave(): void {
    const visit = this.#visit;
    if (visit === null) return;
    this.#visit = null;
    visit.close();
    if (this.window.isDestroyed()) return;
    this.window.setTitle(this.home.contents.getTitle());
    this.home.contents.focus();
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
}

/** Of the screens there are, the main one first. */
const workAreas = () => [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
