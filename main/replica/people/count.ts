import { idCodes } from '../../ports/id-codes.ts';
import type { SequenceArrays } from '../sequence/sequence.ts';
import type { CountTask, FieldCodes, Gate } from './question.ts';

/** Rows looked at together: their codes stay in the processor's cache. */
const blockRows = 4096;

export interface People {
  people: number;
  arrays: SequenceArrays;
}

/** People of the index, `from` up to `to`. */
export interface PeopleShare {
  from: number;
  to: number;
}

/** Codes of the people of a share, the first of them at 0, made once per field. */
export type PersonCodes = (field: Extract<FieldCodes, { version: string }>, share: PeopleShare) => Uint32Array;

/** Local ms of the first or second wanted row of each person of a share, the first of them at 0. */
export type PersonTimes = (
  task: Pick<CountTask, 'names' | 'zone'>,
  nth: Gate['nth'],
  share: PeopleShare,
) => Float64Array;

/** What is known of the people of a share. */
export interface OfPeople {
  codes: PersonCodes;
  times: PersonTimes;
}

/**
 * Counts, for every cell of every level, the different people among a share's rows. Histories lie together, so a cell
 * counts somebody where the person it counted last is another one.
 *
 * @param counts by level: the counts, all 0, as many as the level has cells; at the end those of the rows of one level
 */
export function countPeople(
  { arrays }: People,
  task: CountTask,
  share: PeopleShare,
  ofPeople: OfPeople,
  counts: readonly Uint32Array[],
): void {
  const { offsets } = arrays;
  const rows = new Int32Array(blockRows);
  const persons = new Int32Array(blockRows);
  const readers = task.fields.map((field) => readerOf(field, arrays, share, ofPeople.codes));
  const codes = task.fields.map(() => new Int32Array(blockRows));
  const gates = task.gates.map((gate) => new OpenGate(gate, codes, ofPeople.times(task, gate.nth, share)));
  const levels = inOrder(task, { codes, gates, counts });
  const isCounted = task.fields.map((_, field) => task.levels.some((level) => level.fields.includes(field)));
  let kept = 0;
  const flush = (): void => {
    kept = pass(task, { rows, persons, codes, readers, isCounted }, kept);
    for (const gate of gates) gate.look(persons, kept, share.from + 1);
    for (const level of levels) tally(level, codes, persons, kept);
    kept = 0;
  };
  const { fromMs, toMs } = task;
  const { times, names } = arrays;
  const wanted = task.names;
  for (let person = share.from; person < share.to; person += 1) {
    const end = offsets[person + 1] as number;
    for (let row = offsets[person] as number; row < end; row += 1) {
      // Names first: they take the fewest bytes, and orders are few among events.
      if (wanted[names[row] as number] === 0) continue;
      const time = times[row] as number;
      if (time < fromMs || time > toMs) continue;
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
  rows: Int32Array;
  persons: Int32Array;
  codes: Int32Array[];
  readers: ReadCodes[];
  /** By field: whether some level goes by it; others are for conditions only. */
  isCounted: boolean[];
}

/** Reads the codes of a block's rows and moves those that meet every condition to its beginning; returns how many. */
function pass({ conditions }: CountTask, { rows, persons, codes, readers, isCounted }: Block, count: number): number {
  let kept = count;
  for (const { field, passes } of conditions) {
    const own = codes[field] as Int32Array;
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
    if (isCounted[field]) read(rows, persons, kept, codes[field] as Int32Array);
  });
  return kept;
}

/** Which rows of a block pass a gate. */
class OpenGate {
  readonly passes = new Uint8Array(blockRows);
  readonly #gate: Gate;
  readonly #codes: readonly Int32Array[];
  /** By place in the share. */
  readonly #times: Float64Array;
  readonly #bounds = new Float64Array(blockRows);

  constructor(gate: Gate, codes: readonly Int32Array[], times: Float64Array) {
    this.#gate = gate;
    this.#codes = codes;
    this.#times = times;
  }

  /** @param first number of the share's first person */
  look(persons: Int32Array, count: number, first: number): void {
    const { nth, bound, steps } = this.#gate;
    const [bounds, times, passes] = [this.#bounds, this.#times, this.passes];
    bounds.fill(bound, 0, count);
    for (const { field, bounds: byCode } of steps) {
      const codes = this.#codes[field] as Int32Array;
      const isLatest = nth === 1;
      for (let at = 0; at < count; at += 1) {
        const own = byCode[codes[at] as number] as number;
        if (own > (bounds[at] as number) === isLatest) bounds[at] = own;
      }
    }
    for (let at = 0; at < count; at += 1) {
      const time = times[(persons[at] as number) - first] as number;
      const limit = bounds[at] as number;
      passes[at] = Number(nth === 1 ? time >= limit : time < limit);
    }
  }
}

/** A level on its way: its keys are those of another level and one field more. */
interface Level {
  keys: Int32Array;
  /** Keys of the level it goes on from; null where the codes of its only field are the keys, or there is none. */
  from: Int32Array | null;
  field: number | null;
  size: number;
  tallies: Tally[];
}

/** What is counted in the cells of a level. */
interface Tally {
  last: Int32Array;
  counts: Uint32Array;
  /** By row of the block: whether it counts; null = every one does. */
  passes: Uint8Array | null;
  /** Counts of rows; none on most levels. */
  rowCounts: Uint32Array | null;
}

/** Levels, each after the one that it goes on from; made up on the way where none was asked. */
function inOrder(
  { levels, fields, rowsLevel }: CountTask,
  {
    codes,
    gates,
    counts,
  }: { codes: readonly Int32Array[]; gates: readonly OpenGate[]; counts: readonly Uint32Array[] },
): Level[] {
  const made = new Map<string, Level>();
  const make = (own: readonly number[]): Level => {
    const known = made.get(own.join());
    if (known) return known;
    const before = own.length > 1 ? make(own.slice(0, -1)) : null;
    const field = own.at(-1) ?? null;
    const size = field === null ? 1 : (fields[field]?.size ?? 1);
    const level = {
      keys: before === null && field !== null ? (codes[field] as Int32Array) : new Int32Array(blockRows),
      from: before?.keys ?? null,
      field,
      size,
      tallies: [],
    };
    made.set(own.join(), level);
    return level;
  };
  levels.forEach(({ fields: own, cells, gate }, index) => {
    make(own).tallies.push({
      last: new Int32Array(cells),
      counts: counts[index] ?? new Uint32Array(cells),
      passes: gate === null ? null : (gates[gate]?.passes ?? null),
      rowCounts: index === rowsLevel ? (counts[levels.length] ?? null) : null,
    });
  });
  return [...made.values()];
}

function tally({ keys, from, field, size, tallies }: Level, codes: Int32Array[], persons: Int32Array, count: number) {
  if (from !== null) {
    const own = codes[field ?? 0] as Int32Array;
    for (let at = 0; at < count; at += 1) keys[at] = (Math.imul(from[at] as number, size) + (own[at] as number)) | 0;
  }
  for (const { last, counts, passes, rowCounts } of tallies) {
    if (passes) countPassing(keys, persons, count, { last, counts, passes });
    else countAll(keys, persons, count, { last, counts });
    if (rowCounts === null) continue;
    for (let at = 0; at < count; at += 1) {
      const key = keys[at] as number;
      rowCounts[key] = ((rowCounts[key] as number) + 1) | 0;
    }
  }
}

function countAll(
  keys: Int32Array,
  persons: Int32Array,
  count: number,
  { last, counts }: Pick<Tally, 'last' | 'counts'>,
): void {
  for (let at = 0; at < count; at += 1) {
    const key = keys[at] as number;
    const person = persons[at] as number;
    // 1 where it is another person: without a branch, because who comes next cannot be foreseen.
    const other = (last[key] as number) ^ person;
    last[key] = person;
    counts[key] = ((counts[key] as number) + ((other | -other) >>> 31)) | 0;
  }
}

function countPassing(
  keys: Int32Array,
  persons: Int32Array,
  count: number,
  { last, counts, passes }: Pick<Tally, 'last' | 'counts'> & { passes: Uint8Array },
): void {
  for (let at = 0; at < count; at += 1) {
    const key = keys[at] as number;
    const isPassing = passes[at] as number;
    const before = last[key] as number;
    const other = before ^ (persons[at] as number);
    last[key] = before ^ (other & -isPassing);
    counts[key] = ((counts[key] as number) + (((other | -other) >>> 31) & isPassing)) | 0;
  }
}

type ReadCodes = (rows: Int32Array, persons: Int32Array, count: number, into: Int32Array) => void;

function readerOf(field: FieldCodes, arrays: SequenceArrays, share: PeopleShare, personCodes: PersonCodes): ReadCodes {
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
    case 'product': {
      const { products = new Uint32Array(0) } = arrays;
      const codes = idCodes(field.codes);
      return (rows, _, count, into) => {
        for (let at = 0; at < count; at += 1) into[at] = codes[products[rows[at] as number] as number] ?? 0;
      };
    }
    case 'person': {
      const codes = personCodes(field, share);
      const first = share.from + 1;
      return (_, persons, count, into) => {
        for (let at = 0; at < count; at += 1) into[at] = codes[(persons[at] as number) - first] as number;
      };
    }
  }
}
