import { type CanonicalEntity, canonicalEntities, entityFields } from '../../../contract/entities.ts';
import type { ImportOptions, Mapping } from '../../../contract/imports.ts';
import { addNameAsKey } from './customer-key.ts';
import type { ColumnProfile, FileFormat } from './format.ts';
import { normaliseHeader } from './headers.ts';
import { type FieldMatch, headerCurrency, isDistinct, matchFields } from './match.ts';
import { dropFalseAmounts, dropFalseCharges, isOrderTotal } from './order-amounts.ts';
import { personName } from './person-name.ts';
import { addSurveyKind, chooseRecords, isTicketKey } from './record-guess.ts';
import { readCurrency } from './signs.ts';

export interface EntityGuess {
  entity: string;
  mapping: Mapping;
  /** Required targets that nothing in the file fills. */
  missing: string[];
  /** 0..1: how sure we are that the file is of this entity and the columns are these. */
  confidence: number;
}

export interface MappingGuess extends EntityGuess {
  options: ImportOptions;
  /** The same for every other entity; the own table last. */
  alternatives: EntityGuess[];
}

/**
 * Guesses what a file is and which column fills which field, from headers (both languages), types and the look of
 * values. The rules know no file: a header must be a spelling of the field, and the column must be able to hold it.
 *
 * @param rows some rows of the file, to check how amounts hang together
 */
export function guessMapping(format: FileFormat, rows: readonly string[][], fileName: string): MappingGuess {
  const guesses = new Map(canonicalEntities.map((entity) => [entity, guessEntity(entity, format, rows)]));
  const table = ownTable(format, fileName);
  const chosen = chooseEntity(guesses, format) ?? table;
  const alternatives = [...guesses.values(), table].filter((guess) => guess.entity !== chosen.entity);
  return { ...chosen, options: guessOptions(format, chosen.mapping), alternatives };
}

function guessEntity(entity: CanonicalEntity, format: FileFormat, rows: readonly string[][]): EntityGuess {
  const matches = matchFields(entity, format);
  if (entity === 'orders') dropFalseAmounts(matches, format, rows);
  if (entity === 'order_items') {
    dropOrderTotal(matches, format, rows);
    dropFalseCharges(matches, format, rows);
  }
  const mapping: Mapping = {};
  for (const field of entityFields[entity]) {
    const match = matches.get(field.name);
    if (match) mapping[field.name] = { column: format.columns[match.column] ?? '' };
  }
  if (!mapping.customer_name && entityFields[entity].some((field) => field.name === 'customer_name')) {
    const expression = personName(format);
    if (expression) mapping.customer_name = { expression };
  }
  if (entity === 'products' && mapping.product_id && !mapping.product_name) {
    const match = matches.get('product_id');
    // A list of products that are only known by name: the name is the key as well.
    if (match && format.profiles[match.column]?.type === 'text' && match.isNameAlike) {
      mapping.product_name = mapping.product_id;
    }
  }
  if (entity === 'profiles') addRecordKey(mapping, format);
  if (entity === 'survey_responses') addSurveyKind(mapping, format, rows);
  if (entity === 'order_items') addSingleQuantity(mapping, format);
  if (entity === 'orders') addDocumentKey(mapping, format);
  addNameAsKey(mapping, entity, format);
  const required = entityFields[entity].filter((field) => field.isRequired).map((field) => field.name);
  if (entity === 'order_items') {
    if (!mapping.amount) required.push('unit_price');
    if (mapping.ordered_at || !isPartOfOrder(mapping, format)) required.unshift('ordered_at');
  }
  // Without a number, a row is taken for an order only when it says who bought and for how much.
  const isPurchase = mapping.customer_id && (mapping.gross || mapping.net);
  if (entity === 'orders' && !isPurchase) required.unshift('order_id');
  const missing = required.filter((name) => !mapping[name]);
  if (entity === 'profiles' && !mapping.customer_id && !mapping.email && !mapping.phone) missing.push('customer_id');
  const scores = required.map((name) => matches.get(name)?.score ?? (mapping[name] ? 0.6 : 0));
  const certainty = scores.length === 0 ? 0.6 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const coverage = Object.keys(mapping).length / Math.max(1, Math.min(format.columns.length, 8));
  const confidence = missing.length > 0 ? 0 : Math.min(1, certainty * (0.7 + 0.3 * Math.min(1, coverage)));
  return { entity, mapping, missing, confidence: Math.round(confidence * 100) / 100 };
}

/** Headers that are the key of another kind of record. */
const otherKeys = new Set(
  (['orders', 'order_items', 'events', 'tickets', 'survey_responses', 'opportunities', 'products'] as const).flatMap(
    (entity) =>
      entityFields[entity]
        .filter(({ name }) => /^(order|line|message|ticket|response|opportunity|product)_id$/.test(name))
        .flatMap(({ headers }) => headers),
  ),
);
const ownKeys = new Set(['id', 'number', 'recordid', '编号']);

/** A list of people whose own record number has a header of its own (`rec_id`, `patient no`). */
function addRecordKey(mapping: Mapping, format: FileFormat): void {
  if (!(mapping.customer_name || mapping.email)) return;
  const given = mapping.customer_id && 'column' in mapping.customer_id ? mapping.customer_id.column : null;
  const known = format.profiles[given === null ? -1 : format.columns.indexOf(given)];
  // The company of a contact is no number of its own.
  if (known && isDistinct(known)) return;
  const key = format.profiles.find((profile) => {
    const header = normaliseHeader(profile.name);
    const isKey = /(id|no|number|key|编号|号|代码)$/.test(header) && (ownKeys.has(header) || !otherKeys.has(header));
    return isKey && profile.nullCount === 0 && isDistinct(profile);
  });
  if (key) mapping.customer_id = { column: key.name };
}

/** Payments and the like whose number is only called `id`. */
function addDocumentKey(mapping: Mapping, format: FileFormat): void {
  if (mapping.order_id || !mapping.ordered_at || !(mapping.gross || mapping.net)) return;
  const taken = new Set(Object.values(mapping).map((source) => ('column' in source ? source.column : '')));
  const isKey = (profile: ColumnProfile): boolean =>
    ownKeys.has(normaliseHeader(profile.name)) && profile.nullCount === 0 && isDistinct(profile);
  const key = format.profiles.find((profile) => !taken.has(profile.name) && isKey(profile));
  if (key) mapping.order_id = { column: key.name };
}

const dateHeaders = new Set(
  entityFields.order_items.filter(({ name }) => name === 'ordered_at').flatMap(({ headers }) => headers),
);

/** Lines that say which order they are of and what of it, of a file that has no date of the order, not even a bad one. */
function isPartOfOrder(
  { order_id, product_id, product_name, quantity, line_id }: Mapping,
  format: FileFormat,
): boolean {
  const isCounted = quantity !== undefined && 'column' in quantity;
  const isLine = order_id && (product_id || product_name || isCounted || line_id);
  return Boolean(isLine) && !format.columns.some((column) => dateHeaders.has(normaliseHeader(column)));
}

/** Lines that say what was sold and for how much, but not how many: one of each. */
function addSingleQuantity(mapping: Mapping, format: FileFormat): void {
  const isSold = mapping.product_id || mapping.product_name;
  if (mapping.quantity || !isSold || !(mapping.amount || mapping.unit_price)) return;
  const order = mapping.order_id && 'column' in mapping.order_id ? mapping.order_id.column : null;
  const profile = order === null ? undefined : format.profiles[format.columns.indexOf(order)];
  const isLine = mapping.line_id !== undefined && !mapping.ordered_at;
  if (profile && (isLine || !isDistinct(profile))) mapping.quantity = { value: 1 };
}

/** An amount of the whole order on each of its lines would be counted once for each. */
function dropOrderTotal(matches: Map<string, FieldMatch>, format: FileFormat, rows: readonly string[][]): void {
  const column = (name: string): number => matches.get(name)?.column ?? -1;
  if (!matches.has('amount') || !matches.has('order_id')) return;
  const columns = {
    order: column('order_id'),
    amount: column('amount'),
    quantity: column('quantity'),
    price: column('unit_price'),
  };
  if (isOrderTotal(format, rows, columns)) matches.delete('amount');
}

/** Records that say what they are before lines before orders before lists; an own table when nothing fits without a stretch. */
function chooseEntity(guesses: Map<CanonicalEntity, EntityGuess>, format: FileFormat): EntityGuess | null {
  const complete = (entity: CanonicalEntity): EntityGuess | null => {
    const guess = guesses.get(entity);
    return guess && guess.missing.length === 0 ? guess : null;
  };
  const events = complete('events');
  const hasActor =
    events !== null && ['customer_id', 'anonymous_id', 'session_id', 'email'].some((f) => events.mapping[f]);
  const column = events?.mapping.event;
  const eventHeader = column && 'column' in column ? column.column.toLowerCase() : '';
  if (events && hasActor && /event|事件|行为|action|activity|behavio/.test(eventHeader)) return events;

  const records = chooseRecords(complete, (guess, target) => isUnique(guess, target, format), format);
  if (records) return records;

  const items = complete('order_items');
  if (items && (items.mapping.product_id || items.mapping.product_name)) return items;
  const orders = complete('orders');
  const profiles = complete('profiles');
  if (orders && (orders.mapping.gross || orders.mapping.net)) {
    const isPeople = !orders.mapping.order_id && profiles !== null && isPersonList(profiles, format);
    return isPeople ? profiles : orders;
  }
  // Lines without a product, where no column has the amount of the order.
  if (items) return items;
  if (orders?.mapping.order_id && orders.mapping.customer_id && isUnique(orders, 'order_id', format)) return orders;
  if (events && hasActor) return events;
  const isOfOrders = Boolean(guesses.get('order_items')?.mapping.order_id);
  const products = complete('products');
  const isDescribed = products?.mapping.product_name || products?.mapping.category;
  if (products && isDescribed && !isOfOrders && isUnique(products, 'product_id', format) && !hasTimes(format))
    return products;
  // What people bought, wrote or asked for is no list of people, even where each is met only once.
  const ticket = guesses.get('tickets')?.mapping.ticket_id;
  const isOfOthers =
    isOfOrders ||
    Boolean(guesses.get('order_items')?.mapping.product_id) ||
    Boolean(ticket && 'column' in ticket && isTicketKey(ticket.column));
  return profiles && !isOfOthers && isPersonList(profiles, format) ? profiles : null;
}

/** A list of people or companies: a key that does not repeat, and something to know them by. */
function isPersonList(guess: EntityGuess, format: FileFormat): boolean {
  const key = ['customer_id', 'email', 'phone'].find((field) => guess.mapping[field]);
  if (!key || !isUnique(guess, key, format)) return false;
  const known = ['customer_name', 'email', 'phone', 'kind', 'first_seen', 'country', 'region', 'city'];
  const facts = known.filter((field) => field !== key && guess.mapping[field]).length;
  // A table with one row for each customer is about customers, whatever it says of them.
  if (key === 'customer_id' && guess.confidence >= 0.4 && format.columns.length >= 4 && hasCustomerHeader(guess))
    return true;
  return facts >= 2 || (facts === 1 && (guess.mapping.customer_name !== undefined || key === 'customer_id'));
}

/** Whether the column of a target hardly repeats a value (in what was looked at). */
function isUnique(guess: EntityGuess, target: string, format: FileFormat): boolean {
  const source = guess.mapping[target];
  if (!source || !('column' in source)) return false;
  const profile = format.profiles[format.columns.indexOf(source.column)];
  if (!profile) return false;
  const filled = profile.rowCount - profile.nullCount;
  return filled > 0 && profile.distinctCount >= Math.min(filled, 1000) * 0.9;
}

function hasTimes(format: FileFormat): boolean {
  return format.profiles.some((profile) => profile.type === 'instant');
}

function hasCustomerHeader(guess: EntityGuess): boolean {
  const source = guess.mapping.customer_id;
  const header = source && 'column' in source ? normaliseHeader(source.column) : '';
  return /^(customer|client|member|user|household)(unique)?(id|num|no|number|key|code)$|^(客户|会员|用户|顾客).*(编号|id|号)$/.test(
    header,
  );
}

function ownTable(format: FileFormat, fileName: string): EntityGuess {
  return {
    entity: `table:${tableName(fileName)}`,
    mapping: Object.fromEntries(format.columns.map((column) => [column, { column }])),
    missing: [],
    confidence: 0.5,
  };
}

/** A table name from a file name: its stem, with what `entityInput` allows. */
export function tableName(fileName: string): string {
  const stem = fileName
    .replace(/^.*[/\\]/, '')
    .replace(/(\.(csv|tsv|txt|tab|gz|zst|zip|xlsx|xlsm|xls|json|ndjson|jsonl|parquet))+$/i, '')
    .normalize('NFC');
  const name = stem
    .replace(/[^\p{L}\p{N}_ -]+/gu, '_')
    .slice(0, 60)
    .replace(/^[_ -]+|[_ -]+$/g, '');
  return name === '' ? 'table' : name;
}

/** The time a record is of; a file has one of these, and its zone is that of all others. */
const mainTimes = ['ordered_at', 'occurred_at', 'opened_at', 'answered_at', 'first_seen'];
/** `Created (UTC)`, but not `Created (UTC+8)`. */
const utc = /\b(?:utc|gmt)\b(?!\s*[+\-−＋－]\s*0*[1-9])/i;

function guessOptions(format: FileFormat, mapping: Mapping): ImportOptions {
  const options: ImportOptions = { encoding: format.encoding, delimiter: format.delimiter };
  const currencies = new Set<string>();
  for (const [target, source] of Object.entries(mapping)) {
    if (!['gross', 'net', 'unit_price', 'amount', 'discount', 'refund', 'delivery', 'tax'].includes(target)) continue;
    if (!('column' in source)) continue;
    const profile = format.profiles[format.columns.indexOf(source.column)];
    const currency = profile?.currency ?? headerCurrency(source.column);
    if (currency) currencies.add(currency);
  }
  const time = mainTimes.map((target) => mapping[target]).find((source) => source && 'column' in source);
  if (time && 'column' in time && utc.test(time.column.replaceAll('_', ' '))) options.timezone = 'UTC';
  const [only] = currencies;
  const said = mapping.currency && 'column' in mapping.currency ? mapping.currency.column : null;
  const profile = said === null ? undefined : format.profiles[format.columns.indexOf(said)];
  // Programs write it on the first line of an order only: the others are of the same.
  const code = profile && profile.samples.length === 1 ? readCurrency(profile.samples[0] ?? '') : null;
  if (code !== null) options.currency = code;
  if (only !== undefined && currencies.size === 1 && !mapping.currency) options.currency = only;
  return options;
}
