import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import { autostartEntry, hiddenFlag } from './autostart-entry.ts';

/**
 * Whether the application starts with the person's session, without a window, so that scheduled imports run. Windows
 * and macOS keep that themselves; Linux desktops read it from a file (freedesktop.org, Desktop Application Autostart).
 */
export const loginStart = {
  get isOn(): boolean {
    if (process.platform !== 'linux') return app.getLoginItemSettings({ args: [hiddenFlag] }).openAtLogin;
    return statSync(entryPath(), { throwIfNoEntry: false })?.isFile() ?? false;
  },

  set(isOn: boolean): void {
    if (process.platform !== 'linux') app.setLoginItemSettings({ openAtLogin: isOn, args: [hiddenFlag] });
    else if (isOn) {
      mkdirSync(dirname(entryPath()), { recursive: true });
      // An AppImage is run from where it is mounted; what the person started is the file itself.
      writeFileSync(entryPath(), autostartEntry(process.env.APPIMAGE || process.execPath));
    } else rmSync(entryPath(), { force: true });
  },

  /** Was this start the session's and not the person's? macOS passes no arguments and tells it itself. */
  isThisStart: (argv: readonly string[]): boolean =>
    argv.includes(hiddenFlag) || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin),
};

const entryPath = () => join(app.getPath('appData'), 'autostart', 'luopan.desktop');
