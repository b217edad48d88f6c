import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';

/** @throws store/read-only, store/disk-full */
export function prepareDataFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new AppError(isCode(cause, 'ENOSPC') ? 'store/disk-full' : 'store/read-only', { cause });
  }
}

/** What `host.json` tells programs on this machine: where the host is (its origin) and how to sign in. */
const hostFileContent = z.object({ url: z.url(), token: z.string(), pid: z.number().int(), version: z.string() });
export type HostFile = z.infer<typeof hostFileContent>;

const hostFile = (dataDir: string) => join(dataDir, 'host.json');

/** Writes `host.json`, readable by this user only. */
export function writeHostFile(dataDir: string, content: HostFile): void {
  rmSync(hostFile(dataDir), { force: true });
  writeFileSync(hostFile(dataDir), `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
}

export function removeHostFile(dataDir: string): void {
  rmSync(hostFile(dataDir), { force: true });
}

/** The file of the host that has this folder open; null when there is none or it is unreadable. */
export function readHostFile(dataDir: string): HostFile | null {
  try {
    return hostFileContent.parse(JSON.parse(readFileSync(hostFile(dataDir), 'utf8')));
  } catch {
    return null;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
