import { join } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { createAccess, createAddressPolicy, isLoopback } from '../access/index.ts';
import { createAnalyses, EventCatalogue } from '../analytics/index.ts';
import {
  type ApiDoors,
  apiListener,
  ChangeFeed,
  createApi,
  createFront,
  createIngestDoor,
  DataRange,
  StaticFiles,
  Uploads,
} from '../api/index.ts';
import { createBoards, createSavedReports } from '../boards/index.ts';
import { Connections } from '../connections/index.ts';
import { type Hub, startHub } from '../hub/index.ts';
import { createIngest } from '../ingest/index.ts';
import { createJobs, type Jobs } from '../jobs/index.ts';
import { Model } from '../model/index.ts';
import { Pivots } from '../pivot/index.ts';
import { keyFileSecrets } from '../ports/key-file.ts';
import { createProfiles } from '../profiles/index.ts';
import { PeopleCounter, startReplica } from '../replica/index.ts';
import { createReports, type Reports } from '../reports/index.ts';
import { createSegments } from '../segments/index.ts';
import { type SemanticOptions, startSemantic } from '../semantic/index.ts';
import type { HostConfig, HostPorts } from './config.ts';
import { prepareDataFolder, readHostFile, removeHostFile, writeHostFile } from './data-folder.ts';
import { Figures } from './figures.ts';
import { FirstQuestions } from './first-questions.ts';
import { listen, stopListening } from './listen.ts';
import { SampleData } from './sample.ts';
import { SteadyReplica } from './steady-replica.ts';

export interface Host {
  /** Such as `http://127.0.0.1:7410`. */
  readonly origin: string;
  /** The sign-in token of this start. */
  readonly token: string;
  /** Resolves when the figures answer and the sample, where wanted, was accepted. Rejections come through `failed`. */
  readonly ready: Promise<void>;
  /** Resolves with the reason when the host cannot go on; it has to be closed then. */
  readonly failed: Promise<unknown>;
  /** Finishes or rolls back what is under way. */
  close(): Promise<void>;
}

interface Opened {
  ports: HostPorts;
  config: HostConfig;
  startedAt: number;
  hub: Hub;
}

const answersGraceMs = 2_000;
const workspaceNames = { 'zh-CN': '我的工作区', en: 'My workspace' } as const;

/**
 * Starts everything in order: hub (the data), HTTP (answers from here on), replica, semantic layer, sample data.
 *
 * @throws host/already-running, host/port-taken, host/address-unavailable, access/owner-required, store/*
 */
export async function createHost(ports: HostPorts, config: HostConfig): Promise<Host> {
  const startedAt = ports.clock.now();
  prepareDataFolder(config.dataDir);
  const hub = await openHub(ports, config);
  try {
    return await serve({ ports, config, hub, startedAt });
  } catch (error) {
    await hub.close();
    throw error;
  }
}

async function openHub({ logger }: HostPorts, config: HostConfig): Promise<Hub> {
  const { dataDir, language, timezone } = config;
  try {
    return await startHub({ dataDir, logger, defaults: { name: workspaceNames[language], language, timezone } });
  } catch (error) {
    const running = error instanceof AppError && error.code === 'store/locked' ? readHostFile(dataDir) : null;
    if (running === null) throw error;
    throw new AppError('host/already-running', { params: { url: running.url }, cause: error });
  }
}

async function serve(opened: Opened): Promise<Host> {
  const { ports, config, hub, startedAt } = opened;
  const { clock, logger } = ports;
  const store = hub.metadata;
  const access = createAccess({ store, clock, logger });
  if (!isLoopback(config.address) && !access.operators.hasOwner()) {
    throw new AppError('access/owner-required', { params: { host: config.address } });
  }
  const uploads = new Uploads({ folder: join(config.dataDir, 'uploads'), limitBytes: config.uploadLimitBytes, clock });
  await uploads.prepare();
  const model: Model = new Model({ store, clock, semantic: () => figures.semantic() });
  const firstQuestions = new FirstQuestions({
    path: join(config.dataDir, 'first-questions.json'),
    ask: async (query, signal) => (await figures.semantic()).load(query, { signal }),
    clock,
  });
  const figures: Figures = createFigures(opened, model, {
    asked: (body) => firstQuestions.asked(body),
    viewed: (operatorId, members) => {
      for (const target of members) access.views.note(operatorId, { action: 'personal field read', target });
    },
  });
  const feed = new ChangeFeed();
  const secrets = ports.secrets ?? keyFileSecrets(join(config.dataDir, 'secret.key'));
  const jobs = createJobs({ store, clock, logger });
  const connections = new Connections({
    ...{ dataDir: config.dataDir, hub, jobs, secrets, clock, logger },
    onSync: (sync) => feed.publish('sync', sync, `sync ${sync.connectionId}`),
  });
  await connections.prepare();
  const ingest = createIngest({
    ...{ hub, clock, logger, secrets },
    scratchDir: join(config.dataDir, 'posts'),
    isOperatorToken: (key) => access.isStartToken(key),
  });
  const sample = new SampleData({ hub, folder: config.sampleDir, clock });
  const about = { replica: () => figures.replica(), workspace: () => hub.workspace(), clock };
  const analyses = createAnalyses({ store, ...about });
  const segments = createSegments({ store, ...about });
  const profiles = createProfiles({ store, ...about, segmentsOf: (id) => segments.of(id) });
  let origin = '';
  const boards = createBoards(store, clock);
  const dataRange = new DataRange(() => figures.replica());
  const people = new PeopleCounter({ replica: () => figures.replica() });
  const pivots = new Pivots({
    semantic: () => figures.semantic(),
    people: (question) => people.count(question),
    prepare: (texts) => people.prepare(texts),
    catchUp: () => figures.replica().catchUp(),
    modelVersion: () => model.current().version,
    workspace: () => hub.workspace(),
    logger,
  });
  const savedReports = createSavedReports(store, clock);
  const reports = createReports({
    ...{ store, clock, logger, access, boards, jobs, secrets, savedReports, pivots },
    analyses,
    ...(config.tileWaitMs === undefined ? {} : { tileWaitMs: config.tileWaitMs }),
    dataDir: config.dataDir,
    printer: ports.printer ?? null,
    semantic: () => figures.semantic(),
    workspace: () => hub.workspace(),
    dataRange: async () => (await dataRange.whole()).dataRange,
    targets: () => boards.targets.list(),
    segments: () => segments.names(),
    origin: () => origin,
  });
  const doors: ApiDoors = {
    version: config.version,
    startedAt,
    dataDir: config.dataDir,
    linkBase: config.linkBase ?? null,
    clock,
    logger,
    hub,
    replica: () => figures.replica(),
    replicaStatus: () => figures.status(),
    access,
    ingest,
    boards,
    savedReports,
    pivots,
    model,
    uploads,
    sample,
    feed,
    secrets,
    jobs,
    connections,
    reports,
    ...analyses,
    segments,
    profiles,
    eventCatalogue: new EventCatalogue(() => figures.replica()),
  };
  let isStopping = false;
  const { server, port } = await openHttp(doors, config, figures, {
    isStopping: () => isStopping,
    opened: (path) => {
      firstQuestions.opened(path);
      if (path.startsWith('/explore')) pivots.prepare();
    },
  });
  origin = originOf(config.address, port);
  writeHostFile(config.dataDir, { url: origin, token: access.token, pid: process.pid, version: config.version });

  const ready = startRest({ figures, hub, sample, feed, jobs, reports, connections, config });
  return {
    origin,
    token: access.token,
    ready,
    failed: Promise.race([rejectionOf(ready), hub.failed]),
    async close() {
      isStopping = true;
      feed.close();
      connections.close();
      await jobs.close();
      await reports.close();
      await stopListening(server, answersGraceMs);
      await firstQuestions.close();
      await ingest.close();
      await analyses.close();
      await pivots.close();
      await people.close();
      await figures.close();
      await hub.close();
      removeHostFile(config.dataDir);
    },
  };
}

function createFigures(
  { ports, config, hub }: Opened,
  model: Model,
  told: Pick<SemanticOptions, 'asked' | 'viewed'>,
): Figures {
  const { clock, logger } = ports;
  const workspace = () => hub.workspace();
  return new Figures({
    startReplica: () =>
      SteadyReplica.start({
        start: (configuration) =>
          startReplica({
            storePath: hub.storePath,
            replicaPath: join(config.dataDir, 'replica.duckdb'),
            configuration,
            logger,
            clock,
            onAhead: (link) => hub.tellAhead(link),
          }),
        workspace,
        clock,
        logger,
      }),
    startSemantic: (replica) =>
      startSemantic({
        replica,
        workspace,
        custom: () => model.current(),
        ...told,
        modelDir: config.modelDir,
        logger,
        cacheBytes: config.cacheBytes,
        transpiledPath: config.transpiledPath ?? join(config.dataDir, 'model-transpiled.json'),
      }),
  });
}

async function openHttp(
  doors: ApiDoors,
  config: HostConfig,
  figures: Figures,
  told: { isStopping: () => boolean; opened: (path: string) => void },
) {
  const { access, version, logger } = doors;
  const front = createFront({
    version,
    access,
    addresses: createAddressPolicy(config.address, config.hostNames),
    statics: new StaticFiles(config.rendererDir),
    logger,
    api: apiListener(createApi(doors)),
    ingest: createIngestDoor(doors.ingest),
    cube: (request, response, principal) => {
      if (principal === null) throw new AppError('access/not-signed-in');
      return figures.answer(request, response, principal);
    },
    ...told,
  });
  return listen(front, config.port, config.address);
}

/** What comes after HTTP answers: figures first, so that the board is there when the sample's rows arrive. */
async function startRest(parts: {
  figures: Figures;
  hub: Hub;
  sample: SampleData;
  feed: ChangeFeed;
  jobs: Jobs;
  reports: Reports;
  connections: Connections;
  config: HostConfig;
}) {
  const { figures, hub, sample, feed, jobs, reports, connections, config } = parts;
  hub.on('import', (id) => feed.publish('import', { id }, `import ${id}`));
  await figures.start();
  const replica = figures.replica();
  replica.on('change', () => feed.publish('data', figures.status()));
  replica.on('change', () => reports.alerts.dataChanged());
  reports.notices.onAdded((id) => feed.publish('notice', { id }));
  hub.on('commit', () => replica.catchUpSoon());
  if (config.withSample && sample.state().state === 'absent' && isEmpty(hub)) await sample.add();
  await reports.start();
  await jobs.start();
  connections.watch();
}

/** A workspace that holds the user's own data gets no sample unasked. */
function isEmpty(hub: Hub): boolean {
  return Object.values(hub.counts()).every((count) => count === 0);
}

function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve) => promise.catch(resolve));
}

/** The address to show and to call: a host that listens on every address is reached by the loopback one. */
function originOf(address: string, port: number): string {
  const name = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
