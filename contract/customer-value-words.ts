import type { rfmSegmentNames } from './customer-value.ts';
import type { LocalizedText } from './language.ts';

/** What is wrong with one customer or lifetime of a request; `{limit}` stands for the bound. */
export const valueFaults = {
  notObject: { 'zh-CN': '应为一个对象', en: 'Must be an object' },
  notCount: { 'zh-CN': '应为 0 到 {limit} 之间的整数', en: 'Must be a whole number from 0 to {limit}' },
  notDuration: { 'zh-CN': '应为 0 到 {limit} 之间的数', en: 'Must be a number from 0 to {limit}' },
  notAmount: { 'zh-CN': '应为不小于 0 的数，或为空', en: 'Must be a number of at least 0, or null' },
  notBoolean: { 'zh-CN': '应为 true 或 false', en: 'Must be true or false' },
  notGroup: { 'zh-CN': '应为文字（最多 200 字）或数', en: 'Must be text of at most 200 characters, or a number' },
  recencyAfterEnd: {
    'zh-CN': '最后一次购买晚于观察期末（recency 大于 T）',
    en: 'The last purchase lies after the end (recency is greater than T)',
  },
  recencyWithoutRepeat: {
    'zh-CN': '没有复购时 recency 应为 0',
    en: 'Without a repeat purchase recency must be 0',
  },
  repeatWithoutRecency: {
    'zh-CN': '有复购时 recency 应大于 0',
    en: 'With a repeat purchase recency must be greater than 0',
  },
  tooMany: { 'zh-CN': '最多 {limit} 项', en: 'At most {limit} items' },
  tooFew: { 'zh-CN': '至少 {limit} 项', en: 'At least {limit} items' },
  tooManyExpectations: {
    'zh-CN': '客户数乘以期限数最多 {limit}',
    en: 'Customers times horizons may be {limit} at most',
  },
  tooManyGroups: { 'zh-CN': '最多 {limit} 个分组', en: 'At most {limit} groups' },
  rising: { 'zh-CN': '留存人数不能上升', en: 'Survivors must not rise' },
  noneLeft: { 'zh-CN': '至少要有一期人数下降', en: 'At least one period must lose somebody' },
  startsAtZero: { 'zh-CN': '起始人数应大于 0', en: 'The start must be greater than 0' },
  notJson: { 'zh-CN': '不是有效的 JSON', en: 'Not valid JSON' },
  otherCurrency: {
    'zh-CN': '金额以工作区币种 {limit} 计算',
    en: 'Amounts are in the currency of the workspace, {limit}',
  },
  notBefore: { 'zh-CN': '应早于 asOf', en: 'Must lie before asOf' },
} as const satisfies Record<string, LocalizedText>;
export type ValueFault = keyof typeof valueFaults;

/** Why the parameters of a model are not shown. */
export const withheldWords: LocalizedText = {
  'zh-CN':
    '客户数 {customers} 少于 {minimum}，模型参数的误差太大，不予显示；预期购买次数仍可参考，请结合留出检验判断。',
  en: '{customers} customers are fewer than {minimum}: parameters would be too uncertain to show. Expected purchases are given; judge them by the holdout.',
};

/** Names of the eleven groups of RFM, for files that the host writes; those on screen are in the interface. */
export const rfmSegmentWords: Record<(typeof rfmSegmentNames)[number], LocalizedText> = {
  champions: { 'zh-CN': '冠军客户', en: 'Champions' },
  loyal: { 'zh-CN': '忠诚客户', en: 'Loyal' },
  potential_loyalist: { 'zh-CN': '潜力客户', en: 'Potential loyalists' },
  new: { 'zh-CN': '新客户', en: 'New' },
  promising: { 'zh-CN': '有望客户', en: 'Promising' },
  need_attention: { 'zh-CN': '需要关注', en: 'Need attention' },
  about_to_sleep: { 'zh-CN': '即将沉睡', en: 'About to sleep' },
  cannot_lose: { 'zh-CN': '不能失去', en: 'Cannot lose them' },
  at_risk: { 'zh-CN': '流失风险', en: 'At risk' },
  hibernating: { 'zh-CN': '沉睡客户', en: 'Hibernating' },
  lost: { 'zh-CN': '已流失', en: 'Lost' },
};
