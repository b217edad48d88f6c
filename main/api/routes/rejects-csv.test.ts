import { expect, it } from 'vitest';
import { csvField, csvOfRejects } from './rejects-csv.ts';

it('text that a spreadsheet would run as a formula is defused, numbers are not', () => {
  expect(csvField('=HYPERLINK("http://x")')).toBe(`"'=HYPERLINK(""http://x"")"`);
  expect(csvField('@SUM(A1)')).toBe("'@SUM(A1)");
  expect(csvField('+8613800000000')).toBe('+8613800000000');
  expect(csvField('-12.50')).toBe('-12.50');
  expect(csvField('-cmd')).toBe("'-cmd");
});

it('fields with commas, quotes and line breaks stay one field', () => {
  expect(csvField('a,b')).toBe('"a,b"');
  expect(csvField('say "x"\nthen')).toBe('"say ""x""\nthen"');
});

it('every page is written once, and a last page of full size is followed by an end', async () => {
  const all = Array.from({ length: 2000 }, (_, index) => ({
    rowNumber: index + 1,
    field: 'quantity',
    value: 'x',
    code: 'not-a-number',
    message: 'not a number',
  }));
  const stream = csvOfRejects((offset, limit) => all.slice(offset, offset + limit));
  const lines = (await new Response(stream).text()).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2001);
  expect(lines[2000]).toBe('2000,quantity,x,not-a-number,not a number');
});
