import { Readable } from 'node:stream';
import ExcelJs from 'exceljs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pivotOutput } from '../../contract/pivot.ts';
import { reportOutput } from '../../contract/reports.ts';
import { startTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** Pivots and reports over HTTP, on a table a file was imported into. */
let host: TemporaryHost;
const members = 2_400;

beforeAll(async () => {
  host = await startTemporaryHost();
  await host.host.ready;
  const lines = ['shop,sku,stock,note'];
  const notes = ['=1+1', "it's 100%", '🍵', 'plain'];
  for (let index = 0; index < members; index += 1)
    lines.push(`S${index % 3},K${index},${index + 1},${notes[index % 4]}`);
  const form = new FormData();
  form.set('file', new Blob([`${lines.join('\n')}\n`]), 'stock.csv');
  form.set('entity', 'table:stock');
  const { id } = await host.json<{ id: string }>('/api/v1/imports', { method: 'POST', body: form });
  for (let status = 'queued'; status !== 'succeeded'; ) {
    ({ status } = await host.json<{ status: string }>(`/api/v1/imports/${id}`));
    if (status === 'failed') throw new Error('the import failed');
  }
}, 120_000);
afterAll(() => host?.discard());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  host.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const window = { rows: { from: 0, count: 100 }, columns: { from: 0, count: 5_000 } };
const sum = { id: 'v', source: { measure: 'stock.stock_sum' } };
const ask = async (pivot: object) => {
  const response = await post('/api/v1/pivot', { pivot, window });
  expect(response.status, await response.clone().text()).toBe(200);
  return pivotOutput.parse(await response.json());
};

describe('pivot over HTTP', () => {
  it('[PV11] says how many columns there are when not all are shown, and keeps the total true', async () => {
    const pivot = {
      rows: [{ id: 's', member: 'stock.shop' }],
      columns: [{ id: 'k', member: 'stock.sku' }],
      values: [sum],
    };
    const output = await ask(pivot);
    expect(output.truncated).toEqual({ rows: null, columns: { shown: 1000, total: members } });
    expect([output.columnCount, output.rowCount]).toEqual([1001, 4]);
    const total = (members * (members + 1)) / 2;
    expect(output.cells.at(-1)?.at(-1)).toBe(total);
    expect(output.columns.at(-1)?.kind).toBe('total');
    // Every figure shown stands under its own column.
    const place = output.columns.findIndex((column) => column.path[0] === 'K10');
    expect(output.cells.map((row) => row[place])).toEqual([null, 11, null, 11]);
  });

  it('[PV11] of a million values on columns shows the first thousand, tells the true number, and totals them all', async () => {
    const content = `cubes:
  - name: wide
    sql: SELECT i AS id, 'K' || i AS sku FROM range(1000000) AS t(i)
    public: true
    dimensions:
      - { name: id, sql: "{CUBE}.id", type: number, primary_key: true }
      - { name: sku, sql: "{CUBE}.sku", type: string }
    measures:
      - { name: count, type: count }
`;
    const headers = { 'content-type': 'application/json', 'if-match': '"0"' };
    const saved = await host.fetch('/api/v1/model/files/wide', {
      method: 'PUT',
      headers,
      body: JSON.stringify({ content }),
    });
    expect(saved.status, await saved.clone().text()).toBe(200);
    const output = await ask({
      rows: [],
      columns: [{ id: 'k', member: 'wide.sku' }],
      values: [{ id: 'v', source: { measure: 'wide.count' } }],
    });
    expect(output.truncated).toEqual({ rows: null, columns: { shown: 1000, total: 1_000_000 } });
    expect(output.columnCount).toBe(1001);
    expect(output.cells.map((row) => [row.slice(0, -1).every((cell) => cell === 1), row.at(-1)])).toEqual([
      [true, 1_000_000],
    ]);
  }, 60_000);

  it('gives the window asked for and the same table after a change of data', async () => {
    const pivot = {
      rows: [{ id: 'k', member: 'stock.sku', sort: { by: 'value', direction: 'desc', valueId: 'v' } }],
      values: [sum],
    };
    const response = await post('/api/v1/pivot', {
      pivot,
      window: { rows: { from: 2, count: 2 }, columns: { from: 0, count: 1 } },
    });
    const output = pivotOutput.parse(await response.json());
    expect([output.rowCount, output.rows.map((row) => row.path[0]), output.cells]).toEqual([
      members + 1,
      [`K${members - 3}`, `K${members - 4}`],
      [[members - 2], [members - 3]],
    ]);
  });

  it('refuses a member that is gone with its place, in both languages', async () => {
    const pivot = { rows: [{ id: 'x', member: 'stock.gone' }], values: [sum] };
    for (const [language, words] of [
      ['zh-CN', '字段 stock.gone'],
      ['en', 'no field stock.gone'],
    ] as const) {
      const response = await post('/api/v1/pivot', { pivot, window }, { 'accept-language': language });
      expect(response.status).toBe(422);
      const { error } = (await response.json()) as { error: { code: string; message: string; details: object[] } };
      expect(error).toMatchObject({ code: 'pivot/unknown-member', details: [{ path: 'pivot.rows.0.member' }] });
      expect(error.message).toContain(words);
    }
  });

  it('is for those who are signed in', async () => {
    const response = await post(
      '/api/v1/pivot',
      { pivot: { values: [sum] }, window },
      { authorization: 'Bearer wrong' },
    );
    expect(response.status).toBe(401);
  });
});

describe('files', () => {
  const pivot = {
    rows: [
      { id: 's', member: 'stock.shop' },
      { id: 'n', member: 'stock.note' },
    ],
    values: [sum, { id: 'c', source: { measure: 'stock.count' } }],
  };

  it('CSV has a byte order mark, every label, and no text that runs as a formula', async () => {
    const response = await post('/api/v1/pivot/file', { pivot, format: 'csv', title: '库存' });
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('库存.csv'));
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = bytes.toString('utf8').slice(1).split('\r\n');
    expect(lines[0]).toBe('shop,note,stock (sum),Rows');
    expect(lines.some((line) => line.startsWith("S0,'=1+1,"))).toBe(true);
    expect(lines.some((line) => /(^|,)=/.test(line))).toBe(false);
    expect(lines).toContain(`Total,,${(members * (members + 1)) / 2},${members}`);
    const older = await post('/api/v1/pivot/file', { pivot, format: 'csv', encoding: 'gb18030' });
    // The same signs, without a mark: an ordinary decoder of the platform reads them back.
    expect(new TextDecoder('gb18030').decode(await older.arrayBuffer()).split('\r\n')).toEqual(lines);
  });

  it('XLSX keeps figures as numbers, groups indented, heads and colours', async () => {
    const formats = [
      { id: 'f', kind: 'rule', valueId: 'v', operator: 'gt', first: 300_000, fill: 'red', ink: 'red', cells: 'all' },
      { id: 'b', kind: 'bar', valueId: 'c' },
      { id: 't', kind: 'bar', valueId: 'v', cells: 'totals' },
      { id: 'never', kind: 'rule', valueId: 'v', operator: 'lt', first: -1, fill: 'blue', wholeRow: true },
      { id: 'row', kind: 'rule', valueId: 'v', operator: 'lte', first: 300_000, fill: 'green', wholeRow: true },
    ];
    const response = await post('/api/v1/pivot/file', { pivot, format: 'xlsx', title: 'Stock', formats });
    expect(response.status).toBe(200);
    const workbook = new ExcelJs.Workbook();
    await workbook.xlsx.read(Readable.from(Buffer.from(await response.arrayBuffer())));
    const sheet = workbook.worksheets[0];
    expect(sheet?.name).toBe('Stock');
    const table: unknown[][] = [];
    sheet?.eachRow((row) => table.push([row.getCell(1).value, row.getCell(2).value, row.getCell(3).value]));
    expect(table[0]).toEqual(['shop / note', 'stock (sum)', 'Rows']);
    expect(table).toHaveLength(1 + 3 * 5 + 1);
    expect(table.at(-1)).toEqual(['Total', (members * (members + 1)) / 2, members]);
    const red = table.flatMap((row, index) => (Number(row[1]) > 300_000 ? [index + 1] : []));
    expect(red.length).toBeGreaterThan(3);
    for (const row of red) expect(sheet?.getCell(row, 2).font.color?.argb).toBe('FFB3261E');
    // A whole row takes the fill of the rule it meets, also where one before it is not met; totals were not asked for.
    const filled = [3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16].filter((row) => !red.includes(row));
    expect(filled.length).toBeGreaterThan(0);
    for (const row of filled) expect(sheet?.getCell(row, 3).fill).toEqual(sheet?.getCell(row, 2).fill);
    expect(sheet?.getCell(filled[0] ?? 0, 3).fill).not.toEqual(sheet?.getCell(2, 3).fill);
    expect(sheet?.getCell(2, 2).numFmt).toBe('#,##0.00');
    expect(sheet?.getRow(3).outlineLevel).toBe(1);
    // Rows 2, 7 and 12 are the shops' totals, 17 is the table's: members' bars leave them out, totals' bars are they.
    const bars = (sheet as unknown as { conditionalFormattings: { ref: string }[] }).conditionalFormattings;
    expect(bars.map(({ ref }) => ref)).toEqual(['C3:C6 C8:C11 C13:C16', 'B2 B7 B12 B17']);
  });

  it('XLSX draws bars of losses from an axis, between the true least and greatest of what a cell tells', async () => {
    const formulas = [{ id: 'f', name: 'Below 300,000', text: '[stock.stock_sum] - 300000' }];
    const values = [{ id: 'v', source: { formula: 'f' } }];
    const body = {
      ...{ pivot: { rows: pivot.rows, formulas, values }, format: 'xlsx', title: 'a/b' },
      formats: [{ id: 'b', kind: 'bar', valueId: 'v' }],
      numbers: [{ valueId: 'v', scale: 'thousand' }],
    };
    const bytes = Buffer.from(await (await post('/api/v1/pivot/file', body)).arrayBuffer());
    const workbook = new ExcelJs.Workbook();
    await workbook.xlsx.read(Readable.from(bytes));
    const sheet = workbook.worksheets[0];
    const told = [3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16].map((row) => Number(sheet?.getCell(row, 2).value));
    expect(Math.min(...told)).toBeLessThan(0);
    const xml = new TextDecoder().decode(unzipSync(bytes)['xl/worksheets/sheet1.xml']);
    const ends = [...xml.matchAll(/<xm:f>([^<]*)<\/xm:f>/g)].map(([, end]) => Number(end));
    expect(ends).toEqual([Math.min(...told), Math.max(0, ...told)]);
    expect(xml).toMatch(/<x14:negativeFillColor [^>]*\/><x14:axisColor /);
    // The order of ECMA-376 18.3.1.99; Excel repairs a file of another one.
    const order = [
      'sheetPr',
      'sheetViews',
      'sheetFormatPr',
      'cols',
      'sheetData',
      'conditionalFormatting',
      'pageMargins',
    ];
    const places = [...order, 'pageSetup', 'extLst><ext xmlns'].map((name) => xml.lastIndexOf(`<${name}`));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });
});

describe('reports', () => {
  const report = {
    title: 'Stock by shop',
    definition: { pivot: { rows: [{ id: 's', member: 'stock.shop' }], values: [sum] } },
  };

  it('are kept with every version; of two changes at once the later is refused', async () => {
    const added = reportOutput.parse(await (await post('/api/v1/reports', report)).json());
    const put = (body: object, version: number) =>
      host.fetch(`/api/v1/reports/${added.id}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'if-match': `"${version}"` },
        body: JSON.stringify(body),
      });
    expect((await put({ ...report, title: 'Renamed' }, 1)).status).toBe(200);
    expect((await put({ ...report, title: 'Too late' }, 1)).status).toBe(409);
    const versions = await host.json<{ version: number; title: string }[]>(`/api/v1/reports/${added.id}/versions`);
    expect(versions.map((one) => [one.version, one.title])).toEqual([
      [2, 'Renamed'],
      [1, 'Stock by shop'],
    ]);
    expect(await host.json(`/api/v1/reports/${added.id}/versions/1`)).toMatchObject({ title: 'Stock by shop' });
    expect((await host.fetch(`/api/v1/reports/${added.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await host.fetch(`/api/v1/reports/${added.id}`)).status).toBe(404);
  });

  it('open though a field has left the data model, and answer again in another time zone', async () => {
    const gone = { ...report, definition: { pivot: { rows: [{ id: 'x', member: 'stock.gone' }], values: [sum] } } };
    const { id } = reportOutput.parse(await (await post('/api/v1/reports', gone)).json());
    expect(await host.json(`/api/v1/reports/${id}`)).toMatchObject({
      definition: { pivot: { rows: [{ member: 'stock.gone' }] } },
    });
    const before = await ask({ rows: [{ id: 's', member: 'stock.shop' }], values: [sum] });
    const body = JSON.stringify({ timezone: 'America/New_York' });
    const changed = await host.fetch('/api/v1/workspace', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(changed.status).toBe(200);
    const after = await ask({ rows: [{ id: 's', member: 'stock.shop' }], values: [sum] });
    expect(after.cells).toEqual(before.cells);
    expect(after.version).not.toBe(before.version);
  });
});
