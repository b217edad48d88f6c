import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { type MenuActions, type MenuOptions, menuTemplate } from './menu.ts';

const done: string[] = [];
const note = (name: string) => (value?: unknown) => void done.push([name, value].filter(Boolean).join(' '));
const actions = Object.fromEntries(
  [
    'go',
    'goHome',
    'back',
    'newWindow',
    'openFile',
    'openRecent',
    'savePdf',
    'print',
    'find',
    'reload',
    'zoom',
    'quit',
  ].map((name) => [name, note(name)]),
) as unknown as MenuActions;
const template = (options: Partial<MenuOptions>) =>
  menuTemplate({ language: 'en', platform: 'linux', recent: [], actions, ...options });
const items = (menu: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  menu.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);
const isSeparator = ({ type }: MenuItemConstructorOptions) => type === 'separator';

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it.each(['en', 'zh-CN'] as const)('says everything in %s itself, and gives every shortcut once', (language) => {
    const all = items(template({ platform, language })).filter((item) => !isSeparator(item));
    for (const item of all)
      expect(item.label, JSON.stringify(item)).toMatch(language === 'en' ? /^[ -~…]+$/ : /\p{Script=Han}/u);
    const shortcuts = all.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
  });

  it('has what people of that system look for, where they look for it', () => {
    const menu = template({ platform });
    const isMac = platform === 'darwin';
    expect(menu.map(({ label }) => label)).toEqual(
      isMac ? ['Luopan', 'File', 'Edit', 'View', 'Window'] : ['File', 'Edit', 'View', 'Window', 'Help'],
    );
    const placeOf = (id: string) =>
      menu.find(({ submenu }) => Array.isArray(submenu) && submenu.some((item) => item.id === id))?.label;
    expect([placeOf('quit'), placeOf('settings'), placeOf('about')]).toEqual(
      isMac ? ['Luopan', 'Luopan', 'Luopan'] : ['File', 'File', 'Help'],
    );
    const roles = items(menu).map(({ role }) => role);
    expect(roles).toEqual(expect.arrayContaining(['undo', 'cut', 'copy', 'paste', 'close', 'togglefullscreen']));
    expect(roles.includes('hideOthers')).toBe(isMac);
    const quit = items(menu).find(({ id }) => id === 'quit');
    expect(quit?.accelerator).toBe(isMac ? 'Cmd+Q' : 'Ctrl+Q');
  });
});

it('lists the workspaces opened before, by name, and opens the one that is chosen', () => {
  const empty = items(template({})).find(({ label }) => label === 'None Yet');
  expect(empty?.enabled).toBe(false);
  const recent = [
    { id: 'a1', name: 'R&D 研发 😀' },
    { id: 'b2', name: 'bi.example.com' },
  ];
  const all = items(template({ recent }));
  const [first, second] = [all.find(({ id }) => id === 'recent-a1'), all.find(({ id }) => id === 'recent-b2')];
  expect([first?.label, second?.label]).toEqual(['R&&D 研发 😀', 'bi.example.com']);
  done.length = 0;
  first?.click?.({} as never, undefined, {} as never);
  all.find(({ id }) => id === 'zoom-out')?.click?.({} as never, undefined, {} as never);
  expect(done).toEqual(['openRecent a1', 'zoom -1']);
});
