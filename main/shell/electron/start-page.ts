import { escapeHtml } from '../../../contract/format/html.ts';
import type { Language } from '../../../contract/language.ts';

export interface StartPage {
  title: string;
  detail: string;
  /** Label of the button that tries again; null while it is going on by itself. */
  retry: string | null;
  /** Label of the button that leads back to this machine's own workspace, where there is one to go back to. */
  back?: string;
}

export interface Bar {
  /** Label of the way back. */
  back: string;
  /** Where one is. */
  place: string;
  /** How the connection is protected. */
  protection: string;
  isProtected: boolean;
}

/** Where the buttons lead; the pane catches it, nothing is ever loaded from there. */
export const retryAddress = 'https://retry.luopan.invalid/';
export const returnAddress = 'https://return.luopan.invalid/';

const compass = `<svg viewBox="0 0 32 32" width="56" height="56" fill="none" aria-hidden="true"><circle cx="16" cy="16" r="14" fill="#FBFAF7" stroke="#1C1F23" stroke-width="2"/><path d="M16 5l3.2 11h-6.4z" fill="#C2412D"/><path d="M16 27l-3.2-11h6.4z" fill="#1C1F23"/><circle cx="16" cy="16" r="1.4" fill="#FBFAF7"/></svg>`;

const fonts = 'system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';

/**
 * What a window shows before there is a host to show, and when there is none: the mark, a sentence, perhaps a button.
 * Whole in its address, so that it paints at once and loads nothing.
 */
export function startPageAddress(page: StartPage, language: Language): string {
  const retry =
    page.retry === null
      ? '<div class="bar" role="progressbar"></div>'
      : `<a href="${retryAddress}">${escapeHtml(page.retry)}</a>`;
  const back = page.back === undefined ? '' : `<a class="back" href="${returnAddress}">${escapeHtml(page.back)}</a>`;
  const style = `body{height:100vh;display:grid;place-content:center;justify-items:center;text-align:center;gap:16px;font:14px/22px ${fonts};background:#fbfaf7;color:#1c1f23}
h1{font-size:18px;font-weight:600;margin:8px 0 0}p{margin:0;max-width:420px;color:#5c6168;white-space:pre-line}nav{display:flex;gap:12px;margin-top:8px}a{padding:6px 18px;border:1px solid #c2412d;border-radius:6px;background:#c2412d;color:#fff;text-decoration:none}a.back{border-color:#d8d4cb;background:none;color:inherit}
.bar{width:160px;height:2px;background:#e4e0d8;overflow:hidden}.bar::after{content:"";display:block;width:40%;height:100%;background:#c2412d;animation:go 1.2s ease-in-out infinite}@keyframes go{from{transform:translateX(-100%)}to{transform:translateX(250%)}}
@media(prefers-reduced-motion:reduce){.bar::after{animation:none;width:100%}}@media(prefers-color-scheme:dark){body{background:#14161a;color:#e9e7e2}p{color:#a3a7ad}.bar{background:#2a2e35}a.back{border-color:#3a3f47}}`;
  const body = `${compass}<h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.detail)}</p><nav>${retry}${back}</nav>`;
  return documentAddress({ title: page.title, style, body }, language);
}

/** What stays above a workspace of another machine: the way back, where one is, and how far that can be trusted. */
export function barAddress({ back, place, protection, isProtected }: Bar, language: Language): string {
  const style = `body{box-sizing:border-box;height:100vh;display:flex;align-items:center;gap:16px;padding:0 16px;border-bottom:1px solid #d8d4cb;overflow:hidden;white-space:nowrap;font:13px/20px ${fonts};background:#f1eee7;color:#1c1f23}
a{flex:none;padding:3px 12px;border:1px solid #d8d4cb;border-radius:6px;background:#fbfaf7;color:inherit;text-decoration:none}strong{min-width:0;overflow:hidden;text-overflow:ellipsis;font-weight:600}span{flex:none;margin-left:auto;color:#5c6168}span.open{color:#a3341f}
@media(prefers-color-scheme:dark){body{background:#1b1e24;border-color:#2a2e35;color:#e9e7e2}a{background:#14161a;border-color:#3a3f47}span{color:#a3a7ad}span.open{color:#f08a76}}`;
  const body = `<a href="${returnAddress}">← ${escapeHtml(back)}</a><strong>${escapeHtml(place)}</strong><span${isProtected ? '' : ' class="open"'}>${escapeHtml(protection)}</span>`;
  return documentAddress({ title: place, style, body }, language);
}

function documentAddress({ title, style, body }: { title: string; style: string; body: string }, language: Language) {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const html = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escapeHtml(title)}</title><style>
:root{color-scheme:light dark}body{margin:0}a:focus-visible{outline:2px solid #c2412d;outline-offset:2px}
${style}
</style><body>${body}</body></html>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}
