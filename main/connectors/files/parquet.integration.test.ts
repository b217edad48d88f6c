import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectFormat, openRecords, rowsOfCells } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-parquet-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('writes times of day and spans of time as ISO 8601 does', async () => {
  const span = (...parts: number[]) => new Uint8Array(Uint32Array.from(parts).buffer);
  const columnData: ColumnSource[] = [
    { name: 'opens', data: [36_672_000_000n, 1_500_000n] },
    { name: 'lasts', data: [span(14, 3, 0), span(0, 0, 90_500)] },
  ];
  const schema: SchemaElement[] = [
    { name: 'root', num_children: 2 },
    { name: 'opens', type: 'INT64', converted_type: 'TIME_MICROS', repetition_type: 'REQUIRED' },
    {
      ...{ name: 'lasts', type: 'FIXED_LEN_BYTE_ARRAY', type_length: 12, converted_type: 'INTERVAL' },
      repetition_type: 'REQUIRED',
    },
  ];
  const { rows } = await read(await file(parquetWriteBuffer({ columnData, schema })), true);
  expect(rows).toEqual([
    ['10:11:12', 'P14M3D'],
    ['00:00:01.5', 'PT90.5S'],
  ]);
});

let files = 0;
async function file(bytes: ArrayBuffer | Uint8Array): Promise<string> {
  files += 1;
  const path = join(folder, `${files}.parquet`);
  await writeFile(path, new Uint8Array(bytes as ArrayBuffer));
  return path;
}

/** All rows twice: as they come, and again by what can be asked for some batches later. */
async function read(path: string, wantsCells: boolean): Promise<{ rows: string[][]; later: string[][] }> {
  const reader = await openRecords(path, await detectFormat(path), { wantsCells });
  const rows: string[][] = [];
  const later: string[][] = [];
  const waiting: (() => string[][])[] = [];
  try {
    for (let batch = await reader.next(); batch !== null; batch = await reader.next()) {
      if (waiting.length > 3) later.push(...(waiting.shift()?.() ?? []));
      const { cells } = batch;
      if (!cells) rows.push(...batch.rows);
      else {
        const all = Array.from({ length: cells.table.count }, (_, row) => row);
        expect(cells.firstRow).toBe(rows.length + 1);
        rows.push(...rowsOfCells(cells.table, all));
        waiting.push(() => cells.rowsLater?.(all) ?? []);
      }
    }
    for (const ask of waiting) later.push(...ask());
  } finally {
    reader.close();
  }
  return { rows, later };
}

describe('Parquet, column by column', () => {
  it('reads what DuckDB wrote: amounts to the last digit, days, instants with and without a zone, lists', async () => {
    const path = await file(await readFile(join(import.meta.dirname, 'tables/written-by-duckdb.fixture.parquet')));
    const { rows } = await read(path, true);
    expect(rows).toHaveLength(40);
    expect(rows[1]).toEqual([
      ...['1', '客户1', '-18.99', '1899-12-31', '2026-01-01T00:01:01.000', '2026-01-01T00:01:01.000Z'],
      ...['0.1', 'false', '["1","2"]', '{"a":"1","b":"x"}'],
    ]);
    expect(rows[39]?.slice(0, 4)).toEqual(['39', '', '19.39', '1900-02-07']);
    expect((await read(path, false)).rows).toEqual(rows);
  });

  it('gives the same rows as cells and as texts, across pages and row groups, however a column is encoded and packed', async () => {
    const count = 12_000;
    const each = <T>(of: (index: number) => T) => Array.from({ length: count }, (_, index) => of(index));
    const columns: (ColumnSource & { text: (index: number) => string })[] = [
      { name: 'plain', type: 'STRING', encoding: 'PLAIN', data: each((n) => `编号 ${n}`), text: (n) => `编号 ${n}` },
      {
        ...{ name: 'words', type: 'STRING', encoding: 'RLE_DICTIONARY' },
        data: each((n) => (n % 5 === 0 ? null : `w${n % 900}`)),
        text: (n) => (n % 5 === 0 ? '' : `w${n % 900}`),
      },
      {
        ...{ name: 'always', type: 'STRING', nullable: false, encoding: 'DELTA_BYTE_ARRAY' },
        data: each((n) => `key-${String(n).padStart(6, '0')}`),
        text: (n) => `key-${String(n).padStart(6, '0')}`,
      },
      {
        ...{ name: 'lengths', type: 'STRING', encoding: 'DELTA_LENGTH_BYTE_ARRAY' },
        data: each((n) => 'é'.repeat(n % 9)),
        text: (n) => 'é'.repeat(n % 9),
      },
      {
        name: 'whole',
        type: 'INT32',
        encoding: 'DELTA_BINARY_PACKED',
        data: each((n) => n - 7),
        text: (n) => `${n - 7}`,
      },
      {
        ...{ name: 'split', type: 'DOUBLE', encoding: 'BYTE_STREAM_SPLIT' },
        data: each((n) => (n % 4 === 0 ? null : n / 4)),
        text: (n) => (n % 4 === 0 ? '' : `${n / 4}`),
      },
      { name: 'coded', type: 'DOUBLE', data: each((n) => (n % 3) / 10), text: (n) => ['0', '0.1', '0.2'][n % 3] ?? '' },
      { name: 'one', type: 'INT64', data: each(() => 8n), text: () => '8' },
      { name: 'yes', type: 'BOOLEAN', data: each((n) => n % 2 === 0), text: (n) => String(n % 2 === 0) },
    ];
    const path = await file(
      parquetWriteBuffer({
        columnData: columns.map(({ text: _, ...column }, index) => ({
          ...column,
          codec: (['SNAPPY', 'GZIP', 'ZSTD', 'BROTLI', 'UNCOMPRESSED'] as const)[index % 5] ?? 'SNAPPY',
        })),
        compressors: { GZIP: gzipSync, ZSTD: zstdCompressSync, BROTLI: brotliCompressSync },
        rowGroupSize: [8000, 4000],
        pageSize: 4000,
      }),
    );
    const expected = each((n) => columns.map(({ text }) => text(n)));
    const { rows, later } = await read(path, true);
    expect(rows).toEqual(expected);
    expect(later).toEqual(expected);
    expect((await read(path, false)).rows).toEqual(expected);
  });

  it.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD'] as const)(
    'reads numbers that stand in a page as they are in memory, packed by %s, across pages and row groups',
    async (codec) => {
      const count = 20_000;
      const kinds = [
        { type: 'INT32', of: (n: number) => n - 7, text: (n: number) => `${n - 7}` },
        { type: 'INT64', of: (n: number) => 9_007_199_254_740_993n + BigInt(n), text: (n: number) => inexact(n) },
        { type: 'DOUBLE', of: (n: number) => n / 8, text: (n: number) => `${n / 8}` },
        { type: 'FLOAT', of: (n: number) => Math.fround(n / 10), text: (n: number) => `${n / 10}` },
      ] as const;
      const inexact = (n: number) => String(9_007_199_254_740_993n + BigInt(n));
      const columns = kinds.flatMap(({ type, of, text }) =>
        [1, 3].map((every) => {
          // Every value, or one of three: with what tells which, the values may not stand where numbers must in memory.
          const isThere = (n: number) => n % every === 0;
          return {
            ...{ name: `${type}${every}`, type, encoding: 'PLAIN' as const, nullable: every > 1 },
            data: Array.from({ length: count }, (_, n) => (isThere(n) ? of(n) : null)) as unknown[],
            text: (n: number) => (isThere(n) ? text(n) : ''),
          };
        }),
      );
      const path = await file(
        parquetWriteBuffer({
          columnData: columns.map(({ text: _, ...column }) => column),
          ...{ codec, compressors: { GZIP: gzipSync, ZSTD: zstdCompressSync } },
          ...{ rowGroupSize: [12_000, 8_000], pageSize: 8_192 },
        }),
      );
      const expected = Array.from({ length: count }, (_, n) => columns.map(({ text }) => text(n)));
      const { rows, later } = await read(path, true);
      expect(rows).toEqual(expected);
      expect(later).toEqual(expected);
    },
  );

  it.each(['GZIP', 'ZSTD', 'BROTLI', 'SNAPPY', 'UNCOMPRESSED'] as const)(
    'takes pages that unpack to nothing, packed by %s: columns without a value, lists without one',
    async (codec) => {
      const columnData: ColumnSource[] = [
        { name: 'key', type: 'STRING', data: ['a', 'b', 'c'] },
        { name: 'count', type: 'INT32', encoding: 'PLAIN', nullable: true, data: [null, null, null] },
        { name: 'note', type: 'STRING', encoding: 'PLAIN', nullable: true, data: [null, null, null] },
        { name: 'tags', data: [[], [], []] },
      ];
      const schema: SchemaElement[] = [
        { name: 'root', num_children: 4 },
        { name: 'key', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'count', type: 'INT32', repetition_type: 'OPTIONAL' },
        { name: 'note', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'tags', converted_type: 'LIST', num_children: 1, repetition_type: 'OPTIONAL' },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', type: 'INT32', repetition_type: 'OPTIONAL' },
      ];
      const compressors = { GZIP: gzipSync, ZSTD: zstdCompressSync, BROTLI: brotliCompressSync };
      const path = await file(
        parquetWriteBuffer({
          columnData: columnData.map(({ type: _, ...column }) => column),
          ...{ schema, codec, compressors },
        }),
      );
      const { rows, later } = await read(path, true);
      expect(rows).toEqual(['a', 'b', 'c'].map((key) => [key, '', '', '[]']));
      expect(later).toEqual(rows);
    },
  );

  it('leaves rows without any value out, and refuses a file whose inside is not what it says', async () => {
    const name = Array.from({ length: 500 }, (_, index) => (index % 2 === 0 ? null : `name ${index}`));
    const buffer = parquetWriteBuffer({
      columnData: [{ name: 'name', type: 'STRING', data: name }],
      codec: 'UNCOMPRESSED',
    });
    const { rows } = await read(await file(buffer), true);
    expect(rows).toEqual(name.filter((value) => value !== null).map((value) => [value]));
    // A text that claims to be longer than its page.
    const broken = Buffer.from(buffer.slice(0));
    broken.writeUInt32LE(0x7fff_ffff, broken.indexOf('name 3') - 4);
    await expect(read(await file(broken), true)).rejects.toMatchObject({ code: 'import/damaged-file' });
    // A page that unpacks to more than it says, and one that does not unpack.
    const { buffer: bomb } = Uint8Array.from(gzipSync(Buffer.alloc(1 << 20)));
    for (const packed of [new Uint8Array(bomb), new Uint8Array(64)]) {
      const lying = parquetWriteBuffer({
        columnData: [{ name: 'name', type: 'STRING', data: name, nullable: true }],
        codec: 'GZIP',
        compressors: { GZIP: () => packed },
      });
      await expect(read(await file(lying), true)).rejects.toMatchObject({ code: 'import/damaged-file' });
    }
  });
});
