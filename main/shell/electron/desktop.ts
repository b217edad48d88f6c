import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { app, BrowserWindow, dialog, Menu, Notification, net, powerMonitor, screen, shell } from 'electron';
import type { DesktopMessage } from '../../../contract/desktop.ts';
import type { Language } from '../../../contract/language.ts';
import { defaultDataFolder } from '../../ports/places.ts';
import { AlertNotifications } from './alert-notifications.ts';
import { linkAmong, pathOfLink } from './deep-link.ts';
import { systemKeychain, workspaceKey } from './keychain.ts';
import { LocalWorkspace } from './local-workspace.ts';
import { menuTemplate } from './menu.ts';
import { fileAmong, importedEndings, isImportable } from './opened-file.ts';
import { type Answers, answerPages } from './page-requests.ts';
import { finishBeforeQuit } from './quitting.ts';
import { RemoteWorkspace } from './remote-workspace.ts';
import { savePageAsPdf } from './save-pdf.ts';
import { TrayMark } from './tray.ts';
import { UpdateWatch } from './update-watch.ts';
import { policyPath, Updates } from './updates/index.ts';
import { wordsOf } from './words.ts';
import type { Surroundings, Workspace } from './workspace.ts';
import type { WorkspaceWindow } from './workspace-window.ts';
import { type Keychain, KnownWorkspaces } from './workspaces.ts';

/** Given by the entry at login: go on in the background, without a window. */
const hiddenFlag = '--hidden';

/** The desktop application: one instance, windows on any number of workspaces. */
export function startDesktop(): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  const waiting: string[] = [];
  let desktop: DesktopApplication | null = null;
  // macOS hands files and links over as events, which may come before anything else is ready.
  const take = (opened: string) => (desktop === null ? waiting.push(opened) : desktop.take(opened));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take(path);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take(url);
  });
  void app.whenReady().then(() => {
    desktop = new DesktopApplication();
    desktop.start(process.argv, process.cwd());
    for (const opened of waiting) desktop.take(opened);
  });
}

class DesktopApplication {
  readonly #open = new Map<string, Workspace>();
  readonly #keychain: Keychain | null;
  readonly #known: KnownWorkspaces;
  readonly #tray: TrayMark;
  readonly #updates: Updates;
  readonly #alerts: AlertNotifications;
  #language: Language = app.getLocale().startsWith('zh') ? 'zh-CN' : 'en';

  constructor() {
    app.setAsDefaultProtocolClient('luopan');
    this.#keychain = systemKeychain();
    this.#known = new KnownWorkspaces(app.getPath('userData'), this.#keychain);
    const workspaces = () => this.#open.values();
    finishBeforeQuit(workspaces, () => this.#language);
    this.#tray = new TrayMark({
      show: () => this.#front().bringToFront(),
      quit: () => app.quit(),
      startsAtLogin: () => app.getLoginItemSettings({ args: [hiddenFlag] }).openAtLogin,
      setStartsAtLogin: (isOn) => this.#setStartsAtLogin(isOn),
      hosts: () => [...this.#open.values()].flatMap((open) => (open instanceof LocalWorkspace && open.api) || []),
      language: () => this.#language,
    });
    this.#alerts = new AlertNotifications({ folder: app.getPath('userData'), language: () => this.#language });
    this.#updates = new Updates({
      version: app.getVersion(),
      folder: app.getPath('userData'),
      policyPath: policyPath(),
      fetch: (url, init) => net.fetch(url, init),
      changed: () => this.#tellAll({ type: 'updates' }),
    });
    new UpdateWatch(this.#updates, {
      language: () => this.#language,
      show: () => this.#firstLocal().go('/workspaces'),
    });
    answerPages(workspaces, this.#answers());
    app.on('second-instance', (_event, argv, workingFolder) => this.#startedAgain(argv, workingFolder));
    app.on('activate', () => this.#front().bringToFront());
    // Without a window the tray stays, and scheduled imports go on; quitting is a choice in its menu.
    app.on('window-all-closed', () => {});
    powerMonitor.on('resume', () => this.#wokeUp());
    screen.on('display-removed', () => this.#bringIntoReach());
    screen.on('display-metrics-changed', () => this.#bringIntoReach());
    this.#setMenu();
  }

  start(argv: readonly string[], workingFolder: string): void {
    const dataDir = process.env.LUOPAN_DATA || defaultDataFolder();
    const workspace = this.#openFolder(dataDir);
    const file = fileAmong(argv.slice(app.isPackaged ? 0 : 1), workingFolder);
    const link = linkAmong(argv);
    if (!argv.includes(hiddenFlag)) workspace.openWindow((link && pathOfLink(link)) ?? '/');
    if (file !== null) this.take(file);
  }

  /** A link to a page, or a file to import. Either may come from anywhere and is looked at first. */
  take(opened: string): void {
    if (opened.startsWith('luopan:')) {
      const path = pathOfLink(opened);
      const shown = this.#front();
      shown.bringToFront();
      if (path !== null) this.#workspaceOf(shown)?.go(path, shown);
    } else void this.#import(opened);
  }

  #startedAgain(argv: readonly string[], workingFolder: string): void {
    const opened = linkAmong(argv) ?? fileAmong(argv, workingFolder);
    if (opened === null) this.#front().bringToFront();
    else this.take(opened);
  }

  /** The window in front, or a new one on the first workspace. */
  #front(): WorkspaceWindow {
    const focused = BrowserWindow.getFocusedWindow();
    const all = [...this.#open.values()].flatMap((workspace) => [...workspace.windows]);
    const shown = all.find(({ window }) => window === focused) ?? all.at(-1);
    return shown ?? ([...this.#open.values()][0] as Workspace).openWindow();
  }

  #workspaceOf(shown: WorkspaceWindow): Workspace | undefined {
    return [...this.#open.values()].find((workspace) => workspace.windows.has(shown));
  }

  #surroundings(): Surroundings {
    return {
      version: app.getVersion(),
      language: () => this.#language,
      statePath: join(app.getPath('userData'), 'window.json'),
      changed: () => {},
    };
  }

  #openFolder(path: string): LocalWorkspace {
    const { id, place } = this.#known.openedFolder(path);
    const open = this.#open.get(id);
    if (open instanceof LocalWorkspace) return open;
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
        language: this.#language,
        secretKey: isOwnKey ? null : workspaceKey(keyFile, this.#keychain),
      },
      importEnded: (from, importId) => void this.#tellImport(from, importId),
      noticed: (from, notices) => this.#alerts.tell(from, notices),
    });
    this.#open.set(id, workspace);
    return workspace;
  }

  #openAddress(address: string, token: string): RemoteWorkspace {
    const { id, place } = this.#known.openedAddress(address, token);
    const open = this.#open.get(id);
    if (open instanceof RemoteWorkspace && token === '') return open;
    const workspace = new RemoteWorkspace({
      ...this.#surroundings(),
      id,
      origin: place,
      token: this.#known.tokenOf(id),
      trusted: () => this.#known.fingerprintOf(place),
      askTrust: (certificate) => this.#askTrust(place, certificate),
    });
    this.#open.set(id, workspace);
    return workspace;
  }

  async #askTrust(place: string, { fingerprint, reason }: { fingerprint: string; reason: string }): Promise<boolean> {
    const t = wordsOf(this.#language);
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: t('certificate', { place: new URL(place).host }),
      detail: t('certificateDetail', { reason, fingerprint }),
      buttons: [t('cancel'), t('trust')],
      ...{ defaultId: 0, cancelId: 0, noLink: true },
    });
    if (response === 1) this.#known.trust(place, fingerprint);
    return response === 1;
  }

  /** Hands a file to the import wizard of the workspace in front that lies on this machine. */
  async #import(path: string): Promise<void> {
    const t = wordsOf(this.#language);
    const shown = this.#front();
    const owner = this.#workspaceOf(shown);
    const workspace = owner instanceof LocalWorkspace ? owner : this.#firstLocal();
    try {
      if (!isImportable(path)) throw new Error(t('notAFileDetail', { file: basename(path) }));
      const api = await apiOf(workspace);
      const upload = await api.upload(path);
      workspace.go(`/import?${new URLSearchParams({ upload, name: basename(path) })}`);
    } catch (error) {
      await dialog.showMessageBox(shown.window, {
        type: 'error',
        message: t('notAFile'),
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #firstLocal(): LocalWorkspace {
    const local = [...this.#open.values()].find((workspace) => workspace instanceof LocalWorkspace);
    return local ?? this.#openFolder(process.env.LUOPAN_DATA || defaultDataFolder());
  }

  /** Tells of an import that ended, unless the person is looking at it. */
  async #tellImport(workspace: LocalWorkspace, id: string): Promise<void> {
    const isWatched = [...workspace.windows].some(({ window }) => window.isFocused());
    const ended = isWatched || !Notification.isSupported() ? null : await workspace.api?.import(id);
    if (!ended || (ended.status !== 'succeeded' && ended.status !== 'failed')) return;
    const t = wordsOf(this.#language);
    const notification = new Notification({
      title: t(ended.status === 'succeeded' ? 'importDone' : 'importFailed'),
      body:
        ended.status === 'succeeded'
          ? t('importDoneBody', { file: ended.fileName, rows: ended.rowsAccepted.toLocaleString(this.#language) })
          : (ended.error?.message ?? ended.fileName),
    });
    notification.on('click', () => workspace.go(`/import?id=${encodeURIComponent(id)}`));
    notification.show();
  }

  /** After a sleep, windows ask again for what changed meanwhile; a host that hung is found by its silence. */
  #wokeUp(): void {
    this.#tellAll({ type: 'woke-up' });
  }

  #bringIntoReach(): void {
    for (const workspace of this.#open.values()) for (const shown of workspace.windows) shown.bringIntoReach();
  }

  #tellAll(message: DesktopMessage): void {
    for (const workspace of this.#open.values()) for (const shown of workspace.windows) shown.tell(message);
  }

  #setStartsAtLogin(isOn: boolean): void {
    app.setLoginItemSettings({ openAtLogin: isOn, args: [hiddenFlag] });
    this.#tray.refresh();
  }

  #setMenu(): void {
    const front = () => this.#front();
    const go = (path: string) => {
      const shown = front();
      this.#workspaceOf(shown)?.go(path, shown);
    };
    const template = menuTemplate(this.#language, process.platform, {
      go,
      newWindow: () => void this.#workspaceOf(front())?.openWindow(),
      openFile: () => void this.#chooseFile(),
      savePdf: () => void savePageAsPdf(front().window, this.#language),
      print: () => front().window.webContents.print(),
      find: () => front().tell({ type: 'find' }),
      about: () => go('/settings'),
      quit: () => app.quit(),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  async #chooseFile(): Promise<void> {
    const t = wordsOf(this.#language);
    const { filePaths } = await dialog.showOpenDialog(this.#front().window, {
      filters: [{ name: t('dataFiles'), extensions: importedEndings }],
      properties: ['openFile'],
    });
    if (filePaths[0] !== undefined) await this.#import(filePaths[0]);
  }

  #answers(): Answers {
    return {
      language: (language: Language) => {
        this.#language = language;
        this.#setMenu();
        this.#tray.refresh();
      },
      find: ({ text, isForward, isNext }: { text: string; isForward: boolean; isNext: boolean }, { shown }) => {
        const { webContents } = shown.window;
        if (text === '') webContents.stopFindInPage('clearSelection');
        else webContents.findInPage(text, { forward: isForward, findNext: isNext });
      },
      'stop-find': (_: undefined, { shown }) => shown.window.webContents.stopFindInPage('clearSelection'),
      workspaces: () => this.#known.list(),
      'open-workspace': (id: string) => this.#openKnown(id),
      'forget-workspace': (id: string) => this.#known.forget(id),
      'open-folder': async (_: undefined, { shown }) => {
        const { filePaths } = await dialog.showOpenDialog(shown.window, {
          title: wordsOf(this.#language)('chooseFolder'),
          properties: ['openDirectory', 'createDirectory'],
        });
        if (filePaths[0] !== undefined) this.#openFolder(filePaths[0]).openWindow();
      },
      'open-remote': ({ address, token }: { address: string; token: string }) => {
        this.#openAddress(address, token).openWindow();
      },
      settings: () => ({
        startsAtLogin: app.getLoginItemSettings({ args: [hiddenFlag] }).openAtLogin,
        tellsAlerts: this.#alerts.isOn,
        hasKeychain: this.#keychain !== null,
      }),
      'starts-at-login': (isOn: boolean) => this.#setStartsAtLogin(isOn),
      'tells-alerts': (isOn: boolean) => this.#alerts.set(isOn),
      updates: () => this.#updates.state(),
      'update-place': (place: string) => this.#updates.setPlace(place.trim()),
      'check-updates': () => this.#updates.check(),
      'fetch-update': () => this.#updates.fetch(),
      // The person starts what was fetched; nothing installs itself.
      'show-update': () => {
        if (this.#updates.readyPath !== null) shell.showItemInFolder(this.#updates.readyPath);
      },
    };
  }

  #openKnown(id: string): void {
    const known = this.#known.find(id);
    if (known === null) return;
    const workspace = known.kind === 'local' ? this.#openFolder(known.place) : this.#openAddress(known.place, '');
    workspace.openWindow();
  }
}

const hostPatienceMs = 30_000;
const lookEveryMs = 100;

/** The host's API, waiting for a host that is still starting. */
async function apiOf(workspace: LocalWorkspace) {
  for (const deadline = Date.now() + hostPatienceMs; ; ) {
    const { api } = workspace;
    if (api !== null) return api;
    if (Date.now() > deadline) throw new Error('the host does not answer');
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
