import core from '@cubejs-backend/server-core';
import express from 'express';
import { instantColumns } from './imported-cube.ts';
import { ModelFiles } from './model-files.ts';
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

type CubeContext = { securityContext?: unknown; luopan?: RequestContext };

class EmbeddedCube extends core.CubejsServerCore {
  attachOptions: CubeServerOptions | null = null;
  modelVersion = '';

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
  readonly #log: CubeServerOptions['log'];
  readonly #transpiled: TranspileCache | null;

  constructor(options: CubeServerOptions) {
    this.#log = options.log;
    this.#transpiled = options.transpiledPath === null ? null : new TranspileCache(options.transpiledPath);
    this.#transpiled?.install();
    this.#files = new ModelFiles(options.modelDir);
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
      repositoryFactory: () => ({
        localPath: () => options.modelDir,
        dataSchemaFiles: async () => this.#files.dataSchemaFiles(),
      }),
      schemaVersion: () => this.#files.version,
      contextToApiScopes: async () => ['meta', 'data', 'sql', 'graphql'],
      checkAuth: async (request: { securityContext?: unknown; luopan?: RequestContext }) => {
        request.securityContext = request.luopan?.security ?? {};
      },
      extendContext: (request: { luopan?: RequestContext; gone?: AbortSignal }) => ({
        luopan: request.luopan,
        gone: request.gone,
      }),
      queryRewrite: async (query: Record<string, unknown>, context: CubeContext) =>
        context.luopan ? applyRowPolicy(query, context.luopan) : query,
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
    await this.#files.refresh(state.tables);
    // Compiled here, so that one table that Cube cannot take does not cost all the other figures.
    const reason = await this.#compile();
    if (reason !== null && state.tables.length > 0) {
      this.#log('error', 'imported tables left out of the data model', { reason });
      await this.#files.refresh([]);
    }
    this.#core.modelVersion = this.#files.version;
    await this.#transpiled?.save().catch((error: unknown) => {
      this.#log('warn', 'translated model not kept', { error: String(error) });
    });
  }

  /** Null, or why the model does not compile. */
  async #compile(): Promise<string | null> {
    try {
      const compiler = await this.#core.getCompilerApi({ securityContext: {}, requestId: 'compile' });
      await compiler.compilerId();
      return null;
    } catch (error) {
      return String(error);
    }
  }

  async close(): Promise<void> {
    await this.#core.shutdown();
  }
}
