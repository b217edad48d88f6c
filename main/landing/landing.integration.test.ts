import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Landing, openLanding } from './index.ts';

let folder: string;
let landing: Landing;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-landing-'));
  landing = openLanding(join(folder, 'landing'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = Buffer.from('order_id,amount\nA1,5\n');
const sha256 = createHash('sha256').update(bytes).digest('hex');

async function file(name: string): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

describe('landing', () => {
  it('moves an upload in under the hash of its bytes', async () => {
    const landed = await landing.take(await file('upload'), false);
    expect(landed).toEqual({ sha256, sizeBytes: bytes.length, path: join(landing.folder, sha256) });
    expect(await readFile(landing.pathOf(sha256))).toEqual(bytes);
    expect(await readdir(folder)).toEqual(['landing']);
  });

  it('takes the hash of a file that was hashed while it was written', async () => {
    const landed = await landing.take(await file('piece'), false, 'a'.repeat(64));
    expect(landed).toEqual({ sha256: 'a'.repeat(64), sizeBytes: bytes.length, path: landing.pathOf('a'.repeat(64)) });
  });

  it('copies a user’s own file and leaves it alone', async () => {
    const own = await file('mine.csv');
    expect(await landing.take(own, true)).toMatchObject({ sha256 });
    expect(await readFile(own)).toEqual(bytes);
    expect(await readdir(landing.folder)).toEqual([sha256]);
  });

  it('keeps equal bytes once', async () => {
    await Promise.all([landing.take(await file('a'), true), landing.take(await file('b'), false)]);
    expect(await readdir(landing.folder)).toEqual([sha256]);
  });

  it('says so when there is no file, and leaves nothing behind', async () => {
    await expect(landing.take(join(folder, 'none'), false)).rejects.toMatchObject({ code: 'import/file-missing' });
    await expect(landing.take(join(folder, 'none'), true)).rejects.toMatchObject({ code: 'import/file-missing' });
    expect(await readdir(landing.folder)).toEqual([]);
  });

  it('sweeps what nobody refers to: partial files, unpacked ones, forgotten ones', async () => {
    await landing.take(await file('upload'), false);
    await mkdir(landing.folder, { recursive: true });
    for (const name of ['incoming-1', 'unpacked-2.tmp', 'f'.repeat(64)])
      await writeFile(join(landing.folder, name), 'x');
    await landing.sweep(new Set([sha256]));
    expect(await readdir(landing.folder)).toEqual([sha256]);
  });
});
