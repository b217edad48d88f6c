import { type CanonicalEntity, type EntityField, entityFields } from '../../../contract/entities.ts';
import type { ColumnProfile, FileFormat } from './format.ts';
import { normaliseHeader } from './headers.ts';
import { mostlyShare } from './infer.ts';
import { foldWidth } from './numbers.ts';
import { readScore } from './score.ts';
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
  'ship',
  'bill',
  'mailing',
  'defaultaddress',
  '订单',
  '商品',
  '客户',
  '买家',
  '收货人',
];
/** What a header may say before its last part without saying more: `properties.time`, `fields.amount`. */
const containers =
  /^(?:.*\.)?(?:properties|props|attributes|fields|data|payload|record|node|values|_source)\.([^.]+)$/i;
/** Parts of a header of several storeys: `Order · Number`. */
const storeyMark = ' · ';
/** Of a list of spellings the first are surest; they all go before those with something cut off. */
const spreads = { exact: 0.14, cut: 0.1 };

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
  const byValue = valueScore(entity, field, profile);
  return Math.max(byHeader, byValue);
}

/** 1 for a spelling in the list (earlier ones a little more), less with a unit in brackets or a prefix cut off. */
function headerScore(field: EntityField, name: string): number {
  const inner = containers.exec(name)?.[1] ?? (name.includes(storeyMark) ? name.split(storeyMark).at(-1) : undefined);
  return Math.max(spellingScore(field, name), inner === undefined ? 0 : spellingScore(field, inner) * 0.9);
}

function spellingScore(field: EntityField, name: string): number {
  const count = field.headers.length;
  const exact = field.headers.indexOf(normaliseHeader(name));
  if (exact >= 0) return 1 - (exact * spreads.exact) / count;
  const bare = normaliseHeader(foldWidth(name).replace(/[([{].*$/, ''));
  const withoutUnit = field.headers.indexOf(bare);
  if (bare !== '' && withoutUnit >= 0) return 0.85 - (withoutUnit * spreads.cut) / count;
  for (const prefix of prefixes) {
    if (!bare.startsWith(prefix) || bare.length <= prefix.length) continue;
    const rest = field.headers.indexOf(bare.slice(prefix.length));
    if (rest >= 0 && standsAfter(prefix, field)) return 0.7 - (rest * spreads.cut) / count;
  }
  return 0;
}

/** `order date` is no plain `date` of an event, `product name` no customer's name and `billing name` no event's. */
function standsAfter(prefix: string, field: EntityField): boolean {
  if (field.name === 'customer_name' || field.name === 'event') return false;
  return field.type !== 'instant' || (field.name === 'ordered_at' && /^(order|订单)$/.test(prefix));
}

/** Questions of surveys are whole sentences. */
const scoreQuestion = /how likely|likelihood|recommend|满意|推荐|how (satisfied|easy)/i;
const commentQuestion = /^(why|what)\b|\b(reason|improve|tell us|comments?)\b|为什么|原因|建议|意见/i;

function asks(name: string, about: RegExp): boolean {
  const question = name.split(storeyMark).at(-1) ?? name;
  return (question.length > 12 || /[?？]$/.test(question)) && about.test(question);
}

/** What shows in the values, whatever the header says. */
function valueScore(entity: CanonicalEntity, field: EntityField, profile: ColumnProfile): number {
  const { samples } = profile;
  switch (field.name) {
    case 'email':
      return profile.patterns.email > 0.8 ? 0.8 : 0;
    case 'phone':
      return profile.patterns.phone > 0.8 && profile.type === 'text' ? 0.6 : 0;
    case 'currency':
      return /currency|币/i.test(profile.name) && samples.every((value) => readCurrency(value) !== null) ? 0.7 : 0;
    case 'order_id':
      return samples.length > 0 && samples.every((value) => /^#\d+$/.test(value.trim())) ? 0.6 : 0;
    case 'score':
      return entity === 'survey_responses' && asks(profile.name, scoreQuestion) ? 0.75 : 0;
    case 'comment':
      return asks(profile.name, commentQuestion) ? 0.6 : 0;
    default:
      return 0;
  }
}

/** Whether a column's values can be read as the field. */
function holds(entity: CanonicalEntity, field: EntityField, profile: ColumnProfile): boolean {
  if (profile.nullCount === profile.rowCount) return false;
  const words = wordsOf(entity, field.name);
  if (words) return profile.samples.every((value) => Object.hasOwn(words, normaliseHeader(value)));
  if (field.name === 'email') return profile.patterns.email > 0.3;
  if (field.name === 'phone') return profile.type === 'text' || profile.type === 'integer';
  if (field.name === 'customer_name' && !profile.samples.some((value) => /\p{L}/u.test(value))) return false;
  // An `event_id` may begin anew in every session or name a kind of event: it would make one of many.
  if (field.name === 'message_id' && eventId.test(normaliseHeader(profile.name)) && !isDistinct(profile)) return false;
  if (field.name === 'score') return isScored(profile);
  if (field.name === 'status') {
    if (profile.type !== 'text' || profile.distinctCount > 50) return false;
    // `State` is where people live as often as how far a matter has come.
    return normaliseHeader(profile.name) !== 'state' || profile.samples.some(tellsProgress);
  }
  if (field.name === 'country' || field.name === 'region' || field.name === 'city') {
    return profile.type === 'text' && !isAddress(profile);
  }
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
      return (
        profile.type === 'text' ||
        profile.type === 'integer' ||
        profile.type === 'date' ||
        (profile.type === 'decimal' && visitorKeys.has(field.name))
      );
    case 'json':
      return profile.type === 'json';
    case 'boolean':
      return profile.type === 'boolean' || profile.type === 'integer';
    case 'text':
      return profile.type === 'text' || profile.type === 'integer' || profile.type === 'boolean';
  }
}

const eventId = /eventid$|事件id$/;
/** Keys that programs write with a point: `1234.1704067200`. */
const visitorKeys = new Set(['anonymous_id', 'session_id', 'message_id']);

/** Whether no value comes twice, as far as was looked. */
export function isDistinct(profile: ColumnProfile): boolean {
  const filled = profile.rowCount - profile.nullCount;
  return filled > 0 && profile.distinctCount >= Math.min(filled, 1000);
}

/** Numbers, or words that begin with one or show stars: `9 - likely`, `★★★☆☆`. */
function isScored(profile: ColumnProfile): boolean {
  if (profile.type === 'integer' || profile.type === 'decimal' || profile.patterns.number >= mostlyShare) return true;
  return profile.samples.length > 0 && profile.samples.every((value) => readScore(value.trim()) !== null);
}

/** Whole addresses are no names of places: long, and hardly two alike. */
function isAddress(profile: ColumnProfile): boolean {
  const long = profile.samples.filter((value) => value.trim().length > 12 && /[\d\s*,，]/.test(value.trim())).length;
  return long === profile.samples.length && /address|地址/i.test(profile.name);
}

/** Unix seconds, milliseconds, microseconds or nanoseconds, or the day numbers of a spreadsheet. */
export function isCountedTime(profile: ColumnProfile): boolean {
  const values = profile.samples.filter((value) => value !== '');
  // With more than 15 digits they are kept as texts.
  const isFine = values.every((value) => /^1(?:\d{15}|\d{18})$/.test(value.trim()));
  if (profile.type !== 'integer' && profile.type !== 'decimal') return values.length > 0 && isFine;
  const isUnix = isFine || values.every((value) => /^1[0-8]\d{8}(\.\d+)?$|^1\d{12}$/.test(value.trim()));
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
