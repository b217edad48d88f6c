import { type CanonicalEntity, type EntityField, entityFields } from '../../../contract/entities.ts';
import type { ColumnProfile, FileFormat } from './format.ts';
import { normaliseHeader } from './headers.ts';
import { mostlyShare } from './infer.ts';
import { foldWidth } from './numbers.ts';
import { readCurrency } from './signs.ts';
import { tellsProgress, wordsOf } from './words.ts';

export interface FieldMatch {
  column: number;
  /** 0..1 */
  score: number;
  /** The header says the thing itself (`product`), not its key. */
  isNameAlike: boolean;
}

const nameAlike = new Set(['product', 'item', '商品', '品名']);
/** Words in front that only repeat what the file is about: `order_total`, `customer_email`. */
const prefixes = [
  'order',
  'customer',
  'product',
  'item',
  'event',
  'user',
  'buyer',
  'billing',
  'shipping',
  '订单',
  '商品',
  '客户',
  '买家',
];

/**
 * The best column for every field of an entity. Every column serves one field; better matches go first.
 */
export function matchFields(entity: CanonicalEntity, format: FileFormat): Map<string, FieldMatch> {
  const pairs: { field: EntityField; column: number; score: number }[] = [];
  for (const field of entityFields[entity]) {
    format.profiles.forEach((profile, column) => {
      const score = scoreOf(entity, field, profile);
      if (score > 0) pairs.push({ field, column, score });
    });
  }
  // Equal scores: required fields first, then the order of the file.
  pairs.sort(
    (a, b) => b.score - a.score || Number(b.field.isRequired) - Number(a.field.isRequired) || a.column - b.column,
  );
  const matches = new Map<string, FieldMatch>();
  const taken = new Set<number>();
  for (const { field, column, score } of pairs) {
    if (matches.has(field.name) || taken.has(column)) continue;
    const header = normaliseHeader(format.columns[column] ?? '');
    matches.set(field.name, { column, score, isNameAlike: nameAlike.has(header) });
    taken.add(column);
  }
  return matches;
}

function scoreOf(entity: CanonicalEntity, field: EntityField, profile: ColumnProfile): number {
  if (!holds(entity, field, profile)) return 0;
  const byHeader = headerScore(field, profile.name);
  const byValue = valueScore(field, profile);
  return Math.max(byHeader, byValue);
}

/** 1 for a spelling in the list (earlier ones a little more), less with a unit in brackets or a prefix cut off. */
function headerScore(field: EntityField, name: string): number {
  const whole = normaliseHeader(name);
  const exact = field.headers.indexOf(whole);
  if (exact >= 0) return 1 - exact * 0.004;
  const bare = normaliseHeader(foldWidth(name).replace(/[([{].*$/, ''));
  const withoutUnit = field.headers.indexOf(bare);
  if (bare !== '' && withoutUnit >= 0) return 0.9 - withoutUnit * 0.004;
  for (const prefix of prefixes) {
    if (!bare.startsWith(prefix) || bare.length <= prefix.length) continue;
    const rest = field.headers.indexOf(bare.slice(prefix.length));
    // `order date` is no plain `date` of an event, and `product name` no customer's name.
    if (rest >= 0 && field.type !== 'instant' && field.name !== 'customer_name') return 0.7 - rest * 0.004;
  }
  return 0;
}

/** E-mail addresses and telephone numbers show in the values whatever the header says. */
function valueScore(field: EntityField, profile: ColumnProfile): number {
  if (field.name === 'email' && profile.patterns.email > 0.8) return 0.8;
  if (field.name === 'phone' && profile.patterns.phone > 0.8 && profile.type === 'text') return 0.6;
  return 0;
}

/** Whether a column's values can be read as the field. */
function holds(entity: CanonicalEntity, field: EntityField, profile: ColumnProfile): boolean {
  if (profile.nullCount === profile.rowCount) return false;
  const words = wordsOf(entity, field.name);
  if (words) return profile.samples.every((value) => Object.hasOwn(words, normaliseHeader(value)));
  if (field.name === 'email') return profile.patterns.email > 0.3;
  if (field.name === 'phone') return profile.type === 'text' || profile.type === 'integer';
  if (field.name === 'status') {
    if (profile.type !== 'text' || profile.distinctCount > 50) return false;
    // `State` is where people live as often as how far a matter has come.
    return normaliseHeader(profile.name) !== 'state' || profile.samples.some(tellsProgress);
  }
  if (field.name === 'country' || field.name === 'region' || field.name === 'city') return profile.type === 'text';
  switch (field.type) {
    case 'money':
    case 'decimal':
      return profile.type === 'integer' || profile.type === 'decimal' || profile.patterns.number >= mostlyShare;
    case 'integer':
      return profile.type === 'integer';
    case 'instant':
      return (
        profile.type === 'date' ||
        profile.type === 'instant' ||
        profile.patterns.date >= mostlyShare ||
        isCountedTime(profile)
      );
    case 'key':
      return profile.type === 'text' || profile.type === 'integer' || profile.type === 'date';
    case 'json':
      return profile.type === 'json';
    case 'boolean':
      return profile.type === 'boolean' || profile.type === 'integer';
    case 'text':
      return profile.type === 'text' || profile.type === 'integer' || profile.type === 'boolean';
  }
}

/** Unix seconds or milliseconds, or the day numbers of a spreadsheet. */
export function isCountedTime(profile: ColumnProfile): boolean {
  if (profile.type !== 'integer' && profile.type !== 'decimal') return false;
  const values = profile.samples.filter((value) => value !== '');
  const isUnix = values.every((value) => /^1[0-8]\d{8}(\.\d+)?$|^1\d{12}$/.test(value.trim()));
  return values.length > 0 && (isUnix || isDayNumber(profile));
}

/** Day numbers as spreadsheets store dates: 45355 is 4 March 2024. */
export function isDayNumber(profile: ColumnProfile): boolean {
  const values = profile.samples.filter((value) => value !== '');
  return values.length > 0 && values.every((value) => /^[2-7]\d{4}(\.\d+)?$/.test(value.trim()));
}

/** The currency a header names: `amount (USD)`, `单价（元）`, `Price £`. */
export function headerCurrency(header: string): string | null {
  for (const part of foldWidth(header).split(/[\s()[\]{}/_,:-]+/)) {
    if (part === '' || part === header) continue;
    const currency = /^[A-Z]{3}$|[¥$€£元币]/.test(part) ? readCurrency(part) : null;
    if (currency) return currency;
  }
  return null;
}
