/** Spellings that spreadsheets, databases and programs write for "no value". */
const markers = new Set([
  'null',
  '\\n',
  'n/a',
  'na',
  'nan',
  'none',
  'nil',
  '-',
  '--',
  '—',
  '?',
  '#n/a',
  '#null!',
  '无',
  '空',
  '0000-00-00',
  '0000-00-00 00:00:00',
]);
const keyMarkers = new Set(['null', '\\n', 'n/a', 'nan', 'none', 'nil', '#n/a', 'undefined']);

/** Whether a value meant as a number, date or truth value is written as missing. */
export function isMissing(text: string): boolean {
  return text === '' || (text.length <= 19 && markers.has(text.toLowerCase()));
}

/** The same for keys, where `-` and `?` may be values; without this `NULL` would become the biggest customer. */
export function isMissingKey(text: string): boolean {
  return text === '' || (text.length <= 9 && keyMarkers.has(text.toLowerCase()));
}
