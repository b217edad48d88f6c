import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DesktopProcess, desktopRuntime } from '../../support/desktop.ts';
import { Elsewhere } from '../../support/elsewhere.ts';
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

  const openRemote = async (address: string, token: string) => {
    for (const left of desktop.windows.slice(1)) left.close();
    desktop.press('back');
    const page = await desktop.interface();
    desktop.press('open-workspace');
    await page.waitForURL('**/workspaces');
    await page.getByLabel('地址', { exact: true }).fill(address);
    await page.getByLabel(/访问令牌/).fill(token);
    await page.locator('form').getByRole('button', { name: '打开', exact: true }).click();
    return { home: page, ...(await desktop.visit()) };
  };

  it('opens a Luopan elsewhere in the same window, under a bar that leads back, and gives it nothing of this machine', async () => {
    other = await HostProcess.start({ language: 'zh-CN' });
    const { origin, searchParams } = new URL(other.url);
    const { home, page, bar } = await openRemote(origin, searchParams.get('token') ?? '');
    await page.waitForURL(`${origin}/**`);
    await page.getByRole('navigation').waitFor();
    expect(desktop.windows).toHaveLength(1);
    const window = desktop.windows[0];
    await expect.poll(() => bar.locator('body').innerText()).toContain(new URL(origin).host);
    await bar.getByText('连接未加密').waitFor();
    const [laidOver, above] = window?.contentView.children ?? [];
    const { width = 0, height = 0 } = window?.bounds ?? {};
    expect(above?.bounds).toEqual({ x: 0, y: 0, width, height: 40 });
    expect(laidOver?.bounds).toEqual({ x: 0, y: 40, width, height: height - 40 });
    const own = window?.options.webPreferences?.partition;
    expect(laidOver?.options.webPreferences).toMatchObject({
      ...{ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
      preload: expect.stringMatching(/remote-preload\.cjs$/),
      partition: expect.not.stringMatching(own ?? '.'),
    });
    expect(above?.options.webPreferences?.preload).toBeUndefined();
    expect(laidOver?.webContents.session.permissionCheck?.(null, 'media')).toBe(false);

    const refusals = await page.evaluate(async () => {
      const words = (asked: Promise<unknown>) =>
        asked.then(
          () => 'answered',
          (error: Error) => error.message,
        );
      const given = window as unknown as {
        desktop: { version: string; platform: string; ask(request: string): Promise<unknown> };
        __invoke(channel: string, args: unknown[]): Promise<unknown>;
      };
      const { version, platform } = given.desktop;
      const pastThePreload = given.__invoke('desktop', [{ value: 'workspaces' }, {}]);
      return {
        version,
        platform,
        byPreload: await words(given.desktop.ask('workspaces')),
        byShell: await words(pastThePreload),
      };
    });
    expect(refusals).toEqual({
      ...{ version: '', platform: 'other', byPreload: 'not allowed' },
      byShell: expect.stringContaining('not allowed'),
    });
    const refused = page.waitForEvent('requestfailed', (request) => request.url() === 'https://example.com/');
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    await refused;
    // Its own pages have no way to press the shell's buttons.
    const pressed = page.waitForEvent('requestfailed', (request) => request.url().includes('return.luopan'));
    await page.evaluate(() => {
      location.href = 'https://return.luopan.invalid/';
    });
    await pressed;
    expect(window?.contentView.children).toHaveLength(2);

    const stayed = home.url();
    await expect
      .poll(() => {
        desktop.press('data');
        return page.url();
      })
      .toBe(`${origin}/data`);
    expect(home.url()).toBe(stayed);
    desktop.press('zoom-in');
    expect(laidOver?.webContents.getZoomLevel()).toBe(0.5);
    desktop.press('find');
    await page.getByRole('searchbox').or(page.getByPlaceholder('在本页中查找')).first().fill('数据');
    await expect.poll(() => laidOver?.webContents.term).toBe('数据');
    await page.keyboard.press('Escape');

    await bar.getByRole('link', { name: '返回本机' }).click();
    await expect.poll(() => window?.contentView.children.length).toBe(0);
    const known = home.getByRole('listitem').filter({ hasText: new URL(origin).host });
    await known.getByRole('button', { name: '在新窗口打开' }).click();
    await (await desktop.visit(1)).page.waitForURL(`${origin}/**`);
    expect(window?.contentView.children).toHaveLength(0);
    desktop.windows[1]?.close();
  });

  it('asks before it trusts a certificate, asks again when that changes, and waits for a place that is out of reach', async () => {
    const elsewhere = await Elsewhere.start();
    const asked = () => desktop.stage.messageBoxes.at(-1)?.options;
    try {
      desktop.stage.answers.message.push(0);
      const { page, bar } = await openRemote(elsewhere.origin, '');
      await page.getByText('它的证书没有得到信任').waitFor();
      expect(elsewhere.requests).toBe(0);
      expect(asked()?.message).toContain('无法确认');
      expect(asked()?.detail).toContain(elsewhere.fingerprint);
      desktop.stage.answers.message.push(1);
      await page.getByRole('link', { name: '重试' }).click();
      await page.getByText('elsewhere').waitFor();
      await bar.getByText('证书由你核对').waitFor();

      // A host that sets no rules of its own gets Luopan's: nothing from anywhere else, this machine's host least of all.
      const home = await desktop.page();
      const reached = await page.evaluate(
        (target) =>
          fetch(target, { mode: 'no-cors' }).then(
            () => 'reached',
            () => 'refused',
          ),
        `${new URL(home.url()).origin}/healthz`,
      );
      expect(reached).toBe('refused');
      let policy: string[] | undefined;
      const { session } = desktop.windows[0]?.contentView.children[0]?.webContents ?? {};
      session?.headersReceived?.({ responseHeaders: { Server: ['x'] } }, ({ responseHeaders }) => {
        policy = responseHeaders['Content-Security-Policy'];
      });
      expect(policy?.[0]).toContain("default-src 'none'; script-src 'self'");

      await elsewhere.stop();
      desktop.press('reload');
      await page.getByText('连接不到').waitFor();
      await page.getByRole('link', { name: '返回本机' }).waitFor();
      await elsewhere.listen();
      desktop.electron.powerMonitor.emit('resume');
      await page.getByText('elsewhere').waitFor();
      await page.evaluate(() => history.replaceState(null, '', '/boards/overview'));
      desktop.windows[0]?.contentView.children[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      await page.getByText('这个页面意外停止').waitFor();
      await page.getByRole('link', { name: '重试' }).click();
      await page.waitForURL('**/boards/overview');

      await elsewhere.stop();
      elsewhere.renew();
      await elsewhere.listen();
      const before = elsewhere.requests;
      desktop.stage.answers.message.push(0);
      const again = await openRemote(elsewhere.origin, '');
      await again.page.getByText('它的证书没有得到信任').waitFor();
      expect(asked()?.message).toContain('证书变了');
      expect(asked()?.detail).toContain(elsewhere.fingerprint);
      expect(elsewhere.requests).toBe(before);
      await again.page.getByRole('link', { name: '返回本机' }).click();
      await expect.poll(() => desktop.windows[0]?.contentView.children.length).toBe(0);
    } finally {
      desktop.press('back');
      await elsewhere.stop();
    }
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
    // On macOS the menu is there without a window: one more is the first then, not a second one beside it.
    for (const id of ['new-window', desktop.recentWorkspaces()[0]?.id ?? '']) {
      for (const left of [...desktop.windows]) left.close();
      desktop.press(id);
      await desktop.interface();
      expect(desktop.windows).toHaveLength(1);
    }
    // The sample may still be on its way in on a slow machine: quit all the same.
    desktop.stage.answers.message.push(1);
    await desktop.quit();
  });
});
