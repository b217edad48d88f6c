import { EventEmitter } from 'node:events';
import type {
  Display,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NotificationConstructorOptions,
  Settings,
} from 'electron';
import { BrowserWindow as Window } from './browser-window.ts';
import { ipcMain as ipc } from './ipc-main.ts';
import { sessionOf } from './session.ts';
import { stage } from './stage.ts';
import { strict } from './strict.ts';
import { utilityProcess as utility } from './utility-process.ts';
import { WebContentsView as ContentsView } from './web-contents-view.ts';

/** Answers to `electron` for the built main bundle; see README.md. */
class App extends EventEmitter {
  readonly isPackaged = true;
  requestSingleInstanceLock(): boolean {
    return !stage.hasOtherInstance;
  }
  enableSandbox(): void {}
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  getLocale(): string {
    return stage.locale;
  }
  getAppPath(): string {
    return stage.appPath;
  }
  getVersion(): string {
    return stage.version;
  }
  getPath(name: string): string {
    if (name === 'userData') return stage.userData;
    if (name === 'documents') return stage.documents;
    if (name === 'appData') return stage.appData;
    throw new Error(`the stand-in knows no path ${name}`);
  }
  setAsDefaultProtocolClient(_protocol: string): boolean {
    return true;
  }
  setAppUserModelId(_id: string): void {}
  setLoginItemSettings({ openAtLogin = false }: Settings): void {
    stage.loginItem = { openAtLogin };
  }
  getLoginItemSettings(): { openAtLogin: boolean; wasOpenedAtLogin: boolean } {
    return { ...stage.loginItem, wasOpenedAtLogin: false };
  }
  /** As documented: `before-quit` may prevent it; then every window is closed. */
  quit(): void {
    let isPrevented = false;
    this.emit('before-quit', {
      preventDefault() {
        isPrevented = true;
      },
    });
    if (isPrevented) return;
    for (const window of [...Window.all]) window.close();
    stage.events.emit('quit');
  }
}

export const app = strict('app', new App());
export const BrowserWindow = Window;
export const WebContentsView = ContentsView;
export const ipcMain = strict('ipcMain', ipc);
export const utilityProcess = strict('utilityProcess', utility);
export const session = strict('session', { fromPartition: sessionOf });
export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false });
export const powerMonitor = strict('powerMonitor', new EventEmitter());
export const net = strict('net', { fetch: (url: string, init?: RequestInit) => fetch(url, init) });
export const shell = strict('shell', {
  showItemInFolder(path: string): void {
    stage.shownInFolder.push(path);
  },
});
export const nativeImage = strict('nativeImage', { createFromPath: (path: string) => ({ path }) });
class Screens extends EventEmitter {
  getPrimaryDisplay = () => stage.screens[0] as Display;
  getAllDisplays = () => stage.screens as Display[];
}
export const screen = strict('screen', new Screens());

export const Menu = strict('Menu', {
  buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
  setApplicationMenu(template: MenuItemConstructorOptions[]): void {
    stage.menu = template;
  },
});

export class Tray extends EventEmitter {
  setToolTip(): void {}
  setContextMenu(template: MenuItemConstructorOptions[]): void {
    stage.trayMenu = template;
  }
}

export class Notification extends EventEmitter {
  readonly #options: NotificationConstructorOptions;
  static isSupported(): boolean {
    return true;
  }
  constructor(options: NotificationConstructorOptions) {
    super();
    this.#options = options;
  }
  show(): void {
    stage.notifications.push({ options: this.#options, click: () => this.emit('click') });
  }
}

const mask = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: () => stage.hasKeychain,
  getSelectedStorageBackend: () => (stage.hasKeychain ? 'gnome_libsecret' : 'basic_text'),
  encryptString: (text: string) => mask(Buffer.from(text)),
  decryptString: (sealed: Buffer) => mask(sealed).toString(),
});

function answerOf<T>(kind: string, answers: T[]): T {
  const answer = answers.shift();
  if (answer === undefined) throw new Error(`a ${kind} dialog nobody expected`);
  return answer;
}
export const dialog = strict('dialog', {
  showMessageBox(...args: [MessageBoxOptions] | [unknown, MessageBoxOptions]): Promise<{ response: number }> {
    const options = args.at(-1) as MessageBoxOptions;
    const answer = options.buttons === undefined ? 0 : answerOf(`message (${options.message})`, stage.answers.message);
    stage.messageBoxes.push({ options, answer });
    return Promise.resolve({ response: answer });
  },
  showSaveDialog(): Promise<{ canceled: boolean; filePath: string }> {
    const filePath = answerOf('save', stage.answers.save);
    return Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' });
  },
  showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }> {
    const filePaths = answerOf('open', stage.answers.open);
    return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
  },
});
