import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { ConnectorFailure } from '../connector.ts';
import { globPattern } from './glob.ts';

export interface FoundFile {
  path: string;
  /** Below the folder, with `/` between names. */
  name: string;
  sizeBytes: number;
  changedMs: number;
}

const readable = /\.(csv|tsv|txt|tab|xlsx|xlsm|xls|json|ndjson|jsonl|parquet|zip)(\.(gz|zst))?$/i;

/**
 * The files a pattern means, oldest first: those of the folder, or the one file the path names. Hidden files and those
 * that programs leave behind while they write are no files.
 *
 * @param ownFolder nothing in it is a file either: what was read would come back as something to read
 * @throws gone, permission; config when the path itself lies in `ownFolder`
 */
export async function findFiles(path: string, pattern: string, ownFolder?: string): Promise<FoundFile[]> {
  try {
    const info = await stat(path);
    const own = ownFolder === undefined ? null : await realpath(ownFolder).catch(() => null);
    if (own !== null && isWithin(await realpath(path), own)) {
      throw new ConnectorFailure('config', { reason: 'this is the data folder of Luopan itself' });
    }
    if (info.isFile()) return [{ path, name: basename(path), sizeBytes: info.size, changedMs: info.mtimeMs }];
    const wanted = globPattern(pattern);
    const found: FoundFile[] = [];
    for (const entry of await readdir(path, {
      recursive: pattern.includes('/') || pattern.includes('**'),
      withFileTypes: true,
    })) {
      const full = join(entry.parentPath, entry.name);
      const name = relative(path, full).split(sep).join('/');
      if (isHidden(name) || !wanted.test(name) || !readable.test(name)) continue;
      // A link may be followed to a file; what is no file then (a folder, a pipe) is left alone.
      const file = await stat(full).catch(() => null);
      if (own !== null && isWithin(await realpath(full).catch(() => full), own)) continue;
      if (file?.isFile()) found.push({ path: full, name, sizeBytes: file.size, changedMs: file.mtimeMs });
    }
    return found.sort((a, b) => a.changedMs - b.changedMs || (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw folderFailure(error, path);
  }
}

/** Clocks of other machines run ahead by minutes, or by a zone; a time further ahead than this is made up. */
const mostAheadMs = 86_400_000;

/** Whether a file's time says nothing about when it was changed. */
export const isMadeUp = ({ changedMs }: FoundFile, now: number): boolean => changedMs > now + mostAheadMs;

/**
 * Milliseconds until a file stands still: until its last change is `settleMs` ago; none (0 or less) when it does, or when
 * its time is made up: it would be waited for for ever. What stands still goes on doing so until it is changed.
 */
export const restsInMs = (file: FoundFile, settleMs: number, now: number): number =>
  isMadeUp(file, now) ? 0 : file.changedMs + settleMs - now;

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}${sep}`);

const isHidden = (name: string) =>
  name.split('/').some((part) => /^[.~]/.test(part) || /\.(tmp|part|crdownload|swp)$/i.test(part));

export function folderFailure(error: unknown, path: string): ConnectorFailure {
  if (error instanceof ConnectorFailure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const failure =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? 'gone'
      : code === 'EACCES' || code === 'EPERM'
        ? 'permission'
        : 'internal';
  return new ConnectorFailure(failure, {
    reason: `${basename(dirname(path))}/${basename(path)}: ${code}`,
    cause: error,
  });
}
