import { expect, it } from 'vitest';
import { auditZhCn } from '../../i18n/words/audit.zh-cn.ts';
import { valueZhCn } from '../../i18n/words/value.zh-cn.ts';
import { voiceZhCn } from '../../i18n/words/voice.zh-cn.ts';
import { detailTexts } from './detail-words.ts';

const { details: names, values, parts, exports } = auditZhCn;
const { segments, notYet } = valueZhCn.rfm;
const { groups, followUps } = voiceZhCn.feedback;
const choices = {
  ...{ segment: segments, before: { ...segments, null: notYet }, after: segments },
  ...{ answers: groups.nps, followUp: followUps, counted: auditZhCn.counted },
};
const told = (details: Record<string, unknown>) => detailTexts(details, { names, values, parts, choices, exports });

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

it.each([
  [{ driver: { property: '渠道', value: '门店' } }, '因素 渠道 门店'],
  [{ group: 'promoters', followUp: 'none', withComment: true }, '回答 推荐者（9–10 分）, 跟进 未处理, 有评论 是'],
  [{ group: 'promoters', state: 'left', fromDays: 0, toDays: 30 }, '分组 promoters, 已流失, 起始天数 0, 截止天数 30'],
  [{ answer: 9, keyword: '物流' }, '评分 9, 评论含 物流'],
  [{ segment: 'at_risk' }, '客户群 流失风险'],
  [{ before: 'champions', after: 'lost' }, '原类别 冠军客户, 现类别 已流失'],
  [{ before: null }, '原类别 当时还不是客户'],
  [{ recency: 5, frequency: 2, monetary: 1 }, '最近购买 5, 购买频次 2, 购买金额 1'],
  [{ cohort: 0, column: 0 }, '分组 1, 回访期 0'],
  [{ activeIntervals: 3 }, '活跃期数 3'],
  [{ touchpoint: 0, state: 'met' }, '触点 1, 经过'],
  [{ from: 0, to: 1, state: 'continued' }, '从触点 1, 到触点 2, 继续'],
  [{ from: 0, to: 1 }, '流失风险 0–100%'],
  [{ calibrationRow: 9, hasLeft: true }, '风险档 10, 已流失 是'],
  [{ decile: 1 }, '价值档 1'],
  [{ aliveTenth: 9 }, '仍是客户的概率 90–100%'],
  [{ calibrationFrequency: 0 }, '此前复购次数 0'],
  [{ hasPaidBack: false }, '已收回 否'],
  [{ counted: 'repeatCustomers' }, '统计口径 复购客户'],
  [{ repeats: { after: null, to: '2026-03-01' } }, '再次购买 … – 2026-03-01'],
  [{ lossReason: '价格' }, '丢单原因 价格'],
])('says the cell %j in words', (cell, text) => {
  expect(told({ cell: JSON.stringify(cell) })).toEqual([`单元格 ${text}`]);
});
