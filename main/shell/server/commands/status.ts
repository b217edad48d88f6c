import { setTimeout as pause } from 'node:timers/promises';
import type { Language } from '../../../../contract/language.ts';
import { type Status, statusOutput } from '../../../../contract/workspace.ts';
import { type CommandCall, print } from './command.ts';
import type { Connection } from './connection.ts';

const askEveryMs = 200;
const mostQuestions = 300;

/** `status`: what there is and how it does. */
export async function statusCommand(call: CommandCall): Promise<number> {
  const connection = await call.connect();
  const status = await settledStatus(connection);
  print(call.isJson ? JSON.stringify(status) : summary(status, connection.dataDir, call.language));
  return 0;
}

/** A host started for this command alone has to open its replica first; a running one is shown as it is. */
async function settledStatus(connection: Connection): Promise<Status> {
  const ask = () => connection.call('GET', '/api/v1/status', statusOutput);
  if (!connection.isOwnHost) return ask();
  for (let asked = 0; asked < mostQuestions && isSettling(await ask()); asked += 1) await pause(askEveryMs);
  return ask();
}

function isSettling({ replica }: Status): boolean {
  return replica.state !== 'failed' && (replica.state !== 'ready' || replica.watermark < replica.storeWatermark);
}

function summary(status: Status, dataDir: string, language: Language): string {
  const isChinese = language === 'zh-CN';
  const number = (value: number) => value.toLocaleString(language);
  const megabytes = (bytes: number) => `${number(Math.round(bytes / 1_000_000))} MB`;
  const { workspace, counts, dataRange, replica, jobs, disk } = status;
  const rows = Object.entries(counts).map(([name, count]) => `  ${name.padEnd(24)} ${number(count)}`);
  const range = `${dataRange.from?.slice(0, 10) ?? '–'} … ${dataRange.to?.slice(0, 10) ?? '–'}`;
  return [
    `${workspace.name} · ${workspace.timezone} · ${workspace.currency}`,
    `${isChinese ? '数据文件夹' : 'Data folder'}  ${dataDir} (${megabytes(disk.dataBytes)})`,
    ...rows,
    `${isChinese ? '数据日期' : 'Data from'}  ${range}`,
    `${isChinese ? '分析副本' : 'Replica'}  ${replica.state}, ${replica.watermark}/${replica.storeWatermark}`,
    `${isChinese ? '导入任务' : 'Imports'}  ${jobs.running} + ${jobs.queued}`,
  ].join('\n');
}
