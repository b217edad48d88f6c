import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { launchBrowser, newContext, watchFaults } from '../support/browser.ts';
import { exportsOf, readPdf } from '../support/exports.ts';
import { freshName } from '../support/names.ts';

const { api, call, origin, exported } = exportsOf(inject('sampleUrl'));

it('one reader’s part holds nothing of others on paper either; what is of all is named in its place', async () => {
  const both = (text: string) => ({ 'zh-CN': text, en: text });
  const place = (y: number) => ({ placement: { x: 0, y, w: 12, h: 4 } });
  const figures = { measures: ['orders.count'], dimensions: ['orders.country'], limit: 50 };
  const report = await call<{ id: string }>('/api/v1/reports', {
    method: 'POST',
    body: JSON.stringify({
      title: 'Saved analysis',
      kind: 'analysis',
      definition: { analysis: 'rfm', question: {}, settings: {} },
    }),
  });
  const board = await call<{ id: string }>('/api/v1/boards', {
    method: 'POST',
    body: JSON.stringify({
      title: both('Parts'),
      tiles: [
        {
          kind: 'ranking',
          id: 'rank',
          title: both('Rank'),
          measure: 'orders.count',
          dimension: 'orders.country',
          limit: 9,
        },
        {
          kind: 'table',
          id: 'all',
          title: both('Deaf'),
          ...figures,
          orderBy: 'orders.count',
          ignores: ['orders.country'],
        },
        { kind: 'report', id: 'saved', title: both('Segments'), reportId: report.id },
      ].map((tile, index) => ({ ...tile, ...place(index * 4) })),
    }),
  });
  try {
    const slice = { member: 'orders.country', value: 'France' };
    const own = await exported({ target: { board: board.id, slice }, format: 'pdf', lang: 'en' });
    expect(own.state.failedTiles).toEqual([]);
    const { whole } = await readPdf(own.bytes);
    expect(whole).toContain('France');
    for (const other of ['United Kingdom', 'Germany', 'Champions']) expect(whole).not.toContain(other);
    expect(whole).toContain('Segments Left out: this cannot be narrowed to Country: France.');
    const open = await exported({ target: { board: board.id }, format: 'pdf', lang: 'en' });
    for (const other of ['United Kingdom', 'Champions'])
      expect((await readPdf(open.bytes.slice())).whole).toContain(other);
  } finally {
    await call(`/api/v1/boards/${board.id}`, { method: 'DELETE' });
    await call(`/api/v1/reports/${report.id}`, { method: 'DELETE' });
  }
});

/** The PNG that stands in a mail. */
function pictureIn(mail: string): Buffer {
  const inline = /Content-Id: <board>[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/i.exec(mail)?.[1] ?? '';
  return Buffer.from(inline.replace(/\s/g, ''), 'base64');
}

it('a mail has its document and the picture in it from one visit of the page; an alert shows its figure', async () => {
  const mails: string[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString());
        callback();
      });
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  const { port } = smtp.server.address() as AddressInfo;
  const name = freshName('mail');
  let alert = '';
  const post = <T>(path: string, body: object) => call<T>(path, { method: 'POST', body: JSON.stringify(body) });
  const channel = await post<{ id: string }>('/api/v1/channels', {
    ...{ kind: 'email', name, host: '127.0.0.1', port, security: 'starttls', trustsAnyCertificate: true },
    from: 'luopan@example.com',
  });
  const schedule = await post<{ id: string }>('/api/v1/schedules', {
    ...{ name, target: { board: 'overview', tiles: ['orders', 'revenue-by-country'] }, format: 'pdf', lang: 'en' },
    ...{ recipients: [{ channelId: channel.id, address: 'a@example.com' }], hasPicture: true },
    schedule: { cron: '0 9 1 1 *', timezone: 'UTC' },
  });
  try {
    await post(`/api/v1/schedules/${schedule.id}/run`, {});
    const runs = () => call<{ status: string }[]>(`/api/v1/schedules/${schedule.id}/runs`);
    await expect.poll(async () => (await runs())[0]?.status).toBe('succeeded');
    const files = await call<{ origin: string | null; format: string }[]>('/api/v1/exports?limit=500');
    const made = files.filter(({ origin: from }) => from === `schedule:${schedule.id}`);
    expect(made.map(({ format }) => format)).toEqual(['pdf']);
    const [mail = ''] = mails;
    expect(mail).toContain('Content-Type: application/pdf');
    const picture = pictureIn(mail);
    expect([...picture.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    // Twice as sharp as the screen, as pictures by themselves are.
    expect(picture.readUInt32BE(16)).toBe(2 * 1248);
    const { id } = await post<{ id: string }>('/api/v1/alerts', {
      ...{ name, measure: 'orders.count', range: 'latest-month', by: 'orders.country' },
      conditions: [{ kind: 'threshold', operator: 'gt', value: 0 }],
      recipients: [{ channelId: channel.id, address: 'a@example.com' }],
    });
    alert = id;
    await post(`/api/v1/alerts/${id}/evaluate`, {});
    await expect.poll(() => mails.length).toBe(2);
    const drawn = pictureIn(mails[1] ?? '');
    expect([...drawn.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    // The figure with its course, and below them the values it is made of.
    expect(drawn.readUInt32BE(16)).toBe(2 * 1248);
    expect(drawn.readUInt32BE(20)).toBeGreaterThan(2 * 500);
  } finally {
    if (alert !== '') await call(`/api/v1/alerts/${alert}`, { method: 'DELETE' });
    await call(`/api/v1/schedules/${schedule.id}`, { method: 'DELETE' });
    await call(`/api/v1/channels/${channel.id}`, { method: 'DELETE' });
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
  }
});

describe('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('an alert is set from the menu of a number tile, a schedule from that of a report', async () => {
    const mark = freshName('e2e');
    const report = await call<{ id: string }>('/api/v1/reports', {
      method: 'POST',
      body: JSON.stringify({
        title: mark,
        definition: {
          pivot: {
            rows: [{ id: 'country', member: 'orders.country' }],
            columns: [],
            values: [{ id: 'count', source: { measure: 'orders.count' } }],
          },
        },
      }),
    });
    const alerts = () => call<{ id: string; definition: { name: string; tile: object } }[]>('/api/v1/alerts');
    const named = async () => (await alerts()).filter(({ definition }) => definition.name === mark);
    const ours = async () => (await alerts()).filter(({ definition }) => definition.name.startsWith(mark));
    const context = await newContext(browser, { language: 'en' });
    onTestFinished(async () => {
      await context.close();
      for (const { id } of await ours()) await call(`/api/v1/alerts/${id}`, { method: 'DELETE' });
      await call(`/api/v1/reports/${report.id}`, { method: 'DELETE' });
    });
    const page = await context.newPage();
    const faults = watchFaults(page);
    await page.goto(inject('sampleUrl'));
    await page.goto(`${origin}/boards/overview?country=France`);
    await page.getByTestId('tile-orders-value').waitFor();
    await page.getByTestId('menu-orders').click();
    await page.getByRole('menuitem', { name: 'Add alert…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(mark);
    await page.getByText('Narrowed as on the board: France').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(named).toHaveLength(1);
    const [own] = await named();
    expect(own?.definition.tile).toEqual({ board: 'overview', tile: 'orders', view: { 'orders.country': ['France'] } });
    // The figure is that of the tile, asked for apart.
    const { value } = await call<{ value: number }>(`/api/v1/alerts/${own?.id}/evaluate`, { method: 'POST' });
    const [answer] = await api.load({
      measures: ['orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: ['2011-11-01', '2011-11-30'] }],
      filters: [{ member: 'orders.country', operator: 'equals', values: ['France'] }],
      timezone: 'Asia/Shanghai',
    });
    expect(value).toBe(Number(answer?.['orders.count']));
    await page.goto(`${origin}/deliveries?tab=alerts&alert=${own?.id}`);
    await page.locator('tr[aria-current]').filter({ hasText: mark }).waitFor();
    // A figure by itself, narrowed in its own form, and looked at when its owner wants.
    const second = `${mark}-plain`;
    await page.getByRole('button', { name: 'Add alert' }).first().click();
    const form = page.getByRole('dialog', { name: 'Add alert' });
    await form.getByRole('textbox', { name: 'Name' }).fill(second);
    await form.getByRole('button', { name: 'Add filter' }).click();
    const save = form.getByRole('button', { name: 'Save', exact: true });
    await expect.poll(() => save.isDisabled()).toBe(true);
    await form.getByRole('combobox', { name: 'Field' }).click();
    await form.getByRole('combobox', { name: 'Field' }).fill('Country');
    await page.locator('.ant-select-item-option', { hasText: /^Country$/ }).click();
    await form.getByRole('combobox', { name: 'Values' }).fill('France');
    await page.locator('.ant-select-item-option', { hasText: /^France$/ }).click();
    await form.getByText('Every few minutes').click();
    await form.getByRole('spinbutton', { name: 'Every few minutes' }).fill('30');
    await save.click();
    const plain = async () => (await alerts()).filter(({ definition }) => definition.name === second);
    await expect.poll(plain).toMatchObject([
      {
        definition: {
          filters: [{ member: 'orders.country', operator: 'equals', values: ['France'] }],
          schedule: { everyMinutes: 30, timezone: 'Asia/Shanghai' },
        },
      },
    ]);
    await page.goto(`${origin}/explore?report=${report.id}`);
    await page.getByTestId('export').click();
    await page.getByRole('menuitem', { name: 'Send on schedule…' }).click();
    await page.getByRole('dialog', { name: 'Add schedule' }).waitFor();
    await page.getByTestId('schedule-target').getByText(mark).waitFor();
    expect(faults).toEqual([]);
  });
});
