import { idCodes } from '../../ports/id-codes.ts';
import type { SequenceArrays } from '../sequence/sequence.ts';
import type { CountTask, FieldCodes } from './question.ts';

/** Rows looked at together: their codes stay in the processor's cache. */
const blockRows = 4096;

export interface People {
  people: number;
  arrays: SequenceArrays;
}

/** Codes of people by their place in the index, made once per field. */
export type PersonCodes = (field: Extract<FieldCodes, { kind: 'row' | 'person' }>) => Uint32Array;

/**
 * Counts, for every cell of every level, the different people among a share's rows. Histories lie together, so a cell
 * counts somebody where the person it counted last is another one.
 *
 * @param share people `from` up to `to`
 * @param counts by level: the counts, all 0, as many as the level has cells
 */
export function countPeople(
  { arrays }: People,
  task: CountTask,
  { from, to }: { from: number; to: number },
  personCodes: PersonCodes,
  counts: readonly Uint32Array[],
): void {
  const { offsets } = arrays;
  const rows = new Uint32Array(blockRows);
  const persons = new Uint32Array(blockRows);
  const readers = task.fields.map((field) => readerOf(field, arrays, personCodes));
  const codes = task.fields.map(() => new Uint32Array(blockRows));
  const last = task.levels.map(({ cells }) => new Uint32Array(cells));
  const keys = new Uint32Array(blockRows);
  let kept = 0;
  const flush = (): void => {
    kept = pass(task, { rows, persons, codes, readers }, kept);
    task.levels.forEach((level, index) => {
      keysOf(level.fields, task.fields, codes, kept, keys);
      tally(keys, persons, kept, last[index] as Uint32Array, counts[index] as Uint32Array);
    });
    kept = 0;
  };
  const { fromMs, toMs } = task;
  const { times, names } = arrays;
  const wanted = task.names;
  for (let person = from; person < to; person += 1) {
    const end = offsets[person + 1] as number;
    for (let row = offsets[person] as number; row < end; row += 1) {
      const time = times[row] as number;
      if (time < fromMs || time > toMs || wanted[names[row] as number] === 0) continue;
      rows[kept] = row;
      // 0 is nobody.
      persons[kept] = person + 1;
      kept += 1;
      if (kept === blockRows) flush();
    }
  }
  if (kept > 0) flush();
}

interface Block {
  rows: Uint32Array;
  persons: Uint32Array;
  codes: Uint32Array[];
  readers: ReadCodes[];
}

/** Reads the codes of a block's rows and moves those that meet every condition to its beginning; returns how many. */
function pass({ conditions }: CountTask, { rows, persons, codes, readers }: Block, count: number): number {
  let kept = count;
  for (const { field, passes } of conditions) {
    const own = codes[field] as Uint32Array;
    readers[field]?.(rows, persons, kept, own);
    let to = 0;
    for (let at = 0; at < kept; at += 1) {
      if (passes[own[at] as number] === 0) continue;
      rows[to] = rows[at] as number;
      persons[to] = persons[at] as number;
      to += 1;
    }
    kept = to;
  }
  readers.forEach((read, field) => {
    read(rows, persons, kept, codes[field] as Uint32Array);
  });
  return kept;
}

function keysOf(
  fields: readonly number[],
  all: readonly FieldCodes[],
  codes: readonly Uint32Array[],
  count: number,
  keys: Uint32Array,
): void {
  const [first, ...others] = fields;
  if (first === undefined) {
    keys.fill(0, 0, count);
    return;
  }
  keys.set((codes[first] as Uint32Array).subarray(0, count));
  for (const field of others) {
    const own = codes[field] as Uint32Array;
    const size = all[field]?.size ?? 1;
    for (let at = 0; at < count; at += 1) keys[at] = (keys[at] as number) * size + (own[at] as number);
  }
}

function tally(keys: Uint32Array, persons: Uint32Array, count: number, last: Uint32Array, counts: Uint32Array): void {
  for (let at = 0; at < count; at += 1) {
    const key = keys[at] as number;
    const person = persons[at] as number;
    if (last[key] === person) continue;
    last[key] = person;
    counts[key] = (counts[key] as number) + 1;
  }
}

type ReadCodes = (rows: Uint32Array, persons: Uint32Array, count: number, into: Uint32Array) => void;

function readerOf(field: FieldCodes, arrays: SequenceArrays, personCodes: PersonCodes): ReadCodes {
  switch (field.kind) {
    case 'name': {
      const { names } = arrays;
      const { byName } = field;
      return (rows, _, count, into) => {
        for (let at = 0; at < count; at += 1) into[at] = byName[names[rows[at] as number] as number] as number;
      };
    }
    case 'time': {
      const { times } = arrays;
      const { byBucket, firstBucket, bucketMs } = field;
      return (rows, _, count, into) => {
        for (let at = 0; at < count; at += 1) {
          const bucket = Math.floor((times[rows[at] as number] as number) / bucketMs) - firstBucket;
          into[at] = byBucket[bucket] as number;
        }
      };
    }
    case 'row': {
      const { rowIds } = arrays;
      const codes = idCodes(field.codes);
      return (rows, _, count, into) => {
        // An id above the highest one with a text has none.
        for (let at = 0; at < count; at += 1) into[at] = codes[rowIds[rows[at] as number] as number] ?? 0;
      };
    }
    case 'person': {
      const codes = personCodes(field);
      return (_, persons, count, into) => {
        for (let at = 0; at < count; at += 1) into[at] = codes[(persons[at] as number) - 1] as number;
      };
    }
  }
}
