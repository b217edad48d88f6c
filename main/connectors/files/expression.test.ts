import { describe, expect, it } from 'vitest';
import { zoneRules } from '../../ports/zone.ts';
import { createDateReader } from './dates.ts';
import { compileExpression } from './expression.ts';
import { createNumberReader } from './numbers.ts';

const columns = ['StockCode', '收货 地址', 'price', 'type', 'day'];
const row = [' 85123a ', ' 上海 ', '1,234.50', 'B', '04/03/2024'];

function compile(source: string) {
  return compileExpression('target', source, {
    columns,
    findColumn: (name) => columns.indexOf(name),
    dates: createDateReader(zoneRules('Asia/Shanghai'), 'dmy'),
    numbers: createNumberReader('.'),
    zone: 'Asia/Shanghai',
  });
}

describe('mapping expressions', () => {
  it.each<[string, string | null, string]>([
    ['row.StockCode.upperAscii()', '85123A', 'text'],
    ['StockCode + "/" + row["收货 地址"]', '85123a/上海', 'text'],
    ['upper(StockCode)', '85123A', 'text'],
    ['lower(row.type)', 'b', 'text'],
    ['concat("a", StockCode, "z")', 'a85123az', 'text'],
    ['replace(StockCode, "85", "")', '123a', 'text'],
    ['first(lookup({"X": "1"}, row.type, ""), "none")', 'none', 'text'],
    ['lookup({"A": "goods", "B": "fee"}, row.type, "other")', 'fee', 'text'],
    ['number(price) * 2.0', '2469', 'decimal'],
    ['number(price)', '1234.5', 'decimal'],
    ['size(StockCode)', '6', 'integer'],
    ['StockCode.matches("^[0-9]+[a-z]?$")', 'true', 'boolean'],
    ['date(day)', '2024-03-03T16:00:00.000Z', 'instant'],
    ['date(day, "DD/MM/YYYY")', '2024-03-03T16:00:00.000Z', 'instant'],
    ['row.type == "B" && number(row.price) > 0.0 ? "yes" : "no"', 'yes', 'text'],
    ['row.type in ["A", "B"]', 'true', 'boolean'],
    ['string(size(row))', '5', 'text'],
  ])('%s', (source, result, type) => {
    const compiled = compile(source);
    expect(compiled.evaluate(row)).toBe(result);
    expect(compiled.evaluate(row)).toBe(result);
    expect(compiled.type).toBe(type);
  });

  it.each(['number(row.type)', 'date(StockCode)', 'date(day, "YYYY")', 'double(StockCode)', '1 / 0 == 1'])(
    '%s fails on the row',
    (source) => {
      expect(() => compile(source).evaluate(row)).toThrow();
    },
  );

  it.each([
    '1 +',
    'nope',
    'row.type + 1',
    'process.exit()',
    'row.constructor.constructor("x")',
    '"a".repeat(9)',
    `${'('.repeat(100)}1${')'.repeat(100)}`,
  ])('%s is refused', (source) => {
    expect(() => compile(source)).toThrow(expect.objectContaining({ kind: 'user' }));
  });

  it('reaches nothing but the columns', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(() => compile(`row["${name}"]`)).toThrow(expect.objectContaining({ code: 'import/unknown-column' }));
      expect(() => compile(`row["${name.slice(0, 2)}" + "${name.slice(2)}"]`).evaluate(row)).toThrow();
    }
  });

  it('names the columns it reads', () => {
    expect(compile('row.price + StockCode').columns.sort()).toEqual([0, 2]);
  });
});
