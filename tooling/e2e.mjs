/** Builds the interface, then drives it in a real browser. Arguments go to vitest, e.g. `npm run e2e -- import`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

const built = node('node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn');
process.exitCode = built || node('node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', ...process.argv.slice(2));
