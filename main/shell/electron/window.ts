import { join } from 'node:path';
import { BrowserWindow, nativeTheme, session } from 'electron';

/** The main window. The page gets nothing from the system beyond what a browser would give it, and less. */
export function openWindow(version: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181c' : '#fbfaf7',
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      additionalArguments: [`--luopan-version=${version}`],
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  return window;
}

/** Denies whatever a page might ask of the system, in every window there will be. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
}

/** Keeps a window on the host's own pages. */
export function stayOn(window: BrowserWindow, origin: string): void {
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const guard = (event: { preventDefault(): void }, url: string) => {
    if (!URL.canParse(url) || new URL(url).origin !== origin) event.preventDefault();
  };
  webContents.on('will-navigate', (event) => guard(event, event.url));
  webContents.on('will-redirect', (event) => guard(event, event.url));
  webContents.on('will-attach-webview', (event) => event.preventDefault());
}
