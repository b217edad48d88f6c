/**
 * Eight signs that nothing else on a board has. `crypto.randomUUID` is missing where a page was not fetched by HTTPS
 * or from this machine, as on a server in the office; this is there too.
 */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
