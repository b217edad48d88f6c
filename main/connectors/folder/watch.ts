import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '../../ports/logger.ts';
import { findFiles } from './find-files.ts';

export interface FolderWatch {
  path: string;
  patterns: readonly string[];
  /** A file stands still when it has not changed for so long. */
  settleMs: number;
  ownFolder?: string;
  logger: Logger;
  /** Tells of what is there at the beginning too. */
  tellsPresent: boolean;
  /** How often the folder is looked through without being told: file systems of other machines send no events. */
  pollMs?: number;
}

const defaultPollMs = 60_000;
/** Events come in swarms: one look answers many. */
const gatherMs = 200;
/** A file that never stands still does not keep the others back for longer than so many times its rest. */
const longestRests = 10;

/**
 * Calls `onChange` when files have come or changed, and all of them stand still. Events of the file system make it
 * quick; a look every minute makes it sure. @returns what ends it
 */
export function watchFolder(folder: FolderWatch, onChange: () => void): () => void {
  const { settleMs, logger, pollMs = defaultPollMs } = folder;
  let isClosed = false;
  let told = '';
  let seen = '';
  let seenAt = 0;
  let firstSeenAt = 0;
  let next: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let isAskedAgain = false;
  let watcher: FSWatcher | null = null;

  const lookIn = (milliseconds: number): void => {
    if (isClosed) return;
    if (next) clearTimeout(next);
    next = setTimeout(look, milliseconds);
    next.unref();
  };
  const look = (): void => {
    if (isClosed) return;
    if (looking) {
      isAskedAgain = true;
      return;
    }
    looking = compare()
      .catch((error: unknown) => {
        logger.log('info', 'a watched folder cannot be looked through', { reason: String(error) });
      })
      .finally(() => {
        looking = null;
        if (isAskedAgain) lookIn(gatherMs);
        isAskedAgain = false;
      });
  };
  const compare = async (): Promise<void> => {
    const now = await stampsOf(folder);
    if (isClosed || now === told) return;
    const at = performance.now();
    if (now !== seen) {
      if (seen === told) firstSeenAt = at;
      seen = now;
      seenAt = at;
    }
    const isAtRest = at - seenAt >= settleMs;
    if (isAtRest || at - firstSeenAt > settleMs * longestRests + gatherMs) {
      told = now;
      seen = now;
      onChange();
    } else lookIn(settleMs - (at - seenAt) + gatherMs);
  };

  const start = async (): Promise<void> => {
    told = folder.tellsPresent ? '' : await stampsOf(folder).catch(() => '');
    seen = told;
    if (isClosed) return;
    watcher = await eventsOf(folder, () => lookIn(gatherMs));
    // Between the first look and the first event something may have come.
    look();
  };
  void start();
  const poll = setInterval(look, pollMs);
  poll.unref();
  return () => {
    isClosed = true;
    clearInterval(poll);
    if (next) clearTimeout(next);
    watcher?.close();
  };
}

/** Events of the folder, or of the one file's folder; null where the system has none to give. */
async function eventsOf({ path, patterns, logger }: FolderWatch, onEvent: () => void): Promise<FSWatcher | null> {
  try {
    const isFile = (await stat(path)).isFile();
    const recursive = !isFile && patterns.some((pattern) => pattern.includes('/') || pattern.includes('**'));
    const watcher = watch(isFile ? dirname(path) : path, { recursive, persistent: false }, onEvent);
    watcher.on('error', (error) => {
      logger.log('info', 'a folder is looked at by the minute: its events ended', { reason: error.message });
      watcher.close();
    });
    return watcher;
  } catch (error) {
    logger.log('info', 'a folder is looked at by the minute: it gives no events', { reason: String(error) });
    return null;
  }
}

/** All files meant, with what tells a changed one from what it was. */
async function stampsOf({ path, patterns, ownFolder }: FolderWatch): Promise<string> {
  const stamps: string[] = [];
  for (const pattern of patterns)
    for (const { name, sizeBytes, changedMs } of await findFiles(path, pattern, ownFolder))
      stamps.push(`${name}\n${sizeBytes}\n${changedMs}`);
  return [...new Set(stamps)].sort().join('\n');
}
