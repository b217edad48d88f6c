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
    // What anybody may leave behind: a program under the browser's name, and a folder of the name of ours.
    writeFileSync(join(folder, 'chromium'), '#!/bin/sh\n', { mode: 0o755 });
    const theirs = join(folder, `luopan-browser-${getuid?.()}`);
    mkdirSync(join(theirs, 'chromium'), { recursive: true });
    writeFileSync(join(theirs, 'chromium/chromium'), '#!/bin/sh\n', { mode: 0o755 });
    chmodSync(theirs, 0o777);
    const aside = await packedBrowser(folder);
    expect(aside.startsWith(`${theirs}-`)).toBe(true);
    expect(statSync(aside).size).toBeGreaterThan(100_000_000);
    rmSync(theirs, { recursive: true });

    const [one, two] = await Promise.all([packedBrowser(folder), packedBrowser(folder)]);
    expect(two).toBe(one);
    expect(one).toBe(join(theirs, 'chromium/chromium'));
    expect(statSync(dirname(dirname(one))).mode & 0o077).toBe(0);
    expect(readdirSync(theirs)).toEqual(['chromium']);
    expect(existsSync(join(dirname(one), 'fonts'))).toBe(true);
  },
);
