import { escapeHtml } from '../../../contract/format/html.ts';
import type { Language } from '../../../contract/language.ts';

const words = {
  'zh-CN': {
    title: '登录罗盘',
    noAccounts: '请用罗盘启动时在终端显示的链接打开，链接里带有登录口令。',
    email: '邮箱',
    password: '密码',
    submit: '登录',
  },
  en: {
    title: 'Sign in to Luopan',
    noAccounts: 'Open the link that Luopan printed when it started; it carries the sign-in token.',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
  },
} as const;

const style = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#fbfaf7, #16181c);
  color: light-dark(#1a1c20, #e8e6e1); font: 14px/22px "Noto Sans SC", Inter, system-ui, sans-serif; }
main { width: min(360px, 100% - 32px); box-sizing: border-box; padding: 32px; border-radius: 8px;
  border: 1px solid light-dark(#e4e1d8, #2e3138); background: light-dark(#fff, #1d2025); }
h1 { margin: 0 0 16px; font-size: 20px; line-height: 28px; font-weight: 600; }
label { display: block; margin-top: 12px; font-size: 13px; }
input { width: 100%; box-sizing: border-box; margin-top: 4px; padding: 8px 10px; font: inherit; color: inherit;
  border-radius: 6px; border: 1px solid light-dark(#cfcbc0, #44484f); background: transparent; }
button { width: 100%; margin-top: 20px; padding: 9px; font: inherit; font-weight: 500; color: #fff; border: 0;
  border-radius: 6px; background: #c2402a; cursor: pointer; }
p { margin: 0; } .error { margin-bottom: 8px; color: light-dark(#b3261e, #ff8a7a); }
`;

export interface SignInPage {
  language: Language;
  /** Without accounts there is nothing to type: the page says where the link is. */
  hasAccounts: boolean;
  /** Same-site path to go on to. */
  next: string;
  message: string | null;
}

/** The page for someone who is not signed in; plain HTML, so that it needs nothing that is built. */
export function signInPage({ language, hasAccounts, next, message }: SignInPage): string {
  const text = words[language];
  const error = message === null ? '' : `<p class="error" role="alert">${escapeHtml(message)}</p>`;
  const form = `<form method="post" action="/sign-in">
<input type="hidden" name="next" value="${escapeHtml(next)}">
<label>${text.email}<input name="email" type="email" autocomplete="username" required autofocus></label>
<label>${text.password}<input name="password" type="password" autocomplete="current-password" required></label>
<button type="submit">${text.submit}</button>
</form>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text.title}</title><style>${style}</style></head>
<body><main><h1>${text.title}</h1>${error}${hasAccounts ? form : `<p>${text.noAccounts}</p>`}</main></body></html>
`;
}

/** A path on this very site, or the front page: never another host. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.includes('\\') ? next : '/';
}
