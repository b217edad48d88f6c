import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FirstQuestions } from './first-questions.ts';

let folder: string;
let path: string;
let asked: object[];
let now: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-questions-'));
  path = join(folder, 'first-questions.json');
  asked = [];
  now = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = () =>
  new FirstQuestions({
    path,
    ask: async (query) => {
      asked.push(query);
      if ('bad' in query) throw new Error('no such member');
    },
    clock: { now: () => now },
  });
const body = (query: unknown) => Buffer.from(JSON.stringify({ query }));
const revenue = { measures: ['orders.revenue'] };
const count = { measures: ['orders.count'] };

describe('the questions of the first board', () => {
  it('are asked again after the next start, when a board is opened, once', async () => {
    const first = start();
    first.asked(body({ measures: ['before any page'] }));
    first.opened('/');
    for (const query of [revenue, count, revenue]) first.asked(body(query));
    await first.close();
    expect(asked).toEqual([]);

    const second = start();
    expect(asked).toEqual([]);
    second.opened('/settings');
    second.opened('/print/x');
    expect(asked).toEqual([]);
    second.opened('/boards/overview');
    second.opened('/');
    await expect.poll(() => asked).toEqual([revenue, count]);
    await second.close();
    expect(asked).toHaveLength(2);
  });

  it('are those of the last start that opened a board, and none that came late', async () => {
    await writeFile(path, JSON.stringify([revenue]));
    const settings = start();
    settings.opened('/');
    await settings.close();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual([revenue]);
    const other = start();
    other.opened('/');
    other.asked(body(count));
    now = 60_000;
    other.asked(body(revenue));
    await other.close();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual([count]);
  });

  it('are kept without anything that somebody looked for', async () => {
    const first = start();
    first.opened('/');
    const named = { member: 'orders.customer_name', operator: 'equals', values: ['Somebody'] };
    const known = { ...revenue, filters: [{ member: 'orders.channel', operator: 'set' }] };
    for (const filters of [[named], [{ or: [{ and: [named] }] }], 'Somebody'])
      first.asked(body({ ...revenue, filters }));
    for (const query of [known, count]) first.asked(body(query));
    await first.close();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual([known, count]);
  });

  it('that fail, that are none, and a file that is damaged hold up nothing', async () => {
    await writeFile(path, JSON.stringify([{ bad: true }, revenue]));
    const first = start();
    first.opened('/');
    await expect.poll(() => asked).toHaveLength(2);
    for (const bytes of ['', 'no JSON', '{"query":[1]}', `{"query":{"x":"${'x'.repeat(9000)}"}}`]) {
      first.asked(Buffer.from(bytes));
    }
    await first.close();
    await writeFile(path, '[{"measures":');
    const second = start();
    second.opened('/');
    second.asked(body(count));
    await second.close();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual([count]);
  });
});
