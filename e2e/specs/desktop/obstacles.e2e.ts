import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DesktopProcess, desktopRuntime } from '../../support/desktop.ts';
import { HostProcess } from '../../support/host-process.ts';

describe(`the desktop application on a data folder that will not open (${desktopRuntime})`, () => {
  let folder: string;
  let dataDir: string;
  let desktop: DesktopProcess;
  let windowsAtStart: number;
  let other: HostProcess | undefined;
  const fromNewerVersion = () => {
    const newer = new DatabaseSync(join(dataDir, 'luopan.sqlite'));
    newer.exec('PRAGMA user_version = 9999; CREATE TABLE t (a)');
    newer.close();
  };
  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'luopan-desktop-')), '用户 With Spaces 😀');
    dataDir = join(folder, 'data');
    await mkdir(dataDir, { recursive: true });
    fromNewerVersion();
    desktop = await DesktopProcess.start({ language: 'zh-CN', argv: ['--hidden'], hasKeychain: false }, folder);
    await desktop.until(() => desktop.stage.trayMenu.some(({ id }) => id === 'tray-show'));
    windowsAtStart = desktop.windows.length;
  });
  afterAll(() => desktop?.discard());
  afterEach(() => other?.discard());

  const text = async () => (await desktop.page()).locator('body').innerText();
  const retryLink = async () => (await desktop.page()).getByRole('link', { name: '重试' });
  const retry = async () => (await retryLink()).click();
  const empty = async () => {
    await rm(dataDir, { recursive: true, force: true });
    await mkdir(dataDir);
  };

  it('starts at login without a window, and opens one from the tray', async () => {
    expect(windowsAtStart).toBe(0);
    desktop.press('tray-show');
    await expect.poll(text).toMatch(/更新的?版本|更新版本|较新/);
    expect(desktop.windows).toHaveLength(1);
  });

  it('says in Chinese that the folder is from a newer version, that it is damaged, that it is open elsewhere', async () => {
    const damaged = 'this is no database, and long enough to be looked at'.repeat(100);
    await empty();
    await writeFile(join(dataDir, 'luopan.sqlite'), damaged);
    await retry();
    await expect.poll(text).toMatch(/损坏|不是.*数据/);
    await empty();
    fromNewerVersion();
    await retry();
    await expect.poll(text).toMatch(/更新的?版本|更新版本|较新/);
    await empty();
    const other = await HostProcess.start({ dataDir });
    try {
      await retry();
      await expect.poll(text).toMatch(/已由另一个罗盘打开/);
    } finally {
      await other.stop();
    }
  });

  it('starts its host again when that is killed, not for ever, and then when told to', async () => {
    const { utilityProcess } = desktop.electron;
    const started = async (act: () => unknown) => {
      const before = utilityProcess.last;
      await act();
      await expect.poll(() => utilityProcess.last).not.toBe(before);
    };
    // An attempt before may have come further than to an obstacle.
    if (await (await retryLink()).isVisible()) await started(retry);
    for (let times = 0; times < 3; times += 1) await started(() => utilityProcess.last?.kill());
    utilityProcess.last?.kill();
    await expect.poll(text).toMatch(/后台服务反复意外停止/);
  });

  it('opens once the obstacle is gone, and says that there is no keychain', async () => {
    if (await (await retryLink()).isVisible()) await retry();
    const page = await desktop.interface();
    desktop.press('open-workspace');
    await page.waitForURL('**/workspaces');
    await page.getByText('本系统没有钥匙串').waitFor();
  });

  it('looks for a later version only where the person says, checks it, and leaves it to the person to start', async () => {
    const page = await desktop.interface();
    desktop.press('open-workspace');
    await page.waitForURL('**/workspaces');
    const card = page.getByTestId('updates');
    const place = card.getByLabel('存放新版本的文件夹或地址（留空则不查找）');
    const save = card.getByRole('button', { name: '保存' });
    await place.fill('');
    if (await save.isEnabled()) await save.click();
    await card.getByText('罗盘 0.1.0').waitFor();
    await card.getByRole('button', { name: '立即检查' }).waitFor({ state: 'hidden' });
    desktop.stage.shownInFolder.length = 0;
    const served = join(folder, `新版本 ${randomUUID()}`);
    await mkdir(served);
    const bytes = 'an installer';
    const sha512 = createHash('sha512').update(bytes).digest('base64');
    const names = ['exe', 'dmg', 'AppImage', 'deb', 'rpm'].map((ending) => `Luopan-9.9.9-${process.arch}.${ending}`);
    const files = names.map((name) => `  - url: ${name}\n    sha512: ${sha512}\n    size: ${bytes.length}\n`);
    for (const list of ['latest.yml', 'latest-mac.yml', 'latest-linux.yml', `latest-linux-${process.arch}.yml`]) {
      await writeFile(join(served, list), `version: 9.9.9\nfiles:\n${files.join('')}`);
    }
    for (const name of names) await writeFile(join(served, name), 'an inst4ller');
    await place.fill(served);
    await save.click();
    await card.getByRole('button', { name: '立即检查' }).click();
    await card.getByText('有新版本：罗盘 9.9.9').waitFor();
    await card.getByRole('button', { name: '取回' }).click();
    await card.getByText('文件与清单所述不符，已删除').waitFor();
    for (const name of names) await writeFile(join(served, name), bytes);
    await card.getByRole('button', { name: '取回' }).click();
    await card.getByText('已取回并通过校验').waitFor();
    await card.getByRole('button', { name: '在文件夹中显示' }).click();
    await expect.poll(() => desktop.stage.shownInFolder).toEqual([expect.stringContaining('Luopan-9.9.9')]);
  });

  it('opens a Luopan elsewhere in a window of its own, which gets nothing of this machine, and says when it is gone', async () => {
    for (const left of desktop.windows.slice(1)) left.close();
    other = await HostProcess.start({ language: 'zh-CN' });
    const { origin, searchParams } = new URL(other.url);
    const page = await desktop.interface();
    desktop.press('open-workspace');
    await page.waitForURL('**/workspaces');
    await page.getByLabel('地址', { exact: true }).fill(origin);
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
    const third = desktop.windows[0];
    if (third) third.bounds = { x: 5000, y: 100, width: 1100, height: 700 };
    desktop.electron.screen.emit('display-removed', {}, {});
    expect(third?.bounds).toEqual({ x: 0, y: 0, width: 1440, height: 900 });
    // The sample may still be on its way in on a slow machine: quit all the same.
    desktop.stage.answers.message.push(1);
    await desktop.quit();
  });
});
