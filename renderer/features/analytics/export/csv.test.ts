import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

describe('tables as CSV', () => {
  it('opens in a spreadsheet: byte order mark, CRLF, quotes where they are needed', () => {
    expect(
      toCsv([
        ['步骤', 'people'],
        ['a,b', 12],
        ['say "hi"\n', null],
      ]),
    ).toBe('\ufeff步骤,people\r\n"a,b",12\r\n"say ""hi""\n",\r\n');
  });

  it.each(['=1+1', '+A1', '-2', '@x', '\tx'])('never lets %j become a formula', (text) => {
    expect(toCsv([[text]])).toBe(`\ufeff'${text}\r\n`);
  });

  it('leaves negative numbers numbers', () => {
    expect(toCsv([[-2.5]])).toBe('\ufeff-2.5\r\n');
  });
});
