import type { Converter } from './converters.ts';
import type { FieldValue } from './format.ts';
import type { OwnValueTest } from './own-value.ts';
import type { PlainNumbers } from './plain-numbers.ts';

/** A field that is one column's text, converted by itself. */
export interface CellField {
  /** Where it stands among the values of a row. */
  slot: number;
  column: number;
  /** `undefined`: the row is to be converted as a whole, which says why. */
  convert: Converter;
  /** Null: no cell is known to be its own value before it is converted. */
  isOwnValue: OwnValueTest | null;
  /** Null: its values are no numbers, or none of them is read without its text. */
  plainNumbers: PlainNumbers | null;
}

/** An amount: what it is worth depends on the currency of its row. */
export interface CellAmount {
  slot: number;
  column: number;
  /** Digits kept in this currency. */
  digitsOf: (currency: string) => number;
  /** The amount with so many digits; `undefined` as for `CellField`. */
  convert: (text: string, digits: number) => number | null | undefined;
}

/**
 * How the values of a row come from its cells one by one, so that a cell that has come before need not be converted
 * again. Only for mappings of which this is true. Whatever a cell is that these do not understand, `convert` of the
 * mapping does, given the whole row.
 */
export interface CellPlan {
  fields: CellField[];
  constants: { slot: number; value: FieldValue }[];
  money: {
    amounts: CellAmount[];
    currencySlot: number;
    /** Column of the currency; -1: all rows have `currency`. */
    column: number;
    /** Of a row that says none. */
    currency: string;
    /** Code of a currency as written: null = it says none, undefined = as for `CellField`. */
    codeOf: (text: string) => string | null | undefined;
  } | null;
  /** The JSON object of all other columns: each gives an entry, or ''. */
  rest: { slot: number; columns: { column: number; entryOf: (text: string) => string }[] } | null;
}
