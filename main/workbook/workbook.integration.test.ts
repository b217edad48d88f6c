import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, utils } from '@e965/xlsx';
import exceljs from 'exceljs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dateSerial, type Sheet, type SheetRow, writeCsv, writeWorkbook } from './index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-workbook-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const money = { format: '¥#,##0.00', align: 'right' as const };
const long = '长'.repeat(40_000);

async function written(sheets: Sheet[]) {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.xlsx`);
  const result = await writeWorkbook(path, {
    title: '经营总览 & <Board>',
    author: '罗盘',
    createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    sheets,
    splitNote: (part, name) => `第 ${part} 部分，接 ${name}`,
  });
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(path);
  return { path, result, book };
}

it('cells, formats, widths, frozen heads and merges come back as they were given', async () => {
  const merges: NonNullable<Sheet['merges']>[number][] = [];
  async function* rows(): AsyncGenerator<SheetRow | readonly (string | number | null)[]> {
    yield ['华东', 1234.5, null];
    merges.push({ fromRow: 3, fromColumn: 0, toRow: 4, toColumn: 0 });
    yield { cells: ['华东', -2, { value: 0.125, style: { format: '0.0%' } }], outlineLevel: 1 };
    yield { cells: ['合计', 1232.5, null], style: { isBold: true, fill: 'F4F2ED', borderTop: '1C1F23' }, height: 22 };
  }
  const { book, result } = await written([
    {
      name: '销售',
      columns: [{ width: 30 }, { width: 14, style: money }, {}],
      head: [{ cells: ['经营总览'], style: { isBold: true, size: 14 } }, { cells: ['区域', '净销售额', '占比'] }],
      frozen: { rows: 2, columns: 1 },
      hasFilter: true,
      merges,
      rows: rows(),
    },
  ]);
  expect(result).toEqual({ sheets: [{ name: '销售', rows: 3 }], textsCut: 0 });
  const sheet = book.worksheets[0];
  if (!sheet) throw new Error('no sheet');
  expect(book.title).toBe('经营总览 & <Board>');
  expect(book.creator).toBe('罗盘');
  expect(sheet.views[0]).toMatchObject({ state: 'frozen', xSplit: 1, ySplit: 2 });
  expect(sheet.getColumn(1).width).toBe(30);
  expect(sheet.getCell('B3').value).toBe(1234.5);
  expect(sheet.getCell('B3').numFmt).toBe('¥#,##0.00');
  expect(sheet.getCell('C4').numFmt).toBe('0.0%');
  expect(sheet.getCell('A4').isMerged).toBe(true);
  expect(sheet.getRow(4).outlineLevel).toBe(1);
  expect(sheet.getCell('A5').font.bold).toBe(true);
  expect(sheet.getCell('A5').fill).toMatchObject({ fgColor: { argb: 'FFF4F2ED' } });
  expect(sheet.getRow(5).height).toBe(22);
  expect(sheet.autoFilter).toBe('A2:C5');
});

it('every text comes back as text: formulas, control signs, entities, emoji, white space, halves of characters', async () => {
  const texts = ['=1+1', '@SUM(A1)', '<b>&"', 'a\u0007b', '_x0041_', '😀 家', '  两头 ', 'line\nbreak', '\ud83d half'];
  const { book, path, result } = await written([
    { name: 'texts', columns: [{}], rows: texts.map((text) => [text]) },
    { name: 'long', columns: [{}], rows: [[long]] },
  ]);
  const own = read(await readFile(path)).Sheets.texts;
  // exceljs leaves Excel's own escapes in inline texts as they are; SheetJS reads them as Excel does.
  const back = texts.map((_, index) => own?.[`A${index + 1}`]?.v);
  expect(back).toEqual([
    '=1+1',
    '@SUM(A1)',
    '<b>&"',
    'a\u0007b',
    '_x0041_',
    '😀 家',
    '  两头 ',
    'line\nbreak',
    '\ufffd half',
  ]);
  expect(own?.A1).toMatchObject({ t: 's', v: '=1+1' });
  expect(own?.A1?.f).toBeUndefined();
  expect(result.textsCut).toBe(1);
  expect(String(book.worksheets[1]?.getCell('A1').value)).toHaveLength(32_767);
});

it('sheet names are made such that Excel takes them', async () => {
  const names = ['a/b:c', 'A B C', '', `${'很长的名字'.repeat(8)}`, `${'很长的名字'.repeat(8)}`, "'quoted'"];
  const { result, book } = await written(names.map((name) => ({ name, columns: [], rows: [] })));
  const given = result.sheets.map(({ name }) => name);
  expect(given.slice(0, 3)).toEqual(['a b c', 'A B C (2)', 'Sheet']);
  expect(given[4]).toMatch(/ \(2\)$/);
  expect(given[5]).toBe('quoted');
  expect(new Set(given.map((name) => name.toLowerCase())).size).toBe(names.length);
  for (const name of given) expect(name.length).toBeLessThanOrEqual(31);
  expect(book.worksheets.map((sheet) => sheet.name)).toEqual(given);
});

it('rows above the limit go on in further sheets, with heads and a note, none lost', async () => {
  const rows = Array.from({ length: 2501 }, (_, index) => [index, `行 ${index}`]);
  const { result, book } = await written([
    { name: '明细', columns: [{}, {}], head: [{ cells: ['n', 'name'] }], rows, rowLimit: 1000 },
  ]);
  expect(result.sheets).toEqual([
    { name: '明细', rows: 1000 },
    { name: '明细 2', rows: 1000 },
    { name: '明细 3', rows: 501 },
  ]);
  expect(book.worksheets[1]?.getCell('A1').value).toBe('第 2 部分，接 明细');
  expect(book.worksheets[1]?.getCell('A2').value).toBe('n');
  const back = book.worksheets.flatMap((sheet, part) => {
    const values: unknown[] = [];
    sheet.eachRow((row, number) => {
      if (number > (part === 0 ? 1 : 2)) values.push(row.getCell(1).value);
    });
    return values;
  });
  expect(back).toEqual(rows.map(([number]) => number));
});

it('a limit that is met exactly makes no empty part', async () => {
  const { result } = await written([
    { name: 'n', columns: [{}], rows: Array.from({ length: 10 }, (_, n) => [n]), rowLimit: 10 },
  ]);
  expect(result.sheets).toHaveLength(1);
});

it('native charts refer to the cells of their sheet', async () => {
  const range = (column: number) => ({ fromRow: 1, fromColumn: column, toRow: 3, toColumn: column });
  const { path, book } = await written([
    {
      name: "销售's",
      columns: [{}, {}],
      head: [{ cells: ['月', '净销售额'] }],
      rows: [
        ['1月', 1],
        ['2月', 2],
        ['3月', 3],
      ],
      charts: [
        {
          kind: 'line',
          title: '净销售额 & 趋势',
          at: { row: 5, column: 0, columns: 8, rows: 16 },
          categories: range(0),
          series: [{ name: '净销售额', values: range(1) }],
        },
      ],
    },
  ]);
  expect(book.worksheets).toHaveLength(1);
  const files = unzipSync(await readFile(path));
  const text = (name: string) => new TextDecoder().decode(files[name]);
  expect(text('xl/charts/chart1.xml')).toContain("<c:f>'销售''s'!$B$2:$B$4</c:f>");
  expect(text('xl/charts/chart1.xml')).toContain('净销售额 &amp; 趋势');
  expect(text('xl/drawings/_rels/drawing1.xml.rels')).toContain('../charts/chart1.xml');
  expect(text('[Content_Types].xml')).toContain('/xl/charts/chart1.xml');
});

it('dates are the days Excel counts', () => {
  // 2008-01-01 is 39448 in Microsoft's own documentation of DATEVALUE.
  expect(dateSerial('2008-01-01')).toBe(39_448);
  expect(dateSerial('2008-01-01T12:00:00.000')).toBe(39_448.5);
  expect(dateSerial('1900-01-01')).toBeNull();
  expect(dateSerial('not a day')).toBeNull();
});

it('a failing source leaves no file behind', async () => {
  const path = join(folder, 'broken.xlsx');
  function* rows() {
    yield ['one'];
    throw new Error('source broke');
  }
  await expect(
    writeWorkbook(path, { title: 't', createdAtMs: 0, sheets: [{ name: 's', columns: [{}], rows: rows() }] }),
  ).rejects.toThrow('source broke');
  await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
});

it('CSV opens right by double click and runs no formula', async () => {
  const path = join(folder, 'rows.csv');
  const rows = [
    ['=HYPERLINK("http://x")', -5, 'a,b'],
    ['-12.5', 'he said "hi"', ' ＝cmd'],
    ['换\n行', null, true],
  ];
  expect(await writeCsv(path, { encoding: 'utf-8', head: ['名称', 'n', 't'], rows })).toBe(3);
  const bytes = await readFile(path);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(bytes.toString('utf8').slice(1)).toBe(
    '名称,n,t\r\n"\'=HYPERLINK(""http://x"")",-5,"a,b"\r\n-12.5,"he said ""hi""",\' ＝cmd\r\n"换\n行",,true\r\n',
  );
  const workbook = read(bytes);
  const first = workbook.Sheets[workbook.SheetNames[0] ?? ''];
  expect(first && utils.sheet_to_json<string[]>(first, { header: 1 })[0]?.[0]).toBe('名称');
});

it('CSV in GB18030 holds every character, also the rare ones', async () => {
  const path = join(folder, 'gb.csv');
  await writeCsv(path, { encoding: 'gb18030', head: ['名'], rows: [['𠮷野家😀']] });
  expect(new TextDecoder('gb18030').decode(await readFile(path))).toBe('名\r\n𠮷野家😀\r\n');
});
