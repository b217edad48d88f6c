import type { DuckDBConnection } from '@duckdb/node-api';
import type { IdCodes } from '../../ports/id-codes.ts';

/** Ids that passed a filter: bit i of the words says whether id i did. */
export interface IdSet {
  words: SharedArrayBuffer;
}

/** A text per id: `labels[codes[id]]`, where code 0 is the empty text for ids without one. */
export interface IdLabels extends IdCodes {
  labels: string[];
}

/** Reads the single column of a prepared SELECT, an id, into a bit set. */
export async function readIdSet(stream: ReturnType<DuckDBConnection['stream']>): Promise<IdSet> {
  let words = new Uint32Array(1024);
  let last = -1;
  await eachRow(stream, ([id]) => {
    const at = Number(id);
    if (at > last) last = at;
    words = atLeast(words, at >>> 5);
    words[at >>> 5] = (words[at >>> 5] as number) | (1 << (at & 31));
  });
  return { words: shared(words, (last >>> 5) + 1) };
}

/** Reads a prepared SELECT of id and text. */
export async function readIdLabels(stream: ReturnType<DuckDBConnection['stream']>): Promise<IdLabels> {
  const labels = [''];
  const codeOf = new Map([['', 0]]);
  let codes = new Uint32Array(1024);
  let last = -1;
  await eachRow(stream, ([id, value]) => {
    const at = Number(id);
    const text = value === null || value === undefined ? '' : String(value);
    let code = codeOf.get(text);
    if (code === undefined) {
      code = labels.length;
      codeOf.set(text, code);
      labels.push(text);
    }
    if (at > last) last = at;
    codes = atLeast(codes, at);
    codes[at] = code;
  });
  return { labels, codes: shared(codes, last + 1), width: 4 };
}

async function eachRow(
  stream: ReturnType<DuckDBConnection['stream']>,
  take: (values: [unknown, unknown]) => void,
): Promise<void> {
  const result = await stream;
  const hasText = result.columnCount > 1;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    const ids = chunk.getColumnVector(0);
    const texts = hasText ? chunk.getColumnVector(1) : null;
    for (let row = 0; row < chunk.rowCount; row += 1) take([ids.getItem(row), texts?.getItem(row) ?? null]);
  }
}

function atLeast(array: Uint32Array<ArrayBuffer>, index: number): Uint32Array<ArrayBuffer> {
  if (index < array.length) return array;
  const wider = new Uint32Array(Math.max(index + 1, array.length * 2));
  wider.set(array);
  return wider;
}

function shared(array: Uint32Array, length: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(length * 4);
  new Uint32Array(buffer).set(array.subarray(0, length));
  return buffer;
}
