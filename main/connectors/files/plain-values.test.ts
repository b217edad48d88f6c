import fc from 'fast-check';
import { expect, it } from 'vitest';
import { zoneRules } from '../../ports/zone.ts';
import { createDateReader } from './dates.ts';
import type { DateOrder } from './format.ts';
import { profileColumn } from './infer.ts';
import { createNumberReader } from './numbers.ts';
import { plainValues } from './plain-values.ts';

function plain(values: readonly string[], order: DateOrder | null = null): string[] {
  const rows = values.map((value) => [value]);
  plainValues({ profiles: [profileColumn('value', values)] }, order)(rows);
  return rows.map(([value = '']) => value);
}

it.each([
  ['1.234,50', '1234.50'],
  ['12,5', '12.5'],
  ['-0,05', '-0.05'],
  ['(1,5)', '-1.5'],
  ['1.234', '1234'],
  ['€ 3,20', '€3.20'],
  ['3,20 EUR', 'EUR3.20'],
  ['7,5%', '0.075'],
  ['1,2万', '12000'],
  [',5', '0.5'],
  ['007', '007'],
  ['-12', '-12'],
  ['n/a', 'n/a'],
  ['', ''],
])('%s in a column with a comma for fractions is %s', (written, expected) => {
  const others = Array.from({ length: 300 }, (_, n) => `${n},5`);
  expect(plain([...others, written]).at(-1)).toBe(expected);
});

it('days and times become ISO by the order of their column, or by what was said', () => {
  const decided = '25.12.2023 10:00';
  expect(plain(['03/04/2024', '13/04/2024'])).toEqual(['2024-04-03', '2024-04-13']);
  expect(plain(['03/04/2024', '04/13/2024'])).toEqual(['2024-03-04', '2024-04-13']);
  expect(plain([decided, '03.04.2024 8:05:07', '2024-01-31'])).toEqual([
    ...['2023-12-25T10:00:00.000', '2024-04-03T08:05:07.000', '2024-01-31'],
  ]);
  expect(plain(['13/04/2024 00:30 +02:00', '03/04/2024 10:00 Z', '03/04/2024 23:15 GMT-0530'])).toEqual([
    ...['2024-04-13T00:30:00.000+02:00', '2024-04-03T10:00:00.000Z', '2024-04-03T23:15:00.000-05:30'],
  ]);
  expect(plain(['03/04/2024', '05/06/2024'])).toEqual(['03/04/2024', '05/06/2024']);
  expect(plain(['03/04/2024', '05/06/2024'], 'mdy')).toEqual(['2024-03-04', '2024-05-06']);
  expect(plain(['31/02/2024', '13/04/2024'])).toEqual(['31/02/2024', '2024-04-13']);
});

it.each(['13/04/2024 00:30 +02:00', '13.04.2024 23:30:15 -09:30', '13/04/2024 1:05 PM UTC', '13/04/2024 00:30'])(
  '%s is the day and the instant it was',
  (written) => {
    const [zone, [iso = '']] = [zoneRules('Asia/Shanghai'), plain([written])];
    const [asWritten, asIso] = [createDateReader(zone, 'dmy'), createDateReader(zone, null)];
    expect(iso).toMatch(/^2024-04-13T/);
    expect([asIso.day(iso), asIso.instant(iso)]).toEqual(['2024-04-13', asWritten.instant(written)]);
  },
);

it('leaves alone what everybody reads the same, and text', () => {
  const kept = ['10.5.3', '1,2,3', 'a 3,5', '2024-03-04', '2.000', '17'];
  for (const value of kept) expect(plain([value, value], 'dmy')).toEqual([value, value]);
});

const numbers = createNumberReader('.');
const commas = createNumberReader(',');

it('reads as the number it was, and the day it was', () => {
  const cents = fc.integer({ min: -1e12, max: 1e12 });
  fc.assert(
    fc.property(fc.array(cents, { minLength: 1, maxLength: 40 }), (amounts) => {
      const written = [
        '0,50',
        ...amounts.map((amount) => (amount / 100).toLocaleString('de-DE', { minimumFractionDigits: 2 })),
      ];
      expect(plain(written).map((text) => numbers.scaled(text, 2))).toEqual(
        written.map((text) => commas.scaled(text, 2)),
      );
      expect(
        plain(written)
          .slice(1)
          .map((text) => numbers.scaled(text, 2)),
      ).toEqual(amounts);
    }),
  );
  const dates = createDateReader(zoneRules('Europe/Berlin'), null);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 20 }), (days) => {
      const isos = days.map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
      const written = isos.map((iso) => `${Number(iso.slice(8))}/${Number(iso.slice(5, 7))}/${iso.slice(0, 4)}`);
      expect(
        plain(['31/1/2000', ...written])
          .slice(1)
          .map((text) => dates.day(text)),
      ).toEqual(isos);
    }),
  );
});
