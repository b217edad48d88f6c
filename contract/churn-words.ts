import type { ChurnFeature } from './customer-value.ts';
import type { LocalizedText } from './language.ts';

/** What the churn model looks at, in words. "Recent" is the number of days after which a customer counts as gone. */
export const churnFeatureLabels: Record<ChurnFeature, LocalizedText> = {
  days_since_last_order: { 'zh-CN': '距上次下单天数', en: 'Days since last order' },
  orders: { 'zh-CN': '累计订单数', en: 'Orders so far' },
  orders_recent: { 'zh-CN': '近期订单数', en: 'Recent orders' },
  order_trend: { 'zh-CN': '订单增减（近期减去更早一期）', en: 'Change in orders (recent less the period before)' },
  typical_gap_days: { 'zh-CN': '平时下单间隔（天）', en: 'Usual days between orders' },
  lateness: { 'zh-CN': '逾期程度（距上次下单 ÷ 平时间隔）', en: 'Lateness (days since last order ÷ usual gap)' },
  spend_per_order: { 'zh-CN': '每单金额', en: 'Spend per order' },
  tenure_days: { 'zh-CN': '成为客户的天数', en: 'Days as a customer' },
  return_share: { 'zh-CN': '退货占比', en: 'Share returned' },
  discount_share: { 'zh-CN': '折扣占比', en: 'Share of discounts' },
  events_recent: { 'zh-CN': '近期行为次数', en: 'Recent events' },
  tickets_recent: { 'zh-CN': '近期工单数', en: 'Recent tickets' },
  complaints_recent: { 'zh-CN': '近期投诉数', en: 'Recent complaints' },
  last_nps: { 'zh-CN': '最近一次 NPS 评分', en: 'Latest NPS answer' },
};

export const churnEffectWords: LocalizedText = {
  'zh-CN': '该指标每高一个标准差，流失的几率（odds）乘以 {ratio}',
  en: 'One standard deviation more multiplies the odds of leaving by {ratio}',
};
