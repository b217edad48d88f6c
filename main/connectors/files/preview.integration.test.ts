import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { previewOutput } from '../../../contract/imports.ts';
import { compileMapping, detectFormat, openRecords, previewFile } from './index.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'luopan-preview-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const context = { timezone: 'Asia/Shanghai', currency: 'CNY', language: 'zh-CN' } as const;

describe('preview of a file', () => {
  it('shows format, types, rows and a guess that an import accepts as it is', async () => {
    const lines = Array.from(
      { length: 150 },
      (_, i) => `A${1000 + i},2024-03-04 10:00:00,M${i % 9},T01,龙井,2,¥${i}.50`,
    );
    const path = file(
      'orders.csv',
      iconv.encode(`订单编号,下单时间,会员编号,商品编码,商品名称,数量,单价\r\n${lines.join('\r\n')}\r\n`, 'gb18030'),
    );
    const preview = await previewFile(path, 'orders.csv', context);
    expect(previewOutput.parse(preview)).toEqual(preview);
    expect(preview).toMatchObject({
      encoding: 'gb18030',
      delimiter: ',',
      hasHeader: true,
      estimatedRows: 150,
      warnings: [],
    });
    expect(preview.columns.map((column) => column.type)).toEqual([
      'text',
      'instant',
      'text',
      'text',
      'text',
      'integer',
      'decimal',
    ]);
    expect(preview.rows).toHaveLength(100);
    expect(preview.rows[0]).toEqual(['A1000', '2024-03-04 10:00:00', 'M0', 'T01', '龙井', '2', '¥0.50']);
    expect(preview.guess).toMatchObject({
      entity: 'order_items',
      missing: [],
      options: { encoding: 'gb18030', currency: 'CNY' },
    });

    const format = await detectFormat(path, preview.guess.options);
    const compiled = compileMapping(preview.guess.entity, preview.guess.mapping, format, {
      ...context,
      options: preview.guess.options,
    });
    const reader = await openRecords(path, format);
    const rows = (await reader.next())?.rows ?? [];
    reader.close();
    expect(rows.map((row) => compiled.convert(row).rejects)).toEqual(Array(150).fill(null));
  });

  it('says in the reader’s language what to look at', async () => {
    const path = file('odd.csv', 'a;b\n03/04/2024;1\n05/06/2024;2;9\n');
    const chinese = await previewFile(path, 'odd.csv', context);
    expect(chinese.warnings.map((warning) => warning.code)).toEqual(['irregular-rows', 'date-order-ambiguous']);
    expect(chinese.warnings[1]?.message).toContain('“a”');
    const english = await previewFile(path, 'odd.csv', { ...context, language: 'en' });
    expect(english.warnings[0]?.message).toContain('1 rows');
    const decided = await previewFile(path, 'odd.csv', { ...context, options: { dateOrder: 'dmy' } });
    expect(decided.warnings.map((warning) => warning.code)).toEqual(['irregular-rows']);
    expect(decided.guess.options.dateOrder).toBe('dmy');
  });

  it('shows a file of unknown encoding and asks, instead of refusing it', async () => {
    const path = file(
      'cities.csv',
      iconv.encode('id;miasto\n1;Łódź\n2;Kraków i Małgorzata\n3;Wrocław\n4;Bogusława\n', 'win1250'),
    );
    const preview = await previewFile(path, 'cities.csv', context);
    expect(preview.encoding).toBe('windows-1252');
    expect(preview.warnings.map((warning) => warning.code)).toEqual(['encoding-unknown']);
  });

  it('reads Western letters as such, and says so', async () => {
    const path = file('latin.csv', iconv.encode('name;city\nMüller;Zürich\nGröße;Köln\n', 'win1252'));
    const preview = await previewFile(path, 'latin.csv', context);
    expect(preview.encoding).toBe('windows-1252');
    expect(preview.warnings.map((warning) => warning.code)).toEqual(['encoding-guessed']);
    expect(preview.rows[0]).toEqual(['Müller', 'Zürich']);
  });

  it('reads surveys that say below each name what was asked', async () => {
    const header = 'RecordedDate,ResponseId,Q1_NPS_GROUP,Q1,Q2\nRecorded Date,Response ID,';
    const asked = '"How likely are you to recommend us? - Group","How likely are you\nto recommend us?",Why?\n';
    const cells = ['recordedDate', '_recordId', 'QID1_NPS_GROUP', 'QID1', 'QID2_TEXT'];
    const ids = cells.map((id) => `"{""ImportId"":""${id}""}"`).join(',');
    const rows = '2024-03-04 10:00:00,R_1,Promoter,10,fast\n2024-03-05 10:00:00,R_2,Detractor,3,"slow\nand late"\n';
    const path = file('survey.csv', `${header}${asked}${ids}\n${rows}`);
    const preview = await previewFile(path, 'survey.csv', context);
    expect(preview.warnings.map((warning) => warning.code)).toEqual(['header-joined']);
    expect(preview.guess).toMatchObject({
      entity: 'survey_responses',
      mapping: {
        score: { column: 'Q1 · How likely are you to recommend us?' },
        comment: { column: 'Q2 · Why?' },
        answered_at: { column: 'RecordedDate' },
        response_id: { column: 'ResponseId' },
        kind: { value: 'nps' },
      },
    });
    expect(preview.rows.map((row) => row[3])).toEqual(['10', '3']);
    const format = await detectFormat(path);
    const reader = await openRecords(path, format);
    const read = (await reader.next())?.rows;
    reader.close();
    expect(read).toEqual([
      ['2024-03-04 10:00:00', 'R_1', 'Promoter', '10', 'fast'],
      ['2024-03-05 10:00:00', 'R_2', 'Detractor', '3', 'slow\nand late'],
    ]);
  });

  it.each([
    ['no-amounts', 'order_id,customer_id,order_date\n1,a,2024-03-04\n2,b,2024-03-05\n'],
    ['customers-by-name', 'order_id,customer name,order_date,total\n1,Ann,2024-03-04,5\n2,Bob,2024-03-05,6\n'],
    ['no-customers', 'order_id,order_date,total\n1,2024-03-04,5\n2,2024-03-05,6\n'],
    ['no-customers', '订单编号,下单时间,手机号,金额\n1,2024-03-04,138****8000,5\n2,2024-03-05,139＊＊＊＊8001,6\n'],
    ['totals-row', 'page,views,users\n/a,5,2\n/b,6,3\nTotal,11,5\n'],
    ['totals-row', 'day,views,users\n2024-03-04,5,2\n2024-03-05,6,3\n2024-03-06,6,3\n,17,8\n'],
  ])('warns of what would only show in the figures: %s', async (code, text) => {
    const preview = await previewFile(file('odd.csv', text), 'odd.csv', context);
    expect(preview.warnings.map((warning) => warning.code)).toEqual([code]);
  });

  it('says what lines without a date need, and that their own delivery is left out', async () => {
    const text = 'order_id,order_item_id,product_id,price,freight_value\no1,1,p1,5.00,1.20\no1,2,p2,6.00,1.30\n';
    const preview = await previewFile(file('items.csv', text), 'items.csv', context);
    expect(preview.guess.entity).toBe('order_items');
    expect(preview.warnings.map(({ code }) => code)).toEqual(['lines-without-date', 'line-delivery']);
    expect(preview.warnings[1]?.message).toContain('freight_value');
  });

  it('warns of spreadsheet day numbers', async () => {
    const path = file('days.csv', 'order_id,order_date,total\n1,45355,5\n2,45356.5,6\n');
    const preview = await previewFile(path, 'days.csv', context);
    expect(preview.guess.mapping.ordered_at).toEqual({ column: 'order_date' });
    expect(preview.warnings.map((warning) => warning.code)).toEqual(['day-numbers', 'no-customers']);
  });

  it('reads types from all over a long file, not from its beginning alone', async () => {
    const head = Array.from({ length: 120_000 }, (_, i) => `${i},${i % 10},plain text ${i}`);
    const tail = Array.from({ length: 120_000 }, (_, i) => `${i},${i % 10}.5,plain text ${i}`);
    const path = file('long.csv', `id,n,text\n${head.join('\n')}\n${tail.join('\n')}\n`);
    const preview = await previewFile(path, 'long.csv', context);
    expect(preview.columns.map((column) => column.type)).toEqual(['integer', 'decimal', 'text']);
    expect(preview.estimatedRows).toBeGreaterThan(220_000);
    expect(preview.estimatedRows).toBeLessThan(260_000);
  });
});

const sample = new URL('../../../samples/online-retail/online_retail_2010-12_2011-11.csv.gz', import.meta.url).pathname;
describe.runIf(existsSync(sample))('the sample file as it is shipped', () => {
  it('is understood without help', async () => {
    const preview = await previewFile(sample, 'online_retail.csv', { ...context, timezone: 'Europe/London' });
    expect(preview.guess).toMatchObject({ entity: 'order_items', missing: [] });
    expect(preview.guess.mapping).toEqual({
      order_id: { column: 'InvoiceNo' },
      ordered_at: { column: 'InvoiceDate' },
      customer_id: { column: 'CustomerID' },
      product_id: { column: 'StockCode' },
      product_name: { column: 'Description' },
      quantity: { column: 'Quantity' },
      unit_price: { column: 'UnitPrice' },
      country: { column: 'Country' },
    });
    // 516,384 rows by its catalogue.
    expect(Math.abs(preview.estimatedRows - 516_384)).toBeLessThan(20_000);
  });

  it('is read to its last row, with the facts its catalogue states', async () => {
    const format = await detectFormat(sample, {});
    const compiled = compileMapping(
      'order_items',
      {
        order_id: { column: 'InvoiceNo' },
        ordered_at: { column: 'InvoiceDate' },
        customer_id: { column: 'CustomerID' },
        quantity: { column: 'Quantity' },
        unit_price: { column: 'UnitPrice' },
      },
      format,
      { timezone: 'Europe/London', currency: 'GBP' },
    );
    const slot = (name: string) => compiled.fields.indexOf(name);
    const reader = await openRecords(sample, format);
    const seen = { rows: 0, rejected: 0, anonymous: 0, zero: 0, cancelled: 0 };
    const invoices = new Set<unknown>();
    const customers = new Set<unknown>();
    for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
      seen.rejected += batch.rejects.length;
      for (const row of batch.rows) {
        const { values } = compiled.convert(row);
        if (!values) {
          seen.rejected += 1;
          continue;
        }
        seen.rows += 1;
        invoices.add(values[slot('order_id')]);
        if (values[slot('customer_id')] === null) seen.anonymous += 1;
        else customers.add(values[slot('customer_id')]);
        if (values[slot('unit_price')] === 0) seen.zero += 1;
        if (String(values[slot('order_id')]).startsWith('C')) seen.cancelled += 1;
      }
    }
    reader.close();
    expect(seen).toEqual({ rows: 516_384, rejected: 0, anonymous: 127_216, zero: 2461, cancelled: 8928 });
    expect(invoices.size).toBe(24_885);
    expect(customers.size).toBe(4331);
  });
});
