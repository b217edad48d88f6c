import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration } from './quantities.ts';

describe('quantities', () => {
  it.each([
    [0, '0 B'],
    [640, '640 B'],
    [999_999, '1.0 MB'],
    [1_827_794, '1.8 MB'],
    [45_777_175, '45.8 MB'],
    [182_000_000, '182 MB'],
    [42e9, '42.0 GB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [0, '0 s', '0 秒'],
    [0.42, '0.4 s', '0.4 秒'],
    [9.96, '10 s', '10 秒'],
    [59.6, '1 min', '1 分'],
    [200, '3 min 20 s', '3 分 20 秒'],
    [7199, '2 h', '2 小时'],
    [3900, '1 h 5 min', '1 小时 5 分'],
  ])('%d seconds are %s, %s', (seconds, en, zh) => {
    expect(formatDuration(seconds, 'en')).toBe(en);
    expect(formatDuration(seconds, 'zh-CN')).toBe(zh);
  });

  it('counts are grouped and a negative one has a true minus', () => {
    expect([formatCount(28_010), formatCount(-3)]).toEqual(['28,010', '−3']);
  });
});
