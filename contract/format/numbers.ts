import type { Change, Unit } from '../board-queries/index.ts';
import type { ChartLook } from '../chart-look.ts';
import type { Language } from '../language.ts';
import { scaleDivisors, scaleWord } from '../pivot-formats.ts';

/** What a figure counts; money comes in major units of the workspace's currency, percent as a share 0..1. */
export type { Unit };

export interface NumberStyle {
  unit: Unit;
  language: Language;
  /** ISO 4217; used by `money` only. */
  currency: string;
}

/** A power of ten with its word: 万 and 亿, or K, M and B. */
export interface Scale {
  divisor: number;
  word: string;
  /** Decimal digits of every value told in it, so that a column aligns. */
  digits: number;
}

const steps: Record<Language, readonly Pick<Scale, 'divisor' | 'word'>[]> = {
  'zh-CN': [
    { divisor: 1e12, word: '万亿' },
    { divisor: 1e8, word: '亿' },
    { divisor: 1e4, word: '万' },
  ],
  en: [
    { divisor: 1e12, word: 'T' },
    { divisor: 1e9, word: 'B' },
    { divisor: 1e6, word: 'M' },
    { divisor: 1e3, word: 'K' },
  ],
};

/**
 * The scale that suits a column or an axis by its largest value: 万 from 10,000, 亿 from 100,000,000; K from 10,000
 * (not 1,000), M, B. Three to four digits of the largest value are told.
 */
export function scaleFor(largest: number, language: Language): Scale {
  const size = Math.abs(largest);
  const step = size < 1e4 ? undefined : steps[language].find(({ divisor }) => size >= divisor);
  if (!step) return { divisor: 1, word: '', digits: size >= 1000 ? 0 : 2 };
  const scaled = size / step.divisor;
  return { ...step, digits: scaled >= 1000 ? 0 : scaled >= 100 ? 1 : 2 };
}

/** The scale that was chosen for a chart in the place of its own: another unit, other decimals, or both. */
export function chosenScale(
  { unit, digits }: Pick<ChartLook, 'unit' | 'digits'>,
  own: Scale,
  language: Language,
): Scale {
  const scale =
    unit === 'auto'
      ? own
      : { divisor: scaleDivisors[unit], word: scaleWord(unit, language), digits: unit === 'none' ? 0 : 1 };
  return digits === null ? scale : { ...scale, digits };
}

/**
 * The scale of a list: that of its largest value, or the next smaller one where the middle value would otherwise
 * show no digit of its own (1.30 M beside 0.03 M reads better as 1,301 K beside 30.7 K).
 */
export function scaleForList(values: readonly number[], language: Language): Scale {
  const sizes = values.map(Math.abs).toSorted((a, b) => b - a);
  const largest = sizes[0] ?? 0;
  const middle = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const scale = scaleFor(largest, language);
  if (scale.divisor === 1 || middle >= scale.divisor / 10) return scale;
  const smaller = steps[language].find(({ divisor }) => divisor < scale.divisor);
  return smaller ? { ...smaller, digits: 1 } : scale;
}

const formatters = new Map<string, Intl.NumberFormat>();
function grouped(value: number, minimum: number, maximum: number): string {
  const key = `${minimum}:${maximum}`;
  let known = formatters.get(key);
  if (!known) {
    known = new Intl.NumberFormat('en', { minimumFractionDigits: minimum, maximumFractionDigits: maximum });
    formatters.set(key, known);
  }
  return known.format(value);
}

const minus = '\u2212';
const signed = (value: number, text: string) => (value < 0 && !/^[0.,]*$/.test(text) ? minus + text : text);

/** `£`, `¥`, `$`, or the code and a space where a currency has no sign. */
export function currencySign(currency: string, language: Language): string {
  return kept(signs, `${currency} ${language}`, () => signOf(currency, language));
}

function signOf(currency: string, language: Language): string {
  const display = currency === 'JPY' && language === 'zh-CN' ? 'symbol' : 'narrowSymbol';
  const parts = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: display,
  }).formatToParts(0);
  const sign = parts.find((part) => part.type === 'currency')?.value ?? currency;
  return /^[A-Z]{3}$/.test(sign) ? `${sign}\u00a0` : sign;
}

/** Decimal digits of a currency's minor unit: 2 for GBP, 0 for JPY. */
export function currencyDigits(currency: string): number {
  return kept(
    digitsOf,
    currency,
    () => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2,
  );
}

const signs = new Map<string, string>();
const digitsOf = new Map<string, number>();
/** A board writes thousands of figures in one or two currencies, and making a formatter takes longer than writing. */
function kept<T>(known: Map<string, T>, key: string, make: () => T): T {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}

/** The whole figure to the last minor unit, for hovers, readers and exports: `£1,161,817.42`, `38,214`, `41.73%`. */
export function formatExact(value: number, style: NumberStyle): string {
  const size = Math.abs(value);
  switch (style.unit) {
    case 'money': {
      const digits = currencyDigits(style.currency);
      return signed(value, currencySign(style.currency, style.language) + grouped(size, digits, digits));
    }
    case 'percent':
      return signed(value, `${grouped(size * 100, 2, 2)}%`);
    case 'count':
      return signed(value, grouped(size, 0, 0));
    case 'number':
      return signed(value, grouped(size, 0, 4));
  }
}

/** A figure short enough for a headline, in two parts so that the unit can be set smaller. */
export function headline(value: number, style: NumberStyle): { text: string; unit: string } {
  const size = Math.abs(value);
  if (style.unit === 'percent') return { text: signed(value, grouped(size * 100, 1, 1)), unit: '%' };
  if (style.unit === 'count' && size < 1e6) return { text: signed(value, grouped(size, 0, 0)), unit: '' };
  const scale = scaleFor(size, style.language);
  const digits = scale.divisor === 1 ? plainDigits(style) : size / scale.divisor >= 100 ? 1 : 2;
  const sign = style.unit === 'money' ? currencySign(style.currency, style.language) : '';
  return { text: signed(value, sign + grouped(size / scale.divisor, digits, digits)), unit: scale.word };
}

function plainDigits(style: NumberStyle): number {
  if (style.unit === 'money') return currencyDigits(style.currency);
  return style.unit === 'count' ? 0 : 2;
}

/** The same as one text: `£116.2万`, `£1.16M`, `38,214`, `41.7%`. */
export function formatShort(value: number, style: NumberStyle): string {
  const { text, unit } = headline(value, style);
  return text + unit;
}

/** A value in a scale said elsewhere (on the axis, in the table's head): `116.2` under `万英镑`. */
export function formatScaled(value: number, style: NumberStyle, scale: Scale): string {
  const size = Math.abs(value);
  if (style.unit === 'percent') return signed(value, `${grouped(size * 100, 1, 1)}%`);
  const isWhole = style.unit === 'count' && scale.divisor === 1;
  const digits = isWhole ? 0 : scale.digits;
  return signed(value, grouped(size / scale.divisor, style.unit === 'number' ? 0 : digits, digits));
}

/** A tick of an axis: no digits that say nothing. */
export function formatTick(value: number, style: NumberStyle, scale: Scale): string {
  if (style.unit === 'percent') return `${signed(value, grouped(Math.abs(value) * 100, 0, 1))}%`;
  return signed(value, grouped(Math.abs(value) / scale.divisor, 0, 2));
}

/** The unit that stands once beside a chart: `万元`, `万英镑`, `£K`, `£`; empty for plain counts and percent. */
export function unitWord(style: NumberStyle, scale: Scale): string {
  if (style.unit === 'percent') return '';
  if (style.unit !== 'money') return scale.word;
  if (style.language === 'en') return currencySign(style.currency, 'en').trim() + scale.word;
  if (style.currency === 'CNY') return `${scale.word}元`;
  return scale.word + (new Intl.DisplayNames('zh-CN', { type: 'currency' }).of(style.currency) ?? style.currency);
}

/** How a figure moved. `ratio` is a share (0.124 = +12.4 %); `points` is a difference of two shares. */
export type { Change };

/** Size of a change without its direction, which an arrow or sign tells: `12.4%`, `1.6 pp`, `1.6 个百分点`. */
export function formatChangeSize(change: Change, language: Language): string {
  const size = Math.abs(change.value) * 100;
  if (change.kind === 'points') return `${grouped(size, 1, 1)}${language === 'zh-CN' ? ' 个百分点' : ' pp'}`;
  return `${grouped(size, size >= 1000 ? 0 : 1, size >= 1000 ? 0 : 1)}%`;
}

/** The same with its sign: `+12.4%`, `−1.6 pp`; a change that rounds to nothing has no sign. */
export function formatChange(change: Change, language: Language): string {
  const text = formatChangeSize(change, language);
  if (direction(change) === 'flat') return text;
  return (change.value > 0 ? '+' : minus) + text;
}

/** Which way a change goes once rounded as it is shown. */
export function direction(change: Change): 'up' | 'down' | 'flat' {
  const shown = Math.round(change.value * 1000);
  return shown > 0 ? 'up' : shown < 0 ? 'down' : 'flat';
}
