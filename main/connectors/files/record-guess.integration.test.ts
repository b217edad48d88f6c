import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { previewFile } from './preview.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-guess-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function guess(...lines: string[]) {
  const path = join(folder, 'file.csv');
  await writeFile(path, `${lines.join('\n')}\n`);
  const { guess: found } = await previewFile(path, 'file.csv', { timezone: 'UTC', currency: 'CNY', language: 'en' });
  return found;
}

it.each([
  [
    'survey_responses',
    'Customer ID,Response Date,How likely,NPS Score,Feedback',
    '7,2024-03-01,x,9,fine',
    '8,2024-03-02,x,3,slow',
  ],
  ['survey_responses', '会员编号,提交时间,推荐意愿,评论', '7,2024-03-01,9,不错', '8,2024-03-02,3,太慢'],
  [
    'tickets',
    'Ticket ID,Created At,Status,Priority,Resolved At',
    '1,2024-03-01,closed,high,2024-03-02',
    '2,2024-03-01,open,low,',
  ],
  ['tickets', '工单编号,创建时间,优先级,问题类型,客户姓名', 'G1,2024-03-01,高,物流,王芳', 'G2,2024-03-01,低,退款,李明'],
  [
    'opportunities',
    'opportunity_id,sales_agent,deal_stage,engage_date,close_date,close_value,created_date',
    'A1,Ann,Won,2024-01-01,2024-02-01,100,2024-01-01',
    'A2,Bob,Lost,2024-01-01,2024-02-01,0,2024-01-02',
  ],
  [
    'opportunities',
    '商机编号,商机名称,阶段,创建时间,商机金额,负责人',
    'S1,一号,方案,2024-03-01,1000,张三',
    'S2,二号,赢单,2024-03-02,2000,李四',
  ],
  ['opportunity_stages', '商机编号,变更后阶段,变更时间', 'S1,方案,2024-03-01', 'S1,赢单,2024-03-09'],
  ['orders', 'Order ID,Order Date,Total,Rating,Customer ID', '1,2024-03-01,10.5,5,7', '2,2024-03-02,11,4,8'],
])('takes a file for %s: %s', async (entity, ...lines) => {
  expect((await guess(...lines)).entity).toBe(entity);
});

it('finds companies as customers of opportunities, and needs no day of opening', async () => {
  const { entity, mapping, missing } = await guess(
    'opportunity_id,sales_agent,account,deal_stage,close_date,close_value',
    'A1,Ann,Acme,Won,2024-02-01,100',
    'A2,Bob,Brix,Prospecting,,',
  );
  expect(entity).toBe('opportunities');
  expect(mapping.customer_id).toEqual({ column: 'account' });
  expect(missing).toEqual([]);
});

it('names the kind of survey by the header of the score', async () => {
  const { mapping } = await guess('满意度,评价时间,问卷名称', '4,2024-03-01,售后', '5,2024-03-02,售后');
  expect(mapping.kind).toEqual({ value: 'csat' });
});
