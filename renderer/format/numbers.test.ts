import { describe, expect, it } from 'vitest';
import {
  direction,
  formatChange,
  formatExact,
  formatScaled,
  formatShort,
  headline,
  type NumberStyle,
  scaleFor,
  scaleForList,
  unitWord,
} from './numbers.ts';

const style = (unit: NumberStyle['unit'], language: NumberStyle['language'], currency = 'GBP'): NumberStyle => ({
  unit,
  language,
  currency,
});

describe('headline figures', () => {
  it.each([
    [12_846_000, 'money', 'zh-CN', 'CNY', '¥1,284.6', '万'],
    [12_846_000, 'money', 'en', 'CNY', '¥12.85', 'M'],
    [1_161_817.42, 'money', 'zh-CN', 'GBP', '£116.2', '万'],
    [1_161_817.42, 'money', 'en', 'GBP', '£1.16', 'M'],
    [345_678, 'money', 'en', 'USD', '$345.7', 'K'],
    [336.234, 'money', 'zh-CN', 'CNY', '¥336.23', ''],
    [336.234, 'money', 'en', 'GBP', '£336.23', ''],
    [336.6, 'money', 'en', 'JPY', '¥337', ''],
    [2_345_000_000, 'money', 'zh-CN', 'CNY', '¥23.45', '亿'],
    [2_345_000_000, 'money', 'en', 'USD', '$2.35', 'B'],
    [-4_321, 'money', 'en', 'GBP', '−£4,321.00', ''],
    [38_214, 'count', 'zh-CN', 'CNY', '38,214', ''],
    [38_214, 'count', 'en', 'CNY', '38,214', ''],
    [5_432_100, 'count', 'zh-CN', 'CNY', '543.2', '万'],
    [5_432_100, 'count', 'en', 'CNY', '5.43', 'M'],
    [0, 'count', 'en', 'CNY', '0', ''],
    [0.41746, 'percent', 'zh-CN', 'CNY', '41.7', '%'],
  ] as const)('%d %s in %s (%s)', (value, unit, language, currency, text, word) => {
    expect(headline(value, style(unit, language, currency))).toEqual({ text, unit: word });
  });

  it('keeps every minor unit in the exact form', () => {
    expect(formatExact(1_161_817.42, style('money', 'en'))).toBe('£1,161,817.42');
    expect(formatExact(-0.5, style('money', 'zh-CN', 'CNY'))).toBe('−¥0.50');
    expect(formatExact(38_214, style('count', 'en'))).toBe('38,214');
    expect(formatExact(0.41746, style('percent', 'en'))).toBe('41.75%');
  });

  it('has no minus before a figure that rounds to zero', () => {
    expect(formatShort(-0.2, style('count', 'en'))).toBe('0');
  });
});

describe('scales and their unit, said once', () => {
  it.each([
    [9_999, 'zh-CN', ''],
    [10_000, 'zh-CN', '万'],
    [99_999_999, 'zh-CN', '万'],
    [100_000_000, 'zh-CN', '亿'],
    [9_999, 'en', ''],
    [10_000, 'en', 'K'],
    [1_000_000, 'en', 'M'],
    [-1_000_000_000, 'en', 'B'],
  ] as const)('%d in %s is told in %s', (value, language, word) => {
    expect(scaleFor(value, language).word).toBe(word);
  });

  it('names money in the scale', () => {
    expect(unitWord(style('money', 'zh-CN', 'CNY'), scaleFor(1e6, 'zh-CN'))).toBe('万元');
    expect(unitWord(style('money', 'zh-CN', 'GBP'), scaleFor(1e6, 'zh-CN'))).toBe('万英镑');
    expect(unitWord(style('money', 'en', 'GBP'), scaleFor(1e6, 'en'))).toBe('£M');
    expect(unitWord(style('money', 'en', 'GBP'), scaleFor(10, 'en'))).toBe('£');
    expect(unitWord(style('count', 'zh-CN'), scaleFor(10, 'zh-CN'))).toBe('');
  });

  it('writes a whole column with the same digits', () => {
    const money = style('money', 'zh-CN', 'CNY');
    const wan = scaleFor(4_196_000, 'zh-CN');
    expect([4_196_000, 380_400, 12_340].map((value) => formatScaled(value, money, wan))).toEqual([
      '419.6',
      '38.0',
      '1.2',
    ]);
    const small = scaleFor(912, 'en');
    expect([912, 3.5].map((value) => formatScaled(value, style('money', 'en'), small))).toEqual(['912.00', '3.50']);
    expect(formatScaled(12, style('count', 'en'), small)).toBe('12');
  });
});

describe('scale of a list', () => {
  it('is told in the next smaller word when the middle would vanish', () => {
    expect(scaleForList([1_301_200, 30_700, 8_500], 'en').word).toBe('K');
    expect(scaleForList([1_301_200, 307_000, 8_500], 'en').word).toBe('M');
    expect(scaleForList([1_301_200, 30_700, 8_500], 'zh-CN').word).toBe('万');
    expect(scaleForList([200_000_000, 300_000, 8_500], 'zh-CN').word).toBe('万');
    expect(scaleForList([], 'en').word).toBe('');
  });
});

describe('changes', () => {
  it('carry a sign, per cent or points', () => {
    expect(formatChange({ kind: 'ratio', value: 0.124 }, 'en')).toBe('+12.4%');
    expect(formatChange({ kind: 'ratio', value: -0.08 }, 'zh-CN')).toBe('−8.0%');
    expect(formatChange({ kind: 'points', value: -0.016 }, 'en')).toBe('−1.6 pp');
    expect(formatChange({ kind: 'points', value: 0.004 }, 'zh-CN')).toBe('+0.4 个百分点');
    expect(formatChange({ kind: 'ratio', value: 12.5 }, 'en')).toBe('+1,250%');
  });

  it('has no direction when it rounds to nothing', () => {
    expect(direction({ kind: 'ratio', value: 0.0004 })).toBe('flat');
    expect(formatChange({ kind: 'ratio', value: -0.0004 }, 'en')).toBe('0.0%');
    expect(direction({ kind: 'ratio', value: -0.0006 })).toBe('down');
  });
});
