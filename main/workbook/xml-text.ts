const special = /[<>&"\p{Cc}\p{Cs}\ufffe\uffff]|_x[0-9A-Fa-f]{4}_/u;
const specials = new RegExp(special.source, 'gu');

/**
 * Text as XML content or attribute. Characters XML cannot hold are written as Excel writes them (`_x0007_`); a half
 * of a surrogate pair becomes the replacement character.
 */
export function xmlText(text: string): string {
  return special.test(text) ? text.replace(specials, escaped) : text;
}

function escaped(found: string): string {
  switch (found) {
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '&':
      return '&amp;';
    case '"':
      return '&quot;';
  }
  if (found.startsWith('_x')) return `_x005F${found}`;
  const code = found.charCodeAt(0);
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  const isAllowed = code === 9 || code === 10 || (code >= 0x7f && code <= 0x9f);
  return isAllowed ? found : `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`;
}
