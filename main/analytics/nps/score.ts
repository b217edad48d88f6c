export interface NetPromoterScore {
  responses: number;
  promoters: number;
  passives: number;
  detractors: number;
  /** % promoters − % detractors, −100..100; null without an answer. */
  score: number | null;
  /** In points. */
  standardError: number | null;
  lower: number | null;
  upper: number | null;
  /** `wald` = score ± 1.96 standard errors; `wilson` where Wald's interval has no width (all answers alike). */
  interval: 'wald' | 'wilson' | null;
}

const Z_95 = 1.959963984540054;

/**
 * Net Promoter Score of answers 0..10, from the number of answers per value.
 *
 * Standard error √((p + d − (p − d)²)/n). Where it is zero - all promoters, all passives or all detractors - the bound
 * is Wilson's score bound for a share of n out of n: z²/(n + z²) of the people may still belong elsewhere; that share
 * moves the score by one point per cent for passives (towards either side) and for promoters or detractors by two,
 * the worst they can do.
 *
 * @param countByAnswer eleven counts, for the answers 0 to 10
 */
export function netPromoterScore(countByAnswer: readonly number[]): NetPromoterScore {
  const sum = (from: number, to: number): number =>
    countByAnswer.slice(from, to + 1).reduce((total, count) => total + count, 0);
  const detractors = sum(0, 6);
  const passives = sum(7, 8);
  const promoters = sum(9, 10);
  const responses = detractors + passives + promoters;
  const counts = { responses, promoters, passives, detractors };
  if (responses === 0) return { ...counts, score: null, standardError: null, lower: null, upper: null, interval: null };
  const p = promoters / responses;
  const d = detractors / responses;
  const score = 100 * (p - d);
  const variance = Math.max(0, p + d - (p - d) ** 2);
  const standardError = 100 * Math.sqrt(variance / responses);
  const isUniform = promoters === responses || passives === responses || detractors === responses;
  if (isUniform) {
    const unseen = (100 * Z_95 ** 2) / (responses + Z_95 ** 2);
    const reach = passives === responses ? unseen : 2 * unseen;
    return {
      ...counts,
      score,
      standardError: 0,
      lower: Math.max(-100, promoters === responses || passives === responses ? score - reach : score),
      upper: Math.min(100, detractors === responses || passives === responses ? score + reach : score),
      interval: 'wilson',
    };
  }
  return {
    ...counts,
    score,
    standardError,
    lower: Math.max(-100, score - Z_95 * standardError),
    upper: Math.min(100, score + Z_95 * standardError),
    interval: 'wald',
  };
}

/**
 * Whether two scores of different people differ by more than chance: |Δ| > 1.96 · √(SE₁² + SE₂²).
 * Null when either has no answers or no width to judge by.
 */
export function isSignificantChange(before: NetPromoterScore, after: NetPromoterScore): boolean | null {
  if (before.score === null || after.score === null || before.interval !== 'wald' || after.interval !== 'wald')
    return null;
  const spread = Math.hypot(before.standardError ?? 0, after.standardError ?? 0);
  return Math.abs(after.score - before.score) > Z_95 * spread;
}
