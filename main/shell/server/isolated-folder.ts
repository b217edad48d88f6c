import { spawnSync } from 'node:child_process';

/**
 * For tests: commands that run a program with a data folder as it seldom is. Linux gives a process mounts of its own,
 * also as root, whom no mode of a folder keeps from writing; nothing outside of it changes.
 */
const ownMounts = (script: string) => ['unshare', '-rm', 'sh', '-c', `${script} && exec "$@"`, 'sh'];

/** Does this system give a process mounts of its own? Not macOS, Windows and locked-down containers. */
export const canMount = process.platform === 'linux' && spawnSync('unshare', ['-rm', 'true']).status === 0;

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;

/** What is in the folder can be read, and nothing in it changed. */
export function readOnly(folder: string): string[] {
  const at = quoted(folder);
  return ownMounts(`mount --bind ${at} ${at} && mount -o remount,bind,ro ${at}`);
}

export const ballast = 'ballast';

/** The folder is a disk of its own, of which all but `freeBytes` is taken by a file called `ballast`. */
export function smallDisk(folder: string, sizeBytes: number, freeBytes: number): string[] {
  const at = quoted(folder);
  const fill = `head -c ${sizeBytes - freeBytes} /dev/zero > ${at}/${ballast}`;
  return ownMounts(`mount -t tmpfs -o size=${sizeBytes} tmpfs ${at} && ${fill}`);
}
