import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportState, Mapping } from '../contract/imports.ts';
import type { ImportRequest, SentFile } from './support/api.ts';
import { refusal } from './support/api.ts';
import { HostProcess } from './support/host-process.ts';

let host: HostProcess;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-bad-input-'));
  host = await HostProcess.start({ language: 'en', timezone: 'Europe/Berlin' });
  // ¥ is a currency, so a yuan amount counts in a workspace of yuan.
  await host.api.json('/api/v1/workspace', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ currencySetting: 'CNY' }),
  });
});
afterAll(async () => {
  await host.discard();
  await rm(folder, { recursive: true });
});

const mapping: Mapping = {
  order_id: { column: 'id' },
  ordered_at: { column: 'date' },
  net: { column: 'net' },
};
const orders: ImportRequest = { entity: 'orders', mapping };

/** Sends a file that cannot be imported: it is refused at once or the import fails; both must say the same. */
async function failure(file: SentFile, request: ImportRequest = orders): Promise<{ code: string; message: string }> {
  const response = await host.api.send(file, request);
  if (response.status === 202) {
    const { id } = (await response.json()) as { id: string };
    const state = await host.api.ended(id, request.language);
    expect(state.status).toBe('failed');
    if (state.error === null) throw new Error('failed without an error');
    return state.error;
  }
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  return refusal.parse(await response.json()).error;
}

async function counts(): Promise<Record<string, number>> {
  return (await host.api.status()).counts;
}

describe('a file that is no table', () => {
  const files: [string, SentFile, string][] = [
    ['empty', { name: 'a.csv', content: '' }, 'import/empty-file'],
    ['a byte order mark alone', { name: 'a.csv', content: '\uFEFF' }, 'import/empty-file'],
    ['only blank lines', { name: 'a.csv', content: '\n\n \n' }, 'import/empty-file'],
    ['header only', { name: 'a.csv', content: 'id,date,net\n' }, 'import/header-only'],
    [
      'a picture',
      {
        name: 'a.csv',
        content: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 0, 0, 0, 0xff, 0xfe]),
      },
      'import/not-text',
    ],
    [
      'a quote never closed in the header',
      { name: 'a.csv', content: 'id,"date,net\n1,2024-01-01,5\n' },
      'import/unclosed-quote',
    ],
    [
      '10,000 columns',
      {
        name: 'a.csv',
        content: `${Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(',')}\n${Array.from({ length: 10_000 }, () => '1').join(',')}\n`,
      },
      'import/too-many-columns',
    ],
  ];
  it.each(files)('%s: refused with a sentence, nothing kept', async (_name, file, code) => {
    const before = await counts();
    const english = await failure(file);
    expect(english.code).toBe(code);
    const chinese = await failure(file, { ...orders, language: 'zh-CN' });
    expect(chinese.code).toBe(code);
    expect(chinese.message).toMatch(/\p{Script=Han}/u);
    expect(english.message).not.toMatch(/\p{Script=Han}/u);
    expect(await counts()).toEqual(before);
  });

  it('a single line of 100 MB', async () => {
    const path = join(folder, 'line.csv');
    const out = createWriteStream(path);
    out.write('id,date,net\n1,2024-01-01,"');
    const chunk = 'x'.repeat(1_000_000);
    for (let written = 0; written < 100; written += 1) {
      if (!out.write(chunk)) await once(out, 'drain');
    }
    out.end('"\n');
    await finished(out);
    expect((await failure(path)).code).toBe('import/line-too-long');
    await rm(path);
  });

  it('bytes that are not of the encoding the user chose', async () => {
    const content = Uint8Array.from(iconv.encode('id,date,net,备注\n1,2024-01-01,5,你好世界\n', 'gb18030'));
    const { code } = await failure({ name: 'a.csv', content }, { ...orders, options: { encoding: 'utf-8' } });
    expect(code).toBe('import/undecodable');
  });
});

describe('rows that are wrong', () => {
  /** Imports orders and answers with the state and, per kept-out row, field and reason. */
  async function imported(content: string, request: ImportRequest = orders) {
    const state = await host.api.import({ name: 'rows.csv', content }, request);
    const rejects = await host.api.rejects(state.id, 'en');
    return { state, rejects: rejects.map(({ rowNumber, field, code }) => [rowNumber, field, code]) };
  }

  it('too many or too few fields keep only their own row out', async () => {
    const { state, rejects } = await imported(
      'id,date,net\nf1,2024-01-01,5\nf2,2024-01-01,5,6\nf3,2024-01-01\nf4,2024-01-01,7\n',
    );
    expect(state).toMatchObject({ status: 'succeeded', rowsRead: 4, rowsAccepted: 2, rowsRejected: 2 });
    expect(rejects.map(([row, , code]) => [row, code])).toEqual([
      [2, 'too-many-fields'],
      [3, 'too-few-fields'],
    ]);
  });

  it('a quote never closed keeps its own row out, not the five thousand after it', async () => {
    const good = Array.from({ length: 5000 }, (_, index) => `q${index},2019-01-02,6`).join('\n');
    const { state, rejects } = await imported(`id,date,net\nq,2019-01-01,"5\n${good}\n`);
    expect(state).toMatchObject({ rowsRead: 5001, rowsAccepted: 5000, rowsRejected: 1 });
    expect(rejects).toEqual([[1, null, 'unclosed-quote']]);
  });

  it('amounts as people write them', async () => {
    const written: [string, number][] = [
      ['"1,234.50"', 1234.5],
      ['¥1 234', 1234],
      ['(12.00)', -12],
      ['１２３', 123],
      ['￥１，２３４．５０', 1234.5],
      ['-7', -7],
    ];
    const rows = written.map(([text], index) => `m${index},2023-0${index + 1}-15,${text}`);
    const { state, rejects } = await imported(`id,date,net\n${rows.join('\n')}\nm9,2023-09-15,seven\n`);
    expect(state).toMatchObject({ rowsAccepted: written.length, rowsRejected: 1 });
    expect(rejects).toEqual([[written.length + 1, 'net', 'not-a-number']]);
    const shown = await host.api.load({
      measures: ['orders.revenue'],
      timeDimensions: [
        { dimension: 'orders.ordered_at', granularity: 'month', dateRange: ['2023-01-01', '2023-06-30'] },
      ],
      timezone: 'Europe/Berlin',
    });
    expect(shown.map((row) => Number(row['orders.revenue']))).toEqual(written.map(([, value]) => value));
  });

  it('dates in five styles are read, impossible ones are kept out', async () => {
    const styles = ['2022-03-05', '2022/3/5', '20220305', '2022年3月5日', '2022-03-05T10:00:00+01:00', '5 Mar 2022'];
    const impossible = ['2022-02-30', '2022-13-01', 'yesterday', ''];
    const rows = [...styles, ...impossible].map((date, index) => `d${index},${date},1`);
    const { state, rejects } = await imported(`id,date,net\n${rows.join('\n')}\n`);
    expect(rejects.map(([row, field]) => [row, field])).toEqual(
      impossible.map((_, index) => [styles.length + index + 1, 'ordered_at']),
    );
    expect(rejects.map(([, , code]) => code)).toEqual([
      'impossible-date',
      'impossible-date',
      'not-a-date',
      'required-missing',
    ]);
    expect(state.rowsAccepted).toBe(styles.length);
    const [row] = await host.api.load({
      measures: ['orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: ['2022-03-05', '2022-03-05'] }],
      timezone: 'Europe/Berlin',
    });
    expect(Number(row?.['orders.count'])).toBe(styles.length);
  });

  it('an order number that comes twice is one order', async () => {
    const before = (await counts()).orders ?? 0;
    await imported('id,date,net\nu1,2021-01-01,5\nu1,2021-01-01,8\n');
    expect((await counts()).orders).toBe(before + 1);
  });

  it('rejects can be downloaded as a file that a spreadsheet cannot run', async () => {
    const { state } = await imported('id,date,net\nx1,2024-01-01,=1+1\n');
    const response = await host.api.fetch(`/api/v1/imports/${state.id}/rejects?format=csv`);
    expect(response.headers.get('content-disposition')).toContain('attachment');
    const text = await response.text();
    expect(text).toContain("'=1+1");
  });
});

describe('two at once, and a power cut', () => {
  const header = 'order_id,ordered_at,product_id,quantity,unit_price';
  const bigFile = (prefix: string, rows: number) =>
    `${header}\n${Array.from({ length: rows }, (_, index) => `${prefix}${index},2020-05-${String(1 + (index % 28)).padStart(2, '0')} 08:00:00,P${index % 50},2,1.25`).join('\n')}\n`;

  it('the same file twice at the same time counts once', async () => {
    const content = bigFile('T', 20_000);
    const before = (await counts()).orders ?? 0;
    const ids = await Promise.all(
      [1, 2].map((copy) => host.api.submit({ name: `copy-${copy}.csv`, content }, { entity: 'order_items' })),
    );
    const states: ImportState[] = await Promise.all(ids.map((id) => host.api.ended(id)));
    expect(states.map((state) => state.status)).toEqual(['succeeded', 'succeeded']);
    expect(states.map((state) => state.rowsUnchanged).sort((a, b) => a - b)).toEqual([0, 20_000]);
    expect((await counts()).orders).toBe(before + 20_000);
    const [row] = await host.api.load({
      measures: ['orders.revenue', 'orders.count'],
      timeDimensions: [{ dimension: 'orders.ordered_at', dateRange: ['2020-05-01', '2020-05-31'] }],
      timezone: 'Europe/Berlin',
    });
    expect([Number(row?.['orders.revenue']), Number(row?.['orders.count'])]).toEqual([50_000, 20_000]);
  });

  it('killed in the middle of an import, the next start finishes it: nothing lost, nothing twice', async () => {
    const first = await HostProcess.start({ timezone: 'UTC' });
    try {
      const kept = await first.api.import({ name: 'kept.csv', content: bigFile('K', 500) }, { entity: 'order_items' });
      expect(kept.status).toBe('succeeded');
      const id = await first.api.submit({ name: 'cut.csv', content: bigFile('C', 150_000) }, { entity: 'order_items' });
      for (;;) {
        const { status, rowsRead } = await first.api.importState(id);
        if (rowsRead > 20_000) break;
        if (status !== 'queued' && status !== 'running') throw new Error(`ended (${status}) before it could be cut`);
      }
      await first.kill();

      const second = await HostProcess.start({ timezone: 'UTC', dataDir: first.dataDir });
      try {
        const state = await second.api.ended(id);
        expect(state).toMatchObject({ status: 'succeeded', rowsAccepted: 150_000 });
        expect(await second.api.status()).toMatchObject({ counts: { orders: 150_500, order_items: 150_500 } });
        const [row] = await second.api.load({ measures: ['orders.revenue', 'orders.count'], timezone: 'UTC' });
        expect([Number(row?.['orders.revenue']), Number(row?.['orders.count'])]).toEqual([376_250, 150_500]);
      } finally {
        expect(await second.stop()).toBe(0);
      }
    } finally {
      await first.discard();
    }
  });
});
