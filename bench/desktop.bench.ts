import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { median, report, seconds } from './report.ts';
import { ensureWorld } from './world.ts';

const root = join(import.meta.dirname, '..');
const rounds = 5;
const times = z.object({
  firstPageMs: z.number(),
  windowMs: z.number(),
  interfaceMs: z.number(),
  boardMs: z.number(),
});
type Times = z.infer<typeof times>;

/** The desktop application's start on the large world, and the self-hosted bundle's on an empty folder. */
export async function benchDesktop(folder: string): Promise<void> {
  const world = ensureWorld(join(folder, 'world'));
  const run = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  run('node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn');
  // The first start finds a cold disk, and perhaps a world of an earlier version.
  const starts = Array.from({ length: rounds + 1 }, () => startDesktop(world)).slice(1);
  const all = (name: keyof Times) => starts.map((start) => start[name]);
  run('tooling/dist-server.mjs', '--no-archive');
  const answers: number[] = [];
  for (let round = 0; round < rounds; round += 1) answers.push(await startBundle());
  const figure = (what: string, samples: number[], barMs: number | null) => ({
    what,
    value: seconds(median(samples)),
    reference: `slowest ${seconds(Math.max(...samples))}`,
    bar: barMs === null ? '' : `≤ ${barMs / 1000} s`,
    isMet: barMs === null ? null : median(samples) <= barMs,
  });
  report({
    name: 'desktop',
    title: 'The desktop application and the self-hosted bundle, starting',
    method: `Median of ${rounds} starts. Desktop: the built bundles on 10 M events and 2 M orders, in the stand-in for Electron; counted from the start of the process, without the start of the stand-in's Chromium. What Electron itself takes to start is not in it: that needs a machine with its binary. First page: Node.js, the application up to asking for its first page, and that page in Chromium, without loading the stand-in; window: with it; interface: its frame, while the host goes on loading. Board: every tile the window shows has its data. Bundle: \`npm run dist:server\`, from the command to the first answer of /healthz, on an empty folder.`,
    figures: [
      figure('first page painted', all('firstPageMs'), 300),
      figure('window painted', all('windowMs'), 1000),
      figure('interface painted', all('interfaceMs'), null),
      figure('board painted', all('boardMs'), 3000),
      figure('bundle answers /healthz', answers, 2000),
    ],
  });
}

function startDesktop(world: string): Times {
  const place = mkdtempSync(join(tmpdir(), 'luopan-bench-desktop-'));
  try {
    symlinkSync(world, join(place, 'data'));
    const out = execFileSync(process.execPath, [join(root, 'e2e/support/desktop-start.ts'), place], {
      env: { ...process.env, LUOPAN_DESKTOP_BUILT: '1', TZ: 'Asia/Shanghai' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return times.parse(JSON.parse(out));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** @returns from the command to the first answer */
async function startBundle(): Promise<number> {
  const [bundle = ''] = globSync('dist/server/*/', { cwd: root });
  const place = mkdtempSync(join(tmpdir(), 'luopan-bench-bundle-'));
  const startedAt = performance.now();
  const args = ['--data', join(place, 'data'), '--port', '0', '--no-open', '--no-sample'];
  const child = spawn(join(root, bundle, 'luopan'), args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  try {
    const answer = await fetch(`${await originOf(child.stdout)}/healthz`);
    if (!answer.ok) throw new Error(`the bundle answers ${answer.status}`);
    return performance.now() - startedAt;
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(place, { recursive: true, force: true });
  }
}

/** Where a program answers, by its ready line: it takes whichever port is free. */
async function originOf(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const url = /^Luopan ready: (\S+)/.exec(line)?.[1];
    if (url !== undefined) return new URL(url).origin;
  }
  throw new Error('the bundle ended before it was ready');
}
