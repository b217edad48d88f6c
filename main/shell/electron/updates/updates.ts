import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { UpdateState } from '../../../../contract/desktop.ts';
import { UpdateFailure } from './failure.ts';
import { fetchFile, isWhole } from './fetched-file.ts';
import { readUpdatePolicy, type UpdatePolicy } from './policy.ts';
import { type Fetch, isUpdatePlace, sourceAt, type UpdateSource } from './source.ts';
import {
  checkSignature,
  fileFor,
  installedKind,
  isNewer,
  listName,
  type OfferedFile,
  readVersionList,
} from './version-list.ts';

export interface UpdatesOptions {
  /** Of this program. */
  version: string;
  /** What this person set, and the files fetched, lie here. */
  folder: string;
  policyPath: string;
  fetch: Fetch;
  /** Something to show changed. */
  changed?: () => void;
  /** A transfer of which nothing came for this long is given up. */
  stallMs?: number;
  platform?: NodeJS.Platform;
  arch?: string;
}

const kept = z.object({ from: z.string().max(2000) });
const listLimitBytes = 256 * 1024;
const fileLimitBytes = 4_000_000_000;

interface Found {
  version: string;
  file: OfferedFile;
  releasedAt: string | null;
}

/**
 * New versions, from a folder or an address that an administrator or the person names; without one, nothing is asked
 * of anybody. A version is offered, fetched when the person wants it, and counts only when its SHA-512 is the one of
 * the list. It is never started from here.
 */
export class Updates {
  readonly #options: Required<UpdatesOptions>;
  readonly #policy: UpdatePolicy | null;
  #own: string;
  #found: Found | null = null;
  #ready: string | null = null;
  #step: UpdateState['step'] = 'idle';
  #checkedAt: string | null = null;
  #problem: UpdateState['problem'] = null;
  #running: AbortController | null = null;
  /** The work before, given up or not: files of two would get in each other's way. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: UpdatesOptions) {
    this.#options = { changed: () => {}, stallMs: 60_000, platform: process.platform, arch: process.arch, ...options };
    this.#policy = readUpdatePolicy(options.policyPath);
    this.#own = this.#readOwn();
  }

  /** Null: nowhere. */
  get place(): string | null {
    return (this.#policy === null ? this.#own : this.#policy.from) || null;
  }

  /** The file that was fetched and is whole. */
  get readyPath(): string | null {
    return this.#ready;
  }

  state(): UpdateState {
    const found = this.#found;
    return {
      version: this.#options.version,
      place: this.place,
      setBy: this.#policy === null ? 'person' : 'administrator',
      isSigned: this.#policy?.publicKey !== null && this.#policy?.publicKey !== undefined,
      found: found && {
        ...{
          version: found.version,
          releasedAt: found.releasedAt,
          fileName: found.file.url,
          sizeBytes: found.file.size,
        },
        isReady: this.#ready !== null,
      },
      ...{ step: this.#step, checkedAt: this.#checkedAt, problem: this.#problem },
    };
  }

  /** Sets the person's own place and ends what is under way; empty: none. Without effect where the administrator has set one. */
  setPlace(place: string): UpdateState {
    if (this.#policy !== null) return this.state();
    const isFit = place === '' || isUpdatePlace(place);
    this.#running?.abort();
    this.#running = null;
    this.#step = 'idle';
    this.#found = null;
    this.#ready = null;
    this.#checkedAt = null;
    this.#problem = isFit ? null : 'not-a-place';
    if (isFit) {
      this.#own = place;
      this.#writeOwn();
    }
    return this.state();
  }

  /** Looks for a later version. What was fetched stays fetched as long as it is what the list offers. */
  check(): Promise<UpdateState> {
    return this.#work('checking', async (source, signal) => {
      const { platform, arch, version } = this.#options;
      const name = listName(platform, arch);
      const bytes = await source.bytes(name, listLimitBytes);
      if (bytes === null) throw new UpdateFailure('no-list');
      const key = this.#policy?.publicKey;
      if (key) checkSignature(bytes, key, await source.bytes(`${name}.sig`, 4096));
      const list = readVersionList(bytes);
      const isLater = isNewer(list.version, version);
      const file = isLater ? fileFor(list.files, installedKind(platform, process.env, existsSync), arch) : null;
      if (isLater && file === null) throw new UpdateFailure('no-file');
      const ready = file && (await this.#fetchedBefore(file, signal));
      return () => {
        this.#checkedAt = new Date().toISOString();
        this.#found = file && { version: list.version, file, releasedAt: list.releaseDate ?? null };
        this.#ready = ready;
      };
    });
  }

  /** Fetches the version found, as the person asked. */
  fetch(): Promise<UpdateState> {
    return this.#work('fetching', async (source, signal) => {
      const found = this.#found;
      if (found === null || this.#ready !== null) return () => {};
      if (found.file.size > fileLimitBytes) throw new UpdateFailure('altered');
      const { stallMs } = this.#options;
      const path = await fetchFile(source, found.file, { folder: this.#fetchedFolder, stallMs, signal });
      return () => {
        this.#ready = path;
      };
    });
  }

  get #fetchedFolder(): string {
    return join(this.#options.folder, 'updates');
  }

  /** The path of a file that was fetched already, now or before a restart, and is whole. */
  async #fetchedBefore(file: OfferedFile, signal: AbortSignal): Promise<string | null> {
    const path = join(this.#fetchedFolder, file.url);
    return (await isWhole(path, file, signal)) ? path : null;
  }

  /**
   * One thing at a time, about one place: work about a place that is no longer set counts for nothing. What goes wrong
   * is a state to show, not an exception.
   *
   * @param work returns what to do with its result
   */
  async #work(
    step: 'checking' | 'fetching',
    work: (source: UpdateSource, signal: AbortSignal) => Promise<() => void>,
  ): Promise<UpdateState> {
    const { place } = this;
    if (place === null || this.#step !== 'idle') return this.state();
    const stop = new AbortController();
    const before = this.#last;
    this.#running = stop;
    this.#step = step;
    this.#problem = null;
    this.#options.changed();
    const done = before
      .then(() => work(sourceAt(place, this.#options.fetch), stop.signal))
      .catch((error: unknown) => () => this.#fail(error));
    this.#last = done;
    const settle = await done;
    if (this.#running !== stop) return this.state();
    settle();
    this.#running = null;
    this.#step = 'idle';
    this.#options.changed();
    return this.state();
  }

  #fail(error: unknown): void {
    this.#problem = error instanceof UpdateFailure ? error.problem : 'not-written';
    // A place out of reach says nothing about what it offered; a list that cannot be trusted does.
    if (this.#problem === 'unreachable' || this.#step === 'fetching') return;
    this.#found = null;
    this.#ready = null;
  }

  #ownPath = () => join(this.#options.folder, 'updates.json');

  #readOwn(): string {
    try {
      return kept.parse(JSON.parse(readFileSync(this.#ownPath(), 'utf8'))).from;
    } catch {
      return '';
    }
  }

  /** Where it cannot be written, it holds until the application quits. */
  #writeOwn(): void {
    try {
      writeFileSync(this.#ownPath(), JSON.stringify({ from: this.#own }), { mode: 0o600 });
    } catch {}
  }
}
