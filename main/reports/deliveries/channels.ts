import { uuidv7 } from 'uuidv7';
import type { Channel, ChannelInput, ChannelKind } from '../../../contract/deliveries.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MetadataStore } from '../../ports/metadata-store.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { OpenChannel } from './message.ts';

type Secret = Record<string, string>;
const secretFields = ['password', 'url', 'secret'] as const;

/** Ways to send, with their secrets sealed. */
export class Channels {
  readonly #store: MetadataStore;
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(store: MetadataStore, secrets: Secrets, clock: Clock) {
    this.#store = store;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  list(): Channel[] {
    return this.#store.all('SELECT id, name, kind, settings, secret FROM channels ORDER BY name').map((row) => ({
      id: String(row.id),
      name: String(row.name),
      kind: row.kind as ChannelKind,
      settings: JSON.parse(String(row.settings)) as Channel['settings'],
      hasSecret: row.secret !== null,
    }));
  }

  /** @throws deliveries/channel-not-found */
  get(id: string): Channel {
    const found = this.list().find((one) => one.id === id);
    if (found === undefined) throw new AppError('deliveries/channel-not-found');
    return found;
  }

  /** With its secrets, to send by. @throws deliveries/channel-not-found, connections/secrets-unreadable */
  open(id: string): OpenChannel {
    const { name, kind, settings } = this.get(id);
    const none: Secret = { password: '', url: '', secret: '' };
    return { name, kind, ...settings, ...none, ...this.#secretOf(id) } as OpenChannel;
  }

  /**
   * Adds one, or changes one: secrets left out stay as they are.
   *
   * @throws deliveries/name-taken, deliveries/channel-not-found
   */
  async put(input: ChannelInput, id: string | null): Promise<Channel> {
    const others = this.list().filter((one) => one.id !== id);
    if (others.some((one) => one.name === input.name)) {
      throw new AppError('deliveries/name-taken', { params: { name: input.name } });
    }
    if (id !== null) this.get(id);
    const before = id === null ? {} : this.#secretOf(id);
    const key = id ?? uuidv7();
    const settings: Channel['settings'] = {};
    const secret: Secret = { ...before };
    for (const [field, value] of Object.entries(input)) {
      if (field === 'name' || field === 'kind' || value === undefined) continue;
      if (secretFields.some((one) => one === field)) secret[field] = String(value);
      else settings[field] = value;
    }
    if (secret.url) settings.target = new URL(secret.url).host;
    const sealed = Object.keys(secret).length > 0 ? this.#secrets.seal(JSON.stringify(secret), `channel ${key}`) : null;
    const now = this.#clock.now();
    await this.#store.run([
      {
        sql: `INSERT INTO channels (id, name, kind, settings, secret, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
              ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, settings = excluded.settings,
                secret = excluded.secret, updated_at = excluded.updated_at`,
        params: [key, input.name, input.kind, JSON.stringify(settings), sealed, now, now],
      },
    ]);
    return this.get(key);
  }

  async remove(id: string): Promise<void> {
    this.get(id);
    await this.#store.run([{ sql: 'DELETE FROM channels WHERE id = ?', params: [id] }]);
  }

  #secretOf(id: string): Secret {
    const row = this.#store.all('SELECT secret FROM channels WHERE id = ?', [id])[0];
    if (row === undefined || row.secret === null) return {};
    return JSON.parse(this.#secrets.open(String(row.secret), `channel ${id}`)) as Secret;
  }
}
