import { mkdirSync, rmSync } from 'node:fs';
import { uuidv7 } from 'uuidv7';
import type {
  Connection,
  ConnectionInput,
  ConnectionPatch,
  ConnectionProbe,
  ConnectionTest,
  ConnectorKind,
  RejectedRow,
  ReplayInput,
  StreamFreshness,
  StreamPreview,
  StreamPreviewInput,
  StreamProposal,
  Sync,
  SyncTrigger,
} from '../../contract/connections.ts';
import { describeSettings } from '../../contract/connector-config.ts';
import { AppError } from '../../contract/errors.ts';
import type { Mapping } from '../../contract/imports.ts';
import type { Language } from '../../contract/language.ts';
import { connectorOf, connectors } from '../connectors/index.ts';
import type { Hub } from '../hub/index.ts';
import { type JobRun, type Jobs, parseSchedule } from '../jobs/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Statement } from '../ports/metadata-store.ts';
import type { Secrets } from '../ports/secrets.ts';
import { connectionOutput } from './connection-output.ts';
import { retryDelayMs, storedFailure } from './failures.ts';
import { freshnessOf } from './freshness.ts';
import { jobId, jobKind, jobOf } from './job.ts';
import { requireConnector } from './known-connector.ts';
import { headerKey } from './piece-file.ts';
import { Questions } from './questions.ts';
import { ConnectionRecords, forgetSegments, type StoredConnection, saveMapping } from './records.ts';
import { replaceStreams } from './replace-streams.ts';
import { rejectedRows, replayRows, scratchFolder } from './replay.ts';
import { freeSourceName, insertConnection, saveMappings, updateConnection } from './saving.ts';
import { SealedSettings } from './sealed-settings.ts';
import { SeenHeaders } from './seen-headers.ts';
import { settleSegments } from './settle.ts';
import { checkStreams } from './stream-plan.ts';
import { defaultPieces } from './stream-run.ts';
import { type SyncDoors, SyncRun, type SyncWish } from './sync-run.ts';
import { Watches } from './watches.ts';
import { wordedSync } from './worded.ts';

export interface ConnectionsOptions {
  dataDir: string;
  hub: Hub;
  jobs: Jobs;
  secrets: Secrets;
  clock: Clock;
  logger: Logger;
  /** How much is handed to the importer at a time. */
  pieces?: { pieceRows: number; pieceBytes: number };
  /** Of so many syncs that brought something the landed pieces and the records of their imports are kept. */
  keptPieces?: number;
  /** A sync moved on. */
  onSync?: (sync: { connectionId: string; syncId: string }) => void;
}

const defaultKeptPieces = 20;
const spentAtATime = 200;

/** Connections to sources: made, tested, synced on time, and what came of it. Sentences in the reader's language. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #records: ConnectionRecords;
  readonly #settings: SealedSettings;
  readonly #headers = new SeenHeaders();
  readonly #questions: Questions;
  readonly #running = new Map<string, SyncRun>();
  readonly #scratch: string;
  #watches: Watches | null = null;
  #isClosed = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#records = new ConnectionRecords(options.hub.metadata);
    this.#scratch = scratchFolder(options.dataDir);
    const { hub, clock, logger, secrets } = options;
    const records = this.#records;
    this.#settings = new SealedSettings({ secrets, records, logger });
    this.#questions = new Questions({
      ...{ hub, clock, logger, records, settings: this.#settings, headers: this.#headers },
      scratchRoot: this.#scratch,
    });
    options.jobs.define({
      kind: jobKind,
      concurrency: 2,
      retryDelayMs,
      run: async (context) => {
        const { connectionId } = context.payload as SyncWish;
        const connection = this.#records.connection(connectionId);
        if (connection === null) return;
        const run = new SyncRun(this.#doors(), context, connection);
        this.#running.set(connectionId, run);
        try {
          await run.run();
        } finally {
          this.#running.delete(connectionId);
        }
      },
      onSettled: (run) => this.#settled(run),
    });
  }

  /** Puts right what a crash left; before jobs start. */
  async prepare(): Promise<void> {
    rmSync(this.#scratch, { recursive: true, force: true });
    mkdirSync(this.#scratch, { recursive: true });
    const { clock } = this.#options;
    const interrupted = { ...storedFailure(new AppError('host/stopping'), clock) };
    await this.#records.write(
      ...this.#records.openSyncs().map(
        (sync): Statement => ({
          sql: `UPDATE syncs SET status = 'failed', finished_at = ?, error = ? WHERE id = ?`,
          params: [clock.now(), JSON.stringify(interrupted), sync.id],
        }),
      ),
    );
  }

  /** [SY20] Begins to listen to sources that tell when there is something new; after jobs start. */
  watch(): void {
    if (this.#isClosed) return;
    this.#watches = new Watches({
      logger: this.#options.logger,
      ownFolder: this.#options.dataDir,
      // As the store has it: a run ends there a moment after its sync, and until then asking again gives that run.
      isRunning: (id) =>
        this.#options.jobs.runs({ jobId: jobId(id), openOnly: true }).some(({ status }) => status === 'running'),
      sync: (id) => this.sync(id, { trigger: 'change' }),
    });
    for (const connection of this.#records.connections()) this.#watch(connection);
  }

  /** Listens no more. */
  close(): void {
    this.#isClosed = true;
    this.#watches?.close();
  }

  kinds(): ConnectorKind[] {
    return connectors.map(({ kind, group, label, summary, proof = 'real', config, capabilities }) => ({
      ...{ kind, group, label, summary, proof, capabilities },
      settings: describeSettings(config),
    }));
  }

  /** Who may set up or change a connection of this kind. */
  minimumRole(kind: string): 'admin' | 'owner' {
    return connectorOf(kind)?.runsPrograms ? 'owner' : 'admin';
  }

  list(language: Language): Connection[] {
    return this.#records.connections().map((connection) => this.#output(connection, language));
  }

  /** @throws api/not-found */
  get(id: string, language: Language): Connection {
    return this.#output(this.#require(id), language);
  }

  byName(name: string): string | null {
    return this.#records.connectionByName(name)?.id ?? null;
  }

  /** @throws connections/unknown-kind, connections/name-taken, connections/stream-*, jobs/invalid-schedule, api/invalid-input */
  async create(input: ConnectionInput, language: Language): Promise<Connection> {
    const connector = requireConnector(input.kind);
    checkStreams(input.streams, connector.capabilities);
    if (input.schedule) parseSchedule(input.schedule);
    if (this.#records.connectionByName(input.name)) {
      throw new AppError('connections/name-taken', { params: { name: input.name } });
    }
    const id = uuidv7();
    const now = this.#options.clock.now();
    const { plain, secret } = this.#settings.split(connector, input.config);
    this.#settings.parse(connector, { ...plain, ...secret });
    const { name, kind, schedule, streams, priority = 'usual' } = input;
    const sourceName = freeSourceName(name, (candidate) => this.#records.isSourceTaken(candidate));
    const secrets = this.#settings.seal(id, secret);
    await this.#records.write(
      insertConnection({
        ...{ id, name, kind, sourceName, config: plain, secrets, schedule, priority, isPaused: false, createdAt: now },
      }),
      ...replaceStreams(id, streams, []),
      ...saveMappings(streams, [], { headers: this.#headers, now }),
    );
    await this.#putJob(this.#require(id));
    return this.get(id, language);
  }

  /** Streams, where given, replace those there are; a stream read in another way starts from the beginning. */
  async update(id: string, patch: ConnectionPatch, language: Language): Promise<Connection> {
    const stored = this.#require(id);
    const connector = requireConnector(stored.kind);
    if (patch.streams) checkStreams(patch.streams, connector.capabilities);
    if (patch.schedule) parseSchedule(patch.schedule);
    const other = patch.name === undefined ? null : this.#records.connectionByName(patch.name);
    if (other !== null && other.id !== id) {
      throw new AppError('connections/name-taken', { params: { name: patch.name ?? '' } });
    }
    const opened = this.#settings.open(stored);
    const { plain, secret } = this.#settings.split(
      connector,
      this.#settings.merged(connector, opened.config, patch.config ?? {}),
    );
    if (patch.config) this.#settings.parse(connector, { ...plain, ...secret });
    const { clock } = this.#options;
    const { streams, name = stored.name, priority = stored.priority, isPaused = stored.isPaused } = patch;
    const schedule = patch.schedule === undefined ? stored.schedule : patch.schedule;
    const secrets = this.#settings.seal(id, secret);
    const before = streams ? this.#records.streams(id) : [];
    await this.#records.write(
      updateConnection({ ...stored, name, config: plain, secrets, schedule, priority, isPaused }, clock.now()),
      ...(streams ? replaceStreams(id, streams, before) : []),
      ...(streams ? saveMappings(streams, before, { headers: this.#headers, now: clock.now() }) : []),
    );
    await this.#putJob(this.#require(id));
    return this.get(id, language);
  }

  /** Takes the connection away; `withData`: everything it brought too. */
  async remove(id: string, withData: boolean): Promise<void> {
    const stored = this.#require(id);
    this.#watches?.put(id, null);
    await this.#options.jobs.remove(jobId(id));
    await settleSegments(id, { hub: this.#options.hub, records: this.#records, clock: this.#options.clock });
    const imports = this.#records.importsOf(id);
    await this.#records.write({ sql: 'DELETE FROM connections WHERE id = ?', params: [id] });
    await this.#options.hub.forgetImports(imports);
    if (withData) await this.#options.hub.removeSource(stored.sourceName);
  }

  /** Never throws for what the source says: that is the answer. */
  test(probe: ConnectionProbe, language: Language): Promise<ConnectionTest> {
    return this.#questions.test(probe, language);
  }

  testSaved(id: string, language: Language): Promise<ConnectionTest> {
    return this.test(this.#probeOf(this.#require(id)), language);
  }

  /** @throws connections/failed-* */
  discover(probe: ConnectionProbe): Promise<StreamProposal[]> {
    return this.#questions.discover(probe);
  }

  /** @throws connections/failed-* */
  preview(input: StreamPreviewInput, language: Language): Promise<StreamPreview> {
    return this.#questions.preview(input, language);
  }

  /** Asks for a sync now. While one is under way, that one is meant. @returns the id of its run */
  async sync(
    id: string,
    wish: { streams?: string[]; fromStart?: boolean; trigger?: SyncTrigger; idempotencyKey?: string } = {},
  ): Promise<string> {
    this.#require(id);
    const { trigger = 'manual', idempotencyKey, ...rest } = wish;
    const payload: SyncWish = { connectionId: id, ...rest };
    return this.#options.jobs.runNow(jobId(id), { trigger, payload, ...(idempotencyKey ? { idempotencyKey } : {}) });
  }

  async cancelSync(id: string): Promise<void> {
    this.#require(id);
    for (const run of this.#options.jobs.runs({ jobId: jobId(id), openOnly: true })) {
      await this.#options.jobs.cancel(run.id);
    }
  }

  /** Newest first; the one under way with its progress. */
  syncs(id: string, limit: number, language: Language): Sync[] {
    this.#require(id);
    const live = this.#running.get(id);
    return this.#records
      .syncs(id, limit)
      .map((sync) => wordedSync(live?.id === sync.id ? { ...sync, streams: live.streams } : sync, language));
  }

  /** Syncs of one run, newest first: what somebody waits for who asked for it. */
  runState(runId: string): JobRun | null {
    return this.#options.jobs.run(runId);
  }

  freshness(): StreamFreshness[] {
    const now = this.#options.clock.now();
    return this.#records.connections().flatMap((connection) => freshnessOf(this.#records, connection, now));
  }

  rejectedRows(
    id: string,
    page: { offset: number; limit: number },
    language: Language,
  ): { total: number; rows: RejectedRow[] } {
    this.#require(id);
    return rejectedRows(this.#records, id, page, language);
  }

  async replay(id: string, input: ReplayInput): Promise<{ id: string; rows: number }> {
    const { hub } = this.#options;
    return replayRows({ hub, records: this.#records, scratchRoot: this.#scratch }, this.#require(id), input);
  }

  /** What a file or stream with these very columns was last imported as. */
  savedMapping(columns: readonly string[]): { entity: string; mapping: Mapping } | null {
    return this.#records.savedMapping(headerKey(columns));
  }

  /** Remembers a mapping for the columns it was made for. */
  async saveMapping(columns: readonly string[], entity: string, mapping: Mapping): Promise<void> {
    await this.#records.write(saveMapping(columns, { entity, mapping }, this.#options.clock.now()));
  }

  #doors(): SyncDoors {
    const { hub, clock, logger } = this.#options;
    return {
      ...{ hub, records: this.#records, clock, logger, scratchRoot: this.#scratch },
      pieces: this.#options.pieces ?? defaultPieces,
      openConfig: (connection) => this.#settings.open(connection),
      keepSecret: (id, name, value) => this.#settings.keep(id, name, value),
      tell: (syncId) => {
        const connectionId = [...this.#running.values()].find((run) => run.id === syncId)?.connectionId;
        if (connectionId) this.#options.onSync?.({ connectionId, syncId });
      },
    };
  }

  async #settled(run: JobRun): Promise<void> {
    const { connectionId } = run.payload as SyncWish;
    const [latest] = this.#records.syncsOfRun(run.id);
    const retryAt = run.status === 'queued' ? run.notBefore : null;
    if (latest && latest.retryAt !== retryAt) {
      await this.#records.write({ sql: 'UPDATE syncs SET retry_at = ? WHERE id = ?', params: [retryAt, latest.id] });
    }
    try {
      if (run.status !== 'queued') await this.#forgetSpent(connectionId);
    } finally {
      if (run.status !== 'queued') this.#watches?.ended(connectionId);
      this.#options.onSync?.({ connectionId, syncId: latest?.id ?? '' });
    }
  }

  /** [SY19] */
  async #forgetSpent(connectionId: string): Promise<void> {
    const { hub, keptPieces = defaultKeptPieces } = this.#options;
    for (;;) {
      const spent = this.#records.spentImports(connectionId, keptPieces, spentAtATime);
      if (spent.length === 0) return;
      await hub.forgetImports(spent, [forgetSegments(spent)]);
    }
  }

  #output(connection: StoredConnection, language: Language): Connection {
    const { jobs, clock } = this.#options;
    const [last] = this.syncs(connection.id, 1, language);
    return connectionOutput(
      { records: this.#records, settings: this.#settings, jobs, clock },
      connection,
      last ?? null,
    );
  }

  #watch(connection: StoredConnection): void {
    const { id, isPaused } = connection;
    const connector = connectorOf(connection.kind);
    const hasStreams = this.#records.streams(id).some(({ settings }) => settings.isEnabled);
    if (!connector?.watch || isPaused || !hasStreams) {
      this.#watches?.put(id, null);
      return;
    }
    const parsed = connector.config.safeParse(this.#settings.open(connection).config);
    // The first sync is the user's to ask for.
    const tellsPresent = this.#records.syncs(id, 1).length > 0;
    this.#watches?.put(id, parsed.success ? { id, connector, config: parsed.data, tellsPresent } : null);
  }

  #putJob(connection: StoredConnection): Promise<void> {
    this.#watch(connection);
    return this.#options.jobs.put(jobOf(connection));
  }

  #require(id: string): StoredConnection {
    const connection = this.#records.connection(id);
    if (!connection) throw new AppError('api/not-found');
    return connection;
  }

  #probeOf({ id, kind }: StoredConnection): ConnectionProbe {
    return { kind, config: {}, connectionId: id };
  }
}
