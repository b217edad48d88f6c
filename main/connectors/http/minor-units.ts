import { minorDigits } from '../../../contract/currency.ts';
import type { SourceValue } from '../connector.ts';

/** Fields that hold amounts as whole numbers of the smallest unit of a currency. */
export interface MinorUnits {
  fields: readonly string[];
  /** The field that names the currency, in letters of either case. */
  currency: string;
  /** Digits after the mark where the API counts differently from ISO 4217. */
  digits: Readonly<Record<string, number>>;
}

/** Writes such amounts in major units, exactly: 1099 USD is 10.99, 1099 JPY is 1099. What is no whole number stays. */
export function inMajorUnits(
  cells: Map<string, SourceValue>,
  { fields, currency, digits }: MinorUnits,
): Map<string, SourceValue> {
  const code = String(cells.get(currency) ?? '').toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) return cells;
  const places = digits[code] ?? minorDigits(code);
  for (const name of fields) {
    const [, sign = '', whole] = /^(-?)(\d+)$/.exec(String(cells.get(name) ?? '')) ?? [];
    if (whole === undefined || places === 0) continue;
    const text = whole.padStart(places + 1, '0');
    cells.set(name, `${sign}${text.slice(0, -places)}.${text.slice(-places)}`);
  }
  return cells;
}
