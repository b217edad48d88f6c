import type { z } from 'zod';
import type { rfmOutput, rfmPersonsInput, rfmPersonsOutput } from '../../../contract/customer-value.ts';
import { type RfmSegment, rfmSegment, rfmSegments } from '../rfm/grid.ts';
import { type RfmRule, type RfmScores, type RfmThresholds, scoreRfm } from '../rfm/scores.ts';
import { type Packed, unpack } from './packed-rows.ts';
import { rfmColumns } from './purchases.ts';

export interface RfmTerms {
  rule: RfmRule;
  asOfDay: number;
  /** Null: no migration. */
  beforeDay: number | null;
  minorPerMajor: number;
}

type RfmOutput = z.infer<typeof rfmOutput>;
/** The answer but for dates and currency. */
export type RfmResult = Pick<RfmOutput, 'customers' | 'thresholds' | 'segments' | 'scores'> & {
  moves: NonNullable<RfmOutput['migration']>['moves'] | null;
};
export interface RfmPersons {
  total: number;
  profiles: Omit<z.infer<typeof rfmPersonsOutput>['profiles'][number], 'displayName'>[];
}

/** Customers scored among themselves, those of one row of the packed numbers each; columns go together. */
interface Scored {
  /** Where the customer's numbers begin. */
  at: Uint32Array;
  scores: RfmScores;
  thresholds: RfmThresholds;
  /** Number of the segment, as in `rfmSegments`. */
  segments: Uint8Array;
}

const width = rfmColumns.length;
/** Segment of each score: 36 × recency + 6 × frequency + monetary. */
const segmentOfScore = Uint8Array.from({ length: 216 }, (_, code) => {
  const [recency, frequency, monetary] = [Math.floor(code / 36), Math.floor(code / 6) % 6, code % 6];
  return Math.min(recency, frequency, monetary) === 0
    ? 0
    : rfmSegments.indexOf(rfmSegment({ recency, frequency, monetary }));
});
const codeAt = ({ recency, frequency, monetary }: RfmScores, i: number): number =>
  36 * (recency[i] as number) + 6 * (frequency[i] as number) + (monetary[i] as number);

/** Customers at the day of the analysis (offset 1 of a row) or at the earlier one (offset 4). */
function scoredAt(values: Float64Array, offset: 1 | 4, day: number, terms: RfmTerms): Scored {
  const places = new Uint32Array(values.length / width);
  let count = 0;
  for (let place = 0; place < values.length; place += width) {
    places[count] = place;
    if ((values[place + offset + 1] as number) > 0) count += 1;
  }
  const at = places.subarray(0, count);
  const column = (of: (place: number) => number): Float64Array => {
    const numbers = new Float64Array(at.length);
    for (let i = 0; i < at.length; i += 1) numbers[i] = of((at[i] as number) + offset);
    return numbers;
  };
  const { scores, thresholds } = scoreRfm(
    {
      recency: column((place) => day - (values[place] as number)),
      frequency: column((place) => values[place + 1] as number),
      monetary: column((place) => (values[place + 2] as number) / terms.minorPerMajor),
    },
    terms.rule,
  );
  const segments = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) segments[i] = segmentOfScore[codeAt(scores, i)] as number;
  return { at, scores, thresholds, segments };
}

/** Customers and what they spent, by a small number. */
class Totals {
  readonly customers: Float64Array;
  readonly minor: Float64Array;

  constructor(size: number) {
    this.customers = new Float64Array(size);
    this.minor = new Float64Array(size);
  }

  add(key: number, minor: number): void {
    this.customers[key] = (this.customers[key] as number) + 1;
    this.minor[key] = (this.minor[key] as number) + minor;
  }

  read(key: number): { customers: number; revenueMinor: number } {
    return { customers: this.customers[key] as number, revenueMinor: this.minor[key] as number };
  }
}

export function rfmResult(packed: Packed, terms: RfmTerms): RfmResult {
  const values = unpack(packed);
  const scored = scoredAt(values, 1, terms.asOfDay, terms);
  const bySegment = new Totals(rfmSegments.length);
  const byScore = new Totals(segmentOfScore.length);
  for (let i = 0; i < scored.at.length; i += 1) {
    const minor = values[(scored.at[i] as number) + 3] as number;
    bySegment.add(scored.segments[i] as number, minor);
    byScore.add(codeAt(scored.scores, i), minor);
  }
  const { thresholds } = scored;
  return {
    customers: scored.at.length,
    thresholds: scored.at.length === 0 ? { recency: [], frequency: [], monetary: [] } : thresholds,
    segments: rfmSegments.map((segment, number) => ({ segment, ...bySegment.read(number) })),
    scores: cellsOf(byScore),
    moves: terms.beforeDay === null ? null : movesOf(values, scored, terms.beforeDay, terms),
  };
}

/** The scores that occur, best first. */
function cellsOf(byScore: Totals): RfmResult['scores'] {
  const codes = Array.from(byScore.customers.keys()).filter((code) => (byScore.customers[code] as number) > 0);
  return codes.toReversed().map((code) => ({
    ...{ recency: Math.floor(code / 36), frequency: Math.floor(code / 6) % 6, monetary: code % 6 },
    segment: segmentAt(segmentOfScore[code] as number),
    ...byScore.read(code),
  }));
}

const segmentAt = (number: number): RfmSegment => rfmSegments[number] as RfmSegment;

/** By customer of `after`: the number of the segment before, plus one; 0 = not a customer then. */
function earlierSegments(values: Float64Array, after: Scored, beforeDay: number, terms: RfmTerms): Uint8Array {
  const before = scoredAt(values, 4, beforeDay, terms);
  const found = new Uint8Array(after.at.length);
  let j = 0;
  // Whoever was a customer then is one now: both lists are in the order of the rows.
  for (let i = 0; i < after.at.length; i += 1) {
    if (before.at[j] !== after.at[i]) continue;
    found[i] = (before.segments[j] as number) + 1;
    j += 1;
  }
  return found;
}

function movesOf(values: Float64Array, after: Scored, beforeDay: number, terms: RfmTerms): RfmResult['moves'] {
  const earlier = earlierSegments(values, after, beforeDay, terms);
  const size = rfmSegments.length;
  const counts = new Totals((size + 1) * size);
  for (let i = 0; i < earlier.length; i += 1) {
    counts.add((earlier[i] as number) * size + (after.segments[i] as number), 0);
  }
  return Array.from(counts.customers, (customers, key) => ({
    before: key < size ? null : segmentAt(Math.floor(key / size) - 1),
    after: segmentAt(key % size),
    customers,
  })).filter(({ customers }) => customers > 0);
}

type Cell = z.infer<typeof rfmPersonsInput>['cell'];

/** Customers of a cell, those who spent most first. */
export function rfmPersons(
  packed: Packed,
  terms: RfmTerms,
  { cell, offset, limit }: { cell: Cell; offset: number; limit: number },
): RfmPersons {
  const values = unpack(packed);
  const scored = scoredAt(values, 1, terms.asOfDay, terms);
  const { scores, segments } = scored;
  const earlier =
    terms.beforeDay === null || !('before' in cell) ? null : earlierSegments(values, scored, terms.beforeDay, terms);
  const isIn = (i: number): boolean => {
    if ('segment' in cell) return segmentAt(segments[i] as number) === cell.segment;
    if ('before' in cell) {
      const before = (earlier?.[i] ?? 0) - 1;
      if ((before < 0 ? null : segmentAt(before)) !== cell.before) return false;
      return cell.after === undefined || segmentAt(segments[i] as number) === cell.after;
    }
    const [recency, frequency, monetary] = [scores.recency[i], scores.frequency[i], scores.monetary[i]] as number[];
    const own = { recency, frequency, monetary, value: Math.floor(((frequency ?? 0) + (monetary ?? 0) + 1) / 2) };
    return (['recency', 'frequency', 'monetary', 'value'] as const).every(
      (score) => cell[score] === undefined || cell[score] === own[score],
    );
  };
  const inCell = Array.from(scored.at.keys()).filter(isIn);
  const numberAt = (i: number, column: number): number => values[(scored.at[i] as number) + column] as number;
  inCell.sort((a, b) => numberAt(b, 3) - numberAt(a, 3) || numberAt(a, 0) - numberAt(b, 0));
  const profiles = inCell.slice(offset, offset + limit).map((i) => ({
    profileId: numberAt(i, 0),
    recencyDays: terms.asOfDay - numberAt(i, 1),
    orders: numberAt(i, 2),
    revenueMinor: numberAt(i, 3),
    scores: {
      recency: scores.recency[i] as number,
      frequency: scores.frequency[i] as number,
      monetary: scores.monetary[i] as number,
    },
    segment: segmentAt(segments[i] as number),
  }));
  return { total: inCell.length, profiles };
}
