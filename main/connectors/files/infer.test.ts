import { describe, expect, it } from 'vitest';
import { profileColumn } from './infer.ts';

const many = (value: string, count: number): string[] => Array(count).fill(value) as string[];

describe('types of columns', () => {
  it.each<[string, string, string[]]>([
    ['integer', 'n', ['1', '-2', '30', '']],
    ['integer', 'CustomerID', ['17850.0', '', '13047.0']],
    ['decimal', 'price', ['1', '2.50', '-3']],
    ['decimal', 'price', ['¥1,234.50', '¥12', '(3.00)']],
    ['decimal', 'share', ['12%', '3.5%']],
    ['boolean', 'active', ['TRUE', 'FALSE', '?']],
    ['boolean', '有效', ['是', '否']],
    ['boolean', 'ok', ['Y', 'N']],
    ['text', 'ok', ['Y', 'Y']],
    ['integer', 'flag', ['0', '1', '1']],
    ['date', 'day', ['2024-03-04', '2024-03-05']],
    ['date', 'birth', ['19081209', '19990219', '19600210']],
    ['instant', 'at', ['2024-03-04 10:00:00', '2024-03-05']],
    ['instant', 'at', ['2019-10-01 00:00:00 UTC', '?']],
    ['json', 'props', ['{"a":1}', '{}']],
    ['text', 'postcode', ['0807', '2776', '4814']],
    ['text', 'category_id', ['2103807459595387724', '2053013552326770905']],
    ['text', '手机', ['13800000001', '13900000002']],
    ['text', 'tel', ['5551234', '5554321']],
    ['text', 'month', ['2024-01', '2024-02']],
    ['text', 'name', ['a', '1', '2024-01-01']],
    ['text', 'empty', ['', '']],
  ])('%s: %s %j', (type, name, values) => {
    expect(profileColumn(name, values).type).toBe(type);
  });

  it('lets one value in two hundred be wrong, not more', () => {
    expect(profileColumn('day', [...many('2024-03-04', 399), '2023-02-30']).type).toBe('date');
    expect(profileColumn('day', [...many('2024-03-04', 99), '2023-02-30']).type).toBe('text');
  });

  it('counts missing values as the type has them', () => {
    expect(profileColumn('n', ['1', '', 'N/A', '?', '2'])).toMatchObject({
      type: 'integer',
      nullCount: 3,
      rowCount: 5,
    });
    expect(profileColumn('t', ['a', '', '?'])).toMatchObject({ type: 'text', nullCount: 1 });
  });
});

describe('order of day and month', () => {
  it.each([
    ['dmy', ['03/04/2024', '13/04/2024']],
    ['mdy', ['03/04/2024', '04/13/2024']],
    ['dmy', ['29-02-2016 01:16', '03-04-2016 02:00']],
    ['dmy', ['03.04.2024', '05.06.2024']],
  ])('%s', (order, values) => {
    expect(profileColumn('d', values)).toMatchObject({ dateOrder: order, isDateAmbiguous: false });
  });

  it('is told as open when no value decides', () => {
    const profile = profileColumn('d', ['03/04/2024', '05/06/2024']);
    expect(profile).toMatchObject({ type: 'date', dateOrder: null, isDateAmbiguous: true });
  });
});

describe('how numbers are written', () => {
  it.each([
    [',', ['1.234,50', '12,5', '1.000']],
    [',', ['12,5', '3,25']],
    ['.', ['1,234.50', '12.5']],
    ['.', ['1,234', '5,678']],
    ['.', ['1.234', '5.678']],
    ['.', ['12,5', '12.5']],
  ])('decimal mark %s in %j', (mark, values) => {
    expect(profileColumn('v', values).decimalMark).toBe(mark);
  });

  it('tells a currency that all signs agree on', () => {
    expect(profileColumn('v', ['£1.50', '£2', '3']).currency).toBe('GBP');
    expect(profileColumn('v', ['£1.50', '€2']).currency).toBeNull();
    expect(profileColumn('v', ['1.50']).currency).toBeNull();
  });
});
