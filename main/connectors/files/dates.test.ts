import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneRules } from '../../ports/zone.ts';
import { createDateReader } from './dates.ts';
import type { DateOrder } from './format.ts';

const shanghai = zoneRules('Asia/Shanghai');

function read(text: string, order: DateOrder | null = null, zone = shanghai): string {
  const reader = createDateReader(zone, order);
  const utcMs = reader.instant(text);
  return Number.isNaN(utcMs) ? reader.problem : new Date(utcMs).toISOString();
}

describe('zoneless times are read in the zone of the import', () => {
  it.each([
    ['2024-03-04', '2024-03-03T16:00:00.000Z'],
    ['2024-03-04 14:05', '2024-03-04T06:05:00.000Z'],
    ['2024-03-04 14:05:06', '2024-03-04T06:05:06.000Z'],
    ['2024-03-04T14:05:06', '2024-03-04T06:05:06.000Z'],
    ['2024-03-04 14:05:06.789', '2024-03-04T06:05:06.789Z'],
    ['2024/3/4', '2024-03-03T16:00:00.000Z'],
    ['2024/03/04 9:05', '2024-03-04T01:05:00.000Z'],
    ['2024.3.4', '2024-03-03T16:00:00.000Z'],
    ['2024年3月4日', '2024-03-03T16:00:00.000Z'],
    ['2024年3月4日 14:05', '2024-03-04T06:05:00.000Z'],
    ['2024年3月4日 下午2时5分', '2024-03-04T06:05:00.000Z'],
    ['2024年3月4日14时05分06秒', '2024-03-04T06:05:06.000Z'],
    ['２０２４－０３－０４', '2024-03-03T16:00:00.000Z'],
    ['20240304', '2024-03-03T16:00:00.000Z'],
    ['20240304140506', '2024-03-04T06:05:06.000Z'],
    ['04.03.2024', '2024-03-03T16:00:00.000Z'],
    ['04.03.2024 14:05', '2024-03-04T06:05:00.000Z'],
    ['29-02-2016 01:16', '2016-02-28T17:16:00.000Z'],
    ['12/31/1999 09:30:00 PM', '1999-12-31T13:30:00.000Z'],
    ['Mar 4, 2024', '2024-03-03T16:00:00.000Z'],
    ['March 4, 2024 2:05 PM', '2024-03-04T06:05:00.000Z'],
    ['4 Mar 2024', '2024-03-03T16:00:00.000Z'],
    ['4-Mar-24', '2024-03-03T16:00:00.000Z'],
    ['2024-03-04 12:05 AM', '2024-03-03T16:05:00.000Z'],
    ['2024-03-04 24:00:00', '2024-03-04T16:00:00.000Z'],
    ['45355.5', '2024-03-04T04:00:00.000Z'],
  ])('%s', (text, utc) => {
    expect(read(text)).toBe(utc);
  });
});

describe('times with an offset are the same in every zone', () => {
  it.each([
    ['2024-03-04T14:05:06Z', '2024-03-04T14:05:06.000Z'],
    ['2024-03-04 14:05:06+00', '2024-03-04T14:05:06.000Z'],
    ['2024-03-04 14:05:06.2899+00', '2024-03-04T14:05:06.289Z'],
    ['2024-03-04T14:05:06.5Z', '2024-03-04T14:05:06.500Z'],
    ['2024-03-04T14:05:06+08:00', '2024-03-04T06:05:06.000Z'],
    ['2024-03-04 14:05:06 -0530', '2024-03-04T19:35:06.000Z'],
    ['2019-10-01 00:00:00 UTC', '2019-10-01T00:00:00.000Z'],
    ['Mon, 04 Mar 2024 14:05:00 +0800', '2024-03-04T06:05:00.000Z'],
    ['Mon Mar 04 2024 14:05:00 GMT+0800 (China Standard Time)', '2024-03-04T06:05:00.000Z'],
    ['1709532306', '2024-03-04T06:05:06.000Z'],
    ['1709532306789', '2024-03-04T06:05:06.789Z'],
  ])('%s', (text, utc) => {
    expect(read(text)).toBe(utc);
    expect(read(text, null, zoneRules('America/New_York'))).toBe(utc);
  });
});

describe('what is no time says why', () => {
  it.each([
    ['2023-02-30', 'impossible-date'],
    ['2023-02-29', 'impossible-date'],
    ['2023-13-01', 'impossible-date'],
    ['31.04.2024', 'impossible-date'],
    ['0000-01-01', 'impossible-date'],
    ['2024-03-04 25:00', 'time-does-not-exist'],
    ['2024-03-04 14:60:00', 'time-does-not-exist'],
    ['2024-03-04 15:00 AM', 'time-does-not-exist'],
    ['03/04/2024', 'ambiguous-date'],
    ['hello', 'not-a-date'],
    ['2024', 'not-a-date'],
    ['2024-03', 'not-a-date'],
    ['14:05', 'not-a-date'],
    ['12345', 'not-a-date'],
    ['', 'not-a-date'],
  ])('%s', (text, problem) => {
    expect(read(text)).toBe(problem);
  });
});

it('reads day and month in the order known, and never quietly in the other', () => {
  expect(read('03/04/2024', 'dmy')).toBe('2024-04-02T16:00:00.000Z');
  expect(read('03/04/2024', 'mdy')).toBe('2024-03-03T16:00:00.000Z');
  expect(read('13/04/2024')).toBe('2024-04-12T16:00:00.000Z');
  expect(read('04/13/2024')).toBe('2024-04-12T16:00:00.000Z');
  expect(read('04/04/2024')).toBe('2024-04-03T16:00:00.000Z');
  expect(read('04/13/2024', 'dmy')).toBe('impossible-date');
  expect(read('24/3/4', 'ymd')).toBe('2024-03-03T16:00:00.000Z');
});

it('moves a time the clocks skipped forward, and takes the first of a repeated hour', () => {
  const london = zoneRules('Europe/London');
  expect(read('2011-03-27 01:30:00', null, london)).toBe('2011-03-27T01:30:00.000Z');
  expect(read('2011-10-30 01:30:00', null, london)).toBe('2011-10-30T00:30:00.000Z');
});

it('keeps calendar days as written whatever the zone', () => {
  const reader = createDateReader(zoneRules('Pacific/Auckland'), null);
  expect(reader.day('20240304')).toBe('2024-03-04');
  expect(reader.day('2024-03-04 23:59:59')).toBe('2024-03-04');
});

it('agrees with Date on every ISO time', () => {
  const utc = createDateReader(zoneRules('UTC'), null);
  const time = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(time, (date) => {
      const iso = date.toISOString();
      expect(utc.instant(iso)).toBe(date.getTime());
      const seconds = Math.floor(date.getTime() / 1000) * 1000;
      expect(utc.instant(iso.slice(0, 19))).toBe(seconds);
      expect(utc.instant(iso.slice(0, 19).replace('T', ' '))).toBe(seconds);
      expect(utc.instant(iso.slice(0, 10))).toBe(Math.floor(date.getTime() / 86_400_000) * 86_400_000);
    }),
    { numRuns: 1000 },
  );
});

it('answers any text', () => {
  const reader = createDateReader(shanghai, null);
  const odd = fc.string({ unit: fc.constantFrom(...'0123456789-/.: TZ+年月日apmMarUC,'), maxLength: 70 });
  fc.assert(
    fc.property(fc.oneof(odd, fc.string()), (text) => {
      const value = reader.instant(text);
      expect(Number.isNaN(value) || Number.isInteger(value)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
