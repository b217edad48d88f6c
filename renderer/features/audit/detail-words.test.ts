import { expect, it } from 'vitest';
import { auditZhCn } from '../../i18n/words/audit.zh-cn.ts';
import { detailTexts } from './detail-words.ts';

const { details: names, values, parts, exports } = auditZhCn;
const told = (details: Record<string, unknown>) => detailTexts(details, { names, values, parts, exports });

it('says what was written down in words of the language', () => {
  expect(told({ role: 'analyst', count: 3, folder: '', name: null })).toEqual(['角色 分析师']);
  expect(told({ status: 'resolved', withData: true })).toEqual(['状态 已解决', '连同数据 是']);
  expect(told({ cell: '{"step":1,"state":"dropped"}' })).toEqual(['单元格 步骤 2, 流失']);
  expect(told({ cell: '{"stage":"Offer","state":"lost","breakdown":["UK","web"]}' })).toEqual([
    '单元格 阶段 Offer, 流失, 细分 UK / web',
  ]);
});

it('leaves what it has no word for as it is', () => {
  expect(told({ cell: '{"aliveTenth":9', format: 'true', status: 'constructor' })).toEqual([
    ...['单元格 {"aliveTenth":9', '格式 true', '状态 constructor'],
  ]);
});

it('names what was exported, also where the order was cut', () => {
  expect(told({ of: '{"query":{"measures":["orders.count"]},"title":"Orders"}' })).toEqual(['导出内容 查询 “Orders”']);
  expect(told({ of: '{"board":"sales","view":{"fil' })).toEqual(['导出内容 看板']);
});
