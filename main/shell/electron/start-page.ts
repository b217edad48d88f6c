import { escapeHtml } from '../../../contract/format/html.ts';
import type { Language } from '../../../contract/language.ts';

export interface StartPage {
  title: string;
  detail: string;
  /** Label of the button that tries again; null while it is going on by itself. */
  retry: string | null;
}

/** Where the button leads; the window catches it, nothing is ever loaded from there. */
export const retryAddress = 'https://retry.luopan.invalid/';

const compass = `<svg viewBox="0 0 32 32" width="56" height="56" fill="none" aria-hidden="true"><circle cx="16" cy="16" r="14" fill="#FBFAF7" stroke="#1C1F23" stroke-width="2"/><path d="M16 5l3.2 11h-6.4z" fill="#C2412D"/><path d="M16 27l-3.2-11h6.4z" fill="#1C1F23"/><circle cx="16" cy="16" r="1.4" fill="#FBFAF7"/></svg>`;

/**
 * What a window shows before there is a host to show, and when there is none: the mark, a sentence, perhaps a button.
 * Whole in its address, so that it paints at once and loads nothing.
 */
export function startPageAddress(page: StartPage, language: Language): string {
  const button =
    page.retry === null
      ? '<div class="bar" role="progressbar"></div>'
      : `<a href="${retryAddress}">${escapeHtml(page.retry)}</a>`;
  const html = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escapeHtml(page.title)}</title><style>
:root{color-scheme:light dark}body{margin:0;height:100vh;display:grid;place-content:center;justify-items:center;text-align:center;gap:16px;font:14px/22px system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;background:#fbfaf7;color:#1c1f23}
h1{font-size:18px;font-weight:600;margin:8px 0 0}p{margin:0;max-width:420px;color:#5c6168;white-space:pre-line}a{margin-top:8px;padding:6px 18px;border-radius:6px;background:#c2412d;color:#fff;text-decoration:none}a:focus-visible{outline:2px solid #c2412d;outline-offset:2px}
.bar{width:160px;height:2px;background:#e4e0d8;overflow:hidden}.bar::after{content:"";display:block;width:40%;height:100%;background:#c2412d;animation:go 1.2s ease-in-out infinite}@keyframes go{from{transform:translateX(-100%)}to{transform:translateX(250%)}}
@media(prefers-reduced-motion:reduce){.bar::after{animation:none;width:100%}}@media(prefers-color-scheme:dark){body{background:#14161a;color:#e9e7e2}p{color:#a3a7ad}.bar{background:#2a2e35}}
</style><body>${compass}<h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.detail)}</p>${button}</body></html>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}
