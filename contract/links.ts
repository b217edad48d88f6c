import type { ExportTarget, View } from './exports.ts';

/** Links of the desktop application; the rest says which page. */
export const appLinks = 'luopan://';

/** `https://bi.example.com`: a web server's address as a browser writes it, with nothing behind it. */
export function isOrigin(text: string): boolean {
  const [, port = '0'] = /^https?:\/\/(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/.exec(
    text,
  ) ?? [text, '99999'];
  return Number(port) <= 65_535;
}

/** The page that shows a tile of a board, narrowed in the same way, with the tile in sight. */
export function tilePath(board: string, view: View, tile: string): string {
  return `/boards/${encodeURIComponent(board)}${searchOf(view)}#tile-${encodeURIComponent(tile)}-title`;
}

/** The page that shows what a file is of; null where only the file does. */
export function targetPath(target: ExportTarget): string | null {
  if ('board' in target) return `/boards/${encodeURIComponent(target.board)}${searchOf(target.view)}`;
  if ('briefing' in target) return `/briefing/${encodeURIComponent(target.briefing)}${searchOf(target.view)}`;
  if ('report' in target) return `/explore${searchOf({ report: target.report })}`;
  return null;
}

/** A page of the interface as an address to be written down. @param base a public address, or `appLinks` */
export function linkTo(base: string, path: string): string {
  return base === appLinks ? path.replace(/^\/boards\//, `${appLinks}board/`) : `${base}${path}`;
}

/** What an address may hold of the page it was taken from that is nothing for others. */
const ownWords = new Set(['token', 'edit', 'slides', 'every']);

function searchOf(view: View): string {
  const parts = Object.entries(view)
    .filter(([name]) => !ownWords.has(name))
    .flatMap(([name, value]) => [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`));
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}
