/** A difference of clocks below this is the time a request takes on its way; correcting it would add noise, not truth. */
const tolerableSkewMs = 10_000;

/**
 * The instant a message happened, by the public protocol: `receivedAt − (sentAt − timestamp)`. What the sender's clock
 * gets wrong is wrong in both of its instants, so their difference is right.
 *
 * @param sentAt by the sender's clock; null = not told, then `timestamp` is taken at its word
 * @returns UTC ms
 */
export function correctedInstant(timestamp: number | null, sentAt: number | null, receivedAt: number): number {
  if (timestamp === null) return receivedAt;
  if (sentAt === null || Math.abs(receivedAt - sentAt) < tolerableSkewMs) return timestamp;
  return receivedAt - (sentAt - timestamp);
}

const isoDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** UTC ms of an ISO 8601 text (without a zone: UTC) or of a number of ms, or of seconds; null = not an instant. */
export function readInstant(value: unknown): number | null {
  let ms: number;
  if (typeof value === 'number') ms = Math.abs(value) < 100_000_000_000 ? value * 1000 : value;
  else if (typeof value === 'string' && isoDate.test(value)) ms = Date.parse(zoned(value));
  else return null;
  return ms >= earliest && ms < latest ? Math.round(ms) : null;
}

const zoned = (text: string) =>
  text.length > 10 && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text.replace(' ', 'T')}Z` : text.replace(' ', 'T');
