import { app, type BrowserWindow, dialog } from 'electron';
import { forkHost, type HostChild } from './host-child.ts';
import { denyPermissions, openWindow, stayOn } from './window.ts';

/** The desktop application: one instance, one window on the host that runs in a process of its own. */
export function startDesktop(): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  let window: BrowserWindow | null = null;
  let host: HostChild | null = null;
  let isStopped = false;

  app.on('second-instance', () => {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (host === null || isStopped) return;
    // The host finishes or rolls back what it is doing before the application goes.
    event.preventDefault();
    void host.stop().then(() => {
      isStopped = true;
      app.quit();
    });
  });

  app.whenReady().then(run).catch(giveUp);

  async function run(): Promise<void> {
    denyPermissions();
    const language = app.getLocale().startsWith('zh') ? 'zh-CN' : 'en';
    const dataDir = process.env.LUOPAN_DATA || null;
    host = forkHost({ resourcesDir: app.getAppPath(), dataDir, version: app.getVersion(), language });
    window = openWindow(app.getVersion());
    window.on('closed', () => {
      window = null;
    });
    host.onLost((reason) => giveUp(reason));
    const { origin, token } = await host.ready;
    if (window === null) return;
    stayOn(window, origin);
    await window.loadURL(`${origin}/?token=${token}`);
  }

  function giveUp(reason: unknown): void {
    if (isStopped) return;
    isStopped = true;
    dialog.showErrorBox('罗盘 Luopan', reason instanceof Error ? reason.message : String(reason));
    app.quit();
  }
}
