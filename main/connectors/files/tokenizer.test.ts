import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delimiter } from '../../../contract/imports.ts';
import { createTokenizer } from './tokenizer.ts';

interface Outcome {
  records: string[][];
  lines: number[];
  unclosed: { text: string; line: number; quoteLine: number }[];
}

function tokenize(
  chunks: string[],
  options: { delimiter?: Delimiter; newline?: 'lf' | 'cr'; max?: number } = {},
): Outcome {
  const outcome: Outcome = { records: [], lines: [], unclosed: [] };
  const tokenizer = createTokenizer(
    { delimiter: options.delimiter ?? ',', newline: options.newline ?? 'lf', maxRecordChars: options.max ?? 1 << 20 },
    {
      record(fields, line) {
        outcome.records.push(fields);
        outcome.lines.push(line);
      },
      unclosed: (text, line, quoteLine) => outcome.unclosed.push({ text, line, quoteLine }),
    },
  );
  for (const [index, chunk] of chunks.entries()) tokenizer.push(chunk, index === chunks.length - 1);
  return outcome;
}

const cell = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ';', '\t', ' ', '商', '|'), maxLength: 8 }),
);
const table = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 6 }))
  .chain(([width, height]) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: height, maxLength: height }),
  );

const write = (rows: string[][], delimiter: string, newline: string): string =>
  rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter) + newline).join('');

/** Cuts a text behind some of its line ends, as the line reader does, also inside quoted fields. */
function cutAtLines(text: string, keep: boolean[]): string[] {
  const pieces = text.split(/(?<=\n)/);
  const chunks: string[] = [''];
  pieces.forEach((piece, index) => {
    chunks[chunks.length - 1] += piece;
    if (keep[index % keep.length]) chunks.push('');
  });
  return chunks;
}

describe('against csv-parse', () => {
  it('reads what any writer of quoted CSV writes, wherever the chunks are cut', () => {
    const delimiters: Delimiter[] = [',', ';', '\t', '|'];
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...delimiters),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        (rows, delimiter, newline, keep) => {
          const text = write(rows, delimiter, newline);
          const oracle = parse(text, { delimiter, record_delimiter: newline, relax_column_count: true });
          expect(tokenize(cutAtLines(text, keep), { delimiter }).records).toEqual(oracle);
          expect(oracle).toEqual(rows);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('reads plain and quoted fields mixed, quotes inside plain fields, empty lines and a missing last line end', () => {
    const plain = fc
      .string({ unit: fc.constantFrom('a', 'b', '"', '1', '.', '商', '-'), maxLength: 6 })
      .map((s) => s.replace(/^"+/, ''));
    const quoted = fc
      .string({ unit: fc.constantFrom('a', '"', ',', '\n', ' '), maxLength: 6 })
      .map((s) => `"${s.replaceAll('"', '""')}"`);
    const line = fc.array(fc.oneof(plain, quoted), { minLength: 2, maxLength: 4 }).map((fields) => fields.join(','));
    const text = fc.array(fc.oneof({ weight: 5, arbitrary: line }, { weight: 1, arbitrary: fc.constant('') }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, fc.boolean(), (lines, hasLastEnd) => {
        const written = lines.join('\n') + (hasLastEnd ? '\n' : '');
        const oracle = parse(written, {
          relax_quotes: true,
          relax_column_count: true,
          skip_empty_lines: true,
          record_delimiter: '\n',
        });
        const { records, unclosed } = tokenize([written]);
        expect(records).toEqual(oracle);
        expect(unclosed).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });
});

describe('rules', () => {
  it('[CSV1] skips spaces before an opening quote and keeps those of plain fields', () => {
    expect(tokenize(['a, "b, c" , d\n']).records).toEqual([['a', 'b, c', ' d']]);
    expect(tokenize(['5" nail,"6"" nail"\n']).records).toEqual([['5" nail', '6" nail']]);
  });

  it('[CSV3] takes a field as plain text when more follows its closing quote', () => {
    expect(tokenize(['"12" monitor,5\n"x",6\n']).records).toEqual([
      ['"12" monitor', '5'],
      ['x', '6'],
    ]);
  });

  it('[CSV4] rejects only the lines up to a quote that is never closed', () => {
    const { records, unclosed, lines } = tokenize(['h,i\n1,"open\n2,b\n3,c\n']);
    expect(unclosed).toEqual([{ text: '1,"open', line: 2, quoteLine: 2 }]);
    expect(records).toEqual([
      ['h', 'i'],
      ['2', 'b'],
      ['3', 'c'],
    ]);
    expect(lines).toEqual([1, 3, 4]);
  });

  it('[CSV4] sees a stray quote by what stands behind the next one', () => {
    const { records, unclosed } = tokenize(['1,"stray\n2,"fine, thing"\n3,c\n']);
    expect(unclosed).toEqual([{ text: '1,"stray', line: 1, quoteLine: 1 }]);
    expect(records).toEqual([
      ['2', 'fine, thing'],
      ['3', 'c'],
    ]);
  });

  it('[CSV4] names the line of the quote when an earlier field of the record spans lines', () => {
    const { records, unclosed } = tokenize(['"a\nb","open\nnext,row\n']);
    expect(unclosed).toEqual([{ text: '"a\nb","open', line: 1, quoteLine: 2 }]);
    expect(records).toEqual([['next', 'row']]);
  });

  it('[CSV4] gives a record up beyond its limit and reads on', () => {
    const filler = Array.from({ length: 50 }, (_, index) => `${index},x\n`);
    const { records, unclosed } = tokenize(['1,"open\n', ...filler], { max: 60 });
    expect(unclosed).toHaveLength(1);
    expect(records).toHaveLength(50);
  });

  it('[CSV5] knows no empty records, and CR alone ends lines only in files without LF', () => {
    expect(tokenize(['a,b\r\n\r\n   \r\nc,d\r\n']).records).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(tokenize(['a\rb,c\n']).records).toEqual([['a\rb', 'c']]);
    expect(tokenize(['a,b\rc,"d\re"\r'], { newline: 'cr' }).records).toEqual([
      ['a', 'b'],
      ['c', 'd\re'],
    ]);
  });

  it('counts physical lines through quoted line ends', () => {
    expect(tokenize(['a,b\n"1\n2\n3",x\nc,d\n']).lines).toEqual([1, 2, 5]);
  });
});

describe('on any text', () => {
  it('ends, never fails, and gives back every character that is no syntax', () => {
    const messy = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', '商'), maxLength: 60 });
    fc.assert(
      fc.property(messy, fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), (text, keep) => {
        const { records, unclosed } = tokenize(cutAtLines(text, keep), { max: 30 });
        const letters = (s: string) => s.replace(/[^a商]/g, '');
        const out = [...records.flat(), ...unclosed.map((piece) => piece.text)].map(letters).join('');
        expect(out).toHaveLength(letters(text).length);
      }),
      { numRuns: 1500 },
    );
  });
});
