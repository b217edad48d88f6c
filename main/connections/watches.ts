import type { Connector } from '../connectors/index.ts';
import type { Logger } from '../ports/logger.ts';

/** A connection whose source tells when it has something new. */
export interface Watched {
  id: string;
  connector: Connector;
  /** As the connector's schema has it. */
  config: Record<string, unknown>;
  /** Whether it was synced before: what came since is to be read. */
  tellsPresent: boolean;
}

export interface WatchDoors {
  logger: Logger;
  ownFolder: string;
  /** Whether a sync of the connection is reading now. */
  isRunning(id: string): boolean;
  sync(id: string): Promise<unknown>;
}

/** [SY20] Sources that say by themselves when there is something to read, besides the schedule. */
export class Watches {
  readonly #doors: WatchDoors;
  readonly #open = new Map<string, { stop: () => void; config: string }>();
  /** Told of something new while a sync was reading, maybe past it already. */
  readonly #again = new Set<string>();
  #isOpen = true;

  constructor(doors: WatchDoors) {
    this.#doors = doors;
  }

  /** Watches a connection, or ends it. */
  put(id: string, watched: Watched | null): void {
    const before = this.#open.get(id);
    const config = watched && JSON.stringify(watched.config);
    if (before && before.config === config) return;
    before?.stop();
    this.#open.delete(id);
    if (!watched || config === null || !this.#isOpen) return;
    const { connector, tellsPresent } = watched;
    const { logger, ownFolder } = this.#doors;
    const stop = connector.watch?.({ config: watched.config, tellsPresent, logger, ownFolder }, () =>
      this.#changed(id),
    );
    if (stop) this.#open.set(id, { stop, config });
  }

  /** A sync of the connection has ended. */
  ended(id: string): void {
    if (this.#again.delete(id)) this.#changed(id);
  }

  close(): void {
    this.#isOpen = false;
    for (const { stop } of this.#open.values()) stop();
    this.#open.clear();
    this.#again.clear();
  }

  #changed(id: string): void {
    if (!this.#isOpen || !this.#open.has(id)) return;
    if (this.#doors.isRunning(id)) {
      this.#again.add(id);
      return;
    }
    this.#doors.sync(id).catch((error: unknown) => {
      this.#doors.logger.log('warn', 'a sync could not be asked for', { connectionId: id, reason: String(error) });
    });
  }
}
