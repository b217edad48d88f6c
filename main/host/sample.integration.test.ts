import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Sample, Status } from '../../contract/workspace.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let sampleDir: string;
let running: TemporaryHost;

beforeEach(async () => {
  sampleDir = await mkdtemp(join(tmpdir(), 'luopan-sample-'));
  const about = { title: { 'zh-CN': '示例', en: 'Sample' }, origin: 'here', licence: 'none', entity: 'orders' };
  const files = {
    'about.json': JSON.stringify({ ...about, file: 'orders.csv', fileName: 'orders.csv' }),
    'mapping.json': '{"order_id":{"column":"id"},"ordered_at":{"column":"day"},"net":{"column":"net"}}',
    'options.json': '{"currency":"EUR"}',
    'orders.csv': 'id,day,net\n1,2024-01-01,5\n2,2024-01-02,6\n',
  };
  await mkdir(sampleDir, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(sampleDir, name), content);
});
afterEach(async () => {
  await running.discard();
  await rm(sampleDir, { recursive: true });
});

async function settled(): Promise<Sample['state']> {
  await running.host.ready;
  for (;;) {
    const { state } = await running.json<Sample>('/api/v1/sample');
    if (state !== 'importing') return state;
    await pause(30);
  }
}
const orders = async () => (await running.json<Status>('/api/v1/status')).counts.orders;

it('comes with the first start, goes in one step, stays away, and comes back when asked for', async () => {
  running = await startTemporaryHost({ sampleDir, withSample: true });
  expect([await settled(), await orders()]).toEqual(['present', 2]);
  const removed = await running.json<Sample>('/api/v1/sample', { method: 'DELETE' });
  expect([removed.state, await orders()]).toEqual(['removed', 0]);
  running = await running.restart();
  expect([await settled(), await orders()]).toEqual(['removed', 0]);
  await running.json('/api/v1/sample', { method: 'POST' });
  expect([await settled(), await orders()]).toEqual(['present', 2]);
});

it('does not mix itself into data that is already there, and goes without taking any of it', async () => {
  running = await startTemporaryHost({ sampleDir });
  const form = new FormData();
  form.set('entity', 'orders');
  form.set('mapping', '{"order_id":{"column":"id"},"ordered_at":{"column":"day"},"net":{"column":"net"}}');
  form.set('file', new Blob(['id,day,net\n1,2023-05-05,70\n']), 'own.csv');
  await running.json('/api/v1/imports', { method: 'POST', body: form });
  await expect.poll(orders).toBe(1);
  running = await running.restart({ withSample: true });
  expect([await settled(), await orders()]).toEqual(['absent', 1]);
  await running.json('/api/v1/sample', { method: 'POST' });
  expect([await settled(), await orders()]).toEqual(['present', 3]);
  await running.json('/api/v1/sample', { method: 'DELETE' });
  expect(await orders()).toBe(1);
});
