import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { type KnownWorkspace, knownWorkspaceOutput } from '../../../contract/desktop.ts';

const stored = knownWorkspaceOutput.extend({
  /** Token of a remote workspace, sealed by the system's keychain; never in clear. */
  sealedToken: z.string().optional(),
  /** SHA-256 of a certificate the person compared and trusts for this workspace alone. */
  fingerprint: z.string().optional(),
});
type Stored = z.infer<typeof stored>;

/** How the keychain of this system seals a text; null where it has none. */
export interface Keychain {
  seal(text: string): string;
  open(sealed: string): string;
}

const remembered = 20;

/** The workspaces this person opened here, newest first. Kept in one small file of the application. */
export class KnownWorkspaces {
  readonly #path: string;
  readonly #keychain: Keychain | null;
  /** Where there is no keychain, tokens live as long as the application runs. */
  readonly #tokens = new Map<string, string>();
  readonly #changed: () => void;
  #list: Stored[];

  /** @param changed the list did */
  constructor(folder: string, keychain: Keychain | null, changed: () => void = () => {}) {
    this.#changed = changed;
    this.#path = join(folder, 'workspaces.json');
    this.#keychain = keychain;
    this.#list = readList(this.#path);
  }

  list(): KnownWorkspace[] {
    return this.#list.map(({ id, kind, name, place, openedAt }) => ({ id, kind, name, place, openedAt }));
  }

  find(id: string): KnownWorkspace | null {
    return this.list().find((one) => one.id === id) ?? null;
  }

  /** A data folder on this machine, noted as opened now. */
  openedFolder(path: string): KnownWorkspace {
    const place = resolve(path);
    return this.#note({ kind: 'local', place, name: basename(place) || place });
  }

  /** A Luopan elsewhere, noted as opened now. */
  openedAddress(address: string, token: string): KnownWorkspace {
    const { origin, host } = new URL(address);
    const known = this.#note({ kind: 'remote', place: origin, name: host });
    if (token === '') return known;
    if (this.#keychain === null) this.#tokens.set(known.id, token);
    else this.#change(known.id, { sealedToken: this.#keychain.seal(token) });
    return known;
  }

  /** Empty when none was given, or it can no longer be opened. */
  tokenOf(id: string): string {
    const sealed = this.#list.find((one) => one.id === id)?.sealedToken;
    if (sealed === undefined || this.#keychain === null) return this.#tokens.get(id) ?? '';
    try {
      return this.#keychain.open(sealed);
    } catch {
      return '';
    }
  }

  fingerprintOf(place: string): string | null {
    return this.#list.find((one) => one.place === place)?.fingerprint ?? null;
  }

  trust(place: string, fingerprint: string): void {
    const known = this.#list.find((one) => one.place === place);
    if (known) this.#change(known.id, { fingerprint });
  }

  forget(id: string): void {
    this.#tokens.delete(id);
    this.#list = this.#list.filter((one) => one.id !== id);
    this.#write();
  }

  #note({ kind, place, name }: Pick<KnownWorkspace, 'kind' | 'place' | 'name'>): KnownWorkspace {
    const id = createHash('sha256').update(`${kind} ${place}`).digest('hex').slice(0, 16);
    const before = this.#list.find((one) => one.id === id);
    const known = { ...before, id, kind, place, name, openedAt: new Date().toISOString() };
    this.#list = [known, ...this.#list.filter((one) => one.id !== id)].slice(0, remembered);
    this.#write();
    return { id, kind, place, name, openedAt: known.openedAt };
  }

  #change(id: string, change: Partial<Stored>): void {
    this.#list = this.#list.map((one) => (one.id === id ? { ...one, ...change } : one));
    this.#write();
  }

  /** Losing this list costs a few clicks; it must not keep anyone from working. */
  #write(): void {
    this.#changed();
    try {
      writeFileSync(`${this.#path}.new`, JSON.stringify(this.#list), { mode: 0o600 });
      renameSync(`${this.#path}.new`, this.#path);
    } catch {}
  }
}

function readList(path: string): Stored[] {
  try {
    return z.array(stored).parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return [];
  }
}
