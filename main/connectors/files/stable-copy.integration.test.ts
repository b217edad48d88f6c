import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { copyStable } from './index.ts';

let folder = '';
let source = '';
let target = '';
const bytes = Buffer.alloc(3_500_000, 'order,1\n');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'luopan-copy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  source = join(folder, 'source.csv');
  target = join(folder, 'target');
  rmSync(target, { force: true });
  writeFileSync(source, bytes);
});

const failsWith = (code: string) => expect.objectContaining({ code });

it('copies and hashes', async () => {
  const copied = await copyStable(source, target);
  expect(copied).toEqual({ sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length });
  expect(readFileSync(target).equals(bytes)).toBe(true);
});

it.each<[string, () => void, string]>([
  ['grows', () => appendFileSync(source, 'more\n'), 'import/file-changed'],
  ['is cut short', () => writeFileSync(source, 'short'), 'import/file-changed'],
  ['is written over with the same size', () => utimesSync(source, 1, 1), 'import/file-changed'],
  [
    'is replaced by renaming',
    () => {
      writeFileSync(join(folder, 'new'), bytes);
      renameSync(join(folder, 'new'), source);
    },
    'import/file-changed',
  ],
  ['vanishes', () => rmSync(source), 'import/file-missing'],
])('leaves nothing when the file %s meanwhile', async (_, change, code) => {
  let isChanged = false;
  const copying = copyStable(source, target, {
    onProgress: () => {
      if (!isChanged) change();
      isChanged = true;
    },
  });
  await expect(copying).rejects.toEqual(failsWith(code));
  expect(isChanged).toBe(true);
  expect(existsSync(target)).toBe(false);
});

it('refuses what is no file, what is empty, and what is not there', async () => {
  await expect(copyStable(folder, target)).rejects.toEqual(failsWith('import/file-missing'));
  await expect(copyStable(join(folder, 'none'), target)).rejects.toEqual(failsWith('import/file-missing'));
  writeFileSync(source, '');
  await expect(copyStable(source, target)).rejects.toEqual(failsWith('import/empty-file'));
  expect(existsSync(target)).toBe(false);
});

it('stops when cancelled, and never writes over a file', async () => {
  const controller = new AbortController();
  const copying = copyStable(source, target, { signal: controller.signal, onProgress: () => controller.abort() });
  await expect(copying).rejects.toEqual(failsWith('import/cancelled'));
  expect(existsSync(target)).toBe(false);
  writeFileSync(target, 'mine');
  await expect(copyStable(source, target)).rejects.toThrow();
  expect(readFileSync(target, 'utf8')).toBe('mine');
});

it.runIf(existsSync('/dev/full'))('tells a full disk', async () => {
  const { fileFailure } = await import('./file-failure.ts');
  const { closeSync, openSync, writeSync } = await import('node:fs');
  const descriptor = openSync('/dev/full', 'w');
  try {
    writeSync(descriptor, 'x');
    expect.unreachable();
  } catch (error) {
    expect(fileFailure(error)).toEqual(failsWith('store/disk-full'));
  } finally {
    closeSync(descriptor);
  }
});
