import { setTimeout as pause } from 'node:timers/promises';
import type { Language } from '../../../../contract/language.ts';
import { type Sample, sampleOutput } from '../../../../contract/workspace.ts';
import { type CommandCall, print, usage } from './command.ts';
import type { Connection } from './connection.ts';

const path = '/api/v1/sample';
const askEveryMs = 200;

const words: Record<Sample['state'], Record<Language, string>> = {
  absent: { 'zh-CN': '没有示例数据。', en: 'There is no sample data.' },
  importing: { 'zh-CN': '正在导入示例数据。', en: 'The sample data is being imported.' },
  present: { 'zh-CN': '示例数据已导入。', en: 'The sample data is there.' },
  failed: { 'zh-CN': '示例数据没有导入。', en: 'The sample data could not be imported.' },
  removed: {
    'zh-CN': '示例数据已删除，您自己的数据未变。',
    en: 'The sample data is removed; your own data is unchanged.',
  },
};

/** `sample add | remove`. */
export async function sampleCommand(call: CommandCall): Promise<number> {
  const [action] = call.words;
  if (action !== 'add' && action !== 'remove') throw usage('sample add | remove');
  const connection = await call.connect();
  const asked = await connection.call(action === 'add' ? 'POST' : 'DELETE', path, sampleOutput);
  const sample = action === 'add' ? await imported(connection, asked) : asked;
  print(call.isJson ? JSON.stringify(sample) : words[sample.state][call.language]);
  return sample.state === 'failed' ? 1 : 0;
}

async function imported(connection: Connection, asked: Sample): Promise<Sample> {
  let sample = asked;
  while (sample.state === 'importing') {
    await pause(askEveryMs);
    sample = await connection.call('GET', path, sampleOutput);
  }
  return sample;
}
