import { contextBridge, ipcRenderer } from 'electron';
import type { Desktop, DesktopMessage, DesktopRequest } from '../../../contract/desktop.ts';

/** As `remoteRequests` of the contract, which a preload cannot load. */
const passedOn: readonly DesktopRequest[] = ['find', 'stop-find'];

/** All a page of a Luopan elsewhere gets: finding words, and where the menu leads. Nothing about this machine. */
const desktop: Desktop = Object.freeze({
  isHome: false,
  platform: 'other',
  version: '',
  ask: (request, value) =>
    passedOn.includes(request)
      ? ipcRenderer.invoke('desktop', request, value)
      : Promise.reject(new Error('not allowed')),
  listen: (listener) => {
    const relay = (_event: unknown, message: DesktopMessage) => listener(message);
    ipcRenderer.on('desktop', relay);
    return () => ipcRenderer.removeListener('desktop', relay);
  },
} satisfies Desktop);
contextBridge.exposeInMainWorld('desktop', desktop);
