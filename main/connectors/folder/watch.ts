import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '../../ports/logger.ts';
import { findFiles, isMadeUp, restsInMs } from './find-files.ts';
import { nextLook } from './next-look.ts';

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

/** What tells a changed file from what it was, by its name. */
type Stamps = ReadonlyMap<string, string>;

/**
 * Calls `onChange` when files have come or gone, or have changed and stand still again. Events of the file system make
 * it quick; a look every minute makes it sure. @returns what ends it
 */
export function watchFolder(folder: FolderWatch, onChange: () => void): () => void {
  const { settleMs, logger, pollMs = defaultPollMs } = folder;
  let isClosed = false;
  let told: Stamps = new Map();
  let looking: Promise<void> | null = null;
  let isAskedAgain = false;
  let watcher: FSWatcher | null = null;

  const lookIn = (milliseconds: number): void => {
    if (!isClosed) next.in(milliseconds);
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
  const next = nextLook(look);
  const compare = async (): Promise<void> => {
    const { stamps, nextRestMs } = await stampsOf(folder, told);
    if (nextRestMs !== null) lookIn(nextRestMs + gatherMs);
    if (isClosed || isSame(stamps, told)) return;
    told = stamps;
    onChange();
  };

  const start = async (): Promise<void> => {
    if (!folder.tellsPresent)
      told = await stampsOf(folder, told).then(
        ({ stamps }) => stamps,
        () => told,
      );
    if (isClosed) return;
    const started = await eventsOf(folder, () => lookIn(settleMs + gatherMs));
    if (isClosed) {
      started?.close();
      return;
    }
    watcher = started;
    // Between the first look and the first event something may have come.
    look();
  };
  void start();
  const poll = setInterval(look, pollMs);
  poll.unref();
  return () => {
    isClosed = true;
    clearInterval(poll);
    next.cancel();
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

/** All files meant. One that does not stand still yet is as it was told of before, or not there. */
async function stampsOf(
  { path, patterns, ownFolder, settleMs }: FolderWatch,
  told: Stamps,
): Promise<{ stamps: Stamps; nextRestMs: number | null }> {
  const stamps = new Map<string, string>();
  let nextRestMs: number | null = null;
  for (const pattern of patterns)
    for (const file of await findFiles(path, pattern, ownFolder)) {
      const now = Date.now();
      const restMs = restsInMs(file, settleMs, now);
      const before = told.get(file.name);
      if (restMs > 0) {
        nextRestMs = Math.min(nextRestMs ?? restMs, restMs);
        if (before !== undefined) stamps.set(file.name, before);
      }
      // What was read by a time that is made up is told of again when that time has come.
      else stamps.set(file.name, `${file.sizeBytes} ${file.changedMs} ${isMadeUp(file, now)}`);
    }
  return { stamps, nextRestMs };
}

const isSame = (some: Stamps, others: Stamps): boolean =>
  some.size === others.size && [...some].every(([name, stamp]) => others.get(name) === stamp);
