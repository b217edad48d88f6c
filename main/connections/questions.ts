import type {
  ConnectionProbe,
  ConnectionTest,
  StreamPreview,
  StreamPreviewInput,
  StreamProposal,
} from '../../contract/connections.ts';
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type { ReadRequest } from '../connectors/index.ts';
import type { Hub } from '../hub/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { ConnectorThread } from './connector-thread.ts';
import { storedFailure } from './failures.ts';
import { requireConnector } from './known-connector.ts';
import { headerKey } from './piece-file.ts';
import { buildPreview, previewRows, SampleCache } from './preview.ts';
import type { ConnectionRecords } from './records.ts';
import { type SealedSettings, secretTexts } from './sealed-settings.ts';
import type { SeenHeaders } from './seen-headers.ts';
import { wordedFailure } from './worded.ts';

const probeTimeoutMs = 60_000;

interface QuestionDoors {
  hub: Hub;
  clock: Clock;
  logger: Logger;
  records: ConnectionRecords;
  settings: SealedSettings;
  headers: SeenHeaders;
  scratchRoot: string;
}

/** What is asked of a source before anything is synced: whether it answers, what it has, what a mapping makes of it. */
export class Questions {
  readonly #options: QuestionDoors;
  readonly #samples: SampleCache;

  constructor(options: QuestionDoors) {
    this.#options = options;
    this.#samples = new SampleCache(() => options.clock.now());
  }

  /** Never throws for what the source says: that is the answer. */
  async test(probe: ConnectionProbe, language: Language): Promise<ConnectionTest> {
    try {
      const { detail, tookMs } = await this.#probed(probe, (thread) => thread.check());
      return { isOk: true, detail, tookMs: Math.round(tookMs), error: null };
    } catch (error) {
      const failure = wordedFailure(storedFailure(error, this.#options.clock), language);
      return { isOk: false, detail: null, tookMs: 0, error: failure };
    }
  }

  /** @throws connections/failed-* */
  async discover(probe: ConnectionProbe): Promise<StreamProposal[]> {
    const streams = await this.#asked(() => this.#probed(probe, (thread) => thread.discover()));
    return streams.map((stream) => {
      const columns = stream.fields.map((field) => field.name);
      this.#options.headers.note(stream.name, columns);
      return { ...stream, saved: this.#options.records.savedMapping(headerKey(columns)) };
    });
  }

  /** @throws connections/failed-* */
  async preview(input: StreamPreviewInput, language: Language): Promise<StreamPreview> {
    const { name, query } = input.stream;
    const { kind, config, connectionId } = input;
    const connector = requireConnector(kind);
    const loaded = await this.#asked(() =>
      this.#samples.get({ kind, config, connectionId, name, query }, () =>
        this.#probed({ kind, config, ...(connectionId ? { connectionId } : {}) }, async (thread) => {
          const shape =
            query !== null
              ? await thread.describe(name, query)
              : connector.capabilities.schema
                ? ((await thread.discover()).find((stream) => stream.name === name) ?? null)
                : null;
          const sample = await thread.sample(sampleRequest(name, query), previewRows);
          return { ...sample, shape };
        }),
      ),
    );
    const shape = 'shape' in loaded ? (loaded.shape as Parameters<typeof buildPreview>[2]['shape']) : null;
    const fields = loaded.fields.length > 0 ? loaded.fields : (shape?.fields ?? []);
    const columns = fields.map((field) => field.name);
    this.#options.headers.note(name, columns);
    const saved = columns.length > 0 ? this.#options.records.savedMapping(headerKey(columns)) : null;
    const workspace = this.#options.hub.workspace();
    return buildPreview(loaded, input.stream, { workspace, language, saved, shape });
  }

  async #probed<T>(
    { kind, config, connectionId }: ConnectionProbe,
    work: (thread: ConnectorThread) => Promise<T>,
  ): Promise<T> {
    const connector = requireConnector(kind);
    const stored = connectionId === undefined ? null : this.#options.records.connection(connectionId);
    if (connectionId !== undefined && stored === null) throw new AppError('api/not-found');
    const before = stored?.kind === kind ? this.#options.settings.open(stored).config : {};
    const { plain, secret } = this.#options.settings.split(
      connector,
      this.#options.settings.merged(connector, before, config),
    );
    const limit = AbortSignal.timeout(probeTimeoutMs);
    const thread = new ConnectorThread({
      ...{ kind, config: { ...plain, ...secret }, secrets: secretTexts(secret) },
      ...{ scratchRoot: this.#options.scratchRoot, logger: this.#options.logger, signal: limit },
      keepSecret: async (name, value) => {
        if (connectionId !== undefined) await this.#options.settings.keep(connectionId, name, value);
      },
    });
    try {
      return await work(thread);
    } finally {
      await thread.close();
    }
  }

  /** Failures of the source as errors of the API. */
  async #asked<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError) throw error;
      const { code, params, reason } = storedFailure(error, this.#options.clock);
      const details = reason === null ? [] : [{ path: '', message: reason }];
      throw new AppError(code, { params, details, cause: error });
    }
  }
}

function sampleRequest(stream: string, query: string | null): ReadRequest {
  return {
    ...{ stream, query, mode: 'full', cursorField: null, lookback: 0, primaryKey: [], cursor: null },
    limit: previewRows,
  };
}
