import { basename } from 'node:path';
import { app, dialog, Menu, Notification, net, powerMonitor, screen, shell } from 'electron';
import type { DesktopMessage } from '../../../contract/desktop.ts';
import type { Language } from '../../../contract/language.ts';
import { defaultDataFolder } from '../../ports/places.ts';
import { AlertNotifications } from './alert-notifications.ts';
import { linkAmong, pathOfLink } from './deep-link.ts';
import { systemKeychain } from './keychain.ts';
import type { LocalWorkspace } from './local-workspace.ts';
import { loginStart } from './login-start.ts';
import { type MenuActions, menuTemplate } from './menu.ts';
import { OpenWorkspaces } from './open-workspaces.ts';
import { fileAmong, importedEndings, isImportable } from './opened-file.ts';
import { type Answers, type Asking, answerPages } from './page-requests.ts';
import { finishBeforeQuit } from './quitting.ts';
import { savePageAsPdf } from './save-pdf.ts';
import { TrayMark } from './tray.ts';
import { UpdateWatch } from './update-watch.ts';
import { policyPath, Updates } from './updates/index.ts';
import { wordsOf } from './words.ts';
import type { WorkspaceWindow } from './workspace-window.ts';
import { type Keychain, KnownWorkspaces } from './workspaces.ts';

const recentInMenu = 10;
/** As the installer registers it, so that Windows shows notifications under this name. */
const appId = 'com.luopan.desktop';

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
  readonly #open: OpenWorkspaces;
  readonly #keychain: Keychain | null;
  readonly #known: KnownWorkspaces;
  readonly #tray: TrayMark;
  readonly #updates: Updates;
  readonly #alerts: AlertNotifications;
  #language: Language = app.getLocale().startsWith('zh') ? 'zh-CN' : 'en';

  constructor() {
    app.setAsDefaultProtocolClient('luopan');
    if (process.platform === 'win32') app.setAppUserModelId(appId);
    this.#keychain = systemKeychain();
    this.#known = new KnownWorkspaces(app.getPath('userData'), this.#keychain, () => this.#setMenu());
    this.#open = new OpenWorkspaces({
      known: this.#known,
      keychain: this.#keychain,
      language: () => this.#language,
      ready: () => void this.#tray.look(),
      importEnded: (from, importId) => void this.#tellImport(from, importId),
      noticed: (from, notices) => this.#alerts.tell(from, notices),
    });
    finishBeforeQuit(this.#open, () => this.#language);
    this.#tray = new TrayMark({
      show: () => this.#open.front().bringToFront(),
      quit: () => app.quit(),
      startsAtLogin: () => loginStart.isOn,
      setStartsAtLogin: (isOn) => this.#setStartsAtLogin(isOn),
      hosts: () => this.#open.local().flatMap(({ api }) => api ?? []),
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
      show: () => this.#open.firstLocal().go('/workspaces'),
    });
    answerPages(() => this.#open.all(), this.#answers());
    app.on('second-instance', (_event, argv, workingFolder) => this.#startedAgain(argv, workingFolder));
    // Whoever turns away from a window may turn to the mark beside the clock.
    app.on('browser-window-blur', () => void this.#tray.look());
    app.on('activate', () => this.#open.front().bringToFront());
    // Without a window the tray stays, and scheduled imports go on; quitting is a choice in its menu.
    app.on('window-all-closed', () => {});
    powerMonitor.on('resume', () => this.#wokeUp());
    screen.on('display-removed', () => this.#bringIntoReach());
    screen.on('display-metrics-changed', () => this.#bringIntoReach());
    this.#setMenu();
  }

  start(argv: readonly string[], workingFolder: string): void {
    const dataDir = process.env.LUOPAN_DATA || defaultDataFolder();
    const workspace = this.#open.folder(dataDir);
    const file = fileAmong(argv.slice(app.isPackaged ? 0 : 1), workingFolder);
    const link = linkAmong(argv);
    if (!loginStart.isThisStart(argv)) workspace.openWindow((link && pathOfLink(link)) ?? '/');
    if (file !== null) this.take(file);
  }

  /** A link to a page, or a file to import. Either may come from anywhere and is looked at first. */
  take(opened: string): void {
    if (opened.startsWith('luopan:')) {
      const path = pathOfLink(opened);
      const shown = this.#open.front();
      shown.bringToFront();
      if (path !== null) this.#lead(path);
    } else void this.#import(opened);
  }

  #startedAgain(argv: readonly string[], workingFolder: string): void {
    const opened = linkAmong(argv) ?? fileAmong(argv, workingFolder);
    if (opened === null) this.#open.front().bringToFront();
    else this.take(opened);
  }

  /** Leads the page the person looks at elsewhere in its workspace. */
  #lead(path: string): void {
    const { front } = this.#open.front();
    this.#open.workspaceOf(front)?.lead(front, path);
  }

  /** Hands a file to the import wizard of the workspace in front that lies on this machine. */
  async #import(path: string): Promise<void> {
    const t = wordsOf(this.#language);
    const shown = this.#open.front();
    const workspace = this.#open.homeOf(shown);
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
    for (const shown of this.#open.windows()) shown.bringIntoReach();
  }

  #tellAll(message: DesktopMessage): void {
    for (const { panes } of this.#open.all()) for (const pane of panes) pane.tell(message);
  }

  #setStartsAtLogin(isOn: boolean): void {
    loginStart.set(isOn);
    this.#tray.refresh();
  }

  #setMenu(): void {
    const front = () => this.#open.front();
    const page = () => front().front;
    const recent = this.#known.list().slice(0, recentInMenu);
    const actions: MenuActions = {
      go: (path) => this.#lead(path),
      // What belongs to this machine is on pages of its own.
      goHome: (path) => (front().visit === null ? this.#lead(path) : this.#open.homeOf(front()).go(path)),
      back: () => front().leave(),
      newWindow: () => void this.#open.openWindow(),
      openFile: () => void this.#chooseFile(),
      openRecent: (id) => this.#open.again(id, front),
      savePdf: () => void savePageAsPdf(front().window, page().contents, this.#language),
      print: () => page().contents.print(),
      find: () => page().tell({ type: 'find' }),
      reload: () => this.#open.workspaceOf(page())?.reload(page()),
      zoom: (steps) => page().zoom(steps),
      quit: () => app.quit(),
    };
    const template = menuTemplate({ language: this.#language, platform: process.platform, recent, actions });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  async #chooseFile(): Promise<void> {
    const t = wordsOf(this.#language);
    const { filePaths } = await dialog.showOpenDialog(this.#open.front().window, {
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
        this.#open.speak();
      },
      find: ({ text, isForward, isNext }: { text: string; isForward: boolean; isNext: boolean }, { pane }) => {
        if (text === '') pane.contents.stopFindInPage('clearSelection');
        else pane.contents.findInPage(text, { forward: isForward, findNext: isNext });
      },
      'stop-find': (_: undefined, { pane }) => pane.contents.stopFindInPage('clearSelection'),
      workspaces: () => this.#known.list(),
      'open-workspace': ({ id, isNewWindow }: { id: string; isNewWindow: boolean }, asking) =>
        this.#open.again(id, () => this.#windowFor(asking, isNewWindow)),
      'forget-workspace': (id: string) => this.#known.forget(id),
      'open-folder': async (_: undefined, asking) => {
        const { filePaths } = await dialog.showOpenDialog(this.#windowFor(asking).window, {
          title: wordsOf(this.#language)('chooseFolder'),
          properties: ['openDirectory', 'createDirectory'],
        });
        if (filePaths[0] !== undefined) this.#open.folder(filePaths[0]).openWindow();
      },
      'open-remote': ({ address, token }: { address: string; token: string }, asking) =>
        this.#open.address(address, token).visit(this.#windowFor(asking)),
      settings: () => ({
        startsAtLogin: loginStart.isOn,
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

  /** The window a page asks from, or a new one beside it. */
  #windowFor({ pane }: Asking, isNew = false): WorkspaceWindow {
    const shown = this.#open.windowOf(pane) ?? this.#open.front();
    return isNew ? this.#open.homeOf(shown).openWindow() : shown;
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
