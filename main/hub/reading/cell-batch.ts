import {
  type CellPlan,
  type CellTable,
  type CompiledMapping,
  type FieldValue,
  rowsOfCells,
} from '../../connectors/files/index.ts';
import { Utf8Run } from '../../store/index.ts';
import { RowHashes } from '../content-hash.ts';
import { type Draft, type FieldEncoder, fewWords, Judge, runOf } from './field-encoder.ts';
import type { RejectedRow, SentColumn } from './row-batch.ts';
import { WordTable } from './word-table.ts';

/** Types whose values are texts; those of all others are numbers. */
const textTypes = new Set(['text', 'key', 'date', 'json']);

export interface CellRows {
  columns: SentColumn[];
  /** Which rows of the table these are. */
  kept: Int32Array;
  hashes: Float64Array<ArrayBuffer> | null;
  rejected: RejectedRow[];
}

/**
 * Converts rows told by their cells, column by column. What a cell cannot tell by itself is left to the mapping, which
 * is given the whole row and also knows why a row is kept out: so this gives the values `mapping.convert` gives.
 */
export class CellBatches {
  readonly #mapping: CompiledMapping;
  readonly #plan: CellPlan;
  readonly #encoders: readonly FieldEncoder[];
  readonly #amounts: AmountColumn[];
  readonly #currency: CurrencyColumn | null;
  readonly #entries: { column: number; memory: CellMemory<string> }[];
  readonly #run = new Utf8Run();
  readonly #hashes: RowHashes | null;
  readonly #hashed: readonly number[];

  /** @param hashed places of the values that rows are known by; null: they need no hash */
  constructor(
    mapping: CompiledMapping,
    plan: CellPlan,
    encoders: readonly FieldEncoder[],
    hashed: readonly number[] | null,
  ) {
    this.#mapping = mapping;
    this.#plan = plan;
    this.#encoders = encoders;
    this.#amounts = (plan.money?.amounts ?? []).map((amount) => new AmountColumn(amount));
    this.#currency = plan.money && new CurrencyColumn(plan.money);
    this.#entries = (plan.rest?.columns ?? []).map(({ column, entryOf }) => ({
      column,
      memory: new CellMemory(entryOf),
    }));
    this.#hashes = hashed ? new RowHashes() : null;
    this.#hashed = hashed ?? [];
  }

  convert(cells: CellTable, firstRow: number): CellRows {
    const odd = new Uint8Array(cells.count);
    const drafts = this.#drafts(cells, odd);
    const rejected: RejectedRow[] = [];
    const kept = this.#settleOdd(cells, { odd, drafts, firstRow, rejected });
    const count = kept?.length ?? cells.count;
    const rows = kept ?? Int32Array.from({ length: count }, (_, row) => row);
    const standing = kept ? drafts.map((draft, slot) => this.#keep(draft, slot, kept)) : drafts;
    const hashes = this.#hash(standing, count);
    return {
      columns: standing.map((draft, slot) => (this.#encoders[slot] as FieldEncoder).finish(draft)),
      kept: rows,
      hashes,
      rejected,
    };
  }

  #drafts(cells: CellTable, odd: Uint8Array): Draft[] {
    const { fields, types } = this.#mapping;
    const drafts: Draft[] = new Array(fields.length);
    const encoderOf = (slot: number) => this.#encoders[slot] as FieldEncoder;
    for (const { slot, column, convert, isOwnValue, plainNumbers } of this.#plan.fields) {
      const cellColumn = { cells, column, odd };
      drafts[slot] = textTypes.has(types[slot] as string)
        ? encoderOf(slot).texts(cellColumn, { convert, isOwnValue })
        : encoderOf(slot).numbers(cellColumn, { convert, plainNumbers });
    }
    const all = (value: FieldValue) => new Array<FieldValue>(cells.count).fill(value);
    for (const { slot, value } of this.#plan.constants) drafts[slot] = { kind: 'values', values: all(value) };
    const { money, rest } = this.#plan;
    if (money && this.#currency) {
      const currencies = this.#currency.read(cells, odd);
      const { currencySlot } = money;
      drafts[currencySlot] =
        typeof currencies === 'string'
          ? { kind: 'values', values: all(currencies) }
          : encoderOf(currencySlot).draftOf(currencies);
      money.amounts.forEach(({ slot }, index) => {
        drafts[slot] = { kind: 'numbers', values: (this.#amounts[index] as AmountColumn).read(cells, currencies, odd) };
      });
    }
    if (rest) drafts[rest.slot] = this.#rest(cells);
    return drafts;
  }

  /** The JSON objects, written one behind the other without making a text of each. */
  #rest(cells: CellTable): Draft {
    const { count, width } = cells;
    if (this.#entries.length === 0) return { kind: 'values', values: new Array<FieldValue>(count).fill('{}') };
    const run = this.#run;
    const ends = new Int32Array(count);
    run.begin();
    for (let row = 0; row < count; row += 1) {
      run.text('{');
      let isFirst = true;
      for (const { column, memory } of this.#entries) {
        const entry = memory.get(cells, row * width + column);
        if (entry === '') continue;
        if (!isFirst) run.text(',');
        isFirst = false;
        run.text(entry);
      }
      run.text('}');
      ends[row] = run.used;
    }
    for (const { memory } of this.#entries) memory.judge(count);
    return runOf(run, ends);
  }

  #keep(draft: Draft, slot: number, kept: Int32Array): Draft {
    if (draft.kind === 'numbers')
      return { kind: 'numbers', values: Float64Array.from(kept, (row) => draft.values[row] as number) };
    if (draft.kind === 'words')
      return { kind: 'words', codes: Int32Array.from(kept, (row) => draft.codes[row] as number) };
    const values = (this.#encoders[slot] as FieldEncoder).valuesOf(draft);
    return { kind: 'values', values: Array.from(kept, (row) => values[row] ?? null) };
  }

  /** Rows that are to be converted as a whole. Result: the rows that stay; null = all. */
  #settleOdd(
    cells: CellTable,
    work: { odd: Uint8Array; drafts: Draft[]; firstRow: number; rejected: RejectedRow[] },
  ): Int32Array | null {
    const { odd, drafts, firstRow, rejected } = work;
    if (!odd.includes(1)) return null;
    const kept: number[] = [];
    for (let row = 0; row < cells.count; row += 1) {
      if (odd[row] === 0) {
        kept.push(row);
        continue;
      }
      const [raw = []] = rowsOfCells(cells, [row]);
      const { values, rejects } = this.#mapping.convert(raw);
      if (values === null) {
        rejected.push({ rowNumber: firstRow + row, rejects, raw });
        continue;
      }
      kept.push(row);
      drafts.forEach((draft, slot) => {
        drafts[slot] = (this.#encoders[slot] as FieldEncoder).put(draft, row, values[slot] ?? null);
      });
    }
    return rejected.length === 0 ? null : Int32Array.from(kept);
  }

  #hash(drafts: readonly Draft[], count: number): Float64Array<ArrayBuffer> | null {
    const rows = this.#hashes;
    if (!rows) return null;
    rows.begin(count);
    for (const slot of this.#hashed) (this.#encoders[slot] as FieldEncoder).hash(drafts[slot] as Draft, count, rows);
    const hashes = new Float64Array(count);
    for (let row = 0; row < count; row += 1) hashes[row] = rows.hashOf(row);
    return hashes;
  }
}

/** Looks a cell up; what it is, is worked out when it comes for the first time, as long as cells repeat. */
class CellMemory<Value> {
  #known: WordTable | null = new WordTable();
  #values: Value[] = [];
  readonly #judge = new Judge(fewWords);
  readonly #read: (text: string) => Value;

  constructor(read: (text: string) => Value) {
    this.#read = read;
  }

  /** What the cell at `at` is. */
  get({ text, units, starts, ends, hashes }: CellTable, at: number): Value {
    const start = starts[at] as number;
    const end = ends[at] as number;
    const known = this.#known;
    if (!known) return this.#read(text.slice(start, end));
    const hash = hashes[at] as number;
    const code = known.find(units, start, end, hash);
    if (code >= 0) return this.#values[code] as Value;
    // Of the remembered text, which is no piece of a whole batch: what is made of it may be such a piece.
    const value = this.#read(known.wordOf(known.add(text.slice(start, end), hash)));
    this.#values.push(value);
    return value;
  }

  /** To be called after a batch. */
  judge(count: number): void {
    if (!this.#known || !this.#judge.isTooMany(this.#known.size, count)) return;
    this.#known = null;
    this.#values = [];
  }
}

type Money = NonNullable<CellPlan['money']>;

class CurrencyColumn {
  readonly #money: Money;
  readonly #codes: CellMemory<string | undefined>;

  constructor(money: Money) {
    this.#money = money;
    this.#codes = new CellMemory((text) => {
      const code = money.codeOf(text);
      return code === null ? money.currency : code;
    });
  }

  /** The currency of each row, or of all. */
  read(cells: CellTable, odd: Uint8Array): string | string[] {
    const { column, currency } = this.#money;
    if (column < 0) return currency;
    const currencies = new Array<string>(cells.count);
    for (let row = 0, at = column; row < cells.count; row += 1, at += cells.width) {
      const code = this.#codes.get(cells, at);
      if (code === undefined) odd[row] = 1;
      currencies[row] = code ?? currency;
    }
    this.#codes.judge(cells.count);
    return currencies;
  }
}

class AmountColumn {
  readonly #amount: Money['amounts'][number];
  /** By the digits that the currency of a row keeps. */
  readonly #numbers = new Map<number, CellMemory<number | null | undefined>>();

  constructor(amount: Money['amounts'][number]) {
    this.#amount = amount;
  }

  read(cells: CellTable, currencies: string | readonly string[], odd: Uint8Array): Float64Array<ArrayBuffer> {
    const { column, digitsOf } = this.#amount;
    const values = new Float64Array(cells.count);
    let known = typeof currencies === 'string' ? currencies : '';
    let numbers = this.#numbersWith(digitsOf(known));
    for (let row = 0, at = column; row < cells.count; row += 1, at += cells.width) {
      const currency = typeof currencies === 'string' ? currencies : (currencies[row] as string);
      if (currency !== known) {
        known = currency;
        numbers = this.#numbersWith(digitsOf(currency));
      }
      const value = numbers.get(cells, at);
      if (value === undefined) odd[row] = 1;
      values[row] = value ?? Number.NaN;
    }
    for (const memory of this.#numbers.values()) memory.judge(cells.count);
    return values;
  }

  #numbersWith(digits: number): CellMemory<number | null | undefined> {
    let memory = this.#numbers.get(digits);
    if (memory === undefined) {
      memory = new CellMemory((text) => this.#amount.convert(text, digits));
      this.#numbers.set(digits, memory);
    }
    return memory;
  }
}
