import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { randomFrom, zipf } from './random.ts';

/** A kind of file to import: its entity, header and rows. */
export interface FileKind {
  name: string;
  entity: string;
  header: string;
  row: (n: number, random: () => number) => string;
  /** Cube measure that counts what was imported. */
  countMember: string;
}

const two = (n: number): string => String(n).padStart(2, '0');
/** Three years of minutes, forward. */
const timeOf = (n: number): string => {
  const date = new Date(Date.UTC(2022, 0, 1) + n * 94_000);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:00`;
};
const countries = ['China', 'France', 'United Kingdom', 'Germany', 'Japan'];

export const fileKinds: FileKind[] = [
  {
    name: 'orders',
    entity: 'orders',
    header: 'order_id,ordered_at,customer_id,status,currency,amount,discount,channel,country,city',
    row: (n, random) =>
      `O${1_000_000 + n},${timeOf(n)},C${Math.floor(random() ** 2 * 200_000)},paid,CNY,${(5 + random() * 500).toFixed(2)},${n % 9 === 0 ? '5.00' : '0'},${n % 3 === 0 ? 'web' : 'app'},${countries[n % 5]},City ${zipf(random(), 300)}`,
    countMember: 'orders.count',
  },
  {
    name: 'order lines',
    entity: 'order_items',
    header: 'order_id,ordered_at,customer_id,product_id,product_name,quantity,unit_price,country',
    row: (n, random) => {
      const order = Math.floor(n / 4);
      const product = zipf(random(), 4000);
      return `${500_000 + order},${timeOf(order * 4)},C${(order * 7919) % 50_000},P${product},Product number ${product},${1 + (n % 12)},${(1 + (product % 90)).toFixed(2)},${countries[order % 5]}`;
    },
    countMember: 'order_items.lines',
  },
  {
    name: 'events',
    entity: 'events',
    header: 'event,occurred_at,anonymous_id,session_id,page,referrer,device,duration',
    row: (n, random) =>
      `${['view', 'click', 'add', 'buy'][n % 4]},${timeOf(n)},A${Math.floor(random() * 100_000)},S${Math.floor(n / 9)},/p/${zipf(random(), 500)},search,phone,${n % 300}`,
    countMember: 'events.count',
  },
];

/** Writes a deterministic CSV file. */
export async function writeCsv(path: string, kind: FileKind, rows: number): Promise<void> {
  const random = randomFrom(7);
  const out = createWriteStream(path);
  let text = `${kind.header}\n`;
  for (let n = 0; n < rows; n += 1) {
    text += `${kind.row(n, random)}\n`;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
}
