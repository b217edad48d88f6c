import type { CanonicalEntity } from './entities.ts';
import type { LocalizedText } from './language.ts';

/** What the canonical entities are called. */
export const entityLabels: Record<CanonicalEntity, LocalizedText> = {
  profiles: { 'zh-CN': '客户', en: 'Customers' },
  products: { 'zh-CN': '商品', en: 'Products' },
  orders: { 'zh-CN': '订单', en: 'Orders' },
  order_items: { 'zh-CN': '订单明细', en: 'Order lines' },
  events: { 'zh-CN': '行为事件', en: 'Events' },
  survey_responses: { 'zh-CN': '问卷答复', en: 'Survey answers' },
  tickets: { 'zh-CN': '工单', en: 'Tickets' },
  opportunities: { 'zh-CN': '商机', en: 'Opportunities' },
  opportunity_stages: { 'zh-CN': '商机阶段记录', en: 'Opportunity stages' },
};
