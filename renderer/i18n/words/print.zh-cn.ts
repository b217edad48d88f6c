import type { Translated } from '../words.ts';
import type { printEn } from './print.en.ts';

export const printZhCn: Translated<typeof printEn> = {
  contents: '目录',
  appendix: '指标说明',
  dates: '日期',
  filters: '筛选',
  noFilters: '无，统计全部数据',
  segment: '客群',
  author: '编制',
  dataAsOf: '数据截至 {{date}}',
  madeOn: '生成于 {{date}}',
  page: '第 {{page}} 页，共 {{pages}} 页',
  continued: '{{title}}（续）',
  columnsPart: '第 {{from}}–{{to}} 列，共 {{total}} 列',
  carriedForward: '转下页',
  broughtForward: '承上页',
  total: '合计',
  rows_one: '{{count}} 行',
  rows_other: '{{count}} 行',
  noRows: '这段日期和筛选下没有数据。',
  shownOf: '前 {{shown}} 行，共 {{total}} 行',
  failedTiles: '没有取到数据：{{titles}}。本文件缺少这些图表的数字。',
  note: '备注',
  blank: '（空）',
  definitionMissing: '这个指标没有说明。',
  tooManyRows: '超过 {{count}} 行，不适合放进文档。请导出为 Excel。',
};
