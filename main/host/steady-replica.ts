import type { Workspace } from '../../contract/workspace.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Replica, ReplicaConfiguration, ReplicaState } from '../replica/index.ts';

export interface SteadyReplicaOptions {
  start: (configuration: ReplicaConfiguration) => Promise<Replica>;
  workspace: () => Workspace;
  clock: Clock;
  logger: Logger;
}

const restartPauseMs = 5_000;

/**
 * A replica that follows the workspace and outlives its thread. Before it says that it is up to date, a change of zone,
 * currency or rates has reached it (the currency in force may change with an import, not only with the settings). When
 * its thread has died, the next question starts another one, at most every five seconds.
 */
export class SteadyReplica implements Replica {
  readonly #options: SteadyReplicaOptions;
  readonly #listeners = new Set<(state: ReplicaState) => void>();
  #current: Replica;
  #startedAt: number;
  #restarting: Promise<void> | null = null;
  #applied: string;
  #applying: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(options: SteadyReplicaOptions, current: Replica, applied: string) {
    this.#options = options;
    this.#current = current;
    this.#applied = applied;
    this.#startedAt = options.clock.now();
    this.#listen();
  }

  static async start(options: SteadyReplicaOptions): Promise<SteadyReplica> {
    const configuration = configurationOf(options.workspace());
    return new SteadyReplica(options, await options.start(configuration), JSON.stringify(configuration));
  }

  query: Replica['query'] = async (sql, parameters, options) => {
    await this.#revive();
    return this.#current.query(sql, parameters, options);
  };

  sequence: Replica['sequence'] = async (of) => {
    // Zone and currency first, as for every figure.
    await this.catchUp();
    return this.#current.sequence(of);
  };

  idSet: Replica['idSet'] = async (sql, parameters) => {
    await this.#revive();
    return this.#current.idSet(sql, parameters);
  };

  idLabels: Replica['idLabels'] = async (sql, parameters) => {
    await this.#revive();
    return this.#current.idLabels(sql, parameters);
  };

  eventCodes: Replica['eventCodes'] = async (text, options) => {
    await this.#revive();
    return this.#current.eventCodes(text, options);
  };

  eventCodesAhead: Replica['eventCodesAhead'] = async (texts) => {
    await this.#revive();
    return this.#current.eventCodesAhead(texts);
  };

  hasOnlyGrown: Replica['hasOnlyGrown'] = async (since, relations) => {
    await this.#revive();
    return this.#current.hasOnlyGrown(since, relations);
  };

  async catchUp(): Promise<{ seq: number; at: number }> {
    await this.#revive();
    await this.#follow();
    return this.#current.catchUp();
  }

  catchUpSoon(): void {
    // An import may bring another currency into force: rows are copied with that one at once.
    this.#follow().catch(() => {});
    this.#current.catchUpSoon();
  }

  state(): ReplicaState {
    return this.#current.state();
  }

  tables: Replica['tables'] = async () => {
    await this.#revive();
    return this.#current.tables();
  };

  reconfigure(configuration: ReplicaConfiguration): Promise<void> {
    return this.#current.reconfigure(configuration);
  }

  on(_event: 'change', listener: (state: ReplicaState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#restarting;
    await this.#current.close();
  }

  #listen(): void {
    this.#current.on('change', (state) => {
      for (const listener of this.#listeners) listener(state);
    });
  }

  async #follow(): Promise<void> {
    const configuration = configurationOf(this.#options.workspace());
    const text = JSON.stringify(configuration);
    if (text !== this.#applied) {
      this.#applied = text;
      this.#applying = this.#current.reconfigure(configuration);
      // Should it fail, the next question tries again.
      this.#applying.catch(() => {
        this.#applied = '';
      });
    }
    await this.#applying;
  }

  async #revive(): Promise<void> {
    if (this.#current.state().phase === 'failed' && !this.#isClosed) {
      const isDue = this.#options.clock.now() - this.#startedAt > restartPauseMs;
      if (isDue) this.#restarting ??= this.#restart();
    }
    await this.#restarting;
  }

  async #restart(): Promise<void> {
    const { clock, logger, start, workspace } = this.#options;
    try {
      logger.log('warn', 'replica is started again');
      await this.#current.close();
      const configuration = configurationOf(workspace());
      this.#current = await start(configuration);
      this.#applied = JSON.stringify(configuration);
      this.#applying = Promise.resolve();
      this.#listen();
    } finally {
      this.#startedAt = clock.now();
      this.#restarting = null;
    }
  }
}

function configurationOf({ timezone, currency, exchangeRates }: Workspace): ReplicaConfiguration {
  return { zone: timezone, currency, rates: exchangeRates };
}
