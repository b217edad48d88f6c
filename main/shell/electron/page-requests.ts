import { ipcMain, type WebContents } from 'electron';
import { type DesktopRequest, desktopRequests, remoteRequests } from '../../../contract/desktop.ts';
import type { Pane } from './pane.ts';
import type { Workspace } from './workspace.ts';

export interface Asking {
  workspace: Workspace;
  pane: Pane;
}
export type Answers = { [Request in DesktopRequest]: (value: never, asking: Asking) => unknown };

/** What any page may ask; the rest is for pages of this machine's own hosts. */
const harmless: readonly DesktopRequest[] = remoteRequests;

/**
 * Answers what pages ask through the preload. A question counts only from the main frame of a known pane that shows its
 * workspace's own page, with a known name and a value of the agreed shape.
 */
export function answerPages(workspaces: () => Iterable<Workspace>, answers: Answers): void {
  ipcMain.handle('desktop', (event, name: unknown, value: unknown) => {
    const asking = askingOf(workspaces(), event.sender);
    const frame = event.senderFrame;
    if (asking === null || frame === null || frame.parent !== null) throw new Error('not allowed');
    if (!URL.canParse(frame.url) || new URL(frame.url).origin !== asking.pane.origin) throw new Error('not allowed');
    if (!isRequest(name)) throw new Error('unknown request');
    if (!asking.workspace.isTrusted && !harmless.includes(name)) throw new Error('not allowed');
    return answers[name](desktopRequests[name].parse(value) as never, asking);
  });
}

const isRequest = (name: unknown): name is DesktopRequest =>
  typeof name === 'string' && Object.hasOwn(desktopRequests, name);

function askingOf(workspaces: Iterable<Workspace>, sender: WebContents): Asking | null {
  for (const workspace of workspaces) {
    for (const pane of workspace.panes) if (pane.contents === sender) return { workspace, pane };
  }
  return null;
}
