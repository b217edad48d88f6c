import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { AppError } from '../../contract/errors.ts';
import type { NewWriteKey, WriteKey, WriteKeyInput } from '../../contract/ingest.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';

const columns = 'id, name, source, hint, created_at, revoked_at';

/** Keys that may send events. Only their hashes are kept; which ones hold is remembered, for every request asks. */
export class WriteKeys {
  readonly #store: MetadataStore;
  readonly #clock: Clock;
  #sources: Map<string, string> | null = null;

  constructor(store: MetadataStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Newest first, revoked ones too. */
  list(): WriteKey[] {
    return this.#store.all(`SELECT ${columns} FROM write_keys ORDER BY created_at DESC, id DESC`).map(keyOf);
  }

  async add(input: WriteKeyInput, createdBy: string): Promise<NewWriteKey> {
    const key = `lp_${randomBytes(24).toString('base64url')}`;
    const createdAt = this.#clock.now();
    const made = { id: uuidv7(), name: input.name, source: input.source, hint: key.slice(-4) };
    await this.#store.run([
      {
        sql: `INSERT INTO write_keys (id, name, source, key_hash, hint, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        params: [made.id, made.name, made.source, hashOf(key), made.hint, createdBy, createdAt],
      },
    ]);
    this.#sources = null;
    return { ...made, key, createdAt: new Date(createdAt).toISOString(), revokedAt: null };
  }

  /** From now on the key opens nothing; events already sent stay. @throws api/not-found */
  async revoke(id: string): Promise<void> {
    const found = this.#store.all('SELECT 1 FROM write_keys WHERE id = ? AND revoked_at IS NULL', [id]);
    if (found.length === 0) throw new AppError('api/not-found');
    await this.#store.run([
      { sql: 'UPDATE write_keys SET revoked_at = ? WHERE id = ?', params: [this.#clock.now(), id] },
    ]);
    this.#sources = null;
  }

  /** The source a key may send into; null for one that is unknown or revoked. */
  sourceOf(key: string): string | null {
    this.#sources ??= new Map(
      this.#store
        .all('SELECT key_hash, source FROM write_keys WHERE revoked_at IS NULL')
        .map(({ key_hash, source }) => [Buffer.from(key_hash as Uint8Array).toString('hex'), String(source)]),
    );
    return this.#sources.get(hashOf(key).toString('hex')) ?? null;
  }
}

/** Looked up by its hash, so that no comparison tells by its duration how much of a key was right. */
function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function keyOf(row: Record<string, unknown>): WriteKey {
  return {
    id: String(row.id),
    name: String(row.name),
    source: String(row.source),
    hint: String(row.hint),
    createdAt: new Date(Number(row.created_at)).toISOString(),
    revokedAt: row.revoked_at === null ? null : new Date(Number(row.revoked_at)).toISOString(),
  };
}
