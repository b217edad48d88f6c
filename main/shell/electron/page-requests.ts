import { BrowserWindow, ipcMain } from 'electron';
import { type DesktopRequest, desktopRequests } from '../../../contract/desktop.ts';
import type { Workspace } from './workspace.ts';
import type { WorkspaceWindow } from './workspace-window.ts';

export interface Asking {
  workspace: Workspace;
  shown: WorkspaceWindow;
}
export type Answers = { [Request in DesktopRequest]: (value: never, asking: Asking) => unknown };

/** What any page may ask; the rest is for pages of this machine's own hosts. */
const harmless: readonly DesktopRequest[] = ['language', 'find', 'stop-find'];

/**
 * Answers what pages ask through the preload. A question counts only from the main frame of a known window that shows
 * its workspace's own page, with a known name and a value of the agreed shape.
 */
export function answerPages(workspaces: () => Iterable<Workspace>, answers: Answers): void {
  ipcMain.handle('desktop', (event, name: unknown, value: unknown) => {
    const asking = askingOf(workspaces(), BrowserWindow.fromWebContents(event.sender));
    const frame = event.senderFrame;
    if (asking === null || frame === null || frame.parent !== null) throw new Error('not allowed');
    if (!URL.canParse(frame.url) || new URL(frame.url).origin !== asking.shown.origin) throw new Error('not allowed');
    if (!isRequest(name)) throw new Error('unknown request');
    if (!asking.workspace.isTrusted && !harmless.includes(name)) throw new Error('not allowed');
    return answers[name](desktopRequests[name].parse(value) as never, asking);
  });
}

const isRequest = (name: unknown): name is DesktopRequest =>
  typeof name === 'string' && Object.hasOwn(desktopRequests, name);

function askingOf(workspaces: Iterable<Workspace>, window: BrowserWindow | null): Asking | null {
  for (const workspace of workspaces) {
    for (const shown of workspace.windows) if (shown.window === window) return { workspace, shown };
  }
  return null;
}
