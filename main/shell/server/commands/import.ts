import { openAsBlob } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../../../contract/errors.ts';
import { type ImportState, importOptionsInput, importOutput } from '../../../../contract/imports.ts';
import type { Language } from '../../../../contract/language.ts';
import { type CommandCall, print, required, usage } from './command.ts';
import type { Connection } from './connection.ts';
import { ProgressLine } from './progress-line.ts';

const accepted = z.object({ id: z.string() });
const askEveryMs = 200;

/** `import FILE --entity …`: sends the file, follows the import, says what became of its rows. */
export async function importCommand(call: CommandCall): Promise<number> {
  const [path, ...more] = call.words;
  if (path === undefined || more.length > 0) throw usage('import FILE');
  const form = await formOf(path, call.flags);
  const connection = await call.connect();
  const { id } = await connection.call('POST', '/api/v1/imports', accepted, form);
  const state = await follow(connection, id, call.language);
  const rejectsFile = call.flags.rejects;
  if (rejectsFile !== undefined && state.rowsRejected > 0) await saveRejects(connection, id, rejectsFile);
  print(call.isJson ? JSON.stringify(state) : summary(state, call.language, rejectsFile ?? null));
  return state.status === 'succeeded' ? 0 : 1;
}

async function formOf(path: string, flags: CommandCall['flags']): Promise<FormData> {
  const form = new FormData();
  form.set('entity', required(flags, 'entity'));
  if (flags.mapping !== undefined) form.set('mapping', await jsonOf('mapping', flags.mapping));
  form.set('options', JSON.stringify(await optionsOf(flags)));
  // The file goes last and is read as it is sent.
  form.set('file', await openFile(path), basename(path));
  return form;
}

async function openFile(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch (cause) {
    throw new AppError('import/file-missing', { params: { file: path }, cause });
  }
}

/** A JSON file, or JSON itself. */
async function jsonOf(flag: string, value: string): Promise<string> {
  try {
    const text = value.trimStart().startsWith('{') ? value : await readFile(value, 'utf8');
    JSON.parse(text);
    return text;
  } catch (cause) {
    throw new AppError('host/usage', { params: { problem: `--${flag} ${value}` }, cause });
  }
}

async function optionsOf(flags: CommandCall['flags']): Promise<z.infer<typeof importOptionsInput>> {
  const given: unknown = flags.options === undefined ? {} : JSON.parse(await jsonOf('options', flags.options));
  const single = ['currency', 'timezone', 'mode', 'source', 'encoding', 'delimiter'] as const;
  const own = single.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]]));
  const result = importOptionsInput.safeParse({ ...(given as object), ...Object.fromEntries(own) });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw usage(`--${issue?.path.join('.') || 'options'}`);
}

/** Asks until the import is over. The first interrupt cancels it. */
async function follow(connection: Connection, id: string, language: Language): Promise<ImportState> {
  const progress = new ProgressLine(process.stderr, language);
  const cancel = () => void connection.send('POST', `/api/v1/imports/${id}/cancel`).catch(() => {});
  process.once('SIGINT', cancel);
  try {
    for (;;) {
      const state = await connection.call('GET', `/api/v1/imports/${id}`, importOutput);
      progress.show(state);
      if (state.status !== 'queued' && state.status !== 'running') return state;
      await pause(askEveryMs);
    }
  } finally {
    progress.end();
    process.off('SIGINT', cancel);
  }
}

async function saveRejects(connection: Connection, id: string, file: string): Promise<void> {
  const response = await connection.send('GET', `/api/v1/imports/${id}/rejects?format=csv`);
  await writeFile(file, response.body ?? new Uint8Array());
}

function summary(state: ImportState, language: Language, rejectsFile: string | null): string {
  const isChinese = language === 'zh-CN';
  const count = (value: number) => value.toLocaleString(language);
  if (state.status !== 'succeeded') {
    const reason = state.error?.message ?? '';
    return isChinese ? `没有导入：${reason}` : `Not imported: ${reason}`;
  }
  const read = count(state.rowsRead);
  const taken = count(state.rowsAccepted);
  const same = count(state.rowsUnchanged);
  const rejected = count(state.rowsRejected);
  const where = rejectsFile ?? `GET /api/v1/imports/${state.id}/rejects?format=csv`;
  const lines = isChinese
    ? [`已导入 ${taken} 行（共读取 ${read} 行，其中 ${same} 行此前已有且相同）。`]
    : [`Imported ${taken} of ${read} rows; ${same} of them were known already, unchanged.`];
  if (state.rowsRejected > 0) {
    lines.push(
      isChinese
        ? `${rejected} 行未导入，原因见 ${where}（可用 --rejects 文件名 保存）。`
        : `${rejected} rows were kept out; the reasons are in ${where} (save them with --rejects FILE).`,
    );
  }
  return lines.join('\n');
}
