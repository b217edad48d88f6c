import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DesktopProcess, desktopRuntime } from '../../support/desktop.ts';

describe(`the desktop application (${desktopRuntime})`, () => {
  let desktop: DesktopProcess;
  beforeAll(async () => {
    desktop = await DesktopProcess.start({ language: 'en' });
  });
  afterAll(() => desktop?.discard());
  // What an attempt that failed has left over is nobody's answer.
  beforeEach(() => {
    const { stage } = desktop;
    for (const list of [stage.messageBoxes, stage.notifications, ...Object.values(stage.answers)]) list.length = 0;
  });

  it('shows a page of its own at once, then the first board with its figures', async () => {
    const first = await desktop.page();
    await expect.poll(() => first.title()).toMatch(/Luopan/);
    const page = await desktop.interface();
    // The sample is on its way in, which takes a busy machine a while.
    const revenue = page.getByTestId('tile-revenue-value');
    await expect.poll(() => revenue.getAttribute('data-value'), { timeout: 150_000 }).toBeTruthy();
    // The sign-in token does not stay in the address.
    await expect.poll(() => page.url()).not.toContain('token=');
    expect(await page.evaluate(() => Object.isFrozen((window as unknown as { desktop: object }).desktop))).toBe(true);
    expect(desktop.windows[0]?.options.webPreferences).toMatchObject({
      ...{ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, spellcheck: false },
    });
    expect(desktop.windows[0]?.isVisible()).toBe(true);
  });

  it('gives a page a full screen and copying, and nothing else of the machine', () => {
    const session = desktop.windows[0]?.webContents.session;
    const asked = [
      'fullscreen',
      'clipboard-sanitized-write',
      'media',
      'geolocation',
      'notifications',
      'hid',
      'usb',
      'serial',
    ];
    const answers = [...asked, 'clipboard-read', 'openExternal', 'midi'].filter((permission) => {
      let isGranted = true;
      session?.permission?.(null, permission, (answer) => {
        isGranted = answer;
      });
      expect(session?.permissionCheck?.(null, permission), permission).toBe(isGranted);
      return isGranted;
    });
    expect(answers).toEqual(['fullscreen', 'clipboard-sanitized-write']);
  });

  it('has its menu in English, and in Chinese once the interface speaks Chinese', async () => {
    const page = await desktop.interface();
    if (desktop.menuLabels()[0] !== 'File') await page.getByTestId('language-switch').click();
    await expect.poll(() => desktop.menuLabels()).toEqual(['File', 'Edit', 'View', 'Window', 'Help']);
    await page.getByTestId('language-switch').click();
    await expect.poll(() => desktop.menuLabels()).toEqual(['文件', '编辑', '视图', '窗口', '帮助']);
    await page.getByTestId('language-switch').click();
    await expect.poll(() => desktop.menuLabels()).toEqual(['File', 'Edit', 'View', 'Window', 'Help']);
  });

  it('leads to pages by menu and by link, and nowhere else', async () => {
    const page = await desktop.interface();
    desktop.press('data');
    await page.waitForURL('**/data');
    desktop.electron.app.emit(
      'second-instance',
      {},
      ['luopan', 'luopan://board/overview?from=2011-10-01&to=2011-10-31'],
      '/',
    );
    await page.waitForURL('**/boards/overview?from=2011-10-01&to=2011-10-31');
    const before = page.url();
    desktop.electron.app.emit('second-instance', {}, ['luopan', 'luopan://../../etc/passwd'], '/');
    const refused = page.waitForEvent('requestfailed', (request) => request.url() === 'https://example.com/');
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    await refused;
    expect(page.url()).toBe(before);
  });

  it('opens a file that the system hands over in the import wizard, and refuses what is none', async () => {
    const folder = join(desktop.folder, '文件 with spaces 😀');
    await mkdir(folder, { recursive: true });
    const file = join(folder, '订单 "a" & <b>.csv'.replaceAll(/["<>]/g, '_'));
    await writeFile(file, 'order_id,ordered_at,net\n1,2024-01-05,10.00\n');
    desktop.electron.app.emit('second-instance', {}, ['luopan', file], '/');
    const page = await desktop.interface();
    await page.waitForURL('**/import?*');
    await page.getByText('order_id').first().waitFor();

    desktop.electron.app.emit('open-file', { preventDefault() {} }, join(folder, 'gone.csv'));
    await expect.poll(() => desktop.stage.messageBoxes.at(-1)?.options.message).toBe('This file cannot be opened');
  });

  it('takes a file dropped onto its window to the import wizard, whatever it is called', async () => {
    const page = await desktop.interface();
    desktop.press('data');
    await page.waitForURL('**/data');
    const name = `掉进来 & <img src=x onerror=alert(1)> '${randomUUID()}'.csv`;
    await page.evaluate((fileName) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['order_id,ordered_at,net\n1,2024-01-05,10.00\n'], fileName));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true, bubbles: true }));
    }, name);
    await page.getByText(name).first().waitFor();
    await page.getByText('ordered_at').first().waitFor();
  });

  it('prints with the dialog of the system, finds words, and asks anew after a sleep', async () => {
    const page = await desktop.interface();
    desktop.press('boards');
    await page.getByTestId('board').waitFor();
    const contents = desktop.windows[0]?.webContents;
    const printed = new Promise((resolve) => contents?.once('printed', resolve));
    desktop.press('print');
    await printed;

    desktop.press('find');
    const term = page.getByPlaceholder('Find on this page');
    await term.fill('Revenue');
    await expect.poll(() => contents?.term).toBe('Revenue');
    await expect.poll(() => page.locator('search output').innerText()).toMatch(/^1 \/ [1-9]/);
    await term.press('Escape');
    await expect.poll(() => contents?.term).toBe('');

    const asked = page.waitForRequest((request) => request.url().includes('/api/v1/'));
    desktop.electron.powerMonitor.emit('resume');
    await asked;
  });

  it('says beside the clock when the next sync is, pauses it there, and starts with the session when told to', async () => {
    const page = await desktop.interface();
    const itemOf = (id: string) => desktop.stage.trayMenu.find((item) => item.id === id);
    const leave = () => desktop.electron.app.emit('browser-window-blur');
    const call = (method: string, path: string, body?: object) =>
      page.evaluate(
        async ([verb, at, text]) => {
          const headers = { 'content-type': 'application/json' };
          const answer = await fetch(at, { method: verb, ...(text === '' ? {} : { headers, body: text }) });
          if (!answer.ok) throw new Error(await answer.text());
          return (answer.status === 204 ? null : await answer.json()) as { id: string; isPaused: boolean };
        },
        [method, path, body === undefined ? '' : JSON.stringify(body)] as const,
      );
    const { id } = await call('POST', '/api/v1/connections', {
      ...{ name: `Shelf ${randomUUID()}`, kind: 'folder', streams: [] },
      config: { path: desktop.folder, patterns: ['*.csv'] },
      schedule: { everyMinutes: 525_600, timezone: 'Asia/Shanghai' },
    });
    try {
      leave();
      await expect.poll(() => itemOf('tray-next')?.label).toMatch(/^Next sync: .*\d{4}/);
      desktop.press('tray-pause');
      await expect.poll(() => itemOf('tray-pause')?.label).toBe('Resume Scheduled Syncs');
      expect((await call('GET', `/api/v1/connections/${id}`)).isPaused).toBe(true);
    } finally {
      await call('DELETE', `/api/v1/connections/${id}`);
    }
    leave();
    await expect.poll(() => itemOf('tray-next')?.label).toBe('No scheduled syncs');

    const entry = join(desktop.stage.appData, 'autostart', 'luopan.desktop');
    const isSet = async () =>
      process.platform === 'linux'
        ? (await readFile(entry, 'utf8').catch(() => '')).includes('--hidden')
        : desktop.stage.loginItem.openAtLogin;
    if (await isSet()) desktop.press('tray-login');
    expect(await isSet()).toBe(false);
    desktop.press('tray-login');
    expect(await isSet()).toBe(true);
    expect(itemOf('tray-login')?.checked).toBe(true);
    desktop.press('tray-login');
    expect(await isSet()).toBe(false);
  });

  it('tells of an import that ended while nobody looked', async () => {
    const page = await desktop.interface();
    desktop.windows[0]?.blur();
    const name = `${randomUUID()}.csv`;
    await page.evaluate(async (fileName) => {
      const form = new FormData();
      form.append('file', new File(['event,occurred_at,customer_id\nvisit,2024-01-05T00:00:00Z,c1\n'], fileName));
      form.append('entity', 'events');
      await fetch('/api/v1/imports', { method: 'POST', body: form });
    }, name);
    const told = () => desktop.stage.notifications.find(({ options }) => options.body?.includes(name));
    await expect.poll(() => told()?.options.title).toBe('Import finished');
    told()?.click();
    await page.waitForURL('**/import?id=*');
    await expect.poll(() => desktop.windows[0]?.isFocused()).toBe(true);
  });

  it('is there once: started a second time it goes at once, without a window', () => {
    const script = join(import.meta.dirname, '../../support/desktop-second.ts');
    const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect(stdout, stderr).toBe('quit with 0 windows\n');
  });

  it('saves a page as PDF where the person says', async () => {
    const path = join(desktop.folder, 'board.pdf');
    await rm(path, { force: true });
    desktop.stage.answers.save.push(path);
    desktop.press('save-pdf');
    await expect
      .poll(() =>
        readFile(path).then(
          (bytes) => bytes.subarray(0, 5).toString(),
          () => '',
        ),
      )
      .toBe('%PDF-');
    desktop.stage.answers.save.push(join(desktop.folder, 'no-such-folder', 'board.pdf'));
    desktop.press('save-pdf');
    await expect.poll(() => desktop.stage.messageBoxes.at(-1)?.options.message).toBe('The PDF was not saved');
  });

  it('prints for its host in windows nobody sees, two at once', async () => {
    const page = await desktop.interface();
    const order = () =>
      page.evaluate(async () => {
        const order = { target: { board: 'overview' }, format: 'pdf', lang: 'en', hasPicture: true };
        const body = JSON.stringify(order);
        const headers = { 'content-type': 'application/json' };
        const ordered = await fetch('/api/v1/exports', { method: 'POST', headers, body });
        if (!ordered.ok) throw new Error(await ordered.text());
        return ((await ordered.json()) as { id: string }).id;
      });
    const beginOf = (id: string) =>
      page.evaluate(async (exportId) => {
        const { status } = (await (await fetch(`/api/v1/exports/${exportId}`)).json()) as { status: string };
        if (status !== 'succeeded') return status;
        return (await (await fetch(`/api/v1/exports/${exportId}/file`)).text()).slice(0, 5);
      }, id);
    const ids = await Promise.all([order(), order()]);
    for (const id of ids) {
      await expect.poll(() => beginOf(id)).toBe('%PDF-');
      // The picture for a message, from the same page.
      const picture = await readFile(join(desktop.dataDir, 'exports', `${id}.picture.png`));
      expect([...picture.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    }
    await expect.poll(() => desktop.windows.length).toBe(1);
  });

  it('tells an alert as the system does, leads to it, and stays silent when the person says so', async () => {
    const page = await desktop.interface();
    const toldOf = (name: string) => desktop.stage.notifications.filter(({ options }) => options.body?.includes(name));
    /** A figure that is beyond its bound already. @returns id of the alert */
    const watch = (name: string) =>
      page.evaluate(async (alertName) => {
        const post = async (path: string, body: object) => {
          const headers = { 'content-type': 'application/json' };
          const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
          if (!answer.ok) throw new Error(await answer.text());
          return (await answer.json()) as { id: string };
        };
        const conditions = [{ kind: 'threshold', operator: 'gt', value: 1 }];
        const { id } = await post('/api/v1/alerts', { name: alertName, measure: 'orders.count', conditions });
        await post(`/api/v1/alerts/${id}/evaluate`, {});
        return id;
      }, name);
    desktop.press('open-workspace');
    await page.waitForURL('**/workspaces');
    const choice = page.getByRole('switch', { name: 'Show alerts as notifications of the system' });
    const isShown = (shown: boolean) => choice.and(page.locator(`[aria-checked="${shown}"]`));
    // An attempt that failed half-way has turned it off. What it is set to is known once it can be pressed.
    await choice.and(page.locator(':enabled')).waitFor();
    if ((await choice.getAttribute('aria-checked')) === 'false') await choice.click();
    await isShown(true).waitFor();
    const loud = `Orders ${randomUUID()}`;
    const id = await watch(loud);
    await expect.poll(() => toldOf(loud).map(({ options }) => options.title)).toEqual(['Alert']);
    toldOf(loud)[0]?.click();
    await page.waitForURL(`**/deliveries?tab=alerts&alert=${id}`);

    desktop.press('open-workspace');
    await page.waitForURL('**/workspaces');
    await isShown(true).click();
    await isShown(false).waitFor();
    const { fetch } = globalThis;
    let looks = 0;
    globalThis.fetch = async (...asked) => {
      const answer = await fetch(...asked);
      if (String(asked[0]).includes('/api/v1/notices')) looks += 1;
      return answer;
    };
    try {
      const silent = `Orders ${randomUUID()}`;
      await watch(silent);
      await expect.poll(() => looks).toBeGreaterThan(0);
      await page.reload();
      await isShown(false).click();
      await isShown(true).waitFor();
      expect(toldOf(silent)).toEqual([]);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('starts its host again when that dies, and shows the board again', async () => {
    const page = await desktop.interface();
    desktop.press('boards');
    await page.getByTestId('board').waitFor();
    await page.evaluate(() => history.replaceState(null, '', '/?from=2011-10-01&to=2011-10-31'));
    const before = new URL(page.url()).port;
    desktop.electron.utilityProcess.last?.kill();
    await expect.poll(() => new URL(page.url()).port === before || !page.url().startsWith('http')).toBe(false);
    await page.getByTestId('board').waitFor();
    // At the page it was at, with the dates it had.
    expect(page.url()).toContain('from=2011-10-01&to=2011-10-31');
  });

  it('opens another data folder in a window of its own, and lists it among the recent ones', async () => {
    for (const left of desktop.windows.slice(1)) left.close();
    const page = await desktop.interface();
    const other = join(desktop.folder, `另一个 workspace ${randomUUID()}`);
    await mkdir(other);
    desktop.press('open-workspace');
    await page.waitForURL('**/workspaces');
    desktop.stage.answers.open.push([other]);
    await page.getByRole('button', { name: 'Open a data folder…' }).click();
    const second = await desktop.interface(1);
    expect(new URL(second.url()).origin).not.toBe(new URL(page.url()).origin);
    const [own, partition] = desktop.windows.map(({ options }) => options.webPreferences?.partition);
    expect(own).not.toBe(partition);
    const recent = desktop.recentWorkspaces().map(({ label }) => label);
    expect(recent[0]).toBe(basename(other));
    expect(recent).toContain('data');
    // Its sample would keep this machine busy for nothing.
    const isStopped = () =>
      second.evaluate(async () => {
        const imports = (await (await fetch('/api/v1/imports')).json()) as { id: string; status: string }[];
        for (const { id } of imports) await fetch(`/api/v1/imports/${id}/cancel`, { method: 'POST' });
        return imports.length > 0 && imports.every(({ status }) => status !== 'queued' && status !== 'running');
      });
    await expect.poll(isStopped).toBe(true);
    desktop.windows[1]?.close();
    expect(desktop.windows).toHaveLength(1);
  });

  it('asks before it quits while an import runs, stays when told to, and waits when told to', async () => {
    const page = await desktop.interface();
    const rows = Array.from({ length: 250_000 }, (_, index) => `e,2024-01-05T00:00:00Z,c${index % 50_000},${index}`);
    const csv = `event,occurred_at,customer_id,n\n${rows.join('\n')}\n`;
    await page.evaluate(async (text) => {
      const form = new FormData();
      form.append('file', new File([text], 'events.csv'));
      form.append('entity', 'events');
      const answer = await fetch('/api/v1/imports', { method: 'POST', body: form });
      if (!answer.ok) throw new Error(await answer.text());
    }, csv);
    desktop.stage.answers.message.push(2);
    desktop.electron.app.quit();
    await expect.poll(() => desktop.stage.messageBoxes.at(-1)?.options.message).toBe('An import is running');
    expect(desktop.windows).toHaveLength(1);
    // Told to wait, it goes by itself once the import is done.
    desktop.stage.answers.message.push(0);
    await desktop.quit(150_000);
    expect(desktop.windows).toHaveLength(0);
    const store = new DatabaseSync(join(desktop.dataDir, 'luopan.sqlite'), { readOnly: true });
    const last = store.prepare('SELECT status, rows_accepted FROM imports ORDER BY number DESC LIMIT 1').get();
    store.close();
    expect(last).toMatchObject({ status: 'succeeded', rows_accepted: rows.length });
  });
});
