import { execFile } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { getuid } from 'node:process';
import { promisify } from 'node:util';

/** Its library unpacks into the system's folder for temporary files, whatever lies there already. */
const unpack = `import(process.argv[1]).then(({ default: packed }) => packed.executablePath()).then((path) => process.stdout.write(path))`;

/**
 * The browser that comes by npm, unpacked on first use into a folder that only this user may enter: one that everybody
 * may write to could hold somebody else's program under the browser's name. It appears there whole or not at all.
 *
 * @param folder for temporary files
 * @returns path of the program
 */
export async function packedBrowser(folder: string = tmpdir()): Promise<string> {
  const own = ownFolder(folder);
  const unpacked = join(own, 'chromium');
  const program = join(unpacked, 'chromium');
  if (existsSync(program)) return program;
  const unfinished = mkdtempSync(join(own, 'unpacking-'));
  try {
    const args = ['--input-type=module', '-e', unpack, import.meta.resolve('@sparticuz/chromium')];
    const env = { ...process.env, TMPDIR: unfinished };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    if (basename(stdout) !== 'chromium' || !existsSync(stdout)) throw new Error(`nothing was unpacked: ${stdout}`);
    await rename(unfinished, unpacked);
  } catch (error) {
    // Another process of this user was quicker.
    if (!existsSync(program)) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return program;
}

function ownFolder(folder: string): string {
  const own = join(folder, `luopan-browser-${getuid?.() ?? 'own'}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const found = lstatSync(own);
  const isOwn = found.isDirectory() && (getuid === undefined || found.uid === getuid()) && (found.mode & 0o077) === 0;
  return isOwn ? own : mkdtempSync(`${own}-`);
}
