import type { ExportTarget, Slice, View } from './exports.ts';

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

/** A view narrowed to one reader's part, as an address says it: the full name of a member holds over its short one. */
export function viewWithin(view: View, slice: Pick<Slice, 'member' | 'value'> | undefined): View {
  return slice ? { ...view, [slice.member]: slice.value } : view;
}

/** The page that shows what a file is of; null where only the file does: no page narrows a report to one value. */
export function targetPath(target: ExportTarget): string | null {
  if ('report' in target) return target.slice ? null : `/explore${searchOf({ report: target.report })}`;
  if (!('board' in target || 'briefing' in target)) return null;
  const search = searchOf(viewWithin(target.view, target.slice));
  return 'board' in target
    ? `/boards/${encodeURIComponent(target.board)}${search}`
    : `/briefing/${encodeURIComponent(target.briefing)}${search}`;
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
