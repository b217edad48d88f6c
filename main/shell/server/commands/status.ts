import type { Language } from '../../../../contract/language.ts';
import { type Status, statusOutput } from '../../../../contract/workspace.ts';
import { type CommandCall, print } from './command.ts';

/** `status`: what there is and how it does. */
export async function statusCommand(call: CommandCall): Promise<number> {
  const connection = await call.connect();
  const status = await connection.call('GET', '/api/v1/status', statusOutput);
  print(call.isJson ? JSON.stringify(status) : summary(status, connection.dataDir, call.language));
  return 0;
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
