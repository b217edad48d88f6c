import { otherLineTypes, revenueLineTypes } from '../../../contract/entities.ts';
import type { Converter, Failure } from './converters.ts';
import { normaliseHeader } from './headers.ts';

const lineTypes: Record<string, string> = {
  product: 'goods',
  item: 'goods',
  sale: 'goods',
  lineitem: 'goods',
  商品: 'goods',
  shipping: 'delivery',
  freight: 'delivery',
  postage: 'delivery',
  运费: 'delivery',
  邮费: 'delivery',
  coupon: 'discount',
  promotion: 'discount',
  折扣: 'discount',
  优惠: 'discount',
  优惠券: 'discount',
  charge: 'fee',
  手续费: 'fee',
  服务费: 'fee',
  writeoff: 'write_off',
  baddebt: 'write_off',
  坏账: 'write_off',
  样品: 'sample',
  stockadjustment: 'stock_adjustment',
  adjustment: 'stock_adjustment',
  库存调整: 'stock_adjustment',
  其他: 'other',
};
for (const type of [...revenueLineTypes, ...otherLineTypes]) lineTypes[normaliseHeader(type)] = type;

const documentKinds: Record<string, string> = {
  order: 'order',
  sale: 'order',
  sales: 'order',
  invoice: 'order',
  purchase: 'order',
  订单: 'order',
  销售: 'order',
  销售单: 'order',
  return: 'return',
  returns: 'return',
  refund: 'return',
  creditnote: 'return',
  creditmemo: 'return',
  reversal: 'return',
  cancellation: 'return',
  退货: 'return',
  退款: 'return',
  退货单: 'return',
  退单: 'return',
  冲销: 'return',
  红冲: 'return',
  adjustment: 'adjustment',
  调整: 'adjustment',
};

const profileKinds: Record<string, string> = {
  person: 'person',
  individual: 'person',
  consumer: 'person',
  个人: 'person',
  company: 'company',
  business: 'company',
  organization: 'company',
  organisation: 'company',
  corporate: 'company',
  enterprise: 'company',
  企业: 'company',
  公司: 'company',
  单位: 'company',
};

const surveyKinds: Record<string, string> = {
  nps: 'nps',
  netpromoterscore: 'nps',
  netpromoter: 'nps',
  recommendation: 'nps',
  净推荐值: 'nps',
  推荐度: 'nps',
  推荐意愿: 'nps',
  csat: 'csat',
  satisfaction: 'csat',
  customersatisfaction: 'csat',
  满意度: 'csat',
  满意度调查: 'csat',
  ces: 'ces',
  effort: 'ces',
  customereffort: 'ces',
  customereffortscore: 'ces',
  费力度: 'ces',
};

const outcomes: Record<string, string> = {
  ...Object.fromEntries(
    [
      'open',
      'inprogress',
      'engaging',
      'prospecting',
      'active',
      'pending',
      'new',
      '进行中',
      '跟进中',
      '未结束',
      '打开',
    ].map((word) => [word, 'open']),
  ),
  ...Object.fromEntries(
    ['won', 'win', 'closedwon', 'success', 'successful', '赢单', '成交', '已成交', '成功', '已赢单'].map((word) => [
      word,
      'won',
    ]),
  ),
  ...Object.fromEntries(
    [
      'lost',
      'loss',
      'lose',
      'closedlost',
      'failed',
      'abandoned',
      '输单',
      '丢单',
      '失败',
      '流失',
      '已输单',
      '已丢单',
    ].map((word) => [word, 'lost']),
  ),
};

/** What the name of a stage says about the outcome; `open` where it says nothing. */
export function outcomeOfStage(stage: string): 'open' | 'won' | 'lost' {
  const word = outcomes[normaliseHeader(stage)];
  return word === 'won' || word === 'lost' ? word : 'open';
}

const progress =
  /^new$|\b(open|opened|closed?|paid|unpaid|pending|placed|confirmed|process\w*|progress|shipped|deliver\w*|complet\w*|done|cancell?ed|void\w*|refund\w*|return\w*|fail\w*|hold|draft|authori[sz]ed|resolved|solved|waiting|awaiting|active|success\w*|rejected|expired)\b|支付|付款|完成|成功|关闭|取消|发货|退款|退货|处理|待|已/i;

/** Whether a word says how far an order or a ticket has come: `paid`, `on hold`, `已发货`. */
export function tellsProgress(word: string): boolean {
  return progress.test(word.replaceAll('_', ' '));
}

/** The survey a name speaks of; null where it names none. */
export function surveyKindOf(name: string): 'nps' | 'csat' | 'ces' | null {
  const found = Object.entries(surveyKinds).find(([word]) => normaliseHeader(name).includes(word));
  return (found?.[1] as 'nps' | 'csat' | 'ces' | undefined) ?? null;
}

/** The closed set of words a target understands, or null. Keys are normalised as headers are. */
export function wordsOf(entity: string, target: string): Record<string, string> | null {
  if (entity === 'profiles') return target === 'kind' ? profileKinds : null;
  if (entity === 'survey_responses') return target === 'kind' ? surveyKinds : null;
  if (entity === 'opportunities') return target === 'outcome' ? outcomes : null;
  // The columns of a table of its own are its owner's words, whatever they are called.
  if (entity !== 'orders' && entity !== 'order_items') return null;
  if (target === 'line_type') return lineTypes;
  return target === 'kind' ? documentKinds : null;
}

/** Converter of a target with a closed set of words; anything else is `unknown-value`. Null for other targets. */
export function wordConverter(entity: string, target: string, failure: Failure): Converter | null {
  const words = wordsOf(entity, target);
  if (!words) return null;
  const known = new Map<string, string | null | undefined>();
  const allowed = [...new Set(Object.values(words))].join(', ');
  return (text) => {
    let word = known.get(text);
    if (word === undefined && !known.has(text)) {
      const key = normaliseHeader(text);
      word = text.trim() === '' ? null : Object.hasOwn(words, key) ? words[key] : undefined;
      if (known.size < 1000) known.set(text, word);
    }
    if (word === undefined) {
      failure.code = 'unknown-value';
      failure.params = { allowed };
    }
    return word;
  };
}
