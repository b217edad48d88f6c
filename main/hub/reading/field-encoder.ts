import {
  type CellPlan,
  type CellTable,
  type FieldValue,
  hashOfCell,
  type PlainNumbers,
  untold,
} from '../../connectors/files/index.ts';
import { type TextColumn, Utf8Run, valueAt } from '../../store/index.ts';
import { ownText } from '../bounded-map.ts';
import { type RowHashes, ValueLanes } from '../content-hash.ts';
import type { SentColumn } from './row-batch.ts';
import { WordTable } from './word-table.ts';

/** A field counts as words as long as they repeat: judged after so many rows, by the share that was new. */
const judgedAfter = 8_192;
const newShare = 0.6;

/** Different texts remembered of an ordinary field, and of one that tells customers apart. */
export const fewWords = 20_000;
export const manyWords = 300_000;

/** Values of a field in one batch, before they are sent; NaN and -1 are null. */
export type Draft =
  | { kind: 'numbers'; values: Float64Array<ArrayBuffer> }
  | { kind: 'words'; codes: Int32Array<ArrayBuffer> }
  /** Texts as UTF-8; their bytes are valid until the field's next batch. */
  | { kind: 'run'; column: TextColumn }
  | { kind: 'values'; values: FieldValue[] };

/** A column of a batch of cells; rows whose cell is not understood by itself are marked in `odd`. */
export interface CellColumn {
  cells: CellTable;
  column: number;
  odd: Uint8Array;
}

/** What a cell's text is; `undefined`: that cannot be said of the cell alone. */
export type CellConverter = (text: string) => FieldValue | undefined;

export interface TextConverter {
  convert: CellConverter;
  /** Whether a cell surely is its own value, in ASCII; null: that cannot be said of any. */
  isOwnValue: CellPlan['fields'][number]['isOwnValue'];
}

export interface NumberConverter {
  convert: CellConverter;
  /** Reads the cells it can; null: none. */
  plainNumbers: PlainNumbers | null;
}

/** Stands for `undefined` among numbers. */
const oddNumber = untold;
const oddWord = -2;

/**
 * Encodes one field batch by batch. A text that comes up again is sent as a number: it need not be made anew on the
 * other side, and is found by its address in every map there. A cell that comes up again is not converted again.
 */
export class FieldEncoder {
  readonly #judge: Judge;
  /** Texts of the field as values. */
  #known = new WordTable();
  /** The same as long as they are few enough; null = texts are sent as they are. */
  #codes: WordTable | null = this.#known;
  /** Where texts that are sent as they are are written. */
  readonly #run = new Utf8Run();
  /** Texts of numbers 0 … that have not been sent. */
  #unsent: string[] = [];
  /** Whether the cell with the very text of a value is known to have that value: 1 = yes. */
  readonly #isPlain: number[] = [];
  /** Cells that are not what they say (` web`, `NULL`), with the numbers of their values. */
  #aliases = new WordTable();
  readonly #aliasCodes: number[] = [];
  /** Cells of numbers, with what they are. */
  #numberCells: WordTable | null = new WordTable();
  readonly #numbers: number[] = [];
  /** Lanes of texts by their numbers, two each, as far as they have been worked out. */
  #lanes = new Int32Array(0);
  #laneCount = 0;

  /** @param maxWords different texts remembered; with more the field's texts are sent as they are */
  constructor(maxWords: number) {
    this.#judge = new Judge(maxWords);
  }

  /** One field of converted rows. */
  encode(rows: readonly (readonly FieldValue[])[], index: number): SentColumn {
    return this.finish(this.draftOf(rows.map((values) => values[index] ?? null)));
  }

  draftOf(values: FieldValue[]): Draft {
    const kind = kindOf(values);
    if (kind === 'number') {
      const numbers = new Float64Array(values.length);
      for (let row = 0; row < values.length; row += 1) numbers[row] = (values[row] as number | null) ?? Number.NaN;
      return { kind: 'numbers', values: numbers };
    }
    const known = this.#words();
    if (kind === 'mixed' || !known) return { kind: 'values', values };
    const codes = new Int32Array(values.length);
    for (let row = 0; row < values.length; row += 1) codes[row] = this.#codeOf(known, values[row] as string | null);
    this.#judgeWords(known, values.length);
    return { kind: 'words', codes };
  }

  /** A column of cells that are texts. */
  texts({ cells, column, odd }: CellColumn, converter: TextConverter): Draft {
    const { text, units, width, count, starts, ends, hashes } = cells;
    const known = this.#words();
    if (!known) return this.#direct({ cells, column, odd }, converter);
    const { convert } = converter;
    const codes = new Int32Array(count);
    const isPlain = this.#isPlain;
    for (let row = 0, at = column; row < count; row += 1, at += width) {
      const start = starts[at] as number;
      const end = ends[at] as number;
      const hash = hashes[at] as number;
      let code = known.find(units, start, end, hash);
      if (code < 0 || isPlain[code] !== 1) code = this.#codeOfCell(known, text.slice(start, end), hash, convert);
      if (code === oddWord) odd[row] = 1;
      codes[row] = code;
    }
    this.#judgeWords(known, count);
    return { kind: 'words', codes };
  }

  /** A column of cells that are numbers. */
  numbers({ cells, column, odd }: CellColumn, { convert, plainNumbers }: NumberConverter): Draft {
    const values = new Float64Array(cells.count);
    if (plainNumbers) plainNumbers(cells, column, values);
    else values.fill(untold);
    if (values.includes(untold)) this.#remainingNumbers({ cells, column, odd }, convert, values);
    return { kind: 'numbers', values };
  }

  /** Numbers that were not told by the units of their cells. */
  #remainingNumbers({ cells, column, odd }: CellColumn, convert: CellConverter, values: Float64Array): void {
    const { text, units, width, count, starts, ends, hashes } = cells;
    const known = this.#numberCells;
    const numbers = this.#numbers;
    let remaining = 0;
    for (let row = 0, at = column; row < count; row += 1, at += width) {
      if (values[row] !== untold) continue;
      remaining += 1;
      const start = starts[at] as number;
      const end = ends[at] as number;
      let value: number;
      if (known) {
        const hash = hashes[at] as number;
        const code = known.find(units, start, end, hash);
        value = code < 0 ? this.#learnNumber(known, text.slice(start, end), hash, convert) : (numbers[code] as number);
      } else value = numberOf(convert(text.slice(start, end)));
      if (value === oddNumber) odd[row] = 1;
      values[row] = value;
    }
    if (known && this.#judge.isTooMany(known.size, remaining)) this.#numberCells = null;
  }

  /** Puts a value in the place of one that could not be told by its cell. */
  put(draft: Draft, row: number, value: FieldValue): Draft {
    if (draft.kind === 'numbers' && typeof value !== 'string') draft.values[row] = value ?? Number.NaN;
    else if (draft.kind === 'words' && typeof value !== 'number' && this.#codes)
      draft.codes[row] = this.#codeOf(this.#codes, value);
    else {
      const values = this.valuesOf(draft);
      values[row] = value;
      return { kind: 'values', values };
    }
    return draft;
  }

  /** Takes the field's values into the hashes of the rows. */
  hash(draft: Draft, count: number, hashes: RowHashes): void {
    if (draft.kind === 'words') {
      const nothing = new ValueLanes().of(null);
      this.#learnLanes();
      const lanes = this.#lanes;
      for (let row = 0; row < count; row += 1) {
        const code = draft.codes[row] as number;
        if (code < 0) hashes.addLanes(row, nothing.high, nothing.low);
        else hashes.addLanes(row, lanes[code * 2] as number, lanes[code * 2 + 1] as number);
      }
    } else if (draft.kind === 'numbers') {
      const lanes = new ValueLanes();
      for (let row = 0; row < count; row += 1) {
        const value = draft.values[row] as number;
        if (Number.isNaN(value)) lanes.of(null);
        else lanes.ofNumber(value);
        hashes.addLanes(row, lanes.high, lanes.low);
      }
    } else if (draft.kind === 'run') hashRun(draft.column, hashes);
    else for (let row = 0; row < count; row += 1) hashes.addValue(row, draft.values[row]);
  }

  /** The form in which a batch crosses threads. */
  finish(draft: Draft): SentColumn {
    if (draft.kind === 'numbers') {
      const constant = constantOf(draft.values, Object.is);
      if (constant === undefined) return draft;
      return { kind: 'constant', value: Number.isNaN(constant) ? null : constant };
    }
    if (draft.kind === 'words') {
      const constant = constantOf(draft.codes, (one, other) => one === other);
      if (constant !== undefined) return { kind: 'constant', value: constant < 0 ? null : this.#wordOf(constant) };
      return { kind: 'words', codes: draft.codes, texts: this.#unsent.splice(0) };
    }
    // In a buffer of its own, which goes to the other thread.
    if (draft.kind === 'run') return { ...draft.column, bytes: new Uint8Array(draft.column.bytes) };
    const constant = constantOf(draft.values, (one, other) => one === other);
    if (constant !== undefined) return { kind: 'constant', value: constant };
    if (kindOf(draft.values) !== 'text') return { kind: 'mixed', values: draft.values };
    const run = this.#run;
    run.begin();
    const ends = new Int32Array(draft.values.length);
    for (let row = 0; row < ends.length; row += 1) {
      const value = draft.values[row];
      if (typeof value === 'string') run.text(value);
      ends[row] = value === null ? ~run.used : run.used;
    }
    return { kind: 'texts', bytes: run.copy(), ends, isAscii: run.isAscii };
  }

  /** Texts that are not remembered: most cells are their own value, and only copied. */
  #direct({ cells, column, odd }: CellColumn, { convert, isOwnValue }: TextConverter): Draft {
    const { text, units, width, count, starts, ends } = cells;
    const run = this.#run;
    run.begin();
    const runEnds = new Int32Array(count);
    for (let row = 0, at = column; row < count; row += 1, at += width) {
      const start = starts[at] as number;
      const end = ends[at] as number;
      if (isOwnValue?.(units, start, end)) {
        const length = end - start;
        run.reserve(length);
        const { bytes, used } = run;
        for (let index = 0; index < length; index += 1) bytes[used + index] = units[start + index] as number;
        run.used = used + length;
        runEnds[row] = run.used;
        continue;
      }
      const value = convert(text.slice(start, end));
      if (typeof value === 'string') run.text(value);
      else if (value !== null) odd[row] = 1;
      runEnds[row] = typeof value === 'string' ? run.used : ~run.used;
    }
    return runOf(run, runEnds);
  }

  #wordOf(code: number): string {
    return this.#known.wordOf(code);
  }

  #codeOf(known: WordTable, text: string | null): number {
    if (text === null) return -1;
    const hash = hashOfCell(text);
    const code = known.findText(text, hash);
    return code < 0 ? this.#learn(known, text, hash, 0) : code;
  }

  #learn(known: WordTable, text: string, hash: number, isPlain: number): number {
    const code = known.add(text, hash);
    // A piece of a batch would keep the whole batch in memory.
    this.#unsent.push(ownText(text));
    this.#isPlain.push(isPlain);
    return code;
  }

  /** The number of a cell that is no value as it is, or is not known to be. */
  #codeOfCell(known: WordTable, text: string, hash: number, convert: CellConverter): number {
    const alias = this.#aliases.findText(text, hash);
    if (alias >= 0) return this.#aliasCodes[alias] as number;
    const value = convert(text);
    if (value === text) {
      const code = known.findText(text, hash);
      if (code < 0) return this.#learn(known, text, hash, 1);
      this.#isPlain[code] = 1;
      return code;
    }
    const code = value === null ? -1 : typeof value === 'string' ? this.#codeOf(known, value) : oddWord;
    // More than these are no few ways of writing the same.
    if (this.#aliases.size < fewWords) {
      this.#aliases.add(text, hash);
      this.#aliasCodes.push(code);
    }
    return code;
  }

  #learnNumber(known: WordTable, text: string, hash: number, convert: CellConverter): number {
    const value = numberOf(convert(text));
    known.add(text, hash);
    this.#numbers.push(value);
    return value;
  }

  #learnLanes(): void {
    const { size } = this.#known;
    if (size * 2 > this.#lanes.length) {
      const larger = new Int32Array(size * 4);
      larger.set(this.#lanes);
      this.#lanes = larger;
    }
    const lanes = new ValueLanes();
    for (; this.#laneCount < size; this.#laneCount += 1) {
      lanes.of(this.#wordOf(this.#laneCount));
      this.#lanes[this.#laneCount * 2] = lanes.high;
      this.#lanes[this.#laneCount * 2 + 1] = lanes.low;
    }
  }

  /** To be asked when a batch begins: what the one before still needed of texts no longer numbered may go. */
  #words(): WordTable | null {
    if (!this.#codes && this.#known.size > 0) {
      this.#known = new WordTable();
      this.#aliases = new WordTable();
      this.#lanes = new Int32Array(0);
      this.#laneCount = 0;
    }
    return this.#codes;
  }

  #judgeWords(known: WordTable, count: number): void {
    if (this.#judge.isTooMany(known.size, count)) this.#codes = null;
  }

  /** The values themselves. */
  valuesOf(draft: Draft): FieldValue[] {
    if (draft.kind === 'values') return draft.values;
    if (draft.kind === 'numbers') return Array.from(draft.values, (value) => (Number.isNaN(value) ? null : value));
    if (draft.kind === 'words') return Array.from(draft.codes, (code) => (code < 0 ? null : this.#wordOf(code)));
    return Array.from(draft.column.ends, (_, row) => valueAt(draft.column, row));
  }
}

/** Decides whether what a field says repeats often enough to be remembered. */
export class Judge {
  readonly #maxWords: number;
  #seen = 0;

  constructor(maxWords: number) {
    this.#maxWords = maxWords;
  }

  /** @param size different ones so far, `count` more values having been looked at */
  isTooMany(size: number, count: number): boolean {
    this.#seen += count;
    if (size > this.#maxWords) return true;
    const isDue = this.#seen >= judgedAfter && this.#seen <= judgedAfter * 2;
    return isDue && size > this.#seen * newShare && this.#maxWords <= fewWords;
  }
}

/** Of ASCII a byte is what the unit of the text is. */
function hashRun(column: TextColumn, hashes: RowHashes): void {
  const { bytes, ends, isAscii } = column;
  const lanes = new ValueLanes();
  for (let row = 0, start = 0; row < ends.length; row += 1) {
    const end = ends[row] as number;
    if (end < 0) lanes.of(null);
    else if (isAscii) lanes.ofUnits(bytes, start, end);
    else lanes.of(valueAt(column, row));
    hashes.addLanes(row, lanes.high, lanes.low);
    start = end < 0 ? ~end : end;
  }
}

function numberOf(value: FieldValue | undefined): number {
  return value === null ? Number.NaN : typeof value === 'number' ? value : oddNumber;
}

/** What all values are; undefined: they differ, or there are none. */
function constantOf<T>(values: ArrayLike<T>, isSame: (one: T, other: T) => boolean): T | undefined {
  const first = values[0] as T;
  for (let row = 1; row < values.length; row += 1) if (!isSame(values[row] as T, first)) return undefined;
  return values.length === 0 ? undefined : first;
}

function kindOf(values: readonly FieldValue[]): 'number' | 'text' | 'mixed' {
  let hasNumber = false;
  let hasText = false;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    if (typeof value === 'string') hasText = true;
    else if (typeof value === 'number') hasNumber = true;
  }
  return hasNumber && hasText ? 'mixed' : hasText ? 'text' : 'number';
}

/** What was written, with where each text ends (`~end`: it is null). */
export function runOf(run: Utf8Run, ends: Int32Array<ArrayBuffer>): Draft {
  return { kind: 'run', column: { kind: 'texts', bytes: run.bytes.subarray(0, run.used), ends, isAscii: run.isAscii } };
}
