import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from './stream-plan.ts';

describe('columns that an expression takes its value from', () => {
  it.each([
    ['trim(row["first name"])', ['first name']],
    ["concat(row.first, ' ', row['last'])", ['first', 'last']],
    [String.raw`row["paid \"net\""]`, ['paid "net"']],
    [String.raw`row['it\'s'] + row["C:\\new"]`, ["it's", String.raw`C:\new`]],
    [String.raw`row["a\tb\u72B6\U0001F375\x41\101"]`, ['a\tb状🍵AA']],
    ['"row"', []],
  ])('%s', (expression, columns) => {
    expect(columnsOf({ expression })).toEqual(columns);
  });

  it('are named as the source names them, whatever stands in their names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(columnsOf({ expression: `upper(row[${JSON.stringify(name)}])` })).toEqual([name]);
      }),
    );
  });
});
