import type { IdCodes } from '../../ports/id-codes.ts';

/** Steps of time that people can be counted by. */
export type PeopleStep = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour';

/** What rows are grouped by or held against. Texts are SQL over the columns of the relation. */
export type PeopleField =
  | { kind: 'name' }
  | { kind: 'weekday' | 'hour' }
  | { kind: 'time'; step: PeopleStep }
  | { kind: 'text'; of: 'row' | 'person'; sql: string };

/** Values of a field that rows may have; null is "empty". */
export interface PeopleCondition {
  field: PeopleField;
  values: (string | null)[];
  isNot: boolean;
}

/** How many different people there are among rows of the index of histories, by several groupings at once. */
export interface PeopleQuestion {
  rows: 'events' | 'orders';
  /** Name that the rows have in the index; null = every name of the relation. */
  event: string | null;
  zone: string;
  /** ISO weekday. */
  weekStart: number;
  /** Local days, both included. */
  dates: { from: string; to: string } | null;
  conditions: PeopleCondition[];
  fields: PeopleField[];
  /** Each a grouping: numbers of fields. */
  levels: number[][];
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
  /** Rows in the cells of the level with the most fields, to be added up. */
  rows: PeopleCounts & { level: number };
  /** Every row of the relation is one of the index: a group that nobody is in is none. */
  isWhole: boolean;
}

/** Codes of a field, as the threads read them. */
export type FieldCodes = { size: number } & (
  | { kind: 'name'; byName: Uint16Array }
  | { kind: 'time'; byBucket: Uint16Array; firstBucket: number; bucketMs: number }
  | { kind: 'row' | 'person'; codes: IdCodes; version: string }
);

export interface CountTask {
  /** By number of the name: 1 where rows of that name count. */
  names: Uint8Array;
  fromMs: number;
  toMs: number;
  fields: FieldCodes[];
  /** Numbers of fields, and by code whether a row passes. */
  conditions: { field: number; passes: Uint8Array }[];
  levels: { fields: number[]; cells: number }[];
  /** The level whose rows are counted as well. */
  rowsLevel: number;
}
