import type { Unit } from '../../../contract/board-queries/index.ts';
import type { Language } from '../../../contract/language.ts';

/** Excel's code for a unit: the figure is whole in the cell, only its writing is rounded. */
export function numberFormat(unit: Unit, currency: string, language: Language): string {
  switch (unit) {
    case 'money':
      return `${signOf(currency, language)}#,##0${decimals(currency)};-${signOf(currency, language)}#,##0${decimals(currency)}`;
    case 'percent':
      return '0.0%';
    case 'count':
      return '#,##0';
    case 'number':
      return '#,##0.####';
  }
}

function decimals(currency: string): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return digits > 0 ? `.${'0'.repeat(digits)}` : '';
}

function signOf(currency: string, language: Language): string {
  const parts = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  const sign = parts.find((part) => part.type === 'currency')?.value ?? currency;
  return `"${sign.replaceAll('"', '')}${/[A-Za-z]$/.test(sign) ? ' ' : ''}"`;
}
