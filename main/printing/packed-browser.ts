import { randomUUID } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
} from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

const packageName = '@sparticuz/chromium';

/**
 * The browser that comes by npm, unpacked on first use into a folder that only this user may enter: one that everybody
 * may write to could hold somebody else's program under the browser's name. It appears there whole or not at all, also
 * for programs that unpack at the same time. The package's own unpacking promises neither, and wants to give files
 * away, which a container without real root refuses.
 *
 * @param folder for temporary files
 * @returns path of the program
 */
export async function packedBrowser(folder: string = tmpdir()): Promise<string> {
  const root = dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const program = join(ownFolder(folder, `luopan-browser-${version}`), 'chromium');
  if (existsSync(program)) return program;
  const part = `${program}.${randomUUID()}`;
  try {
    await pipeline(
      createReadStream(join(root, 'bin', 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(part, { mode: 0o700 }),
    );
    await rename(part, program);
  } finally {
    await rm(part, { force: true });
  }
  return program;
}

function ownFolder(parent: string, name: string): string {
  const own = join(parent, `${name}-${getuid?.() ?? 'own'}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const found = lstatSync(own);
  const isOwn = found.isDirectory() && (getuid === undefined || found.uid === getuid()) && (found.mode & 0o077) === 0;
  return isOwn ? own : mkdtempSync(`${own}-`);
}
