import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packedBrowser } from './packed-browser.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luopan-unpack-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(process.platform !== 'linux')(
  'a browser is unpacked once, whole, where only its user may enter (Linux)',
  async () => {
    const [one, two] = await Promise.all([packedBrowser(folder), packedBrowser(folder)]);
    expect(two).toBe(one);
    expect(statSync(one).size).toBeGreaterThan(100_000_000);
    expect(statSync(dirname(one)).mode & 0o077).toBe(0);
    expect(readdirSync(dirname(one))).toEqual(['chromium']);

    // A folder that others may write to, as somebody else can leave one under this name.
    chmodSync(dirname(one), 0o777);
    writeFileSync(one, '#!/bin/sh\n');
    const aside = await packedBrowser(folder);
    expect(dirname(aside)).not.toBe(dirname(one));
    expect(statSync(aside).size).toBeGreaterThan(100_000_000);
  },
);
