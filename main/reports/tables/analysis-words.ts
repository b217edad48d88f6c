import type { Language } from '../../../contract/language.ts';

/** Heads of the tables that analyses become in files: zh-CN, en. */
const words = {
  all: ['全部', 'All'],
  group: ['分组', 'Group'],
  step: ['步骤', 'Step'],
  people: ['人数', 'People'],
  customers: ['客户数', 'Customers'],
  fromFirst: ['总转化率', 'From first step'],
  fromPrevious: ['上一步转化率', 'From previous step'],
  medianSeconds: ['用时中位数（秒）', 'Median time (s)'],
  averageSeconds: ['平均用时（秒）', 'Average time (s)'],
  cohort: ['起始期', 'Cohort'],
  interval: ['时期', 'Interval'],
  new: ['新增', 'New'],
  returning: ['留存', 'Returning'],
  resurrecting: ['回流', 'Resurrecting'],
  dormant: ['沉睡', 'Dormant'],
  activeIntervals: ['活跃期数', 'Active intervals'],
  from: ['起点', 'From'],
  to: ['终点', 'To'],
  sessions: ['会话数', 'Sessions'],
  segment: ['客户分层', 'Segment'],
  revenue: ['净销售额', 'Net revenue'],
  share: ['占比', 'Share'],
  decile: ['十分位', 'Decile'],
  expectedPurchases: ['预计购买次数', 'Expected purchases'],
  lifetimeValue: ['预计价值', 'Expected value'],
  historic: ['历史净额', 'Net so far'],
  month: ['月份', 'Month'],
  activeAtStart: ['期初活跃', 'Active at start'],
  lost: ['流失', 'Lost'],
  gained: ['新增或回流', 'Gained'],
  customerChurn: ['客户流失率', 'Customer churn'],
  grossChurn: ['总收入流失率', 'Gross revenue churn'],
  netChurn: ['净收入流失率', 'Net revenue churn'],
  responses: ['答复数', 'Answers'],
  score: ['得分', 'Score'],
  stage: ['阶段', 'Stage'],
  reached: ['到达', 'Reached'],
  current: ['目前停留', 'In it now'],
  medianDays: ['停留天数中位数', 'Median days'],
  amount: ['金额', 'Amount'],
  touchpoint: ['触点', 'Touchpoint'],
  averagePosition: ['平均次序', 'Average position'],
  ended: ['到此为止', 'Went no further'],
} as const satisfies Record<string, readonly [string, string]>;
export type AnalysisWord = keyof typeof words;

export function analysisWord(word: AnalysisWord, language: Language): string {
  return words[word][language === 'zh-CN' ? 0 : 1];
}
