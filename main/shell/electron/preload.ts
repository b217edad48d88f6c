import { contextBridge, ipcRenderer } from 'electron';
import type { Desktop, DesktopMessage } from '../../../contract/desktop.ts';

const platforms: readonly string[] = ['win32', 'darwin', 'linux'] satisfies Desktop['platform'][];
const platform = platforms.includes(process.platform) ? (process.platform as Desktop['platform']) : 'other';
const version = process.argv.find((argument) => argument.startsWith('--luopan-version='))?.split('=')[1] ?? '';

/** All the page gets: where it runs, one question, one ear. What may be asked is decided on the other side. */
const desktop: Desktop = Object.freeze({
  isHome: true,
  platform,
  version,
  ask: (request, value) => ipcRenderer.invoke('desktop', request, value),
  listen: (listener) => {
    const relay = (_event: unknown, message: DesktopMessage) => listener(message);
    ipcRenderer.on('desktop', relay);
    return () => ipcRenderer.removeListener('desktop', relay);
  },
} satisfies Desktop);
contextBridge.exposeInMainWorld('desktop', desktop);
