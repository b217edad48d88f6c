import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { setting } from '../../../contract/connector-config.ts';
import { AppError } from '../../../contract/errors.ts';
import { encodings, type ImportOptions } from '../../../contract/imports.ts';
import {
  type Connector,
  type ConnectorContext,
  ConnectorFailure,
  type Cursor,
  classifyNetworkError,
  type ReadMessage,
  type ReadRequest,
  type UnreadableRecord,
} from '../connector.ts';
import {
  copyStable,
  detectFormat,
  type FileFormat,
  openRecords,
  plainValues,
  type RecordReject,
} from '../files/index.ts';
import { type FoundFile, findFiles, folderFailure, restsInMs } from './find-files.ts';
import { watchFolder } from './watch.ts';

const config = z.object({
  path: setting(z.string().trim().min(1).max(4000), {
    label: { 'zh-CN': '文件夹或文件', en: 'Folder or file' },
    help: { 'zh-CN': '运行罗盘的这台机器上的路径。', en: 'A path on the machine that Luopan runs on.' },
    control: 'folder',
  }),
  patterns: setting(z.array(z.string().trim().min(1).max(400)).max(50).default(['*']), {
    label: { 'zh-CN': '文件名规则', en: 'File patterns' },
    help: {
      'zh-CN': '每条规则是一路数据，如 orders-*.csv 或 **/*.xlsx。',
      en: 'Each pattern is a stream of its own, such as orders-*.csv or **/*.xlsx.',
    },
    control: 'list',
  }),
  sheet: setting(z.string().max(400).optional(), { label: { 'zh-CN': '工作表', en: 'Sheet' }, isAdvanced: true }),
  encoding: setting(z.enum(['auto', ...encodings]).default('auto'), {
    label: { 'zh-CN': '文字编码', en: 'Encoding' },
    options: { auto: { 'zh-CN': '自动识别', en: 'Recognise' } },
    isAdvanced: true,
  }),
  dateOrder: setting(z.enum(['auto', 'ymd', 'dmy', 'mdy']).default('auto'), {
    label: { 'zh-CN': '日期顺序', en: 'Order in dates' },
    help: {
      'zh-CN': '文件里只有 03/04/2024 这类两可的日期时，请指明先后。',
      en: 'Say which comes first where a file has only dates like 03/04/2024, which can be read both ways.',
    },
    options: {
      auto: { 'zh-CN': '自动识别', en: 'Recognise' },
      ymd: { 'zh-CN': '年/月/日', en: 'Year/month/day' },
      dmy: { 'zh-CN': '日/月/年', en: 'Day/month/year' },
      mdy: { 'zh-CN': '月/日/年', en: 'Month/day/year' },
    },
    isAdvanced: true,
  }),
  watch: setting(z.boolean().default(true), {
    label: { 'zh-CN': '有变化就读取', en: 'Read when something changes' },
    help: {
      'zh-CN': '新文件放进来或文件改动后，静置片刻即读取，不必等到计划时间；网络共享文件夹每分钟查看一次。',
      en: 'New and changed files are read once they stand still, besides the schedule; network shares are looked at every minute.',
    },
  }),
  settleSeconds: setting(z.number().int().min(0).max(86_400).default(10), {
    label: { 'zh-CN': '静置秒数', en: 'Seconds at rest' },
    help: {
      'zh-CN': '文件在这段时间内没有变化才读取，避免读到写了一半的文件。',
      en: 'A file is read when it has not changed for so long, so that none is read half written.',
    },
    isAdvanced: true,
  }),
});
type Config = z.output<typeof config>;
type Context = ConnectorContext<Config>;

/** Column with the name of the file a record came from. */
const fileColumn = '_file';
const batchRows = 4000;

/** Files taken already: by name what they were, and by content, so that a copy or a touched file is not taken again. */
interface Taken {
  files: Record<string, string>;
  contents: string[];
}
/** Contents remembered; a folder of more files than this recognises the others by name, size and time. */
const maxContents = 20_000;

const stampOf = ({ sizeBytes, changedMs }: FoundFile) => `${sizeBytes}-${Math.trunc(changedMs)}`;

export const folderConnector: Connector<typeof config> = {
  kind: 'folder',
  group: 'file',
  label: { 'zh-CN': '文件夹', en: 'Folder' },
  summary: {
    'zh-CN': '读取文件夹里的表格文件；新增和改动的文件各取一次。',
    en: 'Table files in a folder; new and changed ones are taken once each.',
  },
  config,
  capabilities: { incremental: true, deletes: false, schema: true, queries: false },
  async check(context) {
    const found = await Promise.all(
      context.config.patterns.map((pattern) => findFiles(context.config.path, pattern, context.ownFolder)),
    );
    const count = new Set(found.flat().map(({ path }) => path)).size;
    if (count === 0) throw new ConnectorFailure('config', { reason: 'no file fits the patterns' });
    return `${count}`;
  },
  async discover(context) {
    const streams = [];
    for (const pattern of context.config.patterns) {
      const newest = (await findFiles(context.config.path, pattern, context.ownFolder)).at(-1);
      const format = newest ? await withCopy(context, newest, ({ format: one }) => Promise.resolve(one)) : null;
      const fields = (format?.profiles ?? []).map(({ name, type }) => ({ name, type }));
      streams.push({
        name: pattern,
        fields: format === null ? [] : [...fields, { name: fileColumn, type: 'text' as const }],
        primaryKey: [],
        cursorFields: [fileColumn],
        canDetectDeletes: false,
        estimatedRows: null,
      });
    }
    return streams;
  },
  read: readFolder,
  watch({ config: { watch, path, patterns, settleSeconds }, logger, ownFolder, tellsPresent }, onChange) {
    if (!watch) return null;
    const own = ownFolder === undefined ? {} : { ownFolder };
    return watchFolder({ path, patterns, settleMs: settleSeconds * 1000, logger, tellsPresent, ...own }, onChange);
  },
  classifyFailure(error) {
    if (error instanceof ConnectorFailure) return error;
    if (error instanceof AppError)
      return new ConnectorFailure(error.code === 'import/cancelled' ? 'cancelled' : 'data', {
        reason: error.code,
        cause: error,
      });
    const reason = error instanceof Error ? error.message : String(error);
    return new ConnectorFailure(classifyNetworkError(error) ?? 'internal', { reason, cause: error });
  },
};

/**
 * All files, or with a cursor those that are new or changed since; a checkpoint after each. A file that cannot be read
 * does not keep the others back: the read goes on, and fails at its end with the file's name. One that is still being
 * written is left for the next read; a read of everything would lose what it brought before, and so is put off.
 */
async function* readFolder(context: Context, request: ReadRequest): AsyncGenerator<ReadMessage> {
  const { path, settleSeconds } = context.config;
  context.signal.throwIfAborted();
  if (!context.config.patterns.includes(request.stream))
    throw new ConnectorFailure('gone', { reason: `pattern ${request.stream}` });
  const isIncremental = request.mode === 'incremental';
  const taken = isIncremental ? takenOf(request.cursor) : { files: {}, contents: [] };
  const contents = new Set(taken.contents);
  const broken: string[] = [];
  let rows = 0;
  // A look at the first rows keeps nothing, so it may look at what was put there just now.
  const isLook = request.limit !== undefined;
  const restMs = (file: FoundFile) => (isLook ? 0 : restsInMs(file, settleSeconds * 1000, context.clock.now()));
  const isWhole = !isIncremental && !isLook;
  const files = await findFiles(path, request.stream, context.ownFolder);
  const unrested = files.find((file) => restMs(file) > 0);
  if (isWhole && unrested) throw notAtRest(unrested, Math.max(...files.map(restMs)));
  for (const file of files) {
    context.signal.throwIfAborted();
    if (request.limit !== undefined && rows >= request.limit) return;
    if (taken.files[file.name] === stampOf(file) || restMs(file) > 0) continue;
    try {
      for await (const message of readFile(context, file, (sha256) => contents.has(sha256) && isIncremental)) {
        if ('rows' in message) rows += message.rows.length;
        if (message.kind !== 'end') yield message;
        else contents.add(message.sha256);
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'import/cancelled') throw error;
      // Still being written: the next run finds it at rest.
      const isBeingWritten = error.code === 'import/file-changed';
      if (isBeingWritten && isWhole) throw notAtRest(file, settleSeconds * 1000);
      if (!isBeingWritten) broken.push(`${file.name}: ${error.code}`);
      continue;
    }
    taken.files[file.name] = stampOf(file);
    if (isIncremental) yield { kind: 'checkpoint', cursor: cursorOf(taken.files, contents) };
  }
  if (isIncremental) yield { kind: 'checkpoint', cursor: cursorOf(taken.files, contents) };
  if (broken.length > 0) throw new ConnectorFailure('data', { reason: broken.slice(0, 20).join('; ') });
}

const notAtRest = ({ name }: FoundFile, retryAfterMs: number) =>
  new ConnectorFailure('transient', { reason: `${name}: import/file-changed`, retryAfterMs });

function takenOf(cursor: Cursor): Taken {
  if (typeof cursor !== 'object' || cursor === null || Array.isArray(cursor)) return { files: {}, contents: [] };
  const { files, contents } = cursor as unknown as Taken;
  return { files: { ...files }, contents: [...contents] };
}

const cursorOf = (files: Taken['files'], contents: ReadonlySet<string>): Cursor => ({
  files: { ...files },
  contents: [...contents].slice(-maxContents),
});

async function* readFile(
  context: Context,
  file: FoundFile,
  isKnown: (sha256: string) => boolean,
): AsyncGenerator<Extract<ReadMessage, { kind: 'records' | 'unreadable' }> | { kind: 'end'; sha256: string }> {
  const copy = await copyOf(context, file);
  try {
    if (!isKnown(copy.sha256)) {
      const format = await detectFormat(copy.path, optionsOf(context.config));
      const columns = [...format.columns, fileColumn];
      const { dateOrder } = context.config;
      const rewrite = plainValues(format, dateOrder === 'auto' ? null : dateOrder);
      const reader = await openRecords(copy.path, format, { scratchDir: context.scratchDir, signal: context.signal });
      try {
        for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
          context.signal.throwIfAborted();
          rewrite(batch.rows);
          for (let from = 0; from < batch.rows.length; from += batchRows) {
            yield {
              kind: 'records',
              columns,
              rows: batch.rows.slice(from, from + batchRows).map((row) => [...row, file.name]),
            };
          }
          const rows = batch.rejects.map((reject) => unreadableOf(reject, format.columns.length, file));
          if (rows.length > 0) yield { kind: 'unreadable', columns, file: file.name, rows };
        }
      } finally {
        reader.close();
      }
    }
    yield { kind: 'end', sha256: copy.sha256 };
  } finally {
    await rm(copy.path, { force: true });
  }
}

/** What there is of a record that is no row, with its file where the rows have it and what is too much behind. */
function unreadableOf({ raw, code, line, params }: RecordReject, width: number, file: FoundFile): UnreadableRecord {
  const values = Array.from({ length: width }, (_, index) => raw[index] ?? '');
  return { values: [...values, file.name, ...raw.slice(width)], code, params: { line, ...params } };
}

/** A copy made while the file stands still: what is read is one file from beginning to end. */
async function copyOf({ scratchDir, signal }: Context, file: FoundFile): Promise<{ path: string; sha256: string }> {
  const path = join(scratchDir, `file-${randomUUID()}`);
  const { sha256 } = await copyStable(file.path, path, { signal });
  return { path, sha256 };
}

async function withCopy<T>(
  context: Context,
  file: FoundFile,
  work: (of: { format: FileFormat }) => Promise<T>,
): Promise<T> {
  try {
    const copy = await copyOf(context, file);
    try {
      return await work({ format: await detectFormat(copy.path, optionsOf(context.config)) });
    } finally {
      await rm(copy.path, { force: true });
    }
  } catch (error) {
    if (error instanceof AppError)
      throw new ConnectorFailure('data', { reason: `${file.name}: ${error.code}`, cause: error });
    throw folderFailure(error, file.path);
  }
}

function optionsOf({ sheet, encoding }: Config): ImportOptions {
  return { ...(sheet ? { sheet } : {}), ...(encoding === 'auto' ? {} : { encoding }) };
}
