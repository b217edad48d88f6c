/** What a spreadsheet takes for a formula, also behind white space and in full width. */
const formula = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/;
/** A plain number with its sign is no formula. */
const plainNumber = /^[+-]?(?:\d+(?:[.,]\d+)*\.?|\.\d+)(?:e[+-]?\d+)?%?$/i;
const quoted = /[",\r\n\u2028\u2029]|^\s|\s$/;

/**
 * A text as a field of CSV (RFC 4180: quotes doubled). What a spreadsheet would run as a formula gets an apostrophe
 * before it, as OWASP advises.
 *
 * @param origin `raw`: everything came as text, so what reads as a number is left to be one. `typed`: figures come as
 *   numbers, so text is text, whatever it looks like.
 */
export function csvText(text: string, origin: 'raw' | 'typed'): string {
  const isNumber = origin === 'raw' && plainNumber.test(text);
  const safe = formula.test(text) && !isNumber ? `'${text}` : text;
  return quoted.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
