import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { connectionOutput, type Sync, syncOutput } from '../../../../contract/connections.ts';
import type { Language } from '../../../../contract/language.ts';
import { type CommandCall, print, usage } from './command.ts';

const path = '/api/v1/connections';
const asked = z.object({ runId: z.string() });
const askEveryMs = 300;

/** `sync NAME`: asks for a sync of a connection (by name or id), follows it, and says what it did. */
export async function syncCommand(call: CommandCall): Promise<number> {
  const [name, ...more] = call.words;
  if (name === undefined || more.length > 0) throw usage('sync NAME');
  const connection = await call.connect();
  const all = await connection.call('GET', path, z.array(connectionOutput));
  const found = all.find((one) => one.id === name || one.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw usage(`sync ${name}: ${all.map((one) => one.name).join(', ') || '–'}`);
  const before = found.lastSync?.id ?? null;
  const isUnderWay = found.lastSync?.status === 'running';
  await connection.call('POST', `${path}/${found.id}/sync`, asked);
  for (;;) {
    const [latest] = await connection.call('GET', `${path}/${found.id}/syncs?limit=1`, z.array(syncOutput));
    const isMeant = latest !== undefined && (isUnderWay || latest.id !== before);
    if (isMeant && latest.status !== 'queued' && latest.status !== 'running') {
      print(call.isJson ? JSON.stringify(latest) : summary(found.name, latest, call.language));
      return latest.status === 'succeeded' ? 0 : 1;
    }
    await pause(askEveryMs);
  }
}

function summary(name: string, sync: Sync, language: Language): string {
  const isChinese = language === 'zh-CN';
  const count = (value: number) => value.toLocaleString(language);
  const lines = sync.streams.map((stream) => {
    if (stream.error) return `  ${stream.stream}: ${stream.error.message}`;
    const { rowsRead, rowsChanged, rowsUnchanged, rowsRejected, rowsDeleted } = stream;
    return isChinese
      ? `  ${stream.stream}：读取 ${count(rowsRead)} 行，变化 ${count(rowsChanged)}，未变 ${count(rowsUnchanged)}，未导入 ${count(rowsRejected)}，删除 ${count(rowsDeleted)}`
      : `  ${stream.stream}: ${count(rowsRead)} rows read, ${count(rowsChanged)} changed, ${count(rowsUnchanged)} unchanged, ${count(rowsRejected)} kept out, ${count(rowsDeleted)} deleted`;
  });
  if (sync.error && lines.length === 0) lines.push(`  ${sync.error.message}`);
  const isGood = sync.status === 'succeeded';
  const title = isChinese
    ? isGood
      ? `${name} 已同步`
      : `${name} 没有完全同步`
    : isGood
      ? `${name} is synced`
      : `${name} was not synced completely`;
  return [title, ...lines].join('\n');
}
