import { minorDigits } from '../../../contract/currency.ts';
import type { RejectCode } from '../../../contract/imports.ts';
import { cellValue } from './cell-guard.ts';
import type { CellAmount, CellPlan } from './cell-plan.ts';
import { priceDigits } from './converters.ts';
import type { FieldValue } from './format.ts';
import { isMissing } from './missing.ts';
import { createNumberReader, type NumberReader } from './numbers.ts';
import { currencyOfSign, readCurrency, signFits } from './signs.ts';
import { problemOf, type Source } from './source.ts';

export interface MoneySource extends Source {
  slot: number;
  /** Stored in millionths of the major unit; other amounts in minor units. */
  isUnitPrice: boolean;
  constant: string | null;
}

export interface CurrencySource {
  slot: number;
  /** Mapped column or expression. */
  source: Source | null;
  /** Said for the whole import. */
  fixed: string | null;
  /** The workspace's. */
  fallback: string;
}

type RejectValue = (
  target: string,
  value: string | null,
  code: RejectCode,
  params: Record<string, string | number>,
) => void;

/**
 * Reads the amounts of a row and its currency. The currency is the mapped one, else the import's, else what the
 * amounts' own signs say, else the workspace's. A sign that contradicts a currency that was said keeps the row out
 * (`unknown-currency`): amounts of two currencies are never mixed silently.
 */
export function createMoneySteps(
  sources: readonly MoneySource[],
  currency: CurrencySource,
): (row: readonly string[], values: FieldValue[], reject: RejectValue) => void {
  const readers = sources.map((source) => createNumberReader(source.profile?.decimalMark ?? '.'));
  const texts: (string | null)[] = [];
  const known = new Map<string, string | null>();
  const codeOf = (text: string): string | null => {
    let code = known.get(text);
    if (code === undefined) {
      code = readCurrency(text);
      if (known.size < 1000) known.set(text, code);
    }
    return code;
  };
  const fixed = currency.fixed === null ? null : readCurrency(currency.fixed);

  return (row, values, reject) => {
    let code = fixed ?? currency.fallback;
    let isSaid = fixed !== null;
    if (currency.source) {
      const text = textOf(currency.source, row, reject)?.trim() ?? '';
      const read = text === '' ? null : codeOf(text);
      if (text !== '' && read === null) {
        reject('currency', text, 'unknown-currency', { currency: text });
        return;
      }
      if (read !== null) {
        code = read;
        isSaid = true;
      }
    }
    for (let index = 0; index < sources.length; index += 1) {
      const source = sources[index] as MoneySource;
      texts[index] = source.constant ?? textOf(source, row, reject);
    }
    // A sign on one amount decides how all of them are scaled, so the currency is settled before any is kept.
    if (!isSaid) {
      for (let index = 0; index < sources.length && !isSaid; index += 1) {
        const sign = signOf(readers[index] as NumberReader, texts[index] ?? null);
        if (sign === '') continue;
        if (!signFits(sign, code)) code = currencyOfSign(sign) ?? code;
        isSaid = true;
      }
    }
    for (let index = 0; index < sources.length; index += 1) {
      const source = sources[index] as MoneySource;
      const reader = readers[index] as NumberReader;
      const text = texts[index] ?? null;
      const result = readMoney(reader, text, source.isUnitPrice ? priceDigits : minorDigits(code));
      if (typeof result === 'string') reject(source.target, text, result, {});
      else if (reader.sign !== '' && !signFits(reader.sign, code)) {
        reject(source.target, text, 'unknown-currency', { sign: reader.sign, currency: code });
      } else if (result === null && source.isRequired) reject(source.target, null, 'required-missing', {});
      else values[source.slot] = result;
    }
    values[currency.slot] = code;
  };
}

/**
 * The same for rows whose amounts bear no sign, cell by cell; null where amounts or the currency are worked out from
 * several columns.
 */
export function moneyByCells(sources: readonly MoneySource[], currency: CurrencySource): CellPlan['money'] {
  if (sources.some((source) => source.column < 0) || (currency.source && currency.source.column < 0)) return null;
  const fixed = currency.fixed === null ? null : readCurrency(currency.fixed);
  const amounts = sources.map((source): CellAmount => {
    const reader = createNumberReader(source.profile?.decimalMark ?? '.');
    return {
      slot: source.slot,
      column: source.column,
      digitsOf: (code) => (source.isUnitPrice ? priceDigits : minorDigits(code)),
      convert: (text, digits) => {
        const amount = readMoney(reader, text, digits);
        const isForRow = typeof amount === 'string' || reader.sign !== '' || (amount === null && source.isRequired);
        return isForRow ? undefined : amount;
      },
    };
  });
  return {
    amounts,
    currencySlot: currency.slot,
    column: currency.source?.column ?? -1,
    currency: fixed ?? currency.fallback,
    codeOf: (text) => (text.trim() === '' ? null : (readCurrency(text.trim()) ?? undefined)),
  };
}

/** Currency sign of an amount; plain figures, which are nearly all, are not read for it. */
function signOf(reader: NumberReader, text: string | null): string {
  if (text === null || /^[\s\d.,-]*$/.test(text)) return '';
  reader.scaled(text.trim(), 0);
  return reader.sign;
}

function readMoney(reader: NumberReader, text: string | null, scale: number): number | null | RejectCode {
  if (text === null) {
    reader.scaled('', scale);
    return null;
  }
  const trimmed = cellValue(text);
  const amount = reader.scaled(trimmed, scale);
  if (Number.isFinite(amount)) return amount;
  if (!Number.isNaN(amount)) return 'out-of-range';
  return isMissing(trimmed) ? null : 'not-a-number';
}

function textOf(source: Source, row: readonly string[], reject: RejectValue): string | null {
  if (source.column >= 0) return row[source.column] ?? '';
  try {
    return source.expression?.evaluate(row) ?? null;
  } catch (error) {
    reject(source.target, null, 'expression-failed', { problem: problemOf(error) });
    return null;
  }
}
