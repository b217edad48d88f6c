import type { Language } from '../../../contract/language.ts';
import type { Calculation } from '../../../contract/pivot.ts';
import { type NumberFormat, scaleDivisors, scaleWord } from '../../../contract/pivot-formats.ts';
import { currencyDigits, currencySign, formatExact, type Unit } from '../../format/index.ts';

const minus = '\u2212';
const formatters = new Map<number, Intl.NumberFormat>();
function grouped(figure: number, digits: number): string {
  let known = formatters.get(digits);
  if (!known) {
    known = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formatters.set(digits, known);
  }
  const text = known.format(Math.abs(figure));
  return figure < 0 && /[1-9]/.test(text) ? minus + text : text;
}

export interface FigureStyle {
  unit: Unit;
  calculation: Calculation | null;
  number: NumberFormat | undefined;
  /** Greatest size of the value's figures: large money needs no cents. */
  largest: number;
  language: Language;
  currency: string;
}

/** What a value's figures are after its calculation. */
export function unitAfter(unit: Unit, calculation: Calculation | null): Unit {
  if (calculation?.kind === 'percent') return 'percent';
  if (calculation?.kind === 'compared' && calculation.show === 'percent_change') return 'percent';
  if (calculation?.kind === 'rank') return 'count';
  return unit;
}

/** How figures are written: as chosen, else by their unit. */
const writtenAs = ({ unit, calculation, number }: Pick<FigureStyle, 'unit' | 'calculation' | 'number'>) =>
  number && number.style !== 'auto' ? number.style : unitAfter(unit, calculation);

/** The word of the scale that figures are told in; percents are told in none. */
export const scaleOf = (style: Pick<FigureStyle, 'unit' | 'calculation' | 'number' | 'language'>): string =>
  writtenAs(style) === 'percent' ? '' : scaleWord(style.number?.scale ?? 'none', style.language);

/** Whether a figure tells a rise or fall, and is coloured and signed as such. */
export function isChange(calculation: Calculation | null): boolean {
  return calculation?.kind === 'compared' && calculation.show !== 'value';
}

/**
 * How the figures of a value are written: short in the table, whole for hovers, and plain for spreadsheets, which take
 * a currency sign that is not their own, or another minus than the hyphen, for text.
 */
export function figureWriter(style: FigureStyle): {
  short: (figure: number) => string;
  exact: (figure: number) => string;
  plain: (figure: number) => string;
} {
  const { number, calculation, language, currency } = style;
  const own = writtenAs(style);
  const divisor = scaleDivisors[number?.scale ?? 'none'];
  const digits = number?.digits ?? usualDigits(own, style, divisor);
  const sign = (figure: number, text: string) => (isChange(calculation) && figure > 0 ? `+${text}` : text);
  return {
    short: (figure) => {
      if (own === 'percent') return sign(figure, `${grouped(figure * 100, digits)}%`);
      return sign(figure, grouped(figure / divisor, digits));
    },
    exact: (figure) => sign(figure, formatExact(figure, { unit: own, language, currency })),
    plain: (figure) =>
      (own === 'money'
        ? grouped(figure, currencyDigits(currency))
        : formatExact(figure, { unit: own, language, currency })
      ).replace(minus, '-'),
  };
}

function usualDigits(unit: string, { largest, currency }: FigureStyle, divisor: number): number {
  if (unit === 'percent') return 1;
  if (divisor > 1) return 1;
  if (unit === 'count') return 0;
  if (unit === 'money') return largest >= 100_000 ? 0 : currencyDigits(currency);
  return largest >= 1000 ? 0 : 2;
}

/** What stands in a value's head about its unit: `万英镑`, `£K`, `£`. */
export function unitNote(style: Omit<FigureStyle, 'largest'>): string {
  const { language, currency } = style;
  const scale = scaleOf(style);
  if (writtenAs(style) !== 'money') return scale;
  return language === 'zh-CN'
    ? `${scale}${currencySign(currency, language).trim()}`
    : `${currencySign(currency, language).trim()}${scale}`;
}
