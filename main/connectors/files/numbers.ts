/**
 * Exact decimal numbers from text: scaled integers, never a binary fraction on the way.
 * Understood: `1,234.50` · `1.234,50` (mark `,`) · `1 234` · `1'234` · `¥1 234` · `USD 12` · `12元` · `(12.00)` and
 * `12-` as negative · `１２３` · `−5` · `1e3` · `12%` (0.12) · `1.2万` · `3亿`.
 */
export interface NumberReader {
  /**
   * The number × 10^scale, rounded half away from zero.
   * NaN: no number. ±Infinity: more than an exact integer holds (2^53).
   */
  scaled(text: string, scale: number): number;
  /** Currency sign or code of the text read last (`¥`, `$`, `EUR`), empty without one. */
  readonly sign: string;
}

const pow10 = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const zero = 48;
const nine = 57;
const minus = 45;

export function createNumberReader(decimalMark: '.' | ','): NumberReader {
  const mark = decimalMark.charCodeAt(0);
  const reader = {
    sign: '',
    scaled(text: string, scale: number): number {
      reader.sign = '';
      // Plain digits with at most one mark, up to 15 digits: all but a few values of a file.
      const length = text.length;
      let position = text.charCodeAt(0) === minus ? 1 : 0;
      const isNegative = position === 1;
      if (length > position && length <= 16) {
        let mantissa = 0;
        let fraction = -1;
        let digits = 0;
        for (; position < length; position += 1) {
          const code = text.charCodeAt(position);
          if (code >= zero && code <= nine) {
            mantissa = mantissa * 10 + (code - zero);
            digits += 1;
            if (fraction >= 0) fraction += 1;
          } else if (code === mark && fraction < 0) fraction = 0;
          else break;
        }
        if (position === length && digits > 0 && digits <= 15) {
          return applyScale(isNegative && mantissa > 0 ? -mantissa : mantissa, scale - Math.max(fraction, 0));
        }
      }
      const parsed = readDecimal(text, decimalMark);
      if (!parsed) return Number.NaN;
      reader.sign = parsed.sign;
      return scaleBig(parsed, scale);
    },
  };
  return reader;
}

/** `mantissa` (at most 15 digits) × 10^shift. */
function applyScale(mantissa: number, shift: number): number {
  if (shift >= 0) {
    const value = mantissa * (pow10[shift] ?? Number.POSITIVE_INFINITY);
    return Number.isSafeInteger(value) ? value : value < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  // Exact: the quotient's spacing is finer than 1/divisor while the mantissa has 15 digits.
  const divisor = pow10[-shift] ?? Number.POSITIVE_INFINITY;
  const size = Math.abs(mantissa);
  const quotient = Math.floor(size / divisor);
  const rounded = (size - quotient * divisor) * 2 >= divisor ? quotient + 1 : quotient;
  return mantissa < 0 && rounded > 0 ? -rounded : rounded;
}

/** digits × 10^exponent, negative or not. */
export interface Decimal {
  digits: string;
  exponent: number;
  isNegative: boolean;
  sign: string;
}

function scaleBig(parsed: Decimal, scale: number): number {
  const digits = parsed.digits.replace(/^0+/, '');
  if (digits === '') return 0;
  const shift = parsed.exponent + scale;
  if (digits.length + shift > 17) return parsed.isNegative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (digits.length + shift < 0) return 0;
  let value = BigInt(digits);
  if (shift >= 0) value *= 10n ** BigInt(shift);
  else {
    const divisor = 10n ** BigInt(-shift);
    value = (value * 2n + divisor) / (divisor * 2n);
  }
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    return parsed.isNegative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const number = Number(value);
  return parsed.isNegative && number > 0 ? -number : number;
}

const currencySign = '(?:US|CA|AU|NZ|HK|NT|SG|CN|A|C|S|R)?[$¥€£₩₹₽฿₫₺₱₴]|R\\$|RMB|[A-Z]{3}|Rp|kr|zł';
const shape = new RegExp(
  `^([+-])?\\s*(${currencySign})?\\s*([+-])?\\s*` +
    `(\\d[\\d.,'’ ]*|[.,]\\d+)(?:[eE]([+-]?\\d{1,3}))?\\s*` +
    `(%|‰|万亿|万|萬|亿|億|千)?\\s*(${currencySign}|元|圆|美元|欧元|英镑|日元|港元|港币)?\\s*(-)?$`,
);
const unitExponent: Record<string, number> = { '%': -2, '‰': -3, 千: 3, 万: 4, 萬: 4, 亿: 8, 億: 8, 万亿: 12 };
const signOfWord: Record<string, string> = {
  元: 'CNY',
  圆: 'CNY',
  RMB: 'CNY',
  美元: 'USD',
  欧元: 'EUR',
  英镑: 'GBP',
  日元: 'JPY',
  港元: 'HKD',
  港币: 'HKD',
};

/** Reads any spelling; null = no number. Longer than 64 characters is none. */
export function readDecimal(text: string, decimalMark: '.' | ','): Decimal | null {
  if (text.length > 64) return null;
  let body = foldWidth(text).trim();
  let isNegative = false;
  if (body.startsWith('(') && body.endsWith(')')) {
    isNegative = true;
    body = body.slice(1, -1).trim();
  }
  const match = shape.exec(body);
  if (!match) return null;
  const [, before, prefix, after, digits = '', exponent, unit, suffix, trailing] = match;
  const minuses = [before, after, trailing].filter((sign) => sign === '-').length + (isNegative ? 1 : 0);
  if (minuses > 1 || (prefix && suffix)) return null;
  const number = plainDigits(digits.trim(), decimalMark);
  if (!number) return null;
  const written = prefix ?? suffix ?? '';
  return {
    digits: number.digits,
    exponent: Number(exponent ?? 0) - number.fraction + (unit ? (unitExponent[unit] ?? 0) : 0),
    isNegative: minuses === 1,
    sign: signOfWord[written] ?? written,
  };
}

/** Digits without grouping, and how many of them stand after the mark; null when the grouping is wrong. */
function plainDigits(text: string, decimalMark: '.' | ','): { digits: string; fraction: number } | null {
  const markAt = text.indexOf(decimalMark);
  const whole = markAt < 0 ? text : text.slice(0, markAt);
  const fraction = markAt < 0 ? '' : text.slice(markAt + 1);
  if (!/^\d*$/.test(fraction)) return null;
  const separator = /[^\d]/.exec(whole)?.[0];
  if (separator === undefined) {
    if (whole === '' && fraction === '') return null;
    return { digits: whole + fraction, fraction: fraction.length };
  }
  const groups = whole.split(separator);
  const isThousands = groups.every((group, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group));
  const isIndian = groups.every((group, index) =>
    (index === 0 ? /^\d{1,2}$/ : index === groups.length - 1 ? /^\d{3}$/ : /^\d{2}$/).test(group),
  );
  return isThousands || isIndian ? { digits: groups.join('') + fraction, fraction: fraction.length } : null;
}

/** Full-width forms, dashes and spaces of other widths as their ASCII twins. */
export function foldWidth(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII as a whole needs no folding
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\u2212\ufe63\u2013]/g, '-')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/\uffe5/g, '¥')
    .replace(/\uffe1/g, '£')
    .replace(/\ufe69/g, '$');
}
