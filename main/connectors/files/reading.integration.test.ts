import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../contract/errors.ts';
import type { ImportOptions } from '../../../contract/imports.ts';
import { detectFormat, type FileFormat, openRecords, type RecordReject, rowsOfCells } from './index.ts';
import { openTextRecords, type ReadingFormat } from './text-records.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'luopan-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function file(content: string | Buffer): string {
  count += 1;
  const path = join(folder, `${count}.csv`);
  writeFileSync(path, content);
  return path;
}

async function readAll(path: string, format: FileFormat) {
  const reader = await openRecords(path, format, { scratchDir: folder });
  const rows: string[][] = [];
  const rowNumbers: number[] = [];
  const rejects: RecordReject[] = [];
  let bytesRead = 0;
  try {
    for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
      rows.push(...batch.rows);
      rowNumbers.push(...batch.rowNumbers);
      rejects.push(...batch.rejects);
      expect(batch.bytesRead).toBeGreaterThanOrEqual(bytesRead);
      bytesRead = batch.bytesRead;
    }
  } finally {
    reader.close();
    reader.close();
  }
  return { rows, rowNumbers, rejects, bytesRead };
}

async function load(content: string | Buffer, options: ImportOptions = {}) {
  const path = file(content);
  const format = await detectFormat(path, options);
  return { format, ...(await readAll(path, format)) };
}

const failsWith = (code: ErrorCode, params: Record<string, unknown> = {}) =>
  expect.objectContaining({ code, params: expect.objectContaining(params) });

const sheet = '订单编号,客户 ,金额\n1,王芳,128.00\n2,"李雷, 北京",399.90\n';

describe('files that are read', () => {
  const rows = [
    ['1', '王芳', '128.00'],
    ['2', '李雷, 北京', '399.90'],
  ];
  it.each([
    ['UTF-8', Buffer.from(sheet), 'utf-8', 'none'],
    ['UTF-8 with BOM and CRLF', Buffer.from(`\ufeff${sheet.replaceAll('\n', '\r\n')}`), 'utf-8', 'none'],
    ['GB18030', iconv.encode(sheet, 'gb18030'), 'gb18030', 'none'],
    ['UTF-16 with BOM', Buffer.from(`\ufeff${sheet}`, 'utf16le'), 'utf-16le', 'none'],
    ['UTF-16 big-endian without BOM', Buffer.from(sheet, 'utf16le').swap16(), 'utf-16be', 'none'],
    ['gzip', gzipSync(sheet), 'utf-8', 'gzip'],
    ['zstd', zstdCompressSync(Buffer.from(sheet)), 'utf-8', 'zstd'],
    ['CR line ends', Buffer.from(sheet.replaceAll('\n', '\r')), 'utf-8', 'none'],
    ['no last line end', Buffer.from(sheet.trimEnd()), 'utf-8', 'none'],
  ])('%s', async (_, bytes, encoding, compression) => {
    const result = await load(bytes);
    expect(result.format).toMatchObject({ encoding, compression, delimiter: ',', hasHeader: true, headerLine: 1 });
    expect(result.format.columns).toEqual(['订单编号', '客户', '金额']);
    expect(result.format.headers).toEqual(['订单编号', '客户 ', '金额']);
    expect(result.rows).toEqual(rows);
    expect(result.rowNumbers).toEqual([1, 2]);
    expect(result.rejects).toEqual([]);
    expect(result.bytesRead).toBe(result.format.sizeBytes);
    expect(readdirSync(folder).filter((name) => name.startsWith('unpacked-'))).toEqual([]);
  });

  it.each([
    [';', 'a;b;c\n1,5;2,5;x\n3,5;4,5;y\n'],
    ['\t', 'a\tb\tc\n1\t2,5\tx, y\n3\t4\tz\n'],
    ['|', 'a|b|c\n1|2|x\n3|4|"y|z"\n'],
    [',', 'a,b,c\n1,2,"x;y;z"\n3,4,"p;q;r"\n'],
  ])('finds the delimiter %j', async (delimiter, content) => {
    const result = await load(content);
    expect(result.format.delimiter).toBe(delimiter);
    expect(result.format.columns).toEqual(['a', 'b', 'c']);
    expect(result.rows).toHaveLength(2);
  });

  it('names columns of a file without header, and numbers empty and repeated headers', async () => {
    const bare = await load('1,2024-01-01,5\n2,2024-01-02,6\n');
    expect(bare.format).toMatchObject({
      hasHeader: false,
      headerLine: 0,
      columns: ['column_1', 'column_2', 'column_3'],
    });
    expect(bare.rows).toHaveLength(2);
    const odd = await load('name,,Name,value \na,1,b,2\n');
    expect(odd.format.columns).toEqual(['name', 'column_2', 'Name_2', 'value']);
  });

  it('skips the title lines that payment services put before the header', async () => {
    const result = await load(
      '账单明细,,\n导出时间：2024-03-04,,\n\n交易时间,交易类型,金额\n2024-03-04 10:00:00,商户消费,12.00\n',
    );
    expect(result.format).toMatchObject({ headerLine: 4, columns: ['交易时间', '交易类型', '金额'] });
    expect(result.format.warnings).toContainEqual({ code: 'preamble-skipped', params: { lines: 3 } });
    expect(result.rows).toEqual([['2024-03-04 10:00:00', '商户消费', '12.00']]);
  });

  it('reads a file larger than its buffers in batches, each row once', async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `${index},"name ${index}, ""x""",${index % 7}`);
    const result = await load(`id,name,n\n${lines.join('\n')}\n`);
    expect(result.rows).toHaveLength(60_000);
    expect(result.rows.every((row, index) => row[0] === String(index) && row[1] === `name ${index}, "x"`)).toBe(true);
    expect(result.format.estimatedRows).toBeGreaterThan(55_000);
    expect(result.format.estimatedRows).toBeLessThan(65_000);
  });
});

describe('rows that are kept apart', () => {
  it('too many and too few fields, with what was found; empty fields at the end are none', async () => {
    const result = await load('a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,, \n');
    expect(result.rows).toHaveLength(2);
    expect(result.rowNumbers).toEqual([1, 4]);
    expect(result.rejects).toEqual([
      { rowNumber: 2, line: 3, code: 'too-few-fields', params: { line: 3, found: 2, expected: 3 }, raw: ['1', '2'] },
      {
        rowNumber: 3,
        line: 4,
        code: 'too-many-fields',
        params: { line: 4, found: 4, expected: 3 },
        raw: ['1', '2', '3', '4'],
      },
    ]);
  });

  it('a quote never closed costs its own row only', async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `${index},plain text of some length,${index}`);
    lines[100] = '100,"never closed,100';
    const result = await load(`id,text,n\n${lines.join('\n')}\n`);
    expect(result.rejects).toMatchObject([
      { rowNumber: 101, line: 102, code: 'unclosed-quote', params: { quoteLine: 102 } },
    ]);
    expect(result.rejects[0]?.raw).toEqual(['100', '"never closed', '100']);
    expect(result.rows).toHaveLength(39_999);
  });

  it('lines with bytes of another encoding', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,name\n1,ok\n'),
      Buffer.from('2,'),
      iconv.encode('王芳', 'gb18030'),
      Buffer.from('\n3,商\n'),
    ]);
    const result = await load(bytes, { encoding: 'utf-8' });
    expect(result.rows).toEqual([
      ['1', 'ok'],
      ['3', '商'],
    ]);
    expect(result.rejects).toMatchObject([{ rowNumber: 2, line: 3, code: 'undecodable' }]);
    expect(result.rejects[0]?.raw[1]).toContain('\ufffd');
  });

  it('a line beyond 1 MB in the middle', async () => {
    const result = await load(`a,b\n1,2\n3,${'x'.repeat(3 << 20)}\n5,6\n`);
    expect(result.rows).toEqual([
      ['1', '2'],
      ['5', '6'],
    ]);
    expect(result.rejects).toMatchObject([{ rowNumber: 2, line: 3, code: 'line-too-long' }]);
    expect(result.rejects[0]?.raw.join(',').length).toBeLessThanOrEqual(10_001);
  });

  it('a line just longer than may be costs itself wherever it lies in what is read at a time', async () => {
    for (let before = 0; before < 60; before += 4) {
      const good = Array.from({ length: before * 1_000 }, (_, n) => `${n},2\n`).join('');
      const result = await load(`a,b\n${good}7,${'x'.repeat(1 << 20)}\n5,6\n8,9`);
      expect(result.rows.slice(before * 1_000)).toEqual([
        ['5', '6'],
        ['8', '9'],
      ]);
      expect(result.rejects).toMatchObject([{ rowNumber: before * 1_000 + 1, code: 'line-too-long' }]);
    }
    expect((await load(`a,b\n1,${'x'.repeat((1 << 20) - 3)}\n5,6\n`)).rejects).toEqual([]);
  });
});

describe('files that are refused', () => {
  it.each<[string, string | Buffer, ErrorCode, Record<string, unknown>]>([
    ['empty', '', 'import/empty-file', {}],
    ['blank', ' \n\r\n\n', 'import/empty-file', {}],
    ['only a BOM', '\ufeff', 'import/empty-file', {}],
    ['header only', 'order_id,amount\n', 'import/header-only', {}],
    [
      '10,000 columns',
      `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')}\n1\n`,
      'import/too-many-columns',
      { columns: 10_000, limit: 2000 },
    ],
    ['a quote never closed in the header', 'a,"b,c\n1,2,3\n4,5,6\n', 'import/unclosed-quote', { line: 1 }],
    ['a workbook', Buffer.from('PK\u0003\u0004rest', 'latin1'), 'import/damaged-file', {}],
    ['an empty gzip', gzipSync(''), 'import/empty-file', {}],
    [
      'a damaged gzip',
      Buffer.concat([gzipSync(sheet.repeat(500)).subarray(0, 40), Buffer.alloc(60, 7)]),
      'import/damaged-file',
      {},
    ],
    [
      'Polish letters without saying so',
      iconv.encode('id;miasto\n1;Łódź\n2;Kraków i Małgorzata\n3;Wrocław\n4;Bogusława\n', 'win1250'),
      'import/undecodable',
      {},
    ],
  ])('%s', async (_, content, code, params) => {
    const path = file(content);
    await expect(detectFormat(path, {})).rejects.toEqual(failsWith(code, params));
  });

  it('a header in another encoding than was asked for', async () => {
    const path = file(iconv.encode('订单编号,金额\n1,2\n', 'gb18030'));
    await expect(detectFormat(path, { encoding: 'utf-8' })).rejects.toEqual(failsWith('import/undecodable'));
  });

  it('a single line of 100 MB, without reading it all', async () => {
    const path = file('');
    const descriptor = openSync(path, 'w');
    for (let index = 0; index < 100; index += 1) writeSync(descriptor, Buffer.alloc(1 << 20, 'x'));
    closeSync(descriptor);
    const before = process.memoryUsage().rss;
    await expect(detectFormat(path, {})).rejects.toEqual(failsWith('import/line-too-long', { line: 1 }));
    expect(process.memoryUsage().rss - before).toBeLessThan(60 << 20);
    truncateSync(path, 0);
    appendFileSync(path, `a,b\n1,${'x'.repeat(5 << 20)}\n`);
    await expect(detectFormat(path, {})).rejects.toEqual(failsWith('import/line-too-long', { line: 2 }));
  });

  it('a file that is not there', async () => {
    await expect(detectFormat(join(folder, 'none.csv'), {})).rejects.toEqual(failsWith('import/file-missing'));
  });
});

describe('files that change while they are read', () => {
  const long = `a,b\n${'1,22222222\n'.repeat(200_000)}`;
  it('grown or cut short', async () => {
    const grown = file(long);
    const format = await detectFormat(grown, {});
    const reader = await openRecords(grown, format);
    await reader.next();
    appendFileSync(grown, '3,4\n');
    const readOn = async () => {
      while ((await reader.next()) !== null);
    };
    await expect(readOn()).rejects.toEqual(failsWith('import/file-changed'));
    reader.close();

    const cut = file(long);
    const cutReader = await openRecords(cut, format);
    await cutReader.next();
    truncateSync(cut, 600_000);
    const readCutOn = async () => {
      while ((await cutReader.next()) !== null);
    };
    await expect(readCutOn()).rejects.toEqual(failsWith('import/file-changed'));
    cutReader.close();
  });

  it('gone before it is opened', async () => {
    const path = file(long);
    const format = await detectFormat(path, {});
    rmSync(path);
    await expect(openRecords(path, format)).rejects.toEqual(failsWith('import/file-missing'));
  });
});

it('cells begin right behind the header, whatever stands above it', async () => {
  const line = fc.constantFrom('', ' ', 'a,b', '"a","b"', 'a,"b', 'b",c', '"', 'a,b,c', 'x', '1,2', '"1"x,2');
  const end = fc.constantFrom('\n', '\r\n');
  await fc.assert(
    fc.asyncProperty(
      ...[fc.array(line, { maxLength: 5 }), fc.array(line, { maxLength: 8 }), fc.nat({ max: 3 }), end, fc.boolean()],
      async (above, rows, headerLine, lineEnd, isEnded) => {
        const path = file([...above, ...rows].join(lineEnd) + (isEnded ? lineEnd : ''));
        const format: ReadingFormat = {
          ...{ encoding: 'utf-8', hasBom: false, compression: 'none', delimiter: ',', newline: 'lf' },
          ...{ headerLine, columns: ['a', 'b'] },
        };
        const read = async (wantsCells: boolean) => {
          const reader = await openTextRecords(path, format, { wantsCells });
          const found: { row: number; fields: string[] | null }[] = [];
          for (let batch = reader.next(); batch !== null; batch = reader.next()) {
            const { cells } = batch;
            const all = cells ? rowsOfCells(cells.table, [...new Array(cells.table.count).keys()]) : [];
            all.forEach((fields, index) => {
              found.push({ row: (cells?.firstRow ?? 0) + index, fields });
            });
            batch.rows.forEach((fields, index) => {
              found.push({ row: batch.rowNumbers[index] ?? 0, fields });
            });
            for (const { rowNumber } of batch.rejects) found.push({ row: rowNumber, fields: null });
          }
          reader.close();
          return found.sort((a, b) => a.row - b.row);
        };
        expect(await read(true)).toEqual(await read(false));
      },
    ),
    { numRuns: 300 },
  );
});
