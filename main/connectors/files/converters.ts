import type { RejectCode } from '../../../contract/imports.ts';
import type { ZoneRules } from '../../ports/zone.ts';
import { cellValue } from './cell-guard.ts';
import { createDateReader, type DateReader } from './dates.ts';
import type { ColumnProfile, DateOrder, FieldValue, StoredType } from './format.ts';
import { isMissing, isMissingKey } from './missing.ts';
import { createNumberReader, type NumberReader, readDecimal } from './numbers.ts';
import { readTruth } from './truth.ts';

/** Why the converter called last returned `undefined`. */
export interface Failure {
  code: RejectCode;
  params: Record<string, string | number>;
}

/** Text to stored value; null = missing; undefined = rejected, see the failure it was built with. */
export type Converter = (text: string) => FieldValue | undefined;

const maxKeyChars = 500;
const maxTextChars = 65_536;
/** Fractions kept of a quantity (thousandths) and of a unit price (millionths). */
export const quantityDigits = 3;
export const priceDigits = 6;

export interface ConverterContext {
  failure: Failure;
  zone: ZoneRules;
  /** Of the column the text comes from; null for constants and expressions. */
  profile: ColumnProfile | null;
  dateOrder: DateOrder | null;
}

/** Converter for every type but money, whose scale depends on the row's currency. */
export function buildConverter(
  type: Exclude<StoredType, 'money' | 'money-micro'>,
  context: ConverterContext,
): Converter {
  const { failure } = context;
  const decimalMark = context.profile?.decimalMark ?? '.';
  const fail = (code: RejectCode, params: Failure['params'] = {}): undefined => {
    failure.code = code;
    failure.params = params;
    return undefined;
  };
  switch (type) {
    case 'text':
      return (text) => {
        const value = cellValue(text);
        if (value.length > maxTextChars) return fail('value-too-long', { limit: maxTextChars });
        return value === '' || value === '\\N' || value === 'NULL' ? null : value;
      };
    case 'key':
      return (text) => readKey(text, fail);
    case 'integer':
      return numberConverter(createNumberReader(decimalMark), 0, fail);
    case 'quantity':
      return numberConverter(createNumberReader(decimalMark), quantityDigits, fail);
    case 'decimal':
      return doubleConverter(decimalMark, fail);
    case 'instant': {
      const dates = createDateReader(context.zone, context.dateOrder);
      return (text) => {
        const value = cellValue(text);
        const utcMs = dates.instant(value);
        if (!Number.isNaN(utcMs)) return utcMs;
        return isMissing(value) ? null : failDate(dates, fail);
      };
    }
    case 'date': {
      const dates = createDateReader(context.zone, context.dateOrder);
      return (text) => {
        const value = cellValue(text);
        if (isMissing(value)) return null;
        return dates.day(value) ?? failDate(dates, fail);
      };
    }
    case 'boolean':
      return (text) => {
        const value = cellValue(text);
        const truth = readTruth(value, true);
        if (truth !== null) return truth;
        return isMissing(value) ? null : fail('not-a-boolean');
      };
    case 'json':
      return (text) => {
        const value = cellValue(text);
        if (value === '' || isMissing(value)) return null;
        const json = canonicalJson(value);
        return json ?? fail('not-json');
      };
  }
}

type Fail = (code: RejectCode, params?: Failure['params']) => undefined;

function failDate(dates: DateReader, fail: Fail): undefined {
  return fail(dates.problem);
}

const zero = 48;
const point = 46;

/** Trimmed text; `17850.0`, as spreadsheets write numbers that are names, loses its zero. */
function readKey(text: string, fail: Fail): FieldValue | undefined {
  let value = cellValue(text);
  const length = value.length;
  if (length > maxKeyChars) return fail('value-too-long', { limit: maxKeyChars });
  if (
    length > 2 &&
    value.charCodeAt(length - 1) === zero &&
    value.charCodeAt(length - 2) === point &&
    /^\d+\.0$/.test(value)
  ) {
    value = value.slice(0, -2);
  }
  return isMissingKey(value) ? null : value;
}

function numberConverter(numbers: NumberReader, scale: number, fail: Fail): Converter {
  return (text) => {
    const value = cellValue(text);
    const number = numbers.scaled(value, scale);
    if (Number.isFinite(number)) {
      // An integer target must not round silently.
      if (scale === 0 && !/^[-+]?\d+$/.test(value) && numbers.scaled(value, 1) !== number * 10)
        return fail('not-a-number');
      return number;
    }
    if (!Number.isNaN(number)) return fail('out-of-range');
    return isMissing(value) ? null : fail('not-a-number');
  };
}

/** A double for columns of own tables: the nearest to what is written. */
function doubleConverter(decimalMark: '.' | ',', fail: Fail): Converter {
  const plain = decimalMark === '.' ? /^-?\d+(?:\.\d+)?$/ : /^-?\d+(?:,\d+)?$/;
  return (text) => {
    const value = cellValue(text);
    if (plain.test(value) && value.length < 300) return Number(decimalMark === '.' ? value : value.replace(',', '.'));
    const read = readDecimal(value, decimalMark);
    if (!read) return isMissing(value) ? null : fail('not-a-number');
    const size = Number(`${read.digits}e${read.exponent}`);
    return Number.isFinite(size) ? (read.isNegative ? -size : size) : fail('out-of-range');
  };
}

/** JSON with sorted keys, so that equal objects are equal text; null when it is no JSON object or array. */
export function canonicalJson(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? JSON.stringify(sortKeys(value)) : null;
  } catch {
    return null;
  }
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
