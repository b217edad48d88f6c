/**
 * The built desktop application in a real Electron: it starts, signs itself in, shows the first board and quits. Needs
 * the binary (`LUOPAN_ELECTRON`, or the one the electron package fetches) and a display. Prints what it ran in.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'luopan-smoke-'));
const executablePath = process.env.LUOPAN_ELECTRON || createRequire(import.meta.url)('electron');
const started = performance.now();
const application = await _electron.launch({
  executablePath,
  args: [root, `--user-data-dir=${join(folder, 'user')}`],
  env: { ...process.env, LUOPAN_DATA: join(folder, 'data') },
});
const page = await application.firstWindow();
console.log(`window after ${Math.round(performance.now() - started)} ms`);
await page.getByTestId('tile-revenue-value').waitFor({ timeout: 60_000 });
console.log(`first board after ${Math.round(performance.now() - started)} ms`);
const safety = await page.evaluate(() => ({
  hasNode: typeof process !== 'undefined' || typeof require !== 'undefined',
  isFrozen: Object.isFrozen(window.desktop),
}));
if (safety.hasNode || !safety.isFrozen) throw new Error(`the page is not isolated: ${JSON.stringify(safety)}`);
const versions = await application.evaluate(() => process.versions);
await application.close();
rmSync(folder, { recursive: true, force: true });
console.log(`ran in Electron ${versions.electron}, Chromium ${versions.chrome}, Node ${versions.node}`);
