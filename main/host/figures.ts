import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../contract/errors.ts';
import type { Status, Workspace } from '../../contract/workspace.ts';
import type { Principal } from '../access/index.ts';
import type { Replica, ReplicaConfiguration } from '../replica/index.ts';
import type { Semantic } from '../semantic/index.ts';

export interface FiguresParts {
  startReplica: (configuration: ReplicaConfiguration) => Promise<Replica>;
  startSemantic: (replica: Replica) => Promise<Semantic>;
  workspace: () => Workspace;
}

/** Replica and semantic layer, which start after HTTP answers. Questions that come earlier wait. */
export class Figures {
  readonly #parts: FiguresParts;
  #replica: Replica | null = null;
  #semantic: Semantic | null = null;
  #started: Promise<void> | null = null;
  #isClosed = false;

  constructor(parts: FiguresParts) {
    this.#parts = parts;
  }

  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  /** @throws replica/unavailable while it is starting */
  replica(): Replica {
    if (this.#replica === null) throw new AppError('replica/unavailable', { isRetryable: true });
    return this.#replica;
  }

  status(): Status['replica'] {
    if (this.#replica === null) return { state: 'starting', watermark: 0, storeWatermark: 0, lagMs: 0, asOf: null };
    const { phase, watermark, storeWatermark, lagMs, asOf } = this.#replica.state();
    const at = asOf === null ? null : new Date(asOf).toISOString();
    return { state: phase, watermark, storeWatermark, lagMs, asOf: at };
  }

  /** Answers a request below `/cubejs-api`, once the semantic layer is there. */
  async answer(request: IncomingMessage, response: ServerResponse, principal: Principal): Promise<void> {
    await this.start();
    if (this.#semantic === null) throw new AppError('semantic/unavailable', { isRetryable: true });
    await this.#semantic.handler(request, response, { operatorId: principal.actor, role: principal.role });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#started?.catch(() => {});
    await this.#semantic?.close();
    await this.#replica?.close();
  }

  async #start(): Promise<void> {
    if (this.#isClosed) return;
    const { startReplica, startSemantic, workspace } = this.#parts;
    const replica = await startReplica(configurationOf(workspace()));
    this.#replica = followingWorkspace(replica, workspace);
    this.#semantic = await startSemantic(this.#replica);
  }
}

/**
 * A replica that follows the workspace: before it says that it is up to date, a change of zone, currency or rates has
 * reached it. The currency in force may change with an import, not only with the settings.
 */
function followingWorkspace(replica: Replica, workspace: () => Workspace): Replica {
  let applied = JSON.stringify(configurationOf(workspace()));
  let applying: Promise<void> = Promise.resolve();
  async function follow(): Promise<void> {
    const configuration = configurationOf(workspace());
    const text = JSON.stringify(configuration);
    if (text !== applied) {
      applied = text;
      applying = replica.reconfigure(configuration);
      // Should it fail, the next question tries again.
      applying.catch(() => {
        applied = '';
      });
    }
    await applying;
  }
  return {
    query: (sql, parameters, options) => replica.query(sql, parameters, options),
    async catchUp() {
      await follow();
      return replica.catchUp();
    },
    catchUpSoon: () => replica.catchUpSoon(),
    state: () => replica.state(),
    tables: () => replica.tables(),
    reconfigure: (configuration) => replica.reconfigure(configuration),
    on: (event, listener) => replica.on(event, listener),
    close: () => replica.close(),
  };
}

function configurationOf({ timezone, currency, exchangeRates }: Workspace): ReplicaConfiguration {
  return { zone: timezone, currency, rates: exchangeRates };
}
