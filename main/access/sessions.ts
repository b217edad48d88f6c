import type { OperatorRole } from '../../contract/access.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { Principal } from './roles.ts';
import { newToken, tokenHash } from './tokens.ts';

export const sessionSeconds = 14 * 86_400;

/** Signed-in browsers. Those that came with the start token live in memory and end with the process. */
export class Sessions {
  readonly #store: MetadataStore;
  readonly #clock: Clock;
  readonly #local = new Set<string>();

  constructor(store: MetadataStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** A session for the holder of the start token. */
  openLocal(): string {
    const token = newToken();
    this.#local.add(tokenHash(token).toString('hex'));
    return token;
  }

  async open(operatorId: string): Promise<string> {
    const token = newToken();
    const now = this.#clock.now();
    await this.#store.run([
      { sql: 'DELETE FROM sessions WHERE expires_at <= ?', params: [now] },
      {
        sql: 'INSERT INTO sessions (token_hash, operator_id, created_at, expires_at) VALUES (?, ?, ?, ?)',
        params: [tokenHash(token), operatorId, now, now + sessionSeconds * 1000],
      },
    ]);
    return token;
  }

  find(token: string): Principal | 'local' | null {
    const hash = tokenHash(token);
    if (this.#local.has(hash.toString('hex'))) return 'local';
    const row = this.#store.all(
      `SELECT o.id, o.display_name, o.role FROM sessions s JOIN operators o ON o.id = s.operator_id
        WHERE s.token_hash = ? AND s.expires_at > ? AND o.disabled_at IS NULL`,
      [hash, this.#clock.now()],
    )[0];
    if (row === undefined) return null;
    return { actor: String(row.id), displayName: String(row.display_name), role: row.role as OperatorRole };
  }

  async close(token: string): Promise<void> {
    const hash = tokenHash(token);
    if (this.#local.delete(hash.toString('hex'))) return;
    await this.#store.run([{ sql: 'DELETE FROM sessions WHERE token_hash = ?', params: [hash] }]);
  }
}
