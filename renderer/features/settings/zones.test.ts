import { describe, expect, it } from 'vitest';
import { cityOf, currencyChoices, offsetLabel, zoneChoices } from './zones.ts';

const winter = new Date('2026-01-15T00:00:00Z');
const summer = new Date('2026-07-15T00:00:00Z');

describe('time zones', () => {
  it.each([
    ['Asia/Shanghai', winter, 'UTC+8'],
    ['Europe/Berlin', summer, 'UTC+2'],
    ['America/New_York', winter, 'UTC−5'],
    ['Asia/Kolkata', winter, 'UTC+5:30'],
    ['UTC', winter, 'UTC'],
  ])('%s at %s is %s', (zone, at, label) => expect(offsetLabel(zone, at)).toBe(label));

  it('writes cities with spaces', () => expect(cityOf('Asia/Ho_Chi_Minh')).toBe('Ho Chi Minh'));

  it('lists the common ones first, in the language, and keeps a zone in use that the platform does not list', () => {
    expect(zoneChoices('zh-CN', undefined, winter)[0]?.label).toBe('北京时间 · 上海 (UTC+8)');
    expect(zoneChoices('en', undefined, winter)[0]?.label).toBe('Shanghai (UTC+8)');
    expect(zoneChoices('en', 'Etc/GMT+5', winter).some(({ value }) => value === 'Etc/GMT+5')).toBe(true);
  });

  it('finds a zone by its Chinese name in either language', () => {
    const hit = zoneChoices('en', undefined, winter).find(({ search }) => search.includes('纽约'));
    expect(hit?.value).toBe('America/New_York');
  });
});

it('currencies carry their name in the language', () => {
  expect(currencyChoices('zh-CN')[0]).toMatchObject({ value: 'CNY', label: 'CNY · 人民币' });
});
