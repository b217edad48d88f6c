import { previousPeriod, previousYear } from '../../contract/board-queries/index.ts';
import type { AxisField, MemberKey, Pivot, TimeStep } from '../../contract/pivot.ts';
import type { Slice } from './axis.ts';
import {
  type Beginnings,
  endOfStep,
  fineness,
  isOfMonths,
  type Shift,
  shiftOf,
  shiftRange,
  shiftStep,
  truncate,
} from './calendar.ts';
import type { CubeFilter } from './field-keys.ts';
import type { FigureGroup } from './figures.ts';

/** A Cube query as the pivot asks it. */
export interface CubeQuestion {
  measures: string[];
  dimensions: string[];
  timeDimensions: { dimension: string; granularity?: string; dateRange?: [string, string] }[];
  filters: CubeFilter[];
  order: [string, 'asc' | 'desc'][];
  limit: number;
  responseFormat: 'columnar';
  timezone: string;
}

export type Cell = string | number | boolean | null;

/** An answer in Cube's columnar form. */
export interface CubeAnswer {
  members: string[];
  /** As many as members, each of as many values as there are rows. */
  columns: Cell[][];
  rowCount: number;
  truncated: { shown: number; total: number } | null;
}

/** One question and how its rows are read. */
export interface PlannedQuestion {
  question: CubeQuestion;
  row: Slice;
  column: Slice;
  group: FigureGroup;
  /** Compared times and how far they are moved; null where the question is about the period itself. */
  shift: { member: string; shift: Shift } | null;
}

export interface QuestionTerms {
  pivot: Pivot;
  measures: (group: FigureGroup) => string[];
  /** Conditions on rows. */
  filters: CubeFilter[];
  timezone: string;
  limit: number;
}

/** Name of a field in the rows of an answer. */
export function columnOf(field: Pick<AxisField, 'member' | 'granularity'>): string {
  return field.granularity ? `${field.member}.${field.granularity}` : field.member;
}

/** The question for the cells of two slices; null where a compared period cannot be told. */
export function planQuestion(
  row: Slice,
  column: Slice,
  group: FigureGroup,
  terms: QuestionTerms,
): PlannedQuestion | null {
  const { pivot } = terms;
  const fields = [...row.fields, ...column.fields];
  const compared = group.basis === null ? null : comparedDates(pivot, [...row.fields, ...column.fields], group.basis);
  if (group.basis !== null && compared === null) return null;
  const dates = compared ? compared.dates : pivot.dates;
  const filters = [...terms.filters, ...row.filters, ...column.filters];
  const isMoved = compared?.shift ? filters.some((filter) => mentions(filter, compared.member)) : false;
  // Which rows an "other" stands for is known of the period itself, not of a moved one.
  if (isMoved && (row.isOther || column.isOther)) return null;
  const times = timeDimensionsOf(fields, dates, group.lastBy);
  const plain = fields.filter((field) => field.granularity === null).map((field) => field.member);
  return {
    question: {
      measures: terms.measures(group),
      // In one order whatever the order of the axis, so that a moved field finds its figures in the cache.
      dimensions: [...new Set(plain)].sort(),
      timeDimensions: times,
      filters: compared?.shift ? filters.filter((filter) => !mentions(filter, compared.member)) : filters,
      order: [],
      limit: terms.limit,
      responseFormat: 'columnar',
      timezone: terms.timezone,
    },
    row,
    column,
    group,
    shift: compared?.shift ? { member: compared.member, shift: compared.shift } : null,
  };
}

function timeDimensionsOf(
  fields: AxisField[],
  dates: Pivot['dates'],
  lastBy: string | null,
): CubeQuestion['timeDimensions'] {
  const times: CubeQuestion['timeDimensions'] = [];
  const add = (dimension: string, granularity: string) => {
    if (!times.some((one) => one.dimension === dimension && one.granularity === granularity)) {
      times.push({ dimension, granularity });
    }
  };
  for (const { member, granularity } of fields) if (granularity) add(member, granularity);
  if (lastBy) add(lastBy, 'day');
  times.sort((a, b) => (columnOfTime(a) < columnOfTime(b) ? -1 : 1));
  if (dates) {
    const own = times.find((one) => one.dimension === dates.member);
    if (own) own.dateRange = [dates.from, dates.to];
    else times.push({ dimension: dates.member, dateRange: [dates.from, dates.to] });
  }
  return times;
}

const columnOfTime = (time: { dimension: string; granularity?: string }) =>
  `${time.dimension}.${time.granularity ?? ''}`;

/**
 * What a question about the compared period reads. A cell of a time step is compared with the step before (or the
 * same step a year before); a cell of no time step, with the range before the range asked (or the same a year before).
 */
function comparedDates(pivot: Pivot, fields: AxisField[], basis: 'previous_period' | 'previous_year') {
  const member = pivot.dates?.member ?? [...pivot.rows, ...pivot.columns].find((one) => one.granularity)?.member;
  if (!member) return null;
  const steps = fields.filter((field) => field.member === member).map((field) => field.granularity);
  const finest = fineness.find((step) => steps.includes(step));
  if (finest) {
    const shift = shiftOf(basis, finest);
    const dates = pivot.dates && { member, ...shiftRange(pivot.dates, shift) };
    return { member, shift, dates };
  }
  if (!pivot.dates) return null;
  const rule = basis === 'previous_year' ? previousYear : previousPeriod;
  const { range } = rule({ from: pivot.dates.from, to: pivot.dates.to }, '0001-01-01');
  return { member, shift: null, dates: { member, ...range } };
}

function mentions(filter: CubeFilter, member: string): boolean {
  if ('and' in filter) return filter.and.some((one) => mentions(one, member));
  if ('or' in filter) return filter.or.some((one) => mentions(one, member));
  return filter.member === member;
}

/**
 * Reads a row's path; compared times are moved forward, coarser steps follow the finest. Steps made of months lie as
 * they lay a year before, so that each is moved by itself: calendar and fiscal ones need not nest.
 */
export function pathReader(
  planned: PlannedQuestion,
  slice: Slice,
  answer: CubeAnswer,
  beginnings: Beginnings,
): (row: number) => MemberKey[] {
  const columns = slice.fields.map((field) => answer.columns[answer.members.indexOf(columnOf(field))] ?? []);
  const { shift } = planned;
  const moved = shift ? finestColumn(planned, answer, shift.member) : null;
  const isEachMoved = isEachStepMoved(planned);
  return (row) => {
    const keys = columns.map((column, index): MemberKey => {
      const field = slice.fields[index];
      if (moved && shift && field?.granularity && field.member === shift.member) {
        const finest = (isEachMoved ? column : moved)[row];
        if (finest === null || finest === undefined) return null;
        const time = shiftStep(String(finest), shift.shift.step, shift.shift.count);
        return isEachMoved ? time : truncate(time, field.granularity, beginnings);
      }
      const value = column[row];
      return value === null || value === undefined ? null : String(value);
    });
    return slice.pathOf(keys);
  };
}

/**
 * Whether a row of the compared time has a counterpart: a missing time has none, and 29 February has none in a year
 * without it, where 28 February is that of the day of its own. Nor has part of a step that a coarser one cuts in two,
 * as the turn of the year does a week: there is no telling which part it is to be compared with.
 */
export function counterpartReader(
  planned: PlannedQuestion,
  answer: CubeAnswer,
  beginnings: Beginnings,
): (row: number) => boolean {
  const { shift } = planned;
  const moved = shift ? finestColumn(planned, answer, shift.member) : null;
  if (!shift || !moved) return () => true;
  const { step, count } = shift.shift;
  const [finest, ...coarser] = stepsOf(planned, shift.member);
  const cutting = isEachStepMoved(planned) ? [] : coarser;
  const isWhole = (key: string) =>
    finest === undefined ||
    cutting.every((one) => truncate(key, one, beginnings) === truncate(endOfStep(key, finest), one, beginnings));
  const known = new Map<string, boolean>();
  return (row) => {
    const time = moved[row];
    if (time === null || time === undefined) return false;
    const own = String(time);
    let has = known.get(own);
    if (has === undefined) {
      const later = shiftStep(own, step, count);
      has = shiftStep(later, step, -count) === own.slice(0, 23) && isWhole(own) && isWhole(later);
      known.set(own, has);
    }
    return has;
  };
}

/** Steps of a time that a question groups by, fine to coarse. */
function stepsOf({ row, column }: PlannedQuestion, member: string): TimeStep[] {
  const fields = [...row.fields, ...column.fields].filter((field) => field.member === member);
  return fineness.filter((step) => fields.some(({ granularity }) => granularity === step));
}

const isEachStepMoved = (planned: PlannedQuestion): boolean =>
  planned.group.basis === 'previous_year' &&
  planned.shift !== null &&
  stepsOf(planned, planned.shift.member).every(isOfMonths);

function finestColumn(planned: PlannedQuestion, answer: CubeAnswer, member: string): Cell[] | null {
  const [step] = stepsOf(planned, member);
  return step ? (answer.columns[answer.members.indexOf(`${member}.${step}`)] ?? []) : null;
}
