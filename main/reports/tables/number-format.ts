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

/** A figure of `number` that is whole: Excel would leave a point behind it, `403.`. */
export const wholeFormat = '#,##0';

/** For the scale of a chart, whose steps are whole where its largest figure is `most` or more; null = not known. */
export function axisFormat(unit: Unit, of: { currency: string; language: Language; most: number | null }): string {
  const { currency, language, most } = of;
  if (unit === 'number') return 'General';
  const format = numberFormat(unit, currency, language);
  return unit === 'money' && most !== null && most >= 20 ? format.replace(/\.0+/g, '') : format;
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
