import { describe, expect, it } from 'vitest';
import { formatSpan } from './spans.ts';

describe('times between events', () => {
  it.each([
    [0, '0 s', '0 秒'],
    [0.3, '< 1 s', '不到 1 秒'],
    [59, '59 s', '59 秒'],
    [60, '1 min', '1 分'],
    [319, '5 min 19 s', '5 分 19 秒'],
    [3_600, '1 h', '1 时'],
    [11_520, '3 h 12 min', '3 时 12 分'],
    [86_399, '24 h', '24 时'],
    [100_800, '1 d 4 h', '1 天 4 时'],
    [863_999, '10 d', '10 天'],
    [6_054_156, '70 d', '70 天'],
    [400 * 86_400 * 10, '4,000 d', '4,000 天'],
  ])('%d seconds are %s, %s', (seconds, en, zh) => {
    expect(formatSpan(seconds, 'en')).toBe(en);
    expect(formatSpan(seconds, 'zh-CN')).toBe(zh);
  });
});
