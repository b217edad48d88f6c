import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { UpdateState } from '../../../../contract/desktop.ts';
import { UpdateFailure } from './failure.ts';
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

  constructor(options: UpdatesOptions) {
    this.#options = { changed: () => {}, platform: process.platform, arch: process.arch, ...options };
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

  /** Sets the person's own place; empty: none. Without effect where the administrator has set one. */
  setPlace(place: string): UpdateState {
    if (this.#policy !== null) return this.state();
    const isFit = place === '' || isUpdatePlace(place);
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

  /** Looks for a later version. */
  check(): Promise<UpdateState> {
    return this.#work('checking', async (source) => {
      const { platform, arch, version } = this.#options;
      this.#found = null;
      this.#ready = null;
      const name = listName(platform, arch);
      const bytes = await source.bytes(name, listLimitBytes);
      if (bytes === null) throw new UpdateFailure('no-list');
      const key = this.#policy?.publicKey;
      if (key) checkSignature(bytes, key, await source.bytes(`${name}.sig`, 4096));
      const list = readVersionList(bytes);
      this.#checkedAt = new Date().toISOString();
      if (!isNewer(list.version, version)) return;
      const file = fileFor(list.files, installedKind(platform, process.env, existsSync), arch);
      if (file === null) throw new UpdateFailure('no-file');
      this.#found = { version: list.version, file, releasedAt: list.releaseDate ?? null };
    });
  }

  /** Fetches the version found, as the person asked. */
  fetch(): Promise<UpdateState> {
    return this.#work('fetching', async (source) => {
      const found = this.#found;
      if (found === null || this.#ready !== null) return;
      this.#ready = await this.#fetched(source, found.file);
    });
  }

  /** @returns path of the whole file. Anything else leaves nothing behind. */
  async #fetched(source: UpdateSource, { url, size, sha512 }: OfferedFile): Promise<string> {
    if (size > fileLimitBytes) throw new UpdateFailure('altered');
    const folder = join(this.#options.folder, 'updates');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const unfinished = join(folder, `${url}.part`);
    const stop = new AbortController();
    const file = await open(unfinished, 'wx', 0o600);
    try {
      const hash = createHash('sha512');
      let read = 0;
      for await (const chunk of await source.stream(url, stop.signal)) {
        read += chunk.byteLength;
        if (read > size) throw new UpdateFailure('altered');
        hash.update(chunk);
        await file.write(chunk);
      }
      if (read !== size || hash.digest('base64') !== sha512) throw new UpdateFailure('altered');
      await file.sync();
      await file.close();
      await rename(unfinished, join(folder, url));
      return join(folder, url);
    } catch (error) {
      stop.abort();
      await file.close().catch(() => {});
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  /** One thing at a time; what goes wrong is a state to show, not an exception. */
  async #work(step: 'checking' | 'fetching', work: (source: UpdateSource) => Promise<void>): Promise<UpdateState> {
    const { place } = this;
    if (place === null || this.#step !== 'idle') return this.state();
    this.#step = step;
    this.#problem = null;
    this.#options.changed();
    try {
      await work(sourceAt(place, this.#options.fetch));
    } catch (error) {
      this.#problem = error instanceof UpdateFailure ? error.problem : 'not-written';
    }
    this.#step = 'idle';
    this.#options.changed();
    return this.state();
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
