import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import type { Language } from '../../../contract/language.ts';
import { defaultDataFolder } from '../../ports/places.ts';
import { workspaceKey } from './keychain.ts';
import { LocalWorkspace, type LocalWorkspaceOptions } from './local-workspace.ts';
import type { Pane } from './pane.ts';
import { type Doubt, RemoteWorkspace } from './remote-workspace.ts';
import { wordsOf } from './words.ts';
import type { Surroundings, Workspace } from './workspace.ts';
import type { WorkspaceWindow } from './workspace-window.ts';
import type { Keychain, KnownWorkspaces } from './workspaces.ts';

export interface OpenWorkspacesOptions extends Pick<LocalWorkspaceOptions, 'ready' | 'importEnded' | 'noticed'> {
  known: KnownWorkspaces;
  keychain: Keychain | null;
  language(): Language;
}

/** The workspaces that are open, and their windows. */
export class OpenWorkspaces {
  readonly #options: OpenWorkspacesOptions;
  readonly #local = new Map<string, LocalWorkspace>();
  readonly #remote = new Map<string, RemoteWorkspace>();

  constructor(options: OpenWorkspacesOptions) {
    this.#options = options;
  }

  all(): Workspace[] {
    return [...this.#local.values(), ...this.#remote.values()];
  }

  local(): LocalWorkspace[] {
    return [...this.#local.values()];
  }

  windows(): WorkspaceWindow[] {
    return this.local().flatMap(({ windows }) => [...windows]);
  }

  /** The window in front, or a new one on the first workspace. */
  front(): WorkspaceWindow {
    return this.#shown() ?? this.firstLocal().openWindow();
  }

  /** One more window of the workspace in front that lies on this machine, or the first where none is open. */
  openWindow(): WorkspaceWindow {
    const shown = this.#shown();
    return (shown ? this.homeOf(shown) : this.firstLocal()).openWindow();
  }

  #shown(): WorkspaceWindow | undefined {
    const focused = BrowserWindow.getFocusedWindow();
    const all = this.windows();
    return all.find(({ window }) => window === focused) ?? all.at(-1);
  }

  /** The window a pane is in, if that is still there. */
  windowOf(pane: Pane): WorkspaceWindow | undefined {
    return this.windows().find((shown) => shown.home === pane || shown.front === pane);
  }

  /** Whose page the person looks at, or whose a pane is. */
  workspaceOf(pane: Pane): Workspace | undefined {
    return this.all().find(({ panes }) => panes.has(pane));
  }

  /** The workspace of this machine that a window belongs to. */
  homeOf(shown: WorkspaceWindow): LocalWorkspace {
    return this.local().find(({ windows }) => windows.has(shown)) ?? this.firstLocal();
  }

  /** The one opened first; on the first start, the one in the usual place. */
  firstLocal(): LocalWorkspace {
    return this.local()[0] ?? this.folder(process.env.LUOPAN_DATA || defaultDataFolder());
  }

  /** Opens a data folder of this machine; its windows come when they are asked for. */
  folder(path: string): LocalWorkspace {
    const { known, keychain, language, ready, importEnded, noticed } = this.#options;
    const { id, place } = known.openedFolder(path);
    const open = this.#local.get(id);
    if (open !== undefined) return open;
    // A folder that was served with a key file before goes on with it.
    const isOwnKey = existsSync(join(place, 'secret.key'));
    const keyFile = join(app.getPath('userData'), 'keys', `${id}.sealed`);
    const workspace = new LocalWorkspace({
      ...this.#surroundings(),
      id,
      start: {
        resourcesDir: app.getAppPath(),
        dataDir: place,
        version: app.getVersion(),
        language: language(),
        secretKey: isOwnKey ? null : workspaceKey(keyFile, keychain),
      },
      ...{ ready, importEnded, noticed },
    });
    this.#local.set(id, workspace);
    return workspace;
  }

  /** Opens a Luopan elsewhere; it shows where it is visited. @param token empty: the one given before, if any */
  address(address: string, token: string): RemoteWorkspace {
    const { known } = this.#options;
    const { id, place } = known.openedAddress(address, token);
    const open = this.#remote.get(id);
    if (open !== undefined) return open;
    const workspace = new RemoteWorkspace({
      ...this.#surroundings(),
      id,
      origin: place,
      token: () => known.tokenOf(id),
      trusted: () => known.fingerprintOf(place),
      askTrust: (doubt, shown) => this.#askTrust(place, doubt, shown),
    });
    this.#remote.set(id, workspace);
    return workspace;
  }

  /**
   * Opens one that was open before: a folder in a window of its own, a Luopan elsewhere in one that is there.
   *
   * @param shown called for a Luopan elsewhere only: it may have to open the window
   */
  again(id: string, shown: () => WorkspaceWindow): void {
    const known = this.#options.known.find(id);
    if (known?.kind === 'local') this.folder(known.place).openWindow();
    if (known?.kind === 'remote') this.address(known.place, '').visit(shown());
  }

  /** The language of the shell changed. */
  speak(): void {
    for (const workspace of this.#remote.values()) workspace.speak();
  }

  #surroundings(): Surroundings {
    return {
      version: app.getVersion(),
      language: this.#options.language,
      statePath: join(app.getPath('userData'), 'window.json'),
    };
  }

  async #askTrust(place: string, { fingerprint, reason, isChanged }: Doubt, { window }: WorkspaceWindow) {
    const t = wordsOf(this.#options.language());
    const message = isChanged ? 'certificateChanged' : 'certificate';
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: t(message, { place: new URL(place).host }),
      detail: t(`${message}Detail`, { reason, fingerprint }),
      buttons: [t('cancel'), t('trust')],
      ...{ defaultId: 0, cancelId: 0, noLink: true },
    });
    if (response === 1) this.#options.known.trust(place, fingerprint);
    return response === 1;
  }
}
