import fc from 'fast-check';
import { expect, it } from 'vitest';
import { zoneRules } from '../../ports/zone.ts';
import { CellCutter } from './cell-cutter.ts';
import { buildConverter } from './converters.ts';
import { profileColumn } from './infer.ts';
import { plainNumbersOf, untold } from './plain-numbers.ts';

const types = ['integer', 'decimal', 'instant'] as const;
const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe'];

/** What the cells of one column between two others are read as. */
function read(
  type: (typeof types)[number],
  zone: string,
  { texts, mark = '.' }: { texts: readonly string[]; mark?: '.' | ',' },
): number[] {
  const cells = new CellCutter({ delimiter: ';', newline: 'lf', width: 3 }).cut(
    texts.map((text) => `7;${text};0\n`).join(''),
  );
  if (!cells) throw new Error('cells were not cut');
  const values = new Float64Array(cells.count).fill(untold);
  plainNumbersOf(type, zoneRules(zone), mark)?.(cells, 1, values);
  return [...values];
}

function converter(type: (typeof types)[number], zone: string, mark: '.' | ',') {
  return buildConverter(type, {
    failure: { code: 'not-a-number', params: {} },
    ...{ zone: zoneRules(zone), dateOrder: null },
    profile: { ...profileColumn('n', []), decimalMark: mark },
  });
}

const two = fc.nat({ max: 99 }).map((n) => String(n).padStart(2, '0'));
const instant = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('1899', '1970', '2000', '2024', '2025', '0000', '9999'),
      fc.nat({ max: 99_999 }).map(String),
    ),
    ...[two, two, fc.constantFrom(' ', 'T', 'x', '')],
    ...[fc.nat({ max: 26 }), fc.nat({ max: 62 }), fc.nat({ max: 62 })],
    fc.constantFrom('', '.', '.1', '.12', '.123', '.123456', '.123456789', '.1234567890', '.x'),
    fc.constantFrom('', 'Z', '+00', '+00:00', '+08', '-00', '00', 'z'),
    fc.constantFrom(10, 16, 19, 40),
  )
  .map(([year, month, day, separator, ...[hour, minute, second, fraction, zone, length]]) => {
    const clock = [hour, minute, second].map((n) => String(n).padStart(2, '0')).join(':');
    return `${year}-${month}-${day}${separator}${clock}`.slice(0, length) + fraction + zone;
  });
const likelyInstant = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .chain((date) => {
    const text = date.toISOString();
    return fc.constantFrom(
      ...[text, text.slice(0, 10), text.slice(0, 16), text.slice(0, 19), `${text.slice(0, 19).replace('T', ' ')}+00`],
      `${text.slice(0, 23).replace('T', ' ')}456+00`,
    );
  });
const number = fc.oneof(
  ...[fc.integer().map(String), fc.double().map(String), fc.bigInt().map(String)],
  fc.tuple(fc.nat(), fc.nat({ max: 22 })).map(([n, zeros]) => `-${n}.${n % 100}${'0'.repeat(zeros)}`),
  fc.stringMatching(/^-?\d{0,17}([.,]\d{0,24})?$/),
  fc.constantFrom('-0', '-0.0', '-', '.', '1.', '.5', '--1', '1.2.3', '1e3', '+1', '１', '0.1', '0.30000000000000004'),
);
const text = fc.oneof(
  number,
  instant,
  likelyInstant,
  fc.constantFrom('', 'NULL', ' 1', '1 ', '2024-02-30', 'infinity'),
);

it('reads what the converter of the column reads, or nothing', () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 20 }),
      ...[fc.constantFrom(...types), fc.constantFrom(...zones), fc.constantFrom('.' as const, ',' as const)],
      (texts, type, zone, mark) => {
        const convert = converter(type, zone, mark);
        read(type, zone, { texts, mark }).forEach((value, row) => {
          if (value !== untold) expect(value).toBe(convert(texts[row] ?? ''));
        });
      },
    ),
    { numRuns: 1_500 },
  );
});

it('reads numbers and times as programs and databases write them', () => {
  expect(read('integer', 'UTC', { texts: ['0', '-17', '999999999999999', '1000000000000000', '007'] })).toEqual([
    ...[0, -17, 999999999999999, untold, 7],
  ]);
  const decimals = ['12.5', '-0.07000000000000000000', '3', '99.730000000000000001', '5.', '.5'];
  expect(read('decimal', 'UTC', { texts: decimals })).toEqual([12.5, -0.07, 3, untold, untold, untold]);
  const times = ['2024-02-29 23:59:58.123456+00', '2024-02-29T23:59:58Z', '2024-02-29 23:59:58', '2024-02-29', 'later'];
  expect(read('instant', 'Asia/Shanghai', { texts: times })).toEqual([
    ...[Date.UTC(2024, 1, 29, 23, 59, 58, 123), Date.UTC(2024, 1, 29, 23, 59, 58)],
    ...[Date.UTC(2024, 1, 29, 15, 59, 58), Date.UTC(2024, 1, 28, 16), untold],
  ]);
});

it('reads decimals in any spelling without losing a digit', () => {
  const convert = converter('decimal', 'UTC', '.');
  expect(
    ['9,007,199.5002', '(1,234.5)', '¥ 0.0000000001234', '12.5%', '1.2万', '2e300', '1e999', 'x'].map(convert),
  ).toEqual([9_007_199.5002, -1234.5, 1.234e-10, 0.125, 12_000, 2e300, undefined, undefined]);
});

it('takes points for groups of digits where the column has a decimal comma', () => {
  const convert = converter('decimal', 'UTC', ',');
  expect(['1.234', '1.234,50', '-12.345.678', '1234', '0,1', '1.23', '1,2,3'].map(convert)).toEqual([
    ...[1234, 1234.5, -12_345_678, 1234, 0.1, undefined, undefined],
  ]);
  const written = fc
    .tuple(fc.boolean(), fc.nat({ max: 999_999_999 }), fc.stringMatching(/^\d{0,9}$/), fc.boolean())
    .map(([isNegative, whole, fraction, isGrouped]) => {
      const sign = isNegative && whole > 0 ? '-' : '';
      const groups = isGrouped ? String(whole).replace(/\B(?=(?:\d{3})+$)/g, '.') : String(whole);
      return {
        text: sign + groups + (fraction && `,${fraction}`),
        number: Number(sign + whole + (fraction && `.${fraction}`)),
      };
    });
  fc.assert(
    fc.property(fc.array(written, { minLength: 1, maxLength: 9 }), (numbers) => {
      const texts = numbers.map(({ text }) => text);
      const told = read('decimal', 'UTC', { texts, mark: ',' });
      const values = texts.map((text, row) => (told[row] === untold ? convert(text) : told[row]));
      expect(values).toEqual(numbers.map(({ number }) => number));
    }),
    { numRuns: 1_000 },
  );
});
