import { expect, it } from 'vitest';
import { maskSecrets } from './mask.ts';

it('takes a secret out however it is written', () => {
  const secret = 'p@ss "wörd"/密码+1';
  const mask = maskSecrets([secret]);
  const basic = (user: string) => Buffer.from(`${user}:${secret}`).toString('base64');
  const spellings = [
    secret,
    `https://u:${encodeURIComponent(secret)}@host/?q=${new URLSearchParams({ t: secret })}`,
    JSON.stringify({ password: secret }),
    ...['u', 'us', 'use'].map((user) => `Authorization: Basic ${basic(user)}`),
  ];
  for (const text of spellings) {
    const masked = mask(text);
    expect(masked).toContain('•••');
    expect(masked).not.toContain(secret);
    const encoded = /Basic (\S+)/.exec(masked)?.[1] ?? '';
    expect(Buffer.from(encoded, 'base64').toString()).not.toContain('密码');
  }
  expect(mask('nothing to hide')).toBe('nothing to hide');
});
