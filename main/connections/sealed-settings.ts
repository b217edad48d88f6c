import type { ConnectionConfig } from '../../contract/connections.ts';
import { secretNames } from '../../contract/connector-config.ts';
import { AppError } from '../../contract/errors.ts';
import type { Connector } from '../connectors/index.ts';
import type { Logger } from '../ports/logger.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { ConnectionRecords, StoredConnection } from './records.ts';

/** Stands for a secret that is there, in answers and where settings come back unchanged. */
export const setMark = 'set';
const purpose = (connectionId: string) => `connection ${connectionId}`;

/** Settings of connections: what is secret in them is sealed, and only opened for a connector. */
export class SealedSettings {
  readonly #options: { secrets: Secrets; records: ConnectionRecords; logger: Logger };

  constructor(options: { secrets: Secrets; records: ConnectionRecords; logger: Logger }) {
    this.#options = options;
  }

  split(connector: Connector, config: ConnectionConfig): { plain: ConnectionConfig; secret: Record<string, string> } {
    const hidden = new Set(secretNames(connector.config));
    const plain: ConnectionConfig = {};
    const secret: Record<string, string> = {};
    for (const [name, value] of Object.entries(config)) {
      if (value === null || value === '') continue;
      if (hidden.has(name)) secret[name] = String(value);
      else plain[name] = value;
    }
    return { plain, secret };
  }

  /** New settings over old ones; a secret that is left out, or comes back as its mark, stays. */
  merged(connector: Connector, before: Record<string, unknown>, patch: ConnectionConfig): ConnectionConfig {
    const hidden = new Set(secretNames(connector.config));
    const merged = { ...(before as ConnectionConfig) };
    for (const [name, value] of Object.entries(patch)) {
      if (hidden.has(name) && value === setMark) continue;
      merged[name] = value;
    }
    return merged;
  }

  /** @throws api/invalid-input with the path of each setting */
  parse(connector: Connector, config: Record<string, unknown>): void {
    const parsed = connector.config.safeParse(config);
    if (parsed.success) return;
    const details = parsed.error.issues.map(({ path, message }) => ({ path: `config.${path.join('.')}`, message }));
    throw new AppError('api/invalid-input', { details });
  }

  seal(id: string, secret: Record<string, string>): string | null {
    if (Object.keys(secret).length === 0) return null;
    return this.#options.secrets.seal(JSON.stringify(secret), purpose(id));
  }

  secretsOf({ id, secrets }: StoredConnection): Record<string, string> {
    if (secrets === null) return {};
    try {
      return JSON.parse(this.#options.secrets.open(secrets, purpose(id))) as Record<string, string>;
    } catch (error) {
      this.#options.logger.log('error', 'secrets of a connection cannot be opened', { connectionId: id });
      if (error instanceof AppError) return {};
      throw error;
    }
  }

  /** @throws connections/secrets-unreadable */
  open(connection: StoredConnection): { config: Record<string, unknown>; secrets: string[] } {
    const { id, secrets } = connection;
    const opened =
      secrets === null ? {} : (JSON.parse(this.#options.secrets.open(secrets, purpose(id))) as Record<string, string>);
    return { config: { ...connection.config, ...opened }, secrets: secretTexts(opened) };
  }

  async keep(id: string, name: string, value: string): Promise<void> {
    const stored = this.#options.records.connection(id);
    if (!stored) throw new AppError('api/not-found');
    const sealed = this.seal(id, { ...this.secretsOf(stored), [name]: value });
    await this.#options.records.write({ sql: 'UPDATE connections SET secrets = ? WHERE id = ?', params: [sealed, id] });
  }
}

/** Everything that must be masked: the secrets, and the texts within one that is JSON. */
export function secretTexts(secrets: Record<string, string>): string[] {
  const within = (value: unknown): string[] => {
    if (typeof value === 'string') return value.length >= 6 ? [value] : [];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(within) : [];
  };
  return Object.values(secrets).flatMap((secret) => {
    if (!/^\s*[{[]/.test(secret)) return [secret];
    try {
      return [secret, ...within(JSON.parse(secret))];
    } catch {
      return [secret];
    }
  });
}
