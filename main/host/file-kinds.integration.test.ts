import ExcelJS from 'exceljs';
import { strToU8, zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportPreview, ImportState, UploadPreview } from '../../contract/imports.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
beforeAll(async () => {
  temporary = await startTemporaryHost();
});
afterAll(() => temporary.discard());

async function importFile(name: string, bytes: Uint8Array, fields: Record<string, string>): Promise<ImportState> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), name);
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  const { id } = await temporary.json<{ id: string }>('/api/v1/imports', { method: 'POST', body: form });
  let state = await temporary.json<ImportState>(`/api/v1/imports/${id}`);
  await expect
    .poll(async () => {
      state = await temporary.json<ImportState>(`/api/v1/imports/${id}`);
      return state.status;
    })
    .not.toMatch(/queued|running/);
  return state;
}
const ordersBook = async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('说明').addRow(['请看第二页']);
  const sheet = book.addWorksheet('订单');
  sheet.addRow(['订单编号', '下单时间', '客户编号', '实付金额']);
  for (let index = 1; index <= 20; index += 1) {
    sheet.addRow([`O${index}`, new Date(Date.UTC(2026, 0, index)), `C${index % 4}`, index === 7 ? '坏' : index + 0.1]);
  }
  sheet.getColumn(2).numFmt = 'yyyy-mm-dd';
  return Buffer.from(await book.xlsx.writeBuffer());
};
const revenue = async () => {
  const query = encodeURIComponent(JSON.stringify({ measures: ['orders.revenue', 'orders.count'] }));
  const { data } = await temporary.json<{ data: Record<string, string>[] }>(`/cubejs-api/v1/load?query=${query}`);
  return data[0];
};

it('a sheet of a workbook becomes orders; what is wrong is kept apart; reading it again changes nothing', async () => {
  const bytes = await ordersBook();
  const form = new FormData();
  form.set('file', new Blob([bytes]), '订单.xlsx');
  form.set('options', JSON.stringify({ sheet: '订单' }));
  const preview = await temporary.json<ImportPreview>('/api/v1/imports/preview', { method: 'POST', body: form });
  expect(preview).toMatchObject({
    kind: 'xlsx',
    tables: ['说明', '订单'],
    table: '订单',
    guess: { entity: 'orders', missing: [] },
  });

  const fields = { entity: 'orders', options: JSON.stringify({ sheet: '订单', currency: 'CNY' }) };
  const first = await importFile('订单.xlsx', bytes, fields);
  expect(first).toMatchObject({
    status: 'succeeded',
    rowsRead: 20,
    rowsAccepted: 19,
    rowsRejected: 1,
    rowsUnchanged: 0,
  });
  const { rejects } = await temporary.json<{ rejects: object[] }>(`/api/v1/imports/${first.id}/rejects`);
  expect(rejects).toEqual([expect.objectContaining({ rowNumber: 7, value: '坏', code: 'not-a-number' })]);
  // 1 + 2 + … + 20 = 210, less 7; 19 times ten cents.
  const figures = await revenue();
  expect([Number(figures?.['orders.revenue']), Number(figures?.['orders.count'])]).toEqual([204.9, 19]);

  const again = await importFile('订单.xlsx', bytes, fields);
  expect(again).toMatchObject({ status: 'succeeded', rowsAccepted: 19, rowsUnchanged: 19 });
  expect(await revenue()).toEqual(figures);
});

it('Parquet and a zip of NDJSON become events and tables by the same road', async () => {
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: 'event', data: ['Opened', 'Closed', 'Opened'], type: 'STRING' },
      { name: 'occurred_at', data: [1, 2, 3].map((day) => new Date(Date.UTC(2026, 1, day))), type: 'TIMESTAMP' },
      { name: 'customer_id', data: ['C1', 'C2', 'C9'], type: 'STRING' },
    ],
  });
  expect(await importFile('e.parquet', new Uint8Array(parquet), { entity: 'events' })).toMatchObject({
    rowsAccepted: 3,
  });
  const zip = zipSync({
    'a.ndjson': strToU8('{"city":"杭州","people":12}\n'),
    'b.ndjson': strToU8('{"people":7,"city":"宁波"}\n'),
  });
  expect(await importFile('cities.zip', zip, { entity: 'table:cities' })).toMatchObject({ rowsAccepted: 2 });
  const counts = await temporary.json<{ counts: Record<string, number> }>('/api/v1/status');
  expect(counts.counts).toMatchObject({ events: 3, 'table:cities': 2 });
});

it('a mapping is remembered for its columns, in whatever order they come, and offered with the next such file', async () => {
  const preview = async (csv: string) => {
    const form = new FormData();
    form.set('file', new Blob([csv]), 'stock.csv');
    return temporary.json<UploadPreview>('/api/v1/imports/preview', { method: 'POST', body: form });
  };
  const first = await preview('仓库编码,盘点人,余量\nW1,李,3\n');
  expect(first.saved).toBeNull();
  const saved = { entity: 'table:盘点', mapping: { 仓库: { column: '仓库编码' }, 余量: { column: '余量' } } };
  const form = new FormData();
  form.set('uploadId', first.uploadId);
  form.set('entity', saved.entity);
  form.set('mapping', JSON.stringify(saved.mapping));
  await temporary.json('/api/v1/imports', { method: 'POST', body: form });
  expect((await preview('余量,仓库编码,盘点人\n5,W2,王\n')).saved).toEqual(saved);
  expect((await preview('余量,仓库编码\n5,W2\n')).saved).toBeNull();
});
