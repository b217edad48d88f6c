import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { strToU8, zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportOptions } from '../../../contract/imports.ts';
import { detectFormat, openRecords, previewFile, rowsOfCells } from './index.ts';
import { serialText, styleOf } from './tables/cell-text.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-tables-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function file(bytes: Uint8Array | string | ArrayBuffer): Promise<string> {
  files += 1;
  const path = join(folder, `file-${files}`);
  await writeFile(path, typeof bytes === 'string' ? bytes : new Uint8Array(bytes as ArrayBuffer));
  return path;
}
async function read(path: string, options: ImportOptions = {}) {
  const format = await detectFormat(path, options);
  const reader = await openRecords(path, format, { scratchDir: folder });
  const rows: string[][] = [];
  const rejects: { rowNumber: number; code: string }[] = [];
  const rowNumbers: number[] = [];
  let bytesRead = 0;
  try {
    for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
      rows.push(...batch.rows);
      rowNumbers.push(...batch.rowNumbers);
      rejects.push(...batch.rejects.map(({ rowNumber, code }) => ({ rowNumber, code })));
      bytesRead = batch.bytesRead;
    }
  } finally {
    reader.close();
  }
  return { format, columns: format.columns, rows, rowNumbers, rejects, bytesRead };
}
const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return (error as { code?: string } | null)?.code ?? null;
};
async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<string> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return file((await book.xlsx.writeBuffer()) as unknown as ArrayBuffer);
}
/** The smallest workbook there is, with a sheet as given. */
function rawWorkbook(sheet: string, { is1904 = false, extra = {} as Record<string, string> } = {}): Uint8Array {
  const parts = {
    '[Content_Types].xml': '<Types/>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/s.xml"/><Relationship Id="r2" Type="http://x/styles" Target="styles.xml"/></Relationships>',
    'xl/workbook.xml': `<workbook xmlns:r="r"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`,
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    'xl/worksheets/s.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    ...extra,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}
const textRow = (...cells: string[]) =>
  `<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;

describe('XLSX', () => {
  it('reads texts, numbers, dates and truth values as people see them, and formulas by their last value', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('订单');
      sheet.addRow(['订单编号', '金额', '下单时间', '已付', '备注', '合计']);
      sheet.addRow([
        'A1',
        12.3 + 1e-15,
        new Date(Date.UTC(2026, 2, 4, 5, 6, 7)),
        true,
        '多行\n文字',
        { formula: 'B2*2', result: 24.6 },
      ]);
      sheet.addRow(['A2', 1234567890123, new Date(Date.UTC(2026, 2, 5)), false, null, { formula: 'B3*2', result: 3 }]);
      sheet.addRow([]);
      sheet.addRow([
        'A3',
        0.1 + 0.2,
        null,
        null,
        { richText: [{ text: '红' }, { text: '字' }] },
        { formula: '1/0', result: { error: '#DIV/0!' } as never },
      ]);
      sheet.getColumn(3).numFmt = 'yyyy-mm-dd hh:mm:ss';
    });
    const { columns, rows, rowNumbers, format, bytesRead } = await read(path);
    expect(columns).toEqual(['订单编号', '金额', '下单时间', '已付', '备注', '合计']);
    expect(rows).toEqual([
      ['A1', '12.3', '2026-03-04T05:06:07', 'true', '多行\n文字', '24.6'],
      ['A2', '1234567890123', '2026-03-05', 'false', '', '3'],
      ['A3', '0.3', '', '', '红字', '#DIV/0!'],
    ]);
    expect(rowNumbers).toEqual([1, 2, 3]);
    expect(bytesRead).toBe(format.sizeBytes);
  });

  it('offers its sheets and reads the one chosen, hidden ones only when asked', async () => {
    const path = await workbook((book) => {
      book.addWorksheet('内部', { state: 'hidden' }).addRows([['a'], ['hidden']]);
      book.addWorksheet('一月').addRows([
        ['a', 'b'],
        ['1', 'x'],
      ]);
      book.addWorksheet('二月').addRows([
        ['a', 'b'],
        ['2', 'y'],
      ]);
    });
    // Sheets with the same columns are one table that was cut in pieces.
    const all = await read(path);
    expect(all.rows).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ]);
    expect(all.rowNumbers).toEqual([1, 2]);
    expect((await read(path, { sheet: '二月' })).rows).toEqual([['2', 'y']]);
    const preview = await previewFile(path, 'x.xlsx', { timezone: 'UTC', currency: 'CNY', language: 'en' });
    const tables = ['*', '内部', '一月', '二月'];
    expect(preview).toMatchObject({ kind: 'xlsx', tables, table: '*', estimatedRows: 2 });
    expect(preview.warnings.map(({ code }) => code)).toEqual(['several-sheets']);
    expect((await detectFormat(path, { sheet: '二月' })).table).toEqual({ kind: 'xlsx', names: tables, name: '二月' });
    expect(await failure(detectFormat(path, { sheet: '三月' }))).toBe('import/no-such-sheet');
  });

  it('reads sheets of one table with their titles and columns in another order, and passes by empty ones', async () => {
    const path = await workbook((book) => {
      book.addWorksheet('2009').addRows([['Sales of 2009'], ['id', 'name', 'qty'], ['1', 'x', 5]]);
      book.addWorksheet('empty');
      book.addWorksheet('2010').addRows([['qty', 'id', 'name'], [7, '2', 'y'], [], [8, '3', 'z']]);
    });
    expect((await read(path)).rows).toEqual([
      ['1', 'x', '5'],
      ['2', 'y', '7'],
      ['3', 'z', '8'],
    ]);
  });

  it('takes the first sheet where others only look the same at their beginning', async () => {
    const path = await workbook((book) => {
      const filled = Array.from({ length: 80 }, (_, n) => [`${n}`, 'x']);
      book.addWorksheet('2009').addRows([['id', 'name'], ...filled]);
      // A third column, without a name, that begins further down.
      book.addWorksheet('2010').addRows([['id', 'name'], ...filled, ...filled, ['80', 'y', 'late']]);
    });
    const { rows, format } = await read(path);
    expect(rows).toHaveLength(80);
    expect(format.table?.name).toBe('2009');
    expect(format.warnings.map(({ code }) => code)).toEqual(['other-sheets']);
  });

  it('takes the first sheet where another is damaged, and never leaves a damaged one out of a whole', async () => {
    const sheet = (name: string, id: number) => `<sheet name="${name}" r:id="r${id}"/>`;
    const rowsOf = (id: string) =>
      `<worksheet><sheetData>${textRow('id', 'n')}${textRow(id, '5')}</sheetData></worksheet>`;
    const path = await file(
      rawWorkbook('', {
        extra: {
          'xl/_rels/workbook.xml.rels': `<Relationships>${[1, 2, 3].map((id) => `<Relationship Id="r${id}" Type="http://x/worksheet" Target="worksheets/s${id}.xml"/>`).join('')}</Relationships>`,
          'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${sheet('a', 1)}${sheet('b', 2)}${sheet('c', 3)}</sheets></workbook>`,
          'xl/worksheets/s1.xml': rowsOf('1'),
          'xl/worksheets/s2.xml': rowsOf('2'),
          'xl/worksheets/s3.xml': `<!DOCTYPE x [<!ENTITY b "b">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`,
        },
      }),
    );
    const { rows, format } = await read(path);
    expect([rows, format.table?.name]).toEqual([[['1', '5']], 'a']);
  });

  it('takes the first of sheets that are different tables, and says so', async () => {
    const path = await workbook((book) => {
      book.addWorksheet('Orders').addRows([
        ['id', 'total'],
        ['1', 5],
      ]);
      book.addWorksheet('People').addRows([
        ['name', 'region'],
        ['Ann', 'East'],
      ]);
    });
    expect((await read(path)).rows).toEqual([['1', '5']]);
    const preview = await previewFile(path, 'x.xlsx', { timezone: 'UTC', currency: 'CNY', language: 'en' });
    expect(preview.warnings.map(({ message }) => message)).toEqual([
      'Only the sheet “Orders” will be imported. The workbook has 1 more; choose them one at a time to import them too.',
    ]);
    expect(await failure(detectFormat(path, { sheet: '*' }))).toBe('import/no-such-sheet');
  });

  it('joins a header of two storeys, passes titles by, and fills merged cells', async () => {
    const path = await workbook((book) => {
      const sheet = book.addWorksheet('S');
      sheet.addRow(['2026 年销售报表']);
      sheet.mergeCells('A1:E1');
      sheet.addRow(['城市', '客户', null, '金额', '日期']);
      sheet.addRow([null, '姓名', '电话']);
      sheet.mergeCells('A2:A3');
      sheet.mergeCells('B2:C2');
      sheet.mergeCells('D2:D3');
      sheet.mergeCells('E2:E3');
      sheet.addRow(['杭州', '李雷', '13800000001', 12, new Date(Date.UTC(2026, 0, 2))]);
      sheet.addRow([null, '韩梅梅', '13800000002', 13, new Date(Date.UTC(2026, 0, 3))]);
      sheet.mergeCells('A4:A5');
    });
    const { columns, rows, format } = await read(path);
    expect(columns).toEqual(['城市', '客户 · 姓名', '客户 · 电话', '金额', '日期']);
    expect(rows).toEqual([
      ['杭州', '李雷', '13800000001', '12', '2026-01-02'],
      ['杭州', '韩梅梅', '13800000002', '13', '2026-01-03'],
    ]);
    expect(format.warnings.map(({ code }) => code)).toEqual(['preamble-skipped', 'header-joined']);
  });

  it('reads days of both calendars, before 1900 too, and the day Excel made up', () => {
    expect(serialText(1, 'date', false)).toBe('1900-01-01');
    expect(serialText(59, 'date', false)).toBe('1900-02-28');
    expect(serialText(61, 'date', false)).toBe('1900-03-01');
    expect(serialText(45_355, 'date', false)).toBe('2024-03-04');
    expect(serialText(45_355.75, 'instant', false)).toBe('2024-03-04T18:00:00');
    expect(serialText(0.5, 'time', false)).toBe('12:00:00');
    expect(serialText(43_893, 'date', true)).toBe('2024-03-04');
    expect(serialText(0, 'date', true)).toBe('1904-01-01');
    expect(serialText(-1, 'date', true)).toBe('1903-12-31');
    // Calc writes days before 1900 as negative numbers; its day 0 is 1899-12-30.
    expect(serialText(-36_493, 'date', false)).toBe('1800-01-30');
    expect(serialText(1e9, 'date', false)).toBeNull();
  });

  it('tells dates from numbers by their format', () => {
    for (const code of ['yyyy-mm-dd', 'd/m/yy', '[$-804]yyyy"年"m"月"d"日"', 'mmm', '[Red]dd.mm.yyyy'])
      expect(styleOf(164, code)).toBe('date');
    for (const code of ['yyyy/m/d h:mm', 'dd.mm.yyyy hh:mm:ss.000', 'm/d/yy h:mm AM/PM'])
      expect(styleOf(164, code)).toBe('instant');
    for (const code of ['h:mm', 'mm:ss.0']) expect(styleOf(164, code)).toBe('time');
    for (const code of [
      '0.00',
      '#,##0 "days"',
      'General',
      '0.0E+00',
      '[h]:mm',
      '@',
      '¥#,##0.00;[Red]-¥#,##0.00',
      '\\d0',
    ])
      expect(styleOf(164, code)).toBe('number');
  });

  it('reads a workbook of the 1904 calendar and texts of dates before 1900 as they stand', async () => {
    const sheet = `${textRow('born', 'day', 'n')}<row><c t="inlineStr"><is><t>1856-07-10</t></is></c><c s="1"><v>43893</v></c><c><v>5</v></c></row>`;
    const { rows } = await read(await file(rawWorkbook(sheet, { is1904: true })));
    expect(rows).toEqual([['1856-07-10', '2024-03-04', '5']]);
  });

  it('never looks at macros, and takes their values with a word', async () => {
    const sheet = `${textRow('a', 'b')}<row><c t="str"><f>HYPERLINK("http://x")</f><v>shown</v></c><c><f>1+1</f><v>2</v></c></row>`;
    const { rows, format } = await read(await file(rawWorkbook(sheet, { extra: { 'xl/vbaProject.bin': 'code' } })));
    expect(rows).toEqual([['shown', '2']]);
    expect(format.warnings).toContainEqual({ code: 'macros-ignored', params: {} });
  });

  it('holds up against XML made to blow up or to fetch', async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`;
    const entity = rawWorkbook('', {
      extra: {
        'xl/worksheets/s.xml': `${bomb}<worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`,
      },
    });
    expect(await failure(read(await file(entity)))).toBe('import/damaged-file');
    const wide = rawWorkbook(`<row><c r="ZZZZZZ1"><v>1</v></c></row>`);
    expect(await failure(read(await file(wide)))).toBe('import/too-many-columns');
    expect(await failure(read(await file(rawWorkbook('<row><c><v>1</c></row>'))))).toBe('import/damaged-file');
  });

  it('gives the same rows laid out as cells: holes, blank rows, numbers as they are meant, a row that is too wide', async () => {
    const numbers = ['12.50', '1E3', '-0', '007', '12.300000000000001', '1234567890123456', '.5', '-3.25', 'x', '0'];
    const sheet = [
      textRow('Report of 2026'),
      textRow('name', 'n', 'day'),
      ...numbers.map((n) => `<row><c t="inlineStr"><is><t>a &amp; b</t></is></c><c><v>${n}</v></c></row>`),
      // What is wider among the first rows is a column more.
      ...Array.from({ length: 10_000 }, (_, index) => `<row><c><v>${index}</v></c><c><v>1</v></c></row>`),
      '<row r="10020"><c r="C10020" s="1"><v>43893</v></c></row>',
      '<row r="10021"><c r="A10021" t="inlineStr"><is><t>  </t></is></c></row>',
      '<row r="10022"><c r="B10022" t="b"><v>1</v></c><c r="E10022"><v>9</v></c></row>',
      '<row r="10023"><c r="A10023" t="e"><v>#N/A</v></c><c r="E10023" t="inlineStr"><is><t> </t></is></c></row>',
    ];
    const path = await file(rawWorkbook(sheet.join('')));
    const asTexts = await read(path);
    expect(asTexts.rows.map(([, n]) => n).slice(0, 10)).toEqual([
      ...['12.5', '1000', '0', '7', '12.3', '1234567890123456', '0.5', '-3.25', 'x', '0'],
    ]);
    expect(asTexts.rows.slice(10_010)).toEqual([
      ['', '', '2020-03-03'],
      ['#N/A', '', ''],
    ]);
    expect(asTexts.rejects).toEqual([{ rowNumber: 10_012, code: 'too-many-fields' }]);
    const reader = await openRecords(path, asTexts.format, { scratchDir: folder, wantsCells: true });
    const rows: string[][] = [];
    const rowNumbers: number[] = [];
    const rejects: number[] = [];
    let laidOut = 0;
    for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
      rows.push(...batch.rows);
      rowNumbers.push(...batch.rowNumbers);
      rejects.push(...batch.rejects.map(({ rowNumber }) => rowNumber));
      const { cells } = batch;
      if (!cells) continue;
      const all = Array.from({ length: cells.table.count }, (_, row) => row);
      rows.push(...rowsOfCells(cells.table, all));
      rowNumbers.push(...all.map((row) => cells.firstRow + row));
      laidOut += all.length;
    }
    reader.close();
    expect([rows, rowNumbers]).toEqual([asTexts.rows, asTexts.rowNumbers]);
    expect(rejects).toEqual([10_012]);
    expect(laidOut).toBeGreaterThan(0);
  });

  it('streams many rows with texts on disk, each the right one', async () => {
    const count = 30_000;
    const texts = Array.from({ length: count }, (_, index) => `<si><t>text-${index}-${'x'.repeat(index % 7)}</t></si>`);
    const rows = Array.from(
      { length: count },
      (_, index) => `<row><c t="s"><v>${count - 1 - index}</v></c><c><v>${index}</v></c></row>`,
    );
    const rels = `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="/xl/worksheets/s.xml"/><Relationship Id="r3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`;
    const path = await file(
      rawWorkbook(textRow('name', 'n') + rows.join(''), {
        extra: { 'xl/sharedStrings.xml': `<sst>${texts.join('')}</sst>`, 'xl/_rels/workbook.xml.rels': rels },
      }),
    );
    const result = await read(path);
    expect(result.rows).toHaveLength(count);
    for (const at of [0, 1, 12_345, count - 1]) {
      const text = count - 1 - at;
      expect(result.rows[at]).toEqual([`text-${text}-${'x'.repeat(text % 7)}`, String(at)]);
    }
  });
});

describe('XLSX of other programs', () => {
  it('finds a shared text by a number with white space or references in it, and none by what is no number', async () => {
    const written = ['1', ' 1\r\n', '&#49;', '<![CDATA[1]]>', '1<!-- -->0', ' ', '1.5', '0x1'];
    const rows = written.map((index, at) => `<row><c><v>${at}</v></c><c t="s"><v>${index}</v></c></row>`);
    const texts = Array.from({ length: 11 }, (_, index) => `<si><t>text ${index}</t></si>`);
    const path = await file(
      rawWorkbook(textRow('n', 'name') + rows.join(''), {
        extra: {
          'xl/sharedStrings.xml': `<sst>${texts.join('')}</sst>`,
          'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/s.xml"/><Relationship Id="r3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
        },
      }),
    );
    const { rows: found } = await read(path);
    const names = ['text 1', 'text 1', 'text 1', 'text 1', 'text 10', '', '', ''];
    expect(found).toEqual(names.map((name, at) => [String(at), name]));
  });
});

describe('XLS', () => {
  it('reads the old format: sheets, dates, truth values, cached values', async () => {
    const { utils, write } = await import('@e965/xlsx');
    const book = utils.book_new();
    const sheet = utils.aoa_to_sheet([
      ['名称', '数量', '日期', '有效'],
      ['茶叶', 2.5, 45_355, true],
      ['咖啡', 3, 45_356, false],
    ]);
    for (const address of ['C2', 'C3']) sheet[address].z = 'yyyy-mm-dd';
    utils.book_append_sheet(book, sheet, '商品');
    utils.book_append_sheet(book, utils.aoa_to_sheet([['x'], ['other']]), '其他');
    const path = await file(write(book, { type: 'buffer', bookType: 'biff8' }) as Uint8Array);
    const { columns, rows, format } = await read(path);
    expect(columns).toEqual(['名称', '数量', '日期', '有效']);
    expect(rows).toEqual([
      ['茶叶', '2.5', '2024-03-04', 'true'],
      ['咖啡', '3', '2024-03-05', 'false'],
    ]);
    expect(format.table).toEqual({ kind: 'xls', names: ['商品', '其他'], name: '商品' });
    expect(await failure(detectFormat(await file(Buffer.from('d0cf11e0a1b11ae1aaaa', 'hex'))))).toBe(
      'import/damaged-file',
    );
  });
});

describe('JSON', () => {
  it('reads a list of objects, nested ones as columns of their own, long numbers to the last digit', async () => {
    const path = await file(
      '\ufeff[{"id":123456789012345678,"who":{"name":"李雷","tags":["a","b"]},"ok":true},\n {"id":2,"extra":null,"n":1e-7}]',
    );
    const { columns, rows } = await read(path);
    expect(columns).toEqual(['id', 'who.name', 'who.tags', 'ok', 'extra', 'n']);
    expect(rows).toEqual([
      ['123456789012345678', '李雷', '["a","b"]', 'true', '', ''],
      ['2', '', '', '', '', '0.0000001'],
    ]);
  });

  it('finds the lists inside an object and reads the one chosen, however it is cut into pieces', async () => {
    const orders = Array.from({ length: 20_000 }, (_, id) => ({ id, note: `"quoted" \\ ,]} ${'汉'.repeat(id % 11)}` }));
    const text = JSON.stringify({ code: 0, data: { orders, pages: [{ n: 1 }] }, tail: [1, 2] }, null, 1);
    const path = await file(text);
    const first = await read(path);
    expect(first.format.table).toEqual({ kind: 'json', names: ['data.orders', 'data.pages'], name: 'data.orders' });
    expect(first.rows).toEqual(orders.map(({ id, note }) => [String(id), note]));
    expect((await read(path, { sheet: 'data.pages' })).rows).toEqual([['1']]);
    expect(await failure(detectFormat(path, { sheet: 'nothing' }))).toBe('import/no-such-sheet');
  });

  it('takes one object as one record', async () => {
    expect((await read(await file('{"a":1,"b":{"c":"x"}}'))).rows).toEqual([['1', 'x']]);
  });

  it('refuses a file that ends in the middle, and keeps bad lines of NDJSON apart', async () => {
    expect(await failure(read(await file('[{"a":1},{"a":2'.padEnd(40))))).toBe('import/damaged-file');
    const lines = await read(await file('{"a":1}\n\n{"a":\n{"a":3,"b":{"c":4}}\r\n{"a":5}'));
    expect(lines.columns).toEqual(['a', 'b.c']);
    expect(lines.rows).toEqual([
      ['1', ''],
      ['3', '4'],
      ['5', ''],
    ]);
    expect(lines.rowNumbers).toEqual([1, 3, 4]);
    expect(lines.rejects).toEqual([{ rowNumber: 2, code: 'not-json' }]);
  });

  it('keeps a record with a column met nowhere near the beginning apart, whole', async () => {
    const text = `${'{"a":1}\n'.repeat(20_001)}${'{"a":1,"late":2}\n'}`;
    const big = text + '{"a":2}\n'.repeat(60_000);
    const { rows, rejects } = await read(await file(big));
    expect(rows.length + rejects.length).toBe(80_002);
    expect(rejects.every(({ code }) => code === 'too-many-fields')).toBe(true);
  });
});

describe('Parquet', () => {
  it('reads row group after row group, with every type as text', async () => {
    const count = 5000;
    const buffer = parquetWriteBuffer({
      columnData: [
        {
          name: 'id',
          data: Array.from({ length: count }, (_, index) => BigInt(index) + 9_007_199_254_740_993n),
          type: 'INT64',
        },
        {
          name: 'name',
          data: Array.from({ length: count }, (_, index) => (index % 3 === 0 ? null : `名 ${index}`)),
          type: 'STRING',
        },
        {
          name: 'at',
          data: Array.from({ length: count }, (_, index) => new Date(Date.UTC(2026, 0, 1) + index * 1000)),
          type: 'TIMESTAMP',
        },
        { name: 'price', data: Array.from({ length: count }, (_, index) => index / 4), type: 'DOUBLE' },
        { name: 'ok', data: Array.from({ length: count }, (_, index) => index % 2 === 0), type: 'BOOLEAN' },
      ],
      rowGroupSize: 1000,
    });
    const path = await file(buffer);
    const { columns, rows, format, bytesRead } = await read(path);
    expect(columns).toEqual(['id', 'name', 'at', 'price', 'ok']);
    expect(rows).toHaveLength(count);
    expect(rows[0]).toEqual(['9007199254740993', '', '2026-01-01T00:00:00.000Z', '0', 'true']);
    expect(rows[4999]).toEqual(['9007199254745992', '名 4999', '2026-01-01T01:23:19.000Z', '1249.75', 'false']);
    expect([format.estimatedRows, bytesRead]).toEqual([count, format.sizeBytes]);
    const cut = new Uint8Array(buffer).slice(0, buffer.byteLength - 200);
    expect(await failure(detectFormat(await file(cut)))).toBe('import/damaged-file');
  });
});

describe('packed files', () => {
  const csv = (...ids: number[]) => `id,name\n${ids.map((id) => `${id},n${id}\n`).join('')}`;

  it('are read through gzip', async () => {
    expect((await read(await file(gzipSync('{"a":1}\n{"a":2}\n')))).rows).toEqual([['1'], ['2']]);
    expect((await read(await file(gzipSync(csv(1, 2))))).rows).toHaveLength(2);
  });

  it('of one kind are one table, columns in any order; or one of them is chosen', async () => {
    const path = await file(
      zipSync({
        'b.csv': strToU8('name,id\nn3,3\n'),
        'a.csv': strToU8(csv(1, 2)),
        '__MACOSX/a.csv': strToU8('junk'),
        'read me.md': strToU8('# hello'),
      }),
    );
    const all = await read(path);
    expect(all.rows).toEqual([
      ['1', 'n1'],
      ['2', 'n2'],
      ['3', 'n3'],
    ]);
    expect(all.rowNumbers).toEqual([1, 2, 3]);
    expect(all.format.table).toEqual({ kind: 'zip', names: ['*', 'a.csv', 'b.csv'], name: '*' });
    expect((await read(path, { sheet: 'b.csv' })).rows).toEqual([['n3', '3']]);
    const mixed = zipSync({ 'a.csv': strToU8(csv(1)), 'b.csv': strToU8('other\nx\n') });
    expect(await failure(read(await file(mixed)))).toBe('import/mixed-archive');
    expect(await failure(detectFormat(await file(zipSync({ 'a.md': strToU8('x') }))))).toBe('import/empty-archive');
  });

  it('may hold workbooks and JSON', async () => {
    const sheet = rawWorkbook(textRow('a', 'b') + textRow('1', 'x'));
    const path = await file(zipSync({ 'a.xlsx': sheet, 'b.xlsx': sheet }));
    expect((await read(path)).rows).toEqual([
      ['1', 'x'],
      ['1', 'x'],
    ]);
    const json = zipSync({ 'd/a.json': strToU8('[{"a":1}]'), 'e.json': strToU8('[{"a":2}]') });
    expect((await read(await file(json))).rows).toEqual([['1'], ['2']]);
  });

  it('that are bombs are refused before they are unpacked, and those that lie about it while they are', async () => {
    const bomb = zipSync({ 'a.csv': new Uint8Array(4 * 2 ** 20) });
    // Claiming four gigabytes, and claiming ten bytes: sizes stand in the central directory.
    const at = Buffer.from(bomb).lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    const four = Buffer.from(bomb);
    four.writeUInt32LE(0xffff_fffe, at + 24);
    expect(await failure(detectFormat(await file(four)))).toBe('import/unpacks-too-large');
    const liar = Buffer.from(bomb);
    liar.writeUInt32LE(10, at + 24);
    expect(await failure(detectFormat(await file(liar)))).toBe('import/damaged-file');
  });

  it('that are damaged or locked say so', async () => {
    const whole = zipSync({ 'a.csv': strToU8(csv(1)) });
    expect(await failure(detectFormat(await file(whole.slice(0, whole.length - 30))))).toBe('import/damaged-file');
    const locked = Buffer.from(whole);
    for (const [sign, offset] of [
      ['PK\u0003\u0004', 6],
      ['PK\u0001\u0002', 8],
    ] as const) {
      const at = locked.indexOf(Buffer.from(sign, 'latin1'));
      locked.writeUInt16LE(locked.readUInt16LE(at + offset) | 1, at + offset);
    }
    expect(await failure(detectFormat(await file(locked)))).toBe('import/password-protected');
  });
});
