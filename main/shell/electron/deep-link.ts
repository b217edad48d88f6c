/** Addresses a link may lead to: pages to look at, never one that does something by being opened. */
const pages: Record<string, RegExp> = {
  board: /^[\w-]{1,64}$/,
  analytics: /^[a-z-]{1,40}$/,
  segments: /^[\w-]{0,64}$/,
  report: /^[\w-]{1,64}$/,
};
const folders: Record<string, string> = {
  board: '/boards/',
  analytics: '/analytics/',
  segments: '/segments/',
  report: '/explore',
};
/** A tile of a board, as printed sentences lead to it. */
const tileHash = /^#tile-[\w-]{1,64}-title$/;
const maxLength = 2000;

/**
 * The page a `luopan://board/<id>?from=…` link names, as a path of the interface.
 *
 * @returns null for anything but a well-formed link to a known kind of page; links come from mails and web pages and
 *   are not to be trusted
 */
export function pathOfLink(link: string): string | null {
  if (link.length > maxLength || link.includes('..') || !URL.canParse(link)) return null;
  const url = new URL(link);
  if (url.protocol !== 'luopan:' || url.username !== '' || url.password !== '' || url.port !== '') return null;
  const kind = url.hostname;
  const id = url.pathname.replace(/^\//, '').replace(/\/$/, '');
  if (!Object.hasOwn(pages, kind) || !pages[kind]?.test(id)) return null;
  // A report has no page of its own: the builder opens it.
  const search = new URLSearchParams(kind === 'report' ? { report: id } : {});
  for (const [name, value] of url.searchParams) {
    // The sign-in token of the page's address is the shell's to give.
    if (/^[a-z][\w.-]{0,40}$/i.test(name) && name !== 'token' && !search.has('report')) search.append(name, value);
  }
  const query = search.size > 0 ? `?${search}` : '';
  const hash = tileHash.test(url.hash) ? url.hash : '';
  return `${folders[kind]}${kind === 'report' ? '' : encodeURIComponent(id)}`.replace(/\/$/, '') + query + hash;
}

/** The first link among a process's arguments: Windows and Linux hand links over that way. */
export function linkAmong(args: readonly string[]): string | null {
  return args.find((argument) => argument.startsWith('luopan:')) ?? null;
}
