import type { IdCodes } from '../../ports/id-codes.ts';

/** Steps of time that people can be counted by. */
export type PeopleStep = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour';

/** What rows are grouped by or held against. Texts are SQL over the columns of the relation. */
export type PeopleField =
  | { kind: 'name' }
  | { kind: 'weekday' | 'hour' }
  | { kind: 'time'; step: PeopleStep }
  | { kind: 'text'; of: 'row' | 'person' | 'product'; sql: string };

/** Values of a field that rows may have; null is "empty". */
export interface PeopleCondition {
  field: PeopleField;
  values: (string | null)[];
  isNot: boolean;
}

/**
 * Who is counted: everybody with a row; of these, whose first row of all history lies in the period that the row is
 * about (or after its beginning); who has a second row of all history before that period ends. The period is that of
 * the steps of time in the grouping, within the dates.
 */
export type Among = 'all' | 'first' | 'second';

/** A grouping: numbers of fields. */
export interface PeopleLevel {
  fields: number[];
  among: Among;
}

/**
 * How many different people, sessions, orders or products there are among rows of their index, by several groupings at
 * once. Rows that are lines are told by their order: a text of the row is one of the order.
 */
export interface PeopleQuestion {
  /** Sessions have events only, orders and products lines only. */
  of: 'people' | 'sessions' | 'orders' | 'products';
  rows: 'events' | 'orders' | 'order_items';
  /** Name that the rows have in the index; null = every name of the relation. */
  event: string | null;
  zone: string;
  /** ISO weekday. */
  weekStart: number;
  /** Local days, both included. */
  dates: { from: string; to: string } | null;
  conditions: PeopleCondition[];
  fields: PeopleField[];
  levels: PeopleLevel[];
}

/** Counts of one grouping: cells lie by codes, the last field of the level changing fastest. */
export interface PeopleCounts {
  /** To be added up; a cell nobody is in has 0 in all of them. */
  parts: SharedArrayBuffer[];
}

export interface PeopleAnswer {
  /** Texts of the codes of each field; null is "empty". */
  labels: (string | null)[][];
  levels: PeopleCounts[];
  /** Rows in the cells of the level of everybody with the most fields, to be added up; -1 where there is none. */
  rows: PeopleCounts & { level: number };
  /** Every row of the relation is one of the index asked: a group that nobody is in is none. */
  isWhole: boolean;
}

/** Codes of a field, as the threads read them. */
export type FieldCodes = { size: number } & (
  | { kind: 'name'; byName: Uint16Array }
  | { kind: 'time'; byBucket: Uint16Array; firstBucket: number; bucketMs: number }
  | { kind: 'row' | 'person' | 'product'; codes: IdCodes; version: string }
);

/** Holds a time of a person against the period of a row. */
export interface Gate {
  nth: 1 | 2;
  /** Bound of the dates, local ms. */
  bound: number;
  /** Bounds of steps of time by their code: the beginning for the first, the end for the second. */
  steps: { field: number; bounds: Float64Array }[];
}

export interface CountTask {
  /** By number of the name: 1 where rows of that name count. */
  names: Uint8Array;
  fromMs: number;
  toMs: number;
  fields: FieldCodes[];
  /** Numbers of fields, and by code whether a row passes. */
  conditions: { field: number; passes: Uint8Array }[];
  zone: string;
  gates: Gate[];
  /** `gate` is the number of one; null = everybody counts. */
  levels: { fields: number[]; cells: number; gate: number | null }[];
  /** The level whose rows are counted as well; -1 = none. */
  rowsLevel: number;
}
