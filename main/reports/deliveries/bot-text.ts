import type { Message } from './message.ts';

/**
 * Markdown with the way to the page at its end, which no limit cuts away. A link that would take more than half of the
 * place leads to the page as it stands, without its filters; one that is too long even so is left out.
 *
 * @param limit in bytes of UTF-8; 6 or more
 */
export function textWithLink(text: string, link: Message['link'], limit: number): string {
  const ends = link ? [link.url, link.url.replace(/\?[^#]*/, '')].map((url) => endOf(link.words, url)) : [];
  const end = ends.find((one) => Buffer.byteLength(one) <= limit / 2) ?? '';
  return `${cut(text, limit - Buffer.byteLength(end))}${end}`;
}

const endOf = (words: string, url: string): string =>
  `\n\n[${words}](${url.replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'))})`;

function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let end = text.length;
  while (end > 0 && Buffer.byteLength(text.slice(0, end)) > bytes - 3) end -= Math.max(1, Math.floor(end * 0.02));
  return `${text.slice(0, end).replace(/[\ud800-\udbff]$/, '')}…`;
}
