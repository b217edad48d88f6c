/** Whether the text told by some units surely is a value as it is, and ASCII. False says nothing. */
export type OwnValueTest = (units: Uint16Array, start: number, end: number) => boolean;

/** No longer than what keys and texts may have. */
const maxChars = 500;
const zero = 48;
const nine = 57;
const point = 46;
/** Begin cells that are kept from spreadsheets: see `cellValue`. */
const equals = 61;
const apostrophe = 39;

/**
 * Of texts and keys as their converters take them: with a digit it is no word for nothing (`NULL`, `n/a`), between other
 * characters than spaces there is nothing to trim, and without `.0` at its end no spreadsheet has made a number of it.
 */
export const isOwnText: OwnValueTest = (units, start, end) => {
  const length = end - start;
  if (length === 0 || length > maxChars) return false;
  const first = units[start] as number;
  if (first <= 32 || (units[end - 1] as number) <= 32 || first === equals || first === apostrophe) return false;
  if (units[end - 1] === zero && units[end - 2] === point) return false;
  let hasDigit = false;
  for (let at = start; at < end; at += 1) {
    const unit = units[at] as number;
    if (unit > 127) return false;
    if (unit <= nine && unit >= zero) hasDigit = true;
  }
  return hasDigit;
};
