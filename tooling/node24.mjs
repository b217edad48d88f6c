import { spawn } from 'node:child_process';
import { join } from 'node:path';

const major = Number(process.versions.node.split('.')[0]);

/**
 * npm scripts run on Node 24, which comes with the dependencies. Someone who starts a script with the system's older
 * Node gets the same: it is started again, and signals are passed on.
 *
 * @returns true when this process runs on Node 24 or later
 */
export function onNode24() {
  if (major >= 24) return true;
  const node = join(import.meta.dirname, '../node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', shell: process.platform === 'win32' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', () => {
    console.error('Node 24 is missing: run `npm ci` first.');
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
  return false;
}
