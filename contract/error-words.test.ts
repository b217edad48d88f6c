import { describe, expect, it } from 'vitest';
import { errorSentence, errorWords } from './error-words.ts';
import type { ErrorCode } from './errors.ts';

describe.each(Object.entries(errorWords))('%s', (_code, words) => {
  const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

  it('says the same facts in both languages', () => {
    expect(placeholders(words['zh-CN'])).toEqual(placeholders(words.en));
  });

  it('is a sentence in each', () => {
    expect(words['zh-CN']).toMatch(/[\u4e00-\u9fff].*\S$/);
    expect(words.en).toMatch(/^[A-Z{“].*\S$/);
    expect(words.en).not.toMatch(/[\u4e00-\u9fff]/);
  });
});

it('fills in what is known and marks what is not', () => {
  const code: ErrorCode = 'host/port-taken';
  expect(errorSentence(code, { port: 7410 }, 'en')).toContain('Port 7410 is taken');
  expect(errorSentence(code, {}, 'zh-CN')).toContain('端口 …');
});
