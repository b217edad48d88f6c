import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeCsv, writeWorkbook } from '../workbook/index.ts';
import { ExportFiles } from './export-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-exports-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const rows = () => Array.from({ length: 20_000 }, (_, index) => [index, `客户 ${index}`]);
const writers = {
  csv: (path: string) => writeCsv(path, { encoding: 'utf-8', head: ['a', 'b'], rows: rows() }),
  xlsx: (path: string) =>
    writeWorkbook(path, { title: 't', createdAtMs: 0, sheets: [{ name: 's', columns: [{}, {}], rows: rows() }] }),
  pdf: (path: string) => writeFile(path, Buffer.alloc(1_000_000)),
} as const;

// What is written there meets a full disk, told by the system itself.
it.runIf(existsSync('/dev/full')).each(['csv', 'xlsx', 'pdf'] as const)(
  'a disk that fills while a %s is written is told as that, and nothing half written stays',
  async (format) => {
    const files = new ExportFiles(folder);
    const kept = join(folder, 'exports');
    await files.keep('before', format, (path) => writeFile(path, 'whole'));
    await symlink('/dev/full', join(kept, `full.${format}.part`));
    await expect(files.keep('full', format, async (path) => void (await writers[format](path)))).rejects.toMatchObject({
      code: 'store/disk-full',
      params: { path: kept },
    });
    expect(await readdir(kept)).toEqual([`before.${format}`]);
  },
);

it('a file is there whole or not at all', async () => {
  const files = new ExportFiles(folder);
  const failing = async (path: string) => {
    await writeFile(path, 'half');
    throw new Error('the source went away');
  };
  await expect(files.keep('x', 'csv', failing)).rejects.toThrow('went away');
  expect(await files.exists('x', 'csv')).toBe(false);
  expect(await readdir(join(folder, 'exports'))).toEqual([]);
});
