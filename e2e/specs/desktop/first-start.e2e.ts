import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
    await expect.poll(() => page.getByTestId('tile-revenue-value').getAttribute('data-value')).toBeTruthy();
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
        const body = JSON.stringify({ target: { board: 'overview' }, format: 'pdf', lang: 'en' });
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
    for (const id of ids) await expect.poll(() => beginOf(id)).toBe('%PDF-');
    expect(desktop.windows).toHaveLength(1);
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

  it('asks before it quits while an import runs, stays when told to, and then goes', async () => {
    const page = await desktop.interface();
    const rows = Array.from({ length: 400_000 }, (_, index) => `e,2024-01-05T00:00:00Z,c${index % 50_000},${index}`);
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
    desktop.windows[0]?.blur();
    await expect
      .poll(() => desktop.stage.notifications.map(({ options }) => options.title))
      .toEqual(['Import finished']);
    await desktop.quit();
    expect(desktop.windows).toHaveLength(0);
  });
});
