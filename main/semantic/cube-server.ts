import core from '@cubejs-backend/server-core';
import express from 'express';
import type { AppErrorData } from '../../contract/errors.ts';
import type { CustomModel } from '../../contract/model.ts';
import { instantColumns } from './imported-cube.ts';
import { ModelDesk } from './model-desk.ts';
import { ModelFiles } from './model-files.ts';
import { addNames } from './named-members.ts';
import type { RequestContext, SemanticState } from './protocol.ts';
import { ReplicaDriver } from './replica-driver.ts';
import { ReplicaOrchestrator, type RunSql } from './replica-orchestrator.ts';
import { ReplicaQuery } from './replica-query.ts';
import { applyRowPolicy } from './row-policy.ts';
import { applyLocalTwins, applySettings, settings } from './settings.ts';
import { TranspileCache } from './transpile-cache.ts';

export interface CubeServerOptions {
  modelDir: string;
  cacheBytes: number;
  transpiledPath: string | null;
  run: RunSql;
  log: (level: 'debug' | 'warn' | 'error', message: string, data: Record<string, unknown>) => void;
}

/** Instants of the replica's own relations, each with a `_local` twin. */
const canonicalInstants = [
  ...['ordered_at', 'paid_at', 'occurred_at', 'first_seen', 'first_order_at', 'new_at', 'answered_at', 'opened_at'],
  ...['first_response_at', 'resolved_at', 'closed_at', 'entered_at'],
];

/** Somebody who tries one change tries another; after this long the copy is compiled anew. */
const candidateKeptMs = 120_000;

type CubeContext = { securityContext?: unknown; luopan?: RequestContext };
type CubeRequest = CubeContext & { signedWithPlaygroundAuthSecret?: boolean };

/** The model in force, and a copy with changes that are being tried. Each is compiled on its own. */
type Copy = 'model' | 'candidate';
const copyOf = (context: CubeContext): Copy => (context.luopan?.candidate ? 'candidate' : 'model');

class EmbeddedCube extends core.CubejsServerCore {
  attachOptions: CubeServerOptions | null = null;
  modelVersion = '';

  /** Lets the memory of a compiled copy go. */
  forget(copy: Copy): void {
    this.compilerCache.delete(copy);
  }

  protected override createOrchestratorApi(
    ...[getDriver, options]: Parameters<core.CubejsServerCore['createOrchestratorApi']>
  ): ReplicaOrchestrator {
    const { run, cacheBytes } = this.attachOptions ?? { run: () => Promise.reject(new Error('closed')), cacheBytes: 0 };
    return new ReplicaOrchestrator(getDriver, this.logger, options).attach({
      run,
      cacheBytes,
      modelVersion: () => this.modelVersion,
    });
  }
}

/** Cube's server core on an Express app, reading the replica; one per thread. */
export class CubeServer {
  readonly app: express.Express;
  readonly #core: EmbeddedCube;
  readonly #files: ModelFiles;
  readonly #candidate: ModelFiles;
  /** Questions about the model itself. */
  readonly desk: ModelDesk;
  #trying: Promise<unknown> = Promise.resolve();
  #forgetting: NodeJS.Timeout | undefined;
  readonly #log: CubeServerOptions['log'];
  readonly #transpiled: TranspileCache | null;

  constructor(options: CubeServerOptions) {
    this.#log = options.log;
    this.#transpiled = options.transpiledPath === null ? null : new TranspileCache(options.transpiledPath);
    this.#transpiled?.install();
    this.#files = new ModelFiles(options.modelDir);
    this.#candidate = new ModelFiles(options.modelDir);
    this.desk = new ModelDesk({
      files: this.#files,
      onCopy: (custom, work) => this.#try(custom, () => work(() => this.#compile('candidate'))),
      tried: this.#candidate,
      refused: (sql) =>
        options.run(sql, [], new AbortController().signal).then(
          () => null,
          (error: AppErrorData) => String(error.params?.reason ?? error.code),
        ),
    });
    const filesOf = { model: this.#files, candidate: this.#candidate };
    const driver = new ReplicaDriver((sql, params) => options.run(sql, params, new AbortController().signal));
    this.#core = new EmbeddedCube({
      apiSecret: 'every request is authenticated before it gets here',
      basePath: '/cubejs-api',
      devServer: false,
      telemetry: false,
      scheduledRefreshTimer: false,
      cacheAndQueueDriver: 'memory',
      driverFactory: () => driver,
      dialectFactory: () => ReplicaQuery as never,
      contextToAppId: copyOf,
      contextToOrchestratorId: () => 'replica',
      repositoryFactory: (context: CubeContext) => ({
        localPath: () => options.modelDir,
        dataSchemaFiles: async () => filesOf[copyOf(context)].dataSchemaFiles(),
      }),
      schemaVersion: (context: CubeContext) => filesOf[copyOf(context)].version,
      contextToApiScopes: async () => ['meta', 'data', 'sql', 'graphql'],
      checkAuth: async (request: CubeRequest) => {
        request.securityContext = request.luopan?.security ?? {};
        // Cube's own way of letting a request see hidden members.
        request.signedWithPlaygroundAuthSecret = request.luopan?.hasParts === true;
      },
      extendContext: (request: { luopan?: RequestContext; gone?: AbortSignal }) => ({
        luopan: request.luopan,
        gone: request.gone,
      }),
      queryRewrite: async (query: Record<string, unknown>, context: CubeContext) => {
        if (!context.luopan) return query;
        context.luopan.named ??= new Set();
        addNames(query, context.luopan.named);
        return applyRowPolicy(query, context.luopan);
      },
      logger: (message: string, params: Record<string, unknown>) => {
        if (params.error)
          options.log(message === 'UserError' ? 'debug' : 'warn', message, {
            error: String(params.error),
            requestId: params.requestId,
          });
        else if (params.warning) options.log('debug', message, { warning: String(params.warning) });
      },
    } as unknown as ConstructorParameters<typeof core.CubejsServerCore>[0]);
    this.#core.attachOptions = options;
    this.app = express();
    this.app.set('etag', false);
    this.app.disable('x-powered-by');
    void this.#core.initApp(this.app);
  }

  /** Takes new settings and tables; requests that follow are answered by them. */
  async apply(state: SemanticState): Promise<void> {
    applySettings(state.settings);
    applyLocalTwins([...canonicalInstants, ...state.tables.flatMap(instantColumns)]);
    process.env.CUBEJS_DEFAULT_TIMEZONE = settings().timezone;
    await this.#files.refresh(state.tables, state.custom);
    // Compiled here, so that one table or one addition that Cube cannot take does not cost all the other figures.
    const reason = await this.#compile('model');
    this.desk.leftOut = { files: new Map(), members: new Map() };
    if (reason !== null) await this.#fallBack(state);
    this.#core.modelVersion = this.#files.version;
    await this.#transpiled?.save().catch((error: unknown) => {
      this.#log('warn', 'translated model not kept', { error: String(error) });
    });
  }

  /** One question to a copy of the model; one at a time, because there is one copy. */
  async withCandidate<T>(custom: CustomModel, ask: () => Promise<T>): Promise<T> {
    return this.#try(custom, ask);
  }

  async #try<T>(custom: CustomModel, work: () => Promise<T>): Promise<T> {
    const before = this.#trying;
    const mine = (async () => {
      await before.catch(() => undefined);
      clearTimeout(this.#forgetting);
      await this.#candidate.refresh(this.#files.tables, custom);
      return work();
    })();
    this.#trying = mine
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(this.#forgetting);
        this.#forgetting = setTimeout(() => this.#core.forget('candidate'), candidateKeptMs);
        this.#forgetting.unref();
      });
    return mine;
  }

  /** Finds the additions that break the model and leaves them out; the figures that do not need them go on. */
  async #fallBack(state: SemanticState): Promise<void> {
    const { files, members, archived } = state.custom;
    const units: Addition[] = [...files.map((file) => ({ file })), ...members.map((member) => ({ member }))];
    this.#files.take(state.tables, { files: [], members: [], archived });
    let reason = await this.#compile('model');
    if (reason !== null && state.tables.length > 0) {
      this.#log('error', 'imported tables left out of the data model', { reason });
      await this.#files.refresh([], { files: [], members: [], archived });
      reason = await this.#compile('model');
    }
    if (reason !== null || units.length === 0) return;
    const tables = this.#files.tables;
    const compiles = async (kept: readonly Addition[]) => {
      this.#files.take(tables, {
        files: kept.flatMap((one) => ('file' in one ? [one.file] : [])),
        members: kept.flatMap((one) => ('member' in one ? [one.member] : [])),
        archived,
      });
      return this.#compile('model');
    };
    const kept = await goodAdditions(units, compiles, (one, why) => {
      const name = 'file' in one ? one.file.name : one.member.id;
      this.desk.leftOut['file' in one ? 'files' : 'members'].set(name, why);
      this.#log('error', 'an addition to the data model is left out', { name, reason: why });
    });
    await compiles(kept);
  }

  /** Null, or why the model does not compile. */
  async #compile(copy: Copy): Promise<string | null> {
    try {
      const context = {
        securityContext: {},
        requestId: 'compile',
        ...(copy === 'candidate' ? { luopan: { candidate: true } } : {}),
      };
      const compiler = await this.#core.getCompilerApi(context as never);
      await compiler.compilerId();
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async close(): Promise<void> {
    await this.#core.shutdown();
  }
}

type Addition = { file: CustomModel['files'][number] } | { member: CustomModel['members'][number] };

/** The additions the model compiles with, found by halves; one that needs another is tried again after it. */
async function goodAdditions(
  units: readonly Addition[],
  compiles: (kept: readonly Addition[]) => Promise<string | null>,
  leaveOut: (one: Addition, reason: string) => void,
): Promise<Addition[]> {
  const reasons = new Map<Addition, string>();
  const grow = async (base: readonly Addition[], more: readonly Addition[]): Promise<Addition[]> => {
    if (more.length === 0) return [...base];
    const reason = await compiles([...base, ...more]);
    if (reason === null) return [...base, ...more];
    const [only] = more;
    if (more.length === 1 && only) {
      reasons.set(only, reason);
      return [...base];
    }
    const middle = Math.ceil(more.length / 2);
    return grow(await grow(base, more.slice(0, middle)), more.slice(middle));
  };
  const first = await grow([], units);
  const kept = await grow(
    first,
    units.filter((one) => !first.includes(one)),
  );
  for (const one of units) if (!kept.includes(one)) leaveOut(one, reasons.get(one) ?? '');
  return kept;
}
