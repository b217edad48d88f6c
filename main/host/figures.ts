import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../contract/errors.ts';
import type { Status } from '../../contract/workspace.ts';
import type { Principal } from '../access/index.ts';
import type { Replica } from '../replica/index.ts';
import type { Semantic } from '../semantic/index.ts';

export interface FiguresParts {
  startReplica: () => Promise<Replica>;
  startSemantic: (replica: Replica) => Promise<Semantic>;
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

  /** Waits until it is there. @throws semantic/unavailable */
  async semantic(): Promise<Semantic> {
    await this.start();
    if (this.#semantic === null) throw new AppError('semantic/unavailable', { isRetryable: true });
    return this.#semantic;
  }

  status(): Status['replica'] {
    if (this.#replica === null) return { state: 'starting', watermark: 0, storeWatermark: 0, lagMs: 0, asOf: null };
    const { phase, watermark, storeWatermark, lagMs, asOf } = this.#replica.state();
    const at = asOf === null ? null : new Date(asOf).toISOString();
    return { state: phase, watermark, storeWatermark, lagMs, asOf: at };
  }

  /** Answers a request below `/cubejs-api`, once the semantic layer is there. */
  async answer(request: IncomingMessage, response: ServerResponse, principal: Principal): Promise<void> {
    const semantic = await this.semantic();
    await semantic.handler(request, response, { operatorId: principal.actor, role: principal.role });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#started?.catch(() => {});
    await this.#semantic?.close();
    await this.#replica?.close();
  }

  async #start(): Promise<void> {
    if (this.#isClosed) return;
    this.#replica = await this.#parts.startReplica();
    this.#semantic = await this.#parts.startSemantic(this.#replica);
    // Loading takes a second or more on a thread of its own; the first board should not have to wait for it.
    this.#semantic.warmUp().catch(() => {});
  }
}
