import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DiscoveredStream } from '../../../contract/connections.ts';
import { setting } from '../../../contract/connector-config.ts';
import {
  batchOf,
  type Connector,
  type ConnectorContext,
  ConnectorFailure,
  type Cursor,
  classifyNetworkError,
  type ReadMessage,
  type ReadRequest,
  type SourceValue,
} from '../connector.ts';
import { type Catalog, fieldsOf, parseCatalog, parseMessage, selected } from './messages.ts';
import { tapLines } from './tap.ts';

const config = z.object({
  program: setting(z.string().trim().min(1).max(1000), {
    label: { 'zh-CN': '程序', en: 'Program' },
    help: {
      'zh-CN': '运行罗盘的电脑上的 tap 程序；直接运行，不经过命令行解释器。',
      en: 'The tap on the machine that runs Luopan; it is started directly, without a shell.',
    },
    placeholder: '/opt/taps/tap-github/bin/tap-github',
    control: 'file',
  }),
  arguments: setting(z.array(z.string().max(1000)).max(50).default([]), {
    label: { 'zh-CN': '其他参数', en: 'Further arguments' },
    isAdvanced: true,
  }),
  settings: setting(z.string().max(100_000).default('{}'), {
    label: { 'zh-CN': 'tap 的配置（JSON）', en: 'Configuration of the tap (JSON)' },
    help: {
      'zh-CN': '加密保存，只在运行时写进私有的临时文件。',
      en: 'Kept encrypted; written to a private temporary file while the tap runs.',
    },
    control: 'textarea',
    isSecret: true,
  }),
  silenceSeconds: setting(z.number().int().min(1).max(86_400).default(600), {
    label: { 'zh-CN': '多久没有输出算卡住（秒）', en: 'Silence that counts as hanging (seconds)' },
    isAdvanced: true,
  }),
});
type Config = z.output<typeof config>;
type Context = ConnectorContext<Config>;

const batchRecords = 1_000;
/** Lines that are no messages: a few are passed over, more are a tap that prints something else. */
const toleratedGarbage = 20;

/** Any Singer tap, run as a process of its own. */
export const singerConnector: Connector<typeof config> = {
  kind: 'singer',
  group: 'other',
  label: { 'zh-CN': 'Singer tap', en: 'Singer tap' },
  summary: {
    'zh-CN': '运行任意一个 Singer tap，读取它给出的数据流。',
    en: 'Runs any Singer tap and reads the streams it gives.',
  },
  config,
  runsPrograms: true,
  capabilities: { incremental: true, deletes: false, schema: true, queries: false },
  async check(context) {
    const { streams } = await discoverCatalog(context);
    return `${streams.length} streams`;
  },
  async discover(context) {
    return (await discoverCatalog(context)).streams.map(streamOf);
  },
  read,
  classifyFailure(error) {
    if (error instanceof ConnectorFailure) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new ConnectorFailure(classifyNetworkError(error) ?? 'internal', { reason, cause: error });
  },
};

async function discoverCatalog(context: Context): Promise<Catalog> {
  const lines: string[] = [];
  for await (const line of run(context, ['--config', await settingsFile(context), '--discover'])) lines.push(line);
  const catalog = parseCatalog(lines.join('\n'));
  if (!catalog) throw new ConnectorFailure('data', { reason: `no catalog: ${lines.join(' ').slice(0, 200)}` });
  return catalog;
}

function streamOf(entry: Catalog['streams'][number]): DiscoveredStream {
  const own = entry.metadata?.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata ?? {};
  const texts = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
  const keys = texts(own['table-key-properties']);
  const cursors = [entry.replication_key, ...texts(own['valid-replication-keys'])].filter(
    (key) => typeof key === 'string',
  );
  const fields = fieldsOf(entry.schema);
  const known = new Set(fields.map(({ name }) => name));
  return {
    ...{ name: entry.tap_stream_id ?? entry.stream ?? '', fields, canDetectDeletes: false, estimatedRows: null },
    primaryKey: (keys.length > 0 ? keys : (entry.key_properties ?? [])).filter((name) => known.has(name)),
    // The tap keeps its own state: the column only says that there is one.
    cursorFields: [...new Set(cursors)].filter((name) => known.has(name)),
  };
}

async function* read(context: Context, request: ReadRequest): AsyncGenerator<ReadMessage> {
  const catalog = await discoverCatalog(context);
  const entry = catalog.streams.find((stream) => (stream.tap_stream_id ?? stream.stream) === request.stream);
  if (!entry) throw new ConnectorFailure('gone', { reason: request.stream });
  const names = new Set([request.stream, entry.stream ?? request.stream]);
  const catalogFile = await file(context, 'catalog.json', JSON.stringify(selected(catalog, request.stream)));
  const given = ['--config', await settingsFile(context), '--catalog', catalogFile];
  if (request.cursor !== null) given.push('--state', await file(context, 'state.json', JSON.stringify(request.cursor)));

  let records: Record<string, SourceValue>[] = [];
  let count = 0;
  let garbage = 0;
  let state: Cursor | undefined;
  for await (const line of run(context, given)) {
    if (line.trim() === '') continue;
    const message = parseMessage(line);
    if (message === null) {
      garbage += 1;
      context.logger.log('warn', 'tap printed what is no message', { line: line.slice(0, 200) });
      if (garbage > toleratedGarbage)
        throw new ConnectorFailure('data', { reason: `no message: ${line.slice(0, 200)}` });
      continue;
    }
    if (message.type === 'RECORD' && names.has(message.stream)) {
      records.push(message.record as Record<string, SourceValue>);
      count += 1;
    }
    if (message.type === 'STATE') state = message.value as Cursor;
    const isDue = records.length >= batchRecords || (message.type === 'STATE' && records.length > 0);
    if (!isDue) continue;
    yield batchOf(records);
    records = [];
    if (message.type === 'STATE' && request.mode === 'incremental') yield { kind: 'checkpoint', cursor: state ?? null };
    if (request.limit !== undefined && count >= request.limit) return;
  }
  if (garbage > 0) yield { kind: 'note', note: { code: 'garbage-skipped', params: { lines: garbage } } };
  if (records.length > 0) yield batchOf(records);
  if (request.mode === 'incremental') yield { kind: 'checkpoint', cursor: state ?? request.cursor };
}

function run(context: Context, args: readonly string[]): AsyncGenerator<string> {
  const { program, arguments: own, silenceSeconds } = context.config;
  return tapLines({
    ...{ signal: context.signal, logger: context.logger, silenceMs: silenceSeconds * 1000 },
    command: { program, arguments: [...own, ...args], folder: context.scratchDir },
  });
}

async function settingsFile(context: Context): Promise<string> {
  try {
    JSON.parse(context.config.settings);
  } catch (cause) {
    throw new ConnectorFailure('config', { reason: 'the configuration of the tap is no JSON', cause });
  }
  return file(context, 'config.json', context.config.settings);
}

async function file(context: Context, name: string, text: string): Promise<string> {
  const path = join(context.scratchDir, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}
