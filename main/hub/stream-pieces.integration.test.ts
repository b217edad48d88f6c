import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mapping } from '../../contract/imports.ts';
import { type KnownColumn, knownFormat } from '../connectors/files/index.ts';
import { brokenRules, openTestHub, type TestHub } from './hub.fixture.ts';
import type { StreamPiece } from './messages.ts';

let world: TestHub;
let files = 0;
beforeEach(async () => {
  world = await openTestHub();
});
afterEach(() => world.close());

interface Piece {
  entity: string;
  columns: KnownColumn[];
  rows: string[][];
  mapping?: Mapping;
  mode?: 'upsert' | 'replace';
  piece?: Partial<StreamPiece>;
}

/** Imports rows as a sync hands them over. */
async function take({ entity, columns, rows, mapping, mode = 'upsert', piece = {} }: Piece) {
  files += 1;
  const path = join(world.folder, `piece-${files}.csv`);
  const names = columns.map(({ name }) => name);
  const text = `${[names, ...rows].map((row) => row.map((value) => `"${value}"`).join(',')).join('\n')}\n`;
  await writeFile(path, text);
  const format = knownFormat(columns, rows, { sizeBytes: Buffer.byteLength(text), rowCount: rows.length });
  const { id } = await world.hub.submitImport({
    path,
    fileName: 'piece.csv',
    entity,
    mapping: mapping ?? Object.fromEntries(names.map((name) => [name, { column: name }])),
    options: { source: 'crm', mode },
    piece: { format, key: [], listsKeys: false, hasPartialOrders: false, ...piece },
  });
  const record = await world.ended(id);
  expect(brokenRules(world.reader)).toEqual([]);
  return record;
}

const columns: KnownColumn[] = [
  { name: 'id', type: 'integer' },
  { name: 'zip', type: 'text' },
  { name: 'score', type: 'decimal' },
];
const table = () => {
  const name = world.reader.get<{ storage_name: string }>('SELECT storage_name FROM imported_tables')?.storage_name;
  return world.reader.prepare(`SELECT c1_id, c2_zip, c3_score FROM "${name}" ORDER BY c1_id`).raw().all();
};
const keyed = { entity: 'table:visits', columns, piece: { key: ['id'] } };

describe('a table with a key', () => {
  it('[SY5] takes a row that is known by its key as the new state of that row', async () => {
    await take({
      ...keyed,
      rows: [
        ['1', '00501', '1.5'],
        ['2', '10115', '2'],
      ],
    });
    const second = await take({
      ...keyed,
      rows: [
        ['2', '10117', '2'],
        ['1', '00501', '1.5'],
        ['3', '', '9'],
      ],
    });
    expect(second).toMatchObject({ status: 'succeeded', rowsRead: 3, rowsAccepted: 3, rowsUnchanged: 1 });
    expect(table()).toEqual([
      [1, '00501', 1.5],
      [2, '10117', 2],
      [3, null, 9],
    ]);
  });

  it('[SY5] a key that comes twice in one piece counts once, the later row', async () => {
    await take({
      ...keyed,
      rows: [
        ['1', 'a', '1'],
        ['2', 'b', '2'],
        ['1', 'c', '3'],
      ],
    });
    expect(table()).toEqual([
      [1, 'c', 3],
      [2, 'b', 2],
    ]);
  });

  it('[SY5] rows that come by columns, new ones and known ones mixed, leave what a map of their rows by key would hold', async () => {
    await world.close();
    world = await openTestHub({ limits: { readingThreadBytes: 0, chunkRows: 700 } });
    const model = new Map<number, unknown[]>();
    const row = (id: number, turn: number) => [String(id), id % 7 === 0 ? '' : `z${id % 50}`, String(id + turn / 4)];
    const span = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
    const steps: { ids: number[]; rejected: number }[] = [
      { ids: span(1, 3000), rejected: 0 },
      // The last ones are read once more.
      { ids: [...span(2990, 3000), ...span(3000, 4500)], rejected: 0 },
      // A key twice in the midst of new ones, and a row without one.
      { ids: [...span(4500, 5200), 4600, 0, ...span(5200, 5400)], rejected: 1 },
      { ids: span(5390, 5600), rejected: 0 },
      { ids: span(5600, 9000), rejected: 0 },
      // New ones that do not ascend, then some of them again behind others that do.
      { ids: [...span(9500, 9800), ...span(9200, 9500)], rejected: 0 },
      { ids: [...span(9800, 9900), ...span(9300, 9310)], rejected: 0 },
      // New ones below all that were read.
      { ids: [...span(9000, 9100), ...span(9900, 10_000)], rejected: 0 },
      { ids: span(9050, 9150), rejected: 0 },
    ];
    for (const [turn, { ids, rejected }] of steps.entries()) {
      const rows = ids.map((id) => (id === 0 ? ['', 'z', '1'] : row(id, turn)));
      const record = await take({ ...keyed, rows });
      expect(record).toMatchObject({ status: 'succeeded', rowsRead: ids.length, rowsRejected: rejected });
      for (const id of ids) if (id > 0) model.set(id, [id, id % 7 === 0 ? null : `z${id % 50}`, id + turn / 4]);
    }
    expect(table()).toEqual([...model.values()].sort((a, b) => Number(a[0]) - Number(b[0])));
  });

  it('[SY5] pieces that follow each other leave what a map of their rows by key would hold', async () => {
    const row = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 2 }));
    const piece = fc.record({
      kind: fc.constantFrom('upsert', 'upsert', 'upsert', 'replace', 'keys'),
      rows: fc.array(row, { minLength: 1, maxLength: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 4, maxLength: 8 }), async (pieces) => {
        await world.close();
        world = await openTestHub();
        let model = new Map<number, unknown[]>();
        // The table takes its shape from the first piece.
        for (const [index, { kind, rows }] of [{ kind: 'upsert', rows: [[1, 'a', 1] as const] }, ...pieces].entries()) {
          const isKeys = kind === 'keys' && index > 0;
          const texts = rows.map((values) => values.slice(0, isKeys ? 1 : 3).map(String));
          const shape = isKeys ? { columns: columns.slice(0, 1), piece: { key: ['id'], listsKeys: true } } : {};
          await take({ ...keyed, ...shape, rows: texts, mode: kind === 'replace' ? 'replace' : 'upsert' });
          const keys = new Set(rows.map(([id]) => id));
          if (kind !== 'upsert') model = new Map([...model].filter(([id]) => keys.has(id)));
          if (!isKeys) for (const values of rows) model.set(values[0], [...values]);
        }
        expect(table()).toEqual([...model.values()].sort((a, b) => Number(a[0]) - Number(b[0])));
      }),
      { numRuns: 4 },
    );
  });

  it('[SY5] many new rows beside few known ones, of which no import left the hashes, leave what a map would hold', async () => {
    const row = (id: number, score: number) => [String(id), `z${id}`, String(score)];
    await take({ ...keyed, rows: [1, 2, 3].map((id) => row(id, 1)) });
    // Another key ends what was kept of the first one.
    await take({ ...keyed, rows: [row(2, 5)], piece: { key: ['zip'] } });
    const many = Array.from({ length: 9_000 }, (_, index) => row(index + 1, index % 7));
    const rows = [...many, row(3, 9), row(8_999, 9), row(9_001, 9)];
    const record = await take({ ...keyed, rows });
    expect(record).toMatchObject({ rowsAccepted: 9_003, rowsRejected: 0 });
    const model = new Map(rows.map(([id, zip, score]) => [Number(id), [Number(id), zip, Number(score)]]));
    expect(table()).toEqual([...model.values()]);
  });

  it('[SY6] a full read removes rows the source no longer has', async () => {
    await take({
      ...keyed,
      rows: [
        ['1', 'a', '1'],
        ['2', 'b', '2'],
        ['3', 'c', '3'],
      ],
    });
    await take({
      ...keyed,
      mode: 'replace',
      rows: [
        ['3', 'c', '3'],
        ['1', 'a', '7'],
      ],
    });
    expect(table()).toEqual([
      [1, 'a', 7],
      [3, 'c', 3],
    ]);
  });

  it('[SY7] a list of the keys that still exist removes the rest, and nothing of another source', async () => {
    await take({
      ...keyed,
      rows: [
        ['1', 'a', '1'],
        ['2', 'b', '2'],
        ['3', 'c', '3'],
      ],
    });
    const { id } = await world.hub.submitImport({
      path: await otherFile('id,zip,score\n9,z,9\n'),
      fileName: 'other.csv',
      entity: 'table:visits',
      options: { source: 'other' },
    });
    await world.ended(id);
    await take({
      entity: 'table:visits',
      columns: columns.slice(0, 1),
      rows: [['1'], ['3'], ['4']],
      piece: { key: ['id'], listsKeys: true },
    });
    expect(table()).toEqual([
      [1, 'a', 1],
      [3, 'c', 3],
      [9, 'z', 9],
    ]);
  });

  it('finds rows by their key that came before it had one', async () => {
    await take({
      ...keyed,
      piece: {},
      rows: [
        ['1', 'a', '1'],
        ['2', 'b', '2'],
      ],
    });
    await take({ ...keyed, rows: [['2', 'b', '5']] });
    expect(table()).toEqual([
      [1, 'a', 1],
      [2, 'b', 5],
    ]);
  });

  it('finds rows by the key it had first after another one had changed them, however soon', async () => {
    const byZip = { ...keyed, piece: { key: ['zip'] } };
    await take({
      ...keyed,
      rows: [
        ['1', 'a', '1'],
        ['2', 'b', '2'],
      ],
    });
    // The same rows, known by another column: nothing is added, but one has another id now.
    await take({
      ...byZip,
      rows: [
        ['1', 'a', '1'],
        ['5', 'b', '2'],
      ],
    });
    const third = await take({
      ...keyed,
      rows: [
        ['1', 'a', '7'],
        ['5', 'b', '8'],
      ],
    });
    expect(third).toMatchObject({ rowsAccepted: 2, rowsUnchanged: 0 });
    expect(table()).toEqual([
      [1, 'a', 7],
      [5, 'b', 8],
    ]);
  });

  it('keeps out a row without its key, and does not fail because nothing else came', async () => {
    const record = await take({ ...keyed, rows: [['', 'a', '1']] });
    expect(record).toMatchObject({ status: 'succeeded', rowsRejected: 1, rowsAccepted: 0 });
    expect(world.hub.rejects(record.id, { offset: 0, limit: 9 })).toMatchObject([
      { field: 'id', code: 'required-missing', raw: ['', 'a', '1'] },
    ]);
  });
});

async function otherFile(text: string): Promise<string> {
  const path = join(world.folder, 'other.csv');
  await writeFile(path, text);
  return path;
}

const lineColumns: KnownColumn[] = ['order_id', 'line_id', 'ordered_at', 'quantity', 'amount'].map((name) => ({
  name,
  type: 'text',
}));
const line = (order: string, id: string, amount: string) => [order, id, '2024-03-01T10:00:00Z', '1', amount];
const net = () => world.reader.prepare('SELECT key, net_minor FROM orders ORDER BY key').raw().all();

describe('orders', () => {
  it('[SY8] a changed line alone leaves the other lines of its order', async () => {
    const piece = { hasPartialOrders: true };
    await take({
      entity: 'order_items',
      columns: lineColumns,
      piece,
      rows: [line('A', '1', '10.00'), line('A', '2', '5.00')],
    });
    await take({ entity: 'order_items', columns: lineColumns, piece, rows: [line('A', '2', '6.50')] });
    expect(net()).toEqual([['A', 1650]]);
  });

  it('[SY7] a list of order numbers removes the orders that are gone with their lines', async () => {
    await take({
      entity: 'order_items',
      columns: lineColumns,
      rows: [line('A', '1', '10.00'), line('B', '1', '5.00')],
    });
    await take({
      entity: 'orders',
      columns: [{ name: 'no', type: 'text' }],
      mapping: { order_id: { column: 'no' } },
      rows: [['B']],
      piece: { listsKeys: true, key: ['order_id'] },
    });
    expect(net()).toEqual([['B', 500]]);
    expect(world.reader.all('SELECT line_key FROM order_items')).toHaveLength(1);
  });
});
