import type { ColumnType } from '../../../contract/imports.ts';
import { cellValue } from './cell-guard.ts';
import { readDate } from './dates.ts';
import type { ColumnProfile, DateOrder } from './format.ts';
import { isMissing } from './missing.ts';
import { foldWidth, readDecimal } from './numbers.ts';
import { currencyOfSign } from './signs.ts';
import { readTruth } from './truth.ts';

/** A type holds when no more than one value in 200 does not fit; those rows are quarantined when read. */
const maxMisfitShare = 1 / 200;
const maxDistinct = 1000;
/** A column of mostly numbers (or dates) under a header that asks for them is one with mistakes in it. */
export const mostlyShare = 0.5;

interface Tally {
  values: number;
  missing: number;
  empty: number;
  integer: number;
  decimal: number;
  /** Whole numbers written with `.0`. */
  pointZero: number;
  truth: number;
  /** Single letters among them: `Y` alone is no truth value, `Y` and `N` are. */
  truthLetters: Set<string>;
  day: number;
  instant: number;
  json: number;
  email: number;
  phone: number;
  money: number;
  code: number;
  fractionDigits: number;
  maxLength: number;
  dmy: number;
  mdy: number;
  ambiguous: number;
  commaMark: number;
  pointMark: number;
  currencies: Map<string, number>;
}

/** Headers whose numbers are names: nobody adds up telephone numbers or postcodes. */
const codeHeader =
  /phone|mobile|\btel\b|zip|postcode|postal|passport|id.?card|邮编|邮政编码|电话|手机|身份证|证件|货号|条码|barcode|\bean\b/i;

/**
 * Describes one column from sampled values as written.
 *
 * Cost: some microseconds per different value; repeated values are counted.
 */
export function profileColumn(name: string, values: readonly string[]): ColumnProfile {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const tally = emptyTally();
  for (const [value, count] of counts) addValue(tally, cellValue(value), count);
  const decimalMark = tally.commaMark > 0 && tally.pointMark === 0 ? ',' : '.';
  // The mark is known now; count the numbers that are written with it.
  for (const [value, count] of counts) addNumber(tally, cellValue(value), count, decimalMark);
  const type = decideType(tally, name);
  const share = (count: number): number => (tally.values === 0 ? 0 : count / tally.values);
  const patterns = {
    email: share(tally.email),
    phone: share(tally.phone),
    money: share(tally.money),
    number: share(tally.integer + tally.pointZero + tally.decimal),
    date: share(tally.day + tally.instant),
  };
  // Also where too many misfits make the column text: it may still be mapped to a number or a date by its header.
  const isNumeric = type === 'integer' || type === 'decimal' || patterns.number >= mostlyShare;
  const isDated = type === 'date' || type === 'instant' || patterns.date >= mostlyShare;
  const samples = [...counts.keys()].filter((value) => value.trim() !== '').slice(0, 5);
  return {
    name,
    type,
    nullCount: tally.empty + (type === 'text' ? 0 : tally.missing),
    rowCount: values.length,
    samples: samples.map((value) => value.slice(0, 200)),
    dateOrder: isDated ? decideOrder(tally) : null,
    isDateAmbiguous: isDated && tally.ambiguous > 0 && decideOrder(tally) === null,
    decimalMark: isNumeric ? decimalMark : '.',
    fractionDigits: isNumeric ? tally.fractionDigits : 0,
    maxLength: tally.maxLength,
    distinctCount: Math.min(counts.size, maxDistinct),
    patterns,
    currency: isNumeric && tally.currencies.size === 1 ? ([...tally.currencies.keys()][0] ?? null) : null,
  };
}

function emptyTally(): Tally {
  const zeros = {
    values: 0,
    missing: 0,
    empty: 0,
    integer: 0,
    decimal: 0,
    pointZero: 0,
    truth: 0,
    day: 0,
    instant: 0,
    json: 0,
  };
  const patterns = { email: 0, phone: 0, money: 0, code: 0, fractionDigits: 0, maxLength: 0 };
  return {
    ...zeros,
    ...patterns,
    dmy: 0,
    mdy: 0,
    ambiguous: 0,
    commaMark: 0,
    pointMark: 0,
    currencies: new Map(),
    truthLetters: new Set(),
  };
}

function addValue(tally: Tally, text: string, count: number): void {
  if (text === '') {
    tally.empty += count;
    return;
  }
  tally.maxLength = Math.max(tally.maxLength, text.length);
  if (isMissing(text)) {
    tally.missing += count;
    return;
  }
  tally.values += count;
  if (text.includes('@') && /^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/.test(text)) tally.email += count;
  if (/^(\+|00)?[\d\s().-]{7,20}$/.test(text) && isPhone(text)) tally.phone += count;
  if (readTruth(text, false) !== null) {
    tally.truth += count;
    if (/^[a-z]$/i.test(text)) tally.truthLetters.add(text.toLowerCase());
  }
  if (text.startsWith('{') && isJsonObject(text)) tally.json += count;
  if (text.length <= 64 && /\d/.test(foldWidth(text))) addDated(tally, text, count);
  if (/\d[.,]\d|[.,]\d+$/.test(text)) addMark(tally, foldWidth(text), count);
}

/** Mobile numbers of China, and numbers written as telephone numbers are. */
function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  return (
    /^(86)?1[3-9]\d{9}$/.test(digits) || (digits.length >= 7 && /^[+(]|^00|\d[-\s.]\d{3,4}[-\s.]\d{3,4}$/.test(text))
  );
}

function isJsonObject(text: string): boolean {
  try {
    return text.endsWith('}') && typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function addDated(tally: Tally, text: string, count: number): void {
  // Bare digits are dates only as 20240304 or 20240304140500; a Unix time cannot be told from a number.
  if (/^\d+(\.\d+)?$/.test(text) && !(/^(19|20)\d{6}(\d{6})?$/.test(text) && !text.includes('.'))) return;
  let read = readDate(text, null);
  if (read === 'ambiguous-date') {
    tally.ambiguous += count;
    read = readDate(text, 'dmy');
  } else {
    const numbers = /^(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2/.exec(text);
    if (numbers && typeof read !== 'string') {
      if (Number(numbers[1]) > 12 || numbers[2] === '.') tally.dmy += count;
      else if (Number(numbers[3]) > 12) tally.mdy += count;
    }
  }
  if (typeof read === 'string') return;
  if (read.hasTime) tally.instant += count;
  else tally.day += count;
}

/** Which mark the fractions of this value show: `1.234,50` and `12,5` a comma, `1,234.50` and `12.5` a point. */
function addMark(tally: Tally, text: string, count: number): void {
  const lastPoint = text.lastIndexOf('.');
  const lastComma = text.lastIndexOf(',');
  const last = Math.max(lastPoint, lastComma);
  const digitsAfter = /^\d*/.exec(text.slice(last + 1))?.[0].length ?? 0;
  const isBoth = lastPoint >= 0 && lastComma >= 0;
  const isGroup = digitsAfter === 3 && !/^[^\d]*0[.,]/.test(text);
  if (!isBoth && isGroup) {
    // `1.234` or `1,234`: either grouping or three decimals; repeated marks are always grouping.
    if (text.indexOf('.') !== lastPoint) tally.commaMark += count;
    if (text.indexOf(',') !== lastComma) tally.pointMark += count;
    return;
  }
  if (last === lastComma) tally.commaMark += count;
  else tally.pointMark += count;
}

function addNumber(tally: Tally, text: string, count: number, mark: '.' | ','): void {
  if (text === '' || isMissing(text)) return;
  const number = readDecimal(text, mark);
  if (!number) return;
  const plain = text.replace(/^[-+]/, '');
  const wholeDigits = /^\d+/.exec(plain)?.[0] ?? '';
  const isCode =
    (wholeDigits.length > 1 && wholeDigits.startsWith('0')) || wholeDigits.length > 15 || text.startsWith('+');
  if (isCode && number.sign === '') {
    tally.code += count;
    return;
  }
  if (number.digits.replace(/^0+/, '').length > 15 && number.exponent >= 0) {
    tally.code += count;
    return;
  }
  if (number.sign !== '') {
    const currency = currencyOfSign(number.sign);
    if (!currency) return;
    tally.currencies.set(currency, (tally.currencies.get(currency) ?? 0) + count);
    tally.money += count;
  }
  // `17850.0`: a whole number that went through a column with gaps in a spreadsheet or data frame.
  if (number.exponent >= 0 && /^[-+]?\d+$/.test(text)) tally.integer += count;
  else if (/^-?\d+\.0$/.test(text)) tally.pointZero += count;
  else {
    tally.decimal += count;
    tally.fractionDigits = Math.max(tally.fractionDigits, Math.min(-number.exponent, 18));
    if (/[.,]\d{2}\b/.test(text)) tally.money += number.sign === '' ? count : 0;
  }
}

function decideType(tally: Tally, name: string): ColumnType {
  if (tally.values === 0) return 'text';
  const fits = (count: number): boolean => tally.values - count <= tally.values * maxMisfitShare;
  if (fits(tally.truth) && tally.truthLetters.size !== 1) return 'boolean';
  if (fits(tally.json)) return 'json';
  if (fits(tally.day)) return 'date';
  if (fits(tally.day + tally.instant)) return 'instant';
  if (tally.code > tally.values * maxMisfitShare || tally.phone > tally.values * 0.8 || codeHeader.test(name))
    return 'text';
  if (fits(tally.integer + tally.pointZero) && tally.decimal === 0) return 'integer';
  if (fits(tally.integer + tally.pointZero + tally.decimal)) return 'decimal';
  return 'text';
}

function decideOrder(tally: Tally): DateOrder | null {
  if (tally.dmy > 0 && tally.mdy === 0) return 'dmy';
  if (tally.mdy > 0 && tally.dmy === 0) return 'mdy';
  // Both kinds of evidence: the larger side wins only by far, the few on the other side are then impossible dates.
  if (tally.dmy > tally.mdy * 100) return 'dmy';
  if (tally.mdy > tally.dmy * 100 && tally.mdy > 0) return 'mdy';
  return null;
}
