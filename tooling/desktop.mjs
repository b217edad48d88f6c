/**
 * `npm run desktop`: builds everything and starts the desktop shell. `LUOPAN_ELECTRON` names an Electron binary to use;
 * without it the electron package fetches its own on the first call.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { onNode24 } from './node24.mjs';

const root = join(import.meta.dirname, '..');
if (onNode24()) {
  const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const built = spawnSync(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status === 0) start();
  else process.exitCode = 1;
}

function start() {
  const binary = process.env.LUOPAN_ELECTRON || fetchedElectron();
  if (binary === null) return;
  const child = spawn(binary, [root, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

/** The binary of the electron package, which fetches it when it is not there yet. */
function fetchedElectron() {
  try {
    return createRequire(import.meta.url)('electron');
  } catch (error) {
    console.error(error.message);
    console.error('Set LUOPAN_ELECTRON to an Electron 45 binary, or use `npm start` and a browser.');
    process.exitCode = 1;
    return null;
  }
}
