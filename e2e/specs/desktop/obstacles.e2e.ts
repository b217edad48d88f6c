import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DesktopProcess, desktopRuntime } from '../../support/desktop.ts';
import { HostProcess } from '../../support/host-process.ts';

describe(`the desktop application on a data folder that will not open (${desktopRuntime})`, () => {
  let folder: string;
  let dataDir: string;
  let desktop: DesktopProcess;
  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'luopan-desktop-')), '用户 With Spaces 😀');
    dataDir = join(folder, 'data');
    await mkdir(dataDir, { recursive: true });
    const newer = new DatabaseSync(join(dataDir, 'luopan.sqlite'));
    newer.exec('PRAGMA user_version = 9999; CREATE TABLE t (a)');
    newer.close();
    desktop = await DesktopProcess.start({ language: 'zh-CN', argv: ['--hidden'], hasKeychain: false }, folder);
  });
  afterAll(() => desktop?.discard());

  const text = async () => (await desktop.page()).locator('body').innerText();
  const retry = async () => (await desktop.page()).getByRole('link', { name: '重试' }).click();
  const empty = async () => {
    await rm(dataDir, { recursive: true, force: true });
    await mkdir(dataDir);
  };

  it('starts at login without a window, and opens one from the tray', async () => {
    expect(desktop.windows).toHaveLength(0);
    desktop.press('tray-show');
    await desktop.page();
    expect(desktop.windows).toHaveLength(1);
  });

  it('says in Chinese that the folder is from a newer version, that it is damaged, that it is open elsewhere', async () => {
    await expect.poll(text).toMatch(/更新的?版本|更新版本|较新/);
    await empty();
    await writeFile(join(dataDir, 'luopan.sqlite'), 'this is no database, and long enough to be looked at'.repeat(100));
    await retry();
    await expect.poll(text).toMatch(/损坏|不是.*数据/);
    await empty();
    const other = await HostProcess.start({ dataDir });
    await retry();
    await expect.poll(text).toMatch(/已由另一个罗盘打开/);
    await other.stop();
  });

  it('opens once the obstacle is gone, and says that there is no keychain', async () => {
    await retry();
    const page = await desktop.interface();
    desktop.press('open-workspace');
    await page.waitForURL('**/workspaces');
    await page.getByText('本系统没有钥匙串').waitFor();
  });

  it('opens a Luopan elsewhere in a window of its own, which gets nothing of this machine, and says when it is gone', async () => {
    const other = await HostProcess.start({ language: 'zh-CN' });
    const { origin, searchParams } = new URL(other.url);
    const page = await desktop.interface();
    await page.getByLabel('地址').fill(origin);
    await page.getByLabel(/访问令牌/).fill(searchParams.get('token') ?? '');
    await page.locator('form').getByRole('button', { name: '打开' }).click();
    const remote = await desktop.interface(1);
    expect(new URL(remote.url()).origin).toBe(origin);
    const refused = await remote.evaluate(() =>
      (window as unknown as { desktop: { ask(request: string): Promise<unknown> } }).desktop.ask('workspaces').then(
        () => 'answered',
        (error: Error) => error.message,
      ),
    );
    expect(refused).toContain('not allowed');
    desktop.windows[1]?.close();
    await other.discard();
    const known = page.getByRole('listitem').filter({ hasText: new URL(origin).host });
    await known.getByRole('button', { name: '打开', exact: true }).click();
    const offline = await desktop.page(1);
    await expect.poll(() => offline.locator('body').innerText()).toContain('连接不到');
    desktop.windows[1]?.close();
  });

  it('opens its window where it was, and on a screen that is there', async () => {
    const first = desktop.windows[0];
    if (first) first.bounds = { x: 200, y: 100, width: 1100, height: 700 };
    first?.close();
    desktop.press('tray-show');
    await desktop.page();
    expect(desktop.windows[0]?.bounds).toEqual({ x: 200, y: 100, width: 1100, height: 700 });
    const second = desktop.windows[0];
    if (second) second.bounds = { x: 5000, y: 100, width: 1100, height: 700 };
    second?.close();
    desktop.press('tray-show');
    await desktop.page();
    expect(desktop.windows[0]?.bounds.x).toBeLessThan(1440);
    // The sample may still be on its way in on a slow machine: quit all the same.
    desktop.stage.answers.message.push(1);
    await desktop.quit();
  });
});
