import type { FileTerms } from './pivot-file.ts';

/** What a value's figures are: their unit in the data model, or what its calculation makes of them. */
export function unitOf({ computed, catalogue }: Pick<FileTerms, 'computed' | 'catalogue'>, index: number): string {
  const value = computed.pivot.values[index];
  const calculation = value?.calculation ?? null;
  if (calculation?.kind === 'percent') return 'percent';
  if (calculation?.kind === 'compared' && calculation.show === 'percent_change') return 'percent';
  if (calculation?.kind === 'rank') return 'count';
  const source = value?.source;
  if (!source) return 'number';
  if ('measure' in source) return catalogue.get(source.measure)?.unit ?? 'number';
  const unit = computed.pivot.formulas.find((one) => one.id === source.formula)?.unit ?? 'number';
  return unit === 'money' ? 'currency' : unit;
}

/** Excel's number format of a value. */
export function numberFormatOf(file: FileTerms, index: number): string {
  const { computed, request, terms } = file;
  if (computed.values.isTime(index)) return '';
  const own = request.numbers.find((one) => one.valueId === computed.pivot.values[index]?.id);
  const unit =
    own && own.style !== 'auto'
      ? { number: 'number', percent: 'percent', money: 'currency' }[own.style]
      : unitOf(file, index);
  const scaled = own && own.scale !== 'none';
  const usual = unit === 'percent' ? 1 : unit === 'currency' || scaled ? 2 : unit === 'count' ? 0 : 2;
  const digits = own?.digits ?? usual;
  const decimals = digits > 0 ? `.${'0'.repeat(digits)}` : '';
  if (unit === 'percent') return `0${decimals}%`;
  if (unit !== 'currency' || scaled) return `#,##0${decimals}`;
  const sign = new Intl.NumberFormat(terms.language, {
    style: 'currency',
    currency: terms.currency,
    currencyDisplay: 'narrowSymbol',
  })
    .formatToParts(0)
    .find((part) => part.type === 'currency')?.value;
  return `"${(sign ?? terms.currency).replaceAll('"', '')}"#,##0${decimals}`;
}
