/**
 * The desktop application in a real Electron: it starts, signs itself in, shows the first board, shows a Luopan
 * elsewhere without giving it anything of this machine, and quits. Prints what it ran in.
 *
 *     node e2e/desktop-smoke.mjs               what was built, in LUOPAN_ELECTRON or the binary the electron package fetches
 *     node e2e/desktop-smoke.mjs --packaged    what `npm run dist:desktop` unpacked for this system, or the program named
 *
 * Needs a display.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const patienceMs = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'luopan-smoke-'));
const env = { ...process.env, LUOPAN_DATA: join(folder, 'data') };
const userData = `--user-data-dir=${join(folder, 'user')}`;
const started = performance.now();
const told = (what) => console.log(`${what} after ${Math.round(performance.now() - started)} ms`);

const [mode, named] = process.argv.slice(2);
await (mode === '--packaged' ? packaged(named ?? unpackedProgram()) : built());
rmSync(folder, { recursive: true, force: true });

async function built() {
  const executablePath = process.env.LUOPAN_ELECTRON || createRequire(import.meta.url)('electron');
  const application = await _electron.launch({ executablePath, args: [root, userData], env });
  const page = await application.firstWindow();
  await showsBoard(page);
  await showsElsewhere(application, page);
  const versions = await application.evaluate(() => process.versions);
  await application.close();
  console.log(`ran in Electron ${versions.electron}, Chromium ${versions.chrome}, Node ${versions.node}`);
}

/** Its fuses keep out what Playwright would attach to in the main process; pages are reached as a browser's are. */
async function packaged(program) {
  const child = spawn(program, ['--remote-debugging-port=0', userData], { env, stdio: ['ignore', 'inherit', 'pipe'] });
  const browser = await chromium.connectOverCDP(await devToolsOf(child.stderr));
  const [context] = browser.contexts();
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  await showsBoard(page);
  const agent = await page.evaluate(() => navigator.userAgent);
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
  console.log(`${program} ran: ${agent}`);
}

async function showsBoard(page) {
  told('window');
  await page.getByTestId('tile-revenue-value').waitFor({ timeout: patienceMs });
  told('first board');
  const safety = await page.evaluate(() => ({
    hasNode: typeof process !== 'undefined' || typeof require !== 'undefined',
    isFrozen: Object.isFrozen(window.desktop),
  }));
  if (safety.hasNode || !safety.isFrozen) throw new Error(`the page is not isolated: ${JSON.stringify(safety)}`);
}

async function showsElsewhere(application, page) {
  const args = ['tooling/start.mjs', '--no-open', '--no-sample', '--port', '0', '--data', join(folder, 'elsewhere')];
  const host = spawn('node', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = new URL(await readyUrl(host.stdout));
    const asked = { address: url.origin, token: url.searchParams.get('token') };
    await page.evaluate((remote) => window.desktop.ask('open-remote', remote), asked);
    for (const deadline = Date.now() + patienceMs; ; ) {
      const seen = await application.evaluate(async ({ BrowserWindow, webContents }, origin) => {
        const shown = webContents.getAllWebContents().find((one) => one.getURL().startsWith(origin));
        const script =
          '({ ready: document.querySelector("nav") !== null, given: window.desktop?.version ?? null, node: typeof process })';
        const inside = shown === undefined ? null : await shown.executeJavaScript(script);
        return { inside, windows: BrowserWindow.getAllWindows().length };
      }, url.origin);
      if (seen.inside?.ready) {
        if (seen.windows !== 1 || seen.inside.given !== '' || seen.inside.node !== 'undefined') {
          throw new Error(`a Luopan elsewhere is not kept apart: ${JSON.stringify(seen)}`);
        }
        break;
      }
      if (Date.now() > deadline) throw new Error('a Luopan elsewhere was not shown');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    told('a Luopan elsewhere in the same window');
  } finally {
    host.kill('SIGTERM');
  }
}

async function readyUrl(output) {
  for await (const line of createInterface({ input: output })) {
    const url = /^Luopan ready: (\S+)/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error('the host ended before it was ready');
}

async function devToolsOf(output) {
  for await (const line of createInterface({ input: output })) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error('the application ended before it had a page');
}

function unpackedProgram() {
  const places = {
    linux: 'linux*unpacked/luopan',
    win32: 'win*unpacked/Luopan.exe',
    darwin: process.arch === 'arm64' ? 'mac-arm64/*.app/Contents/MacOS/Luopan' : 'mac/*.app/Contents/MacOS/Luopan',
  };
  const [found] = globSync(places[process.platform] ?? '', { cwd: join(root, 'dist/desktop/installers') });
  if (found === undefined) throw new Error('run `npm run dist:desktop` first');
  return join(root, 'dist/desktop/installers', found);
}
