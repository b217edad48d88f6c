import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { csvText } from '../../../contract/format/csv.ts';
import { currencyDigits } from '../../../contract/format/numbers.ts';
import {
  type CustomerRow,
  customerFileQuery,
  customerListOutput,
  customerListQuery,
} from '../../../contract/profiles.ts';
import type { Profiles } from '../../profiles/index.ts';
import { answer } from '../answers.ts';
import type { ApiDoors } from '../doors.ts';
import { languageOf, newRouter, principalOf, type Router, role } from '../router.ts';

const path = '/api/v1/customers';
/** Customers written at once; between pieces others have their turn on this thread. */
const pieceSize = 2_000;

/** The list of all customers, with what they bought. */
export function customerRoutes({ profiles, access, hub }: Pick<ApiDoors, 'profiles' | 'access' | 'hub'>): Router {
  const app = newRouter();

  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Customers with what they bought, searched, filtered and in order, page by page',
      request: { query: customerListQuery },
      responses: { 200: answer(customerListOutput, 'A page of customers') },
    }),
    async (c) => {
      const asked = c.req.valid('query');
      const list = await profiles.list(asked);
      if (list.customers.length > 0) {
        const { total: count, known } = list;
        // A look at everybody has its own line, however narrow the one before was; letters typed make none of theirs.
        const question = count === known ? 'all' : `narrowed ${asked.bought ?? ''} ${asked.segmentId ?? ''}`;
        const view = { action: 'customers listed', target: 'customers', question, details: { count } } as const;
        access.views.note(principalOf(c).actor, view);
      }
      return c.json(list, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/file`,
      summary: 'The same customers as a CSV file, all of them',
      middleware: [role('analyst')],
      request: { query: customerFileQuery },
      responses: { 200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } } },
    }),
    async (c) => {
      const { sort, direction, ...filter } = c.req.valid('query');
      const { ids } = await profiles.ids(filter, { sort, direction });
      const details = { count: ids.length };
      const { actor } = principalOf(c);
      await access.audit.record({ actor, action: 'customers exported', target: 'customers', details });
      const { currency } = hub.workspace();
      const head = heads[languageOf(c)].map((title) => title.replace('{currency}', currency));
      const pieces = csvOf(profiles, ids, { head, digits: currencyDigits(currency) });
      return c.body(ReadableStream.from(pieces) as ReadableStream, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="customers.csv"`,
      }) as never;
    },
  );

  return app;
}

const heads = {
  en: [
    ...['Profile number', 'Name', 'Email', 'Phone', 'Customer number', 'Country', 'Region', 'City'],
    ...['Orders', 'Revenue ({currency})', 'Latest order (UTC)', 'First seen (UTC)'],
  ],
  'zh-CN': [
    ...['档案编号', '名称', '邮箱', '手机号', '客户编号', '国家/地区', '省份', '城市'],
    ...['订单数', '销售额（{currency}）', '最近下单（UTC）', '首次出现（UTC）'],
  ],
};

/** Piece by piece as the reader takes it; begins with a byte order mark, so that Excel takes it for UTF-8. */
async function* csvOf(
  profiles: Pick<Profiles, 'rows'>,
  ids: readonly number[],
  { head, digits }: { head: readonly string[]; digits: number },
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`\ufeff${head.map((title) => csvText(title, 'typed')).join(',')}\r\n`);
  for (let from = 0; from < ids.length; from += pieceSize) {
    const rows = await profiles.rows(ids.slice(from, from + pieceSize));
    yield encoder.encode(rows.map((row) => lineOf(row, digits)).join(''));
  }
}

function lineOf(row: CustomerRow, digits: number): string {
  const texts = [row.displayName, row.email, row.phone, row.customerNumber, row.country, row.region, row.city];
  const cells = [
    row.id,
    ...texts.map((text) => csvText(text ?? '', 'typed')),
    row.orders,
    (row.revenueMinor / 10 ** digits).toFixed(digits),
    row.lastOrderAt ?? '',
    row.firstSeenAt ?? '',
  ];
  return `${cells.join(',')}\r\n`;
}
