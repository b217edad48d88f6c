/** Objects inside objects become columns `a.b` down to this depth; what lies deeper, and lists, stay JSON. */
const maxDepth = 4;

/** A whole number of more than 15 digits anywhere: read as a double it would become another number. */
const longNumber = /[:[,]\s*-?\d{16,}/;
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const keepLongNumbers: Reviver = (_, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d{16,}$/.test(context.source ?? '')
    ? context.source
    : value;

/** Like `JSON.parse`, with long whole numbers (order numbers of Chinese shops) as text to the last digit. */
export function parseJson(text: string): unknown {
  return longNumber.test(text)
    ? JSON.parse(text, keepLongNumbers as (key: string, value: unknown) => unknown)
    : JSON.parse(text);
}

/** One record as cells by column name. A value that is no object stands in a column `value`. */
export function flatten(record: unknown): Map<string, string> {
  const cells = new Map<string, string>();
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) put(cells, '', record, 1);
  else cells.set('value', cellText(record));
  return cells;
}

function put(cells: Map<string, string>, prefix: string, object: object, depth: number): void {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isObject && depth < maxDepth && Object.keys(value).length > 0) put(cells, name, value, depth + 1);
    else cells.set(name, cellText(value));
  }
}

/** A value as a text cell; null is an empty one. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return plain(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? '';
}

function plain(value: number | boolean | bigint): string {
  const text = String(value);
  return typeof value === 'number' && text.includes('e')
    ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
    : text;
}
