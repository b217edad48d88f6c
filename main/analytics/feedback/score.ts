import type { FeedbackScore, SurveyKind } from '../../../contract/feedback.ts';
import { netPromoterScore } from '../nps/score.ts';
import { chiSquareUpperTail } from '../numeric/gamma.ts';

/** Answers by value. */
export type AnswerCounts = ReadonlyMap<number, number>;

export interface ScoreRule {
  kind: SurveyKind;
  /** Lowest satisfied (CSAT) or easy (CES) answer; not used by NPS. */
  satisfiedFrom: number;
}

export const usualSatisfiedFrom = { nps: 9, csat: 4, ces: 5 } as const;

const z95 = 1.959963984540054;
const npsAnswers = 11;

/**
 * The score of some answers. NPS: see `netPromoterScore`. CSAT and CES: 100 × satisfied ÷ answers with Wilson's score
 * interval (E. B. Wilson 1927): centre (p + z²/2n) ÷ (1 + z²/n), which has a width even where everybody agrees.
 * Standard error 100 × √(p(1 − p)/n).
 */
export function scoreOf(counts: AnswerCounts, { kind, satisfiedFrom }: ScoreRule): FeedbackScore {
  const total = sumOf(counts.values());
  const mean = total === 0 ? null : sumOf([...counts].map(([answer, count]) => answer * count)) / total;
  if (kind === 'nps') {
    const nps = netPromoterScore(Array.from({ length: npsAnswers }, (_, answer) => counts.get(answer) ?? 0));
    return { ...nps, mean };
  }
  const satisfied = sumOf([...counts].map(([answer, count]) => (answer >= satisfiedFrom ? count : 0)));
  const parts = { responses: total, promoters: satisfied, passives: 0, detractors: total - satisfied, mean };
  if (total === 0) return { ...parts, score: null, standardError: null, lower: null, upper: null, interval: null };
  const share = satisfied / total;
  const { lower, upper } = wilson(satisfied, total);
  return {
    ...parts,
    score: 100 * share,
    standardError: 100 * Math.sqrt((share * (1 - share)) / total),
    lower: 100 * lower,
    upper: 100 * upper,
    interval: 'wilson',
  };
}

/** Wilson's 95 % interval of a share. */
export function wilson(part: number, whole: number): { lower: number; upper: number } {
  const share = part / whole;
  const spread = z95 ** 2 / whole;
  const centre = (share + spread / 2) / (1 + spread);
  const reach = (z95 * Math.sqrt((share * (1 - share)) / whole + spread / (4 * whole))) / (1 + spread);
  return { lower: Math.max(0, centre - reach), upper: Math.min(1, centre + reach) };
}

export interface Change {
  points: number | null;
  isSignificant: boolean | null;
}

/**
 * From one score to another of different answers. Significant when |Δ| > 1.96 · √(SE₁² + SE₂²); null where one of them
 * has no answers or no spread to judge by.
 */
export function changeOf(before: FeedbackScore | null, after: FeedbackScore): Change {
  if (before === null || before.score === null || after.score === null) return { points: null, isSignificant: null };
  const points = after.score - before.score;
  const pValue = differenceP(before, after);
  return { points, isSignificant: pValue === null ? null : pValue < 0.05 };
}

/** Two-sided p of the difference of two scores (normal); null without spread on both sides. */
export function differenceP(a: FeedbackScore, b: FeedbackScore): number | null {
  if (a.score === null || b.score === null || !a.standardError || !b.standardError) return null;
  const z = (a.score - b.score) / Math.hypot(a.standardError, b.standardError);
  return chiSquareUpperTail(z * z, 1);
}

/** What is left of the answers when some are taken away. */
export function without(all: AnswerCounts, some: AnswerCounts): Map<number, number> {
  return new Map([...all].map(([answer, count]) => [answer, count - (some.get(answer) ?? 0)]));
}

export interface DriverCandidate {
  property: string;
  value: string;
  counts: AnswerCounts;
}

export interface Driver {
  property: string;
  value: string;
  responses: number;
  score: number;
  otherScore: number;
  difference: number;
  pValue: number;
  isSignificant: boolean;
  impact: number;
}

/** Fewer answers than this on either side are no ground to compare on. */
export const fewestOfDriver = 10;
const falseDiscoveryRate = 0.05;

/**
 * Properties of answers by how much they weigh: impact = share × (score of the others − own score), the points the
 * whole would gain were these answers like the others. Significance after Benjamini & Hochberg 1995: with p ascending,
 * all up to the last with p ≤ rank ÷ number × 5 %, over every candidate with enough answers.
 *
 * @returns widest impact first
 */
export function rankDrivers(all: AnswerCounts, candidates: readonly DriverCandidate[], rule: ScoreRule): Driver[] {
  const total = sumOf(all.values());
  const drivers: Driver[] = [];
  for (const { property, value, counts } of candidates) {
    const own = scoreOf(counts, rule);
    const others = scoreOf(without(all, counts), rule);
    if (own.responses < fewestOfDriver || others.responses < fewestOfDriver) continue;
    if (own.score === null || others.score === null) continue;
    const difference = own.score - others.score;
    drivers.push({
      ...{ property, value, responses: own.responses, score: own.score, otherScore: others.score, difference },
      pValue: differenceP(own, others) ?? 1,
      isSignificant: false,
      impact: (own.responses / total) * -difference,
    });
  }
  const byP = drivers.toSorted((a, b) => a.pValue - b.pValue);
  const last = byP.findLastIndex(({ pValue }, rank) => pValue <= ((rank + 1) / byP.length) * falseDiscoveryRate);
  for (const driver of byP.slice(0, last + 1)) driver.isSignificant = true;
  return drivers.sort((a, b) => Math.abs(b.impact) - Math.abs(a.impact));
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
