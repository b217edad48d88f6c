import type { z } from 'zod';
import type { rfmOutput, rfmPersonsInput, rfmPersonsOutput } from '../../../contract/customer-value.ts';
import { type RfmSegment, rfmMigration, rfmSegment, rfmSegments } from '../rfm/grid.ts';
import { type RfmInput, type RfmRule, type RfmScore, scoreRfm } from '../rfm/scores.ts';
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

interface Scored {
  profileId: number;
  input: RfmInput;
  minor: number;
  scores: RfmScore;
  segment: RfmSegment;
}

const width = rfmColumns.length;

/** Customers at the day of the analysis (offset 1 of a row) or at the earlier one (offset 4), scored among themselves. */
function scoredAt(values: Float64Array, offset: 1 | 4, day: number, terms: RfmTerms) {
  const ids: number[] = [];
  const inputs: RfmInput[] = [];
  const amounts: number[] = [];
  for (let at = 0; at < values.length; at += width) {
    const orders = values[at + offset + 1] as number;
    if (orders === 0) continue;
    const minor = values[at + offset + 2] as number;
    ids.push(values[at] as number);
    amounts.push(minor);
    inputs.push({
      recencyDays: day - (values[at + offset] as number),
      frequency: orders,
      monetary: minor / terms.minorPerMajor,
    });
  }
  const { scores, thresholds } = scoreRfm(inputs, terms.rule);
  const scored = scores.map(
    (score, i): Scored => ({
      profileId: ids[i] as number,
      input: inputs[i] as RfmInput,
      minor: amounts[i] as number,
      scores: score,
      segment: rfmSegment(score),
    }),
  );
  return { scored, thresholds };
}

export function rfmResult(packed: Packed, terms: RfmTerms): RfmResult {
  const values = unpack(packed);
  const { scored, thresholds } = scoredAt(values, 1, terms.asOfDay, terms);
  const bySegment = Map.groupBy(scored, (one) => one.segment);
  return {
    customers: scored.length,
    thresholds: scored.length === 0 ? { recency: [], frequency: [], monetary: [] } : thresholds,
    segments: rfmSegments.map((segment) => ({ segment, ...totalOf(bySegment.get(segment) ?? []) })),
    scores: cellsOf(scored),
    moves: terms.beforeDay === null ? null : movesOf(values, scored, terms.beforeDay, terms),
  };
}

function totalOf(members: readonly Scored[]): { customers: number; revenueMinor: number } {
  return { customers: members.length, revenueMinor: members.reduce((sum, one) => sum + one.minor, 0) };
}

function cellsOf(scored: readonly Scored[]): RfmResult['scores'] {
  const cells = Map.groupBy(scored, ({ scores }) => scores.recency * 100 + scores.frequency * 10 + scores.monetary);
  return [...cells]
    .sort(([a], [b]) => b - a)
    .flatMap(([, members]) => {
      const first = members[0];
      return first === undefined ? [] : [{ ...first.scores, segment: first.segment, ...totalOf(members) }];
    });
}

function movesOf(values: Float64Array, after: readonly Scored[], beforeDay: number, terms: RfmTerms) {
  const before = new Map(scoredAt(values, 4, beforeDay, terms).scored.map((one) => [one.profileId, one.segment]));
  const moves = rfmMigration(after.map((one) => ({ before: before.get(one.profileId) ?? null, after: one.segment })));
  const rank = (segment: RfmSegment | null): number => (segment === null ? -1 : rfmSegments.indexOf(segment));
  return moves
    .flatMap((move) => (move.after === null ? [] : [{ ...move, after: move.after }]))
    .sort((a, b) => rank(a.before) - rank(b.before) || rank(a.after) - rank(b.after));
}

type Cell = z.infer<typeof rfmPersonsInput>['cell'];

/** Customers of a cell, those who spent most first. */
export function rfmPersons(
  packed: Packed,
  terms: RfmTerms,
  { cell, offset, limit }: { cell: Cell; offset: number; limit: number },
): RfmPersons {
  const inCell = scoredAt(unpack(packed), 1, terms.asOfDay, terms).scored.filter((one) => isIn(one, cell));
  inCell.sort((a, b) => b.minor - a.minor || a.profileId - b.profileId);
  const profiles = inCell.slice(offset, offset + limit).map(({ profileId, input, minor, scores, segment }) => ({
    profileId,
    recencyDays: input.recencyDays,
    orders: input.frequency,
    revenueMinor: minor,
    scores,
    segment,
  }));
  return { total: inCell.length, profiles };
}

function isIn({ scores, segment }: Scored, cell: Cell): boolean {
  if ('segment' in cell) return segment === cell.segment;
  const { recency, frequency, monetary } = cell;
  return (
    (recency === undefined || recency === scores.recency) &&
    (frequency === undefined || frequency === scores.frequency) &&
    (monetary === undefined || monetary === scores.monetary)
  );
}
