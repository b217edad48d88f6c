/** `npm start`: builds the interface where its sources changed, then runs the host in this very process. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { onNode24 } from './node24.mjs';
import { isRendererBuilt } from './renderer-stamp.mjs';

const root = join(import.meta.dirname, '..');
if (onNode24()) {
  const isHelp = process.argv.some((arg) => arg === '--help' || arg === '-h');
  const isBuilt = isHelp || isRendererBuilt(root) || build();
  if (isBuilt) {
    stopWithNpm();
    await import('../main/server.ts');
  } else process.exitCode = 1;
}

/** In a process of its own, whose memory goes when it is done. */
function build() {
  const { status } = spawnSync(process.execPath, [join(root, 'tooling/build-renderer.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status === 0;
}

/**
 * npm runs scripts through a shell, and passes a termination to the shell, which does not pass it on: the host would
 * live on, nobody's child. Started by npm, it stops when its shell is gone.
 */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start' || process.platform === 'win32') return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}
