const equals = 61;
const apostrophe = 39;

/**
 * The value of a cell, trimmed and without what only keeps a spreadsheet from making a number of it: `="00123"` and
 * `'00123` are `00123`.
 */
export function cellValue(text: string): string {
  const value = text.trim();
  const first = value.charCodeAt(0);
  if (first === equals) return /^="([^"]*)"$/.exec(value)?.[1]?.trim() ?? value;
  if (first === apostrophe && /^'[+=@\d-][^']*$/.test(value)) return value.slice(1);
  return value;
}
