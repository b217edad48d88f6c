import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CopiedBlock, csvFields, finiteCells, RowGatherer } from './postgres-copy.ts';

/** A message as the server sends it: a letter, its length with the length itself, its body. */
function frame(letter: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(letter, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** What came out of bytes that arrived in parts. */
function gathered(bytes: Buffer, cuts: readonly number[]): { blocks: CopiedBlock[]; rest: Buffer | null } {
  const blocks: CopiedBlock[] = [];
  const gatherer = new RowGatherer((block) => void blocks.push(block));
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    const rest = gatherer.push(bytes.subarray(from, to));
    from = to;
    if (rest !== null) return { blocks, rest: Buffer.concat([rest, bytes.subarray(from)]) };
  }
  return { blocks, rest: null };
}

const row = fc
  .oneof({ weight: 8, arbitrary: fc.string({ maxLength: 40 }) }, fc.constant(''), fc.string({ maxLength: 900 }))
  .map((text) => Buffer.from(`${text}\n`));
const aside = fc.record({
  letter: fc.constantFrom('S', 'N', 'A', 'H'),
  body: fc.uint8Array({ maxLength: 60 }),
});

describe('rows out of the frames of COPY', () => {
  it('are whole and in order however the bytes arrive and whatever is said in between', () => {
    const message = fc.oneof({ weight: 5, arbitrary: row }, aside);
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat()), (messages, cuts) => {
        const rows = messages.filter((one) => Buffer.isBuffer(one));
        const sent = messages.map((one) => (Buffer.isBuffer(one) ? frame('d', one) : frame(one.letter, one.body)));
        const end = Buffer.concat([frame('c', Buffer.alloc(0)), frame('C', Buffer.from('COPY 3\0'))]);
        const { blocks, rest } = gathered(Buffer.concat([...sent, end]), cuts);
        expect(Buffer.concat(blocks.map(({ csv }) => csv))).toEqual(Buffer.concat(rows));
        expect(blocks.reduce((sum, block) => sum + block.rows, 0)).toBe(rows.length);
        const last = blocks.at(-1);
        if (last) expect(last.csv.subarray(last.lastAt)).toEqual(rows.at(-1));
        expect(rest).toEqual(end);
      }),
    );
  });

  it('come in blocks, and a row larger than a block stays whole', () => {
    const large = Buffer.alloc(700_000, 'x');
    const small = Buffer.from('small\n');
    const bytes = Buffer.concat([
      frame('d', small),
      frame('d', large),
      frame('d', small),
      frame('Z', Buffer.from('I')),
    ]);
    const { blocks } = gathered(bytes, [3, 70_000, 300_000, 700_012]);
    expect(blocks.map(({ rows, csv, lastAt }) => [rows, csv.length, lastAt])).toEqual([
      [2, 700_006, 6],
      [1, 6, 0],
    ]);
  });
});

it('blocks that were taken are written over, each row as it was sent', () => {
  const rows = Array.from({ length: 60_000 }, (_, n) => Buffer.from(`row ${n} ${'x'.repeat(n % 300)}\n`));
  let at = 0;
  const gatherer: RowGatherer = new RowGatherer((block) => {
    const wanted = rows.slice(at, at + block.rows);
    at += block.rows;
    expect(block.csv.equals(Buffer.concat(wanted))).toBe(true);
    gatherer.reuse(block.csv);
  });
  const bytes = Buffer.concat([...rows.map((one) => frame('d', one)), frame('c', Buffer.alloc(0))]);
  for (let from = 0; from < bytes.length; from += 65_536) gatherer.push(bytes.subarray(from, from + 65_536));
  expect(at).toBe(rows.length);
});

describe('fields of a record that COPY wrote', () => {
  it.each<[string, string[]]>([
    ['1,two,\n', ['1', 'two', '']],
    ['\n', ['']],
    ['"a ""b"", c",2\n', ['a "b", c', '2']],
    ['"two\nlines",""\n', ['two\nlines', '']],
  ])('%j', (record, fields) => {
    expect(csvFields(record)).toEqual(fields);
  });
});

describe('numbers and times that are none', () => {
  const kinds = ['time', 'number', null] as const;
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  it('are emptied, texts that say the same stay', () => {
    const time = fc.constantFrom('', 'infinity', '-infinity', '2024-01-01 00:00:00+00', '0044-03-15 00:00:00+00 BC');
    const number = fc.constantFrom('', 'NaN', 'Infinity', '-Infinity', '1.50', '-7');
    const text = fc.oneof(fc.constantFrom('NaN', 'infinity', 'a,infinity', '"NaN"\nInfinity', '', '📦'), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(time, number, text), { minLength: 1 }), (rows) => {
        const csv = rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');
        const expected = rows.map(
          ([at, size, said]) =>
            `${at.includes('infinity') ? '' : at},${/N|I/.test(size) ? '' : size},${quoted(said)}\n`,
        );
        expect(finiteCells(kinds)(Buffer.from(csv)).toString()).toBe(expected.join(''));
      }),
    );
  });

  it('cost nothing where there are none', () => {
    const csv = Buffer.from('2024-01-01,1.5,infinite\n');
    expect(finiteCells(kinds)(csv)).toBe(csv);
    expect(finiteCells([null, null, null])(Buffer.from('NaN,infinity,x\n')).toString()).toBe('NaN,infinity,x\n');
  });
});
