import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/**
 * The self-hosted bundle on a machine with nothing installed and no network: Linux gives a process a network of its
 * own that has loopback alone. Where the system does not (macOS, Windows, a locked-down container), there is no way to
 * try it, and the test says so.
 */
const root = join(import.meta.dirname, '..');
const isolated = ['-rn', 'sh', '-c', 'PATH=$PATH:/usr/sbin:/sbin; ip link set lo up && exec "$@"', 'sh'];
const canIsolate = process.platform === 'linux' && spawnSync('unshare', [...isolated, 'true']).status === 0;
const dataDir = mkdtempSync(join(tmpdir(), 'luopan-no-network-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

interface Seen {
  attempts: Record<'afterStart' | 'afterFigures' | 'afterImport' | 'atEnd', number>;
  counts: boolean;
  revenue: number;
  tiles: number;
  faults: string[];
  imported: { status: string; rowsAccepted: number };
  exitCode: number | null;
  errors: string[];
}

describe.skipIf(!canIsolate)('in a network without a way out (needs Linux, unshare and ip)', () => {
  it('the bundle starts, shows the first board, imports and stops, and nothing tries to leave', () => {
    execFileSync(process.execPath, [join(root, 'tooling/dist-server.mjs'), '--no-archive'], { stdio: 'pipe' });
    const dist = join(root, 'dist/server');
    const [name = ''] = readdirSync(dist, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    const folder = join(dist, name);
    const probe = [process.execPath, join(import.meta.dirname, 'support/no-network-probe.ts'), folder, dataDir];
    const { stdout, stderr, status } = spawnSync('unshare', [...isolated, ...probe], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const seen = JSON.parse(stdout) as Seen;
    expect(seen.counts).toBe(true);
    expect(seen.attempts).toEqual({ afterStart: 0, afterFigures: 0, afterImport: 0, atEnd: 0 });
    // November 2011 of the sample, as docs/spec/revenue.md has it from SQL over the raw file.
    expect(seen.revenue).toBeCloseTo(1_479_884.13, 2);
    expect(seen.tiles).toBeGreaterThanOrEqual(12);
    expect(seen.faults).toEqual([]);
    expect(seen.imported).toMatchObject({ status: 'succeeded', rowsAccepted: 2 });
    expect([seen.exitCode, seen.errors]).toEqual([0, []]);
  });
});
