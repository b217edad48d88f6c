import type { AuditAction } from '../../contract/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';

/** One line per sign-in, view of personal data, export or change: who, what, to what. `details` must be free of secrets. */
export interface AuditEntry {
  actor: string;
  action: AuditAction;
  target?: string;
  details?: Record<string, string | number | boolean | null>;
}

export class Audit {
  readonly #store: MetadataStore;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(store: MetadataStore, clock: Clock, logger: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Resolves when the line is durable; a line that cannot be written is logged and does not undo what it tells of. */
  async record(entry: AuditEntry): Promise<void> {
    const details = JSON.stringify(entry.details ?? {});
    try {
      await this.#store.run([
        {
          sql: 'INSERT INTO audit (at, actor, action, target, details) VALUES (?, ?, ?, ?, ?)',
          params: [this.#clock.now(), entry.actor, entry.action, entry.target ?? null, details],
        },
      ]);
    } catch (error) {
      this.#logger.log('error', 'audit line not written', { action: entry.action, reason: String(error) });
    }
  }
}
