import { describe, expect, it } from 'vitest';
import { formatDay, formatInstant, formatMonth, formatRange, formatWeekday, localDateOf } from './dates.ts';
import { thinSpaced } from './spacing.ts';

describe('dates', () => {
  it('says a day in both languages', () => {
    expect(formatDay('2011-11-30', 'zh-CN')).toBe('2011年11月30日');
    expect(formatDay('2011-11-30', 'en')).toBe('30 Nov 2011');
    expect(formatMonth('2011-11-01', 'zh-CN')).toBe('2011年11月');
    expect(formatMonth('2011-11-01', 'en')).toBe('Nov 2011');
  });

  it.each([
    ['2011-11-01', '2011-11-21', '2011年11月1日–21日', '1–21 Nov 2011'],
    ['2011-11-01', '2011-11-30', '2011年11月', 'Nov 2011'],
    ['2011-11-30', '2011-11-30', '2011年11月30日', '30 Nov 2011'],
    ['2011-09-11', '2011-12-09', '2011年9月11日–12月9日', '11 Sep – 9 Dec 2011'],
    ['2010-12-01', '2011-12-09', '2010年12月1日–2011年12月9日', '1 Dec 2010 – 9 Dec 2011'],
  ])('says a range without saying the same twice: %s to %s', (from, to, zh, en) => {
    expect(formatRange(from, to, 'zh-CN')).toBe(zh);
    expect(formatRange(from, to, 'en')).toBe(en);
  });

  it('cuts days in the zone of the workspace', () => {
    expect(localDateOf('2011-11-30T17:00:00Z', 'Asia/Shanghai')).toBe('2011-12-01');
    expect(localDateOf('2011-11-30T17:00:00Z', 'Europe/London')).toBe('2011-11-30');
    expect(formatInstant('2011-11-30T17:42:00Z', 'Asia/Shanghai', 'zh-CN')).toBe('2011年12月1日 01:42');
    expect(formatInstant('2011-11-30T17:42:00Z', 'Europe/London', 'en')).toBe('30 Nov 2011, 17:42');
  });

  it('names weekdays from Monday', () => {
    expect([1, 7].map((day) => formatWeekday(day, 'zh-CN'))).toEqual(['周一', '周日']);
    expect([1, 7].map((day) => formatWeekday(day, 'en'))).toEqual(['Mon', 'Sun']);
  });
});

describe('thin spaces', () => {
  it('stand between Chinese and Latin', () => {
    expect(thinSpaced('净水器ABC三支装')).toBe('净水器\u2009ABC\u2009三支装');
    expect(thinSpaced('共38个')).toBe('共\u200938\u2009个');
  });

  it('leave dates and scaled numbers closed', () => {
    expect(thinSpaced('2011年11月30日')).toBe('2011年11月30日');
    expect(thinSpaced('£116.2万')).toBe('£116.2万');
  });
});
