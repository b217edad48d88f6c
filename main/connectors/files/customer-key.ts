import type { CanonicalEntity } from '../../../contract/entities.ts';
import type { Mapping } from '../../../contract/imports.ts';
import type { FileFormat } from './format.ts';
import { normaliseHeader } from './headers.ts';

/** Whose rows are counted by customer. */
const namedOnly: ReadonlySet<string> = new Set(['orders', 'order_items', 'opportunities']);
/** Shops mask what they export (`138****8000`, `王＊＊`): many people look the same then. */
const mask = /[*＊]/;
/** What a column with nothing more than this says is as often the name of a product. */
const bareNames = new Set(['name', '名称']);
const person = /customer|buyer|client|recipient|客户|顾客|会员|买家|姓名|收货人|收件人/;

/**
 * Where nothing else tells customers apart, their names do, unless they are masked, or may be the names of what was
 * sold. A masked e-mail or telephone tells nobody apart.
 */
export function addNameAsKey(mapping: Mapping, entity: CanonicalEntity, format: FileFormat): void {
  const name = mapping.customer_name;
  if (!namedOnly.has(entity) || !name || !('column' in name)) return;
  if (hasIdentifier(mapping, format) || isMasked(name.column, format)) return;
  const header = normaliseHeader(name.column);
  const isProductKnown = mapping.product_id !== undefined || mapping.product_name !== undefined;
  if (bareNames.has(header) || (entity === 'order_items' && !isProductKnown && !person.test(header))) return;
  mapping.customer_id = name;
}

/** Whether rows of orders or their lines say nothing of who bought that could be told from others. */
export function lacksCustomers(entity: string, mapping: Mapping, format: FileFormat): boolean {
  const isOfOrders = entity === 'orders' || entity === 'order_items';
  // Lines without a date belong to orders of another file, which say who bought.
  const isPart = entity === 'order_items' && !mapping.ordered_at;
  return isOfOrders && !isPart && !hasIdentifier(mapping, format);
}

function hasIdentifier(mapping: Mapping, format: FileFormat): boolean {
  if (mapping.customer_id) return true;
  return [mapping.email, mapping.phone].some(
    (source) => source !== undefined && !('column' in source && isMasked(source.column, format)),
  );
}

function isMasked(column: string, format: FileFormat): boolean {
  return format.profiles[format.columns.indexOf(column)]?.samples.some((value) => mask.test(value)) ?? false;
}
