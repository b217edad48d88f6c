import type { MenuItemConstructorOptions } from 'electron';
import type { KnownWorkspace } from '../../../contract/desktop.ts';
import type { Language } from '../../../contract/language.ts';
import { wordsOf } from './words.ts';

export interface MenuActions {
  go(path: string): void;
  /** To a page that only this machine's own workspace has. */
  goHome(path: string): void;
  /** From a workspace of another machine. */
  back(): void;
  newWindow(): void;
  openFile(): void;
  /** A workspace that was open before, by its id. */
  openRecent(id: string): void;
  savePdf(): void;
  print(): void;
  find(): void;
  reload(): void;
  /** @param steps negative to shrink; null: as large as it is */
  zoom(steps: number | null): void;
  quit(): void;
}

export interface MenuOptions {
  language: Language;
  platform: NodeJS.Platform;
  /** Workspaces that were open before, newest first. */
  recent: readonly Pick<KnownWorkspace, 'id' | 'name'>[];
  actions: MenuActions;
}

/** The application's menu as people of that system expect it: names, order and shortcuts. */
export function menuTemplate({ language, platform, recent, actions }: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const t = wordsOf(language);
  const settings: MenuItemConstructorOptions = {
    id: 'settings',
    label: t('settings'),
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.goHome('/settings'),
  };
  const quit: MenuItemConstructorOptions = {
    id: 'quit',
    label: t('quit'),
    accelerator: isMac ? 'Cmd+Q' : 'Ctrl+Q',
    click: actions.quit,
  };
  const about: MenuItemConstructorOptions = {
    id: 'about',
    label: t('about'),
    click: () => actions.goHome('/settings'),
  };
  const updates: MenuItemConstructorOptions = {
    id: 'updates',
    label: t('updates'),
    click: () => actions.goHome('/workspaces'),
  };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const application: MenuItemConstructorOptions = {
    label: t('product'),
    submenu: [
      about,
      updates,
      separator,
      settings,
      separator,
      { label: t('services'), role: 'services' },
      separator,
      { label: t('hide'), role: 'hide' },
      { label: t('hideOthers'), role: 'hideOthers' },
      { label: t('showAll'), role: 'unhide' },
      separator,
      quit,
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: t('file'),
    submenu: [
      { id: 'new-window', label: t('newWindow'), accelerator: 'CmdOrCtrl+Shift+N', click: actions.newWindow },
      { id: 'open-file', label: t('openFile'), accelerator: 'CmdOrCtrl+O', click: actions.openFile },
      { id: 'open-workspace', label: t('openWorkspace'), click: () => actions.goHome('/workspaces') },
      { id: 'recent', label: t('openRecent'), submenu: recentItems(t, recent, actions) },
      { id: 'back', label: t('back'), accelerator: 'CmdOrCtrl+Shift+H', click: actions.back },
      separator,
      { id: 'save-pdf', label: t('savePdf'), accelerator: 'CmdOrCtrl+Shift+S', click: actions.savePdf },
      { id: 'print', label: t('print'), accelerator: 'CmdOrCtrl+P', click: actions.print },
      separator,
      { id: 'close', label: t('close'), role: 'close' },
      ...(isMac ? [] : [separator, settings, quit]),
    ],
  };
  const go = (id: string, label: string, path: string, accelerator: string): MenuItemConstructorOptions => ({
    ...{ id, label, accelerator },
    click: () => actions.go(path),
  });
  const view: MenuItemConstructorOptions = {
    label: t('view'),
    submenu: [
      go('boards', t('boards'), '/', 'CmdOrCtrl+1'),
      go('data', t('data'), '/data', 'CmdOrCtrl+2'),
      go('import', t('import'), '/import', 'CmdOrCtrl+3'),
      separator,
      // Electron's own roles would act on the window's own page, also where another lies over it.
      { id: 'reload', label: t('reload'), accelerator: 'CmdOrCtrl+R', click: actions.reload },
      { id: 'zoom-in', label: t('zoomIn'), accelerator: 'CmdOrCtrl+Plus', click: () => actions.zoom(1) },
      { id: 'zoom-out', label: t('zoomOut'), accelerator: 'CmdOrCtrl+-', click: () => actions.zoom(-1) },
      { id: 'zoom-reset', label: t('zoomReset'), accelerator: 'CmdOrCtrl+0', click: () => actions.zoom(null) },
      { id: 'full-screen', label: t('fullScreen'), role: 'togglefullscreen' },
    ],
  };
  return [
    ...(isMac ? [application] : []),
    file,
    { label: t('edit'), submenu: editItems(t, actions) },
    view,
    { label: t('window'), role: 'windowMenu', submenu: windowItems(t, isMac) },
    ...(isMac ? [] : [{ label: t('help'), submenu: [updates, about] }]),
  ];
}

function recentItems(
  t: ReturnType<typeof wordsOf>,
  recent: MenuOptions['recent'],
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  if (recent.length === 0) return [{ label: t('noRecent'), enabled: false }];
  return recent.map(({ id, name }) => ({
    id: `recent-${id}`,
    // An ampersand would underline the letter after it.
    label: name.replaceAll('&', '&&'),
    click: () => actions.openRecent(id),
  }));
}

function windowItems(t: ReturnType<typeof wordsOf>, isMac: boolean): MenuItemConstructorOptions[] {
  const minimize: MenuItemConstructorOptions = { label: t('minimize'), role: 'minimize' };
  if (!isMac) return [minimize, { label: t('close'), role: 'close' }];
  return [
    minimize,
    { label: t('zoomWindow'), role: 'zoom' },
    { type: 'separator' },
    { label: t('allToFront'), role: 'front' },
  ];
}

function editItems(t: ReturnType<typeof wordsOf>, actions: MenuActions): MenuItemConstructorOptions[] {
  return [
    { label: t('undo'), role: 'undo' },
    { label: t('redo'), role: 'redo' },
    { type: 'separator' },
    { label: t('cut'), role: 'cut' },
    { label: t('copy'), role: 'copy' },
    { label: t('paste'), role: 'paste' },
    { label: t('selectAll'), role: 'selectAll' },
    { type: 'separator' },
    { id: 'find', label: t('find'), accelerator: 'CmdOrCtrl+F', click: actions.find },
  ];
}
