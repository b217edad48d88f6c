const itemsAtOnce = 20_000;

/**
 * An object with one long list as JSON, in UTF-8: a million items would pass the longest string there is.
 *
 * @param head the other fields; may be empty
 */
export function jsonBytes(head: object, listName: string, items: readonly unknown[]): Uint8Array {
  const encoder = new TextEncoder();
  const opening = JSON.stringify(head).slice(0, -1);
  const parts = [encoder.encode(`${opening}${opening.length > 1 ? ',' : ''}${JSON.stringify(listName)}:[`)];
  for (let from = 0; from < items.length; from += itemsAtOnce) {
    const text = JSON.stringify(items.slice(from, from + itemsAtOnce)).slice(1, -1);
    parts.push(encoder.encode(from === 0 ? text : `,${text}`));
  }
  parts.push(encoder.encode(']}'));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
