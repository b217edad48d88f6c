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

/** The closed set of words a target understands, or null. Keys are normalised as headers are. */
export function wordsOf(entity: string, target: string): Record<string, string> | null {
  if (entity === 'profiles') return target === 'kind' ? profileKinds : null;
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
