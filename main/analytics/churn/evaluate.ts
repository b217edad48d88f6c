import { wilson } from '../feedback/score.ts';
import { fitLogistic } from './logistic.ts';

/**
 * Area under the ROC curve: the share of pairs of a churned and a kept customer in which the churned one has the higher
 * probability, ties by half (Mann–Whitney). 95 % interval after Hanley & McNeil 1982. Null without both outcomes.
 */
export function areaUnderCurve(
  probabilities: Float64Array,
  outcomes: Uint8Array,
): { auc: number; lower: number; upper: number } | null {
  const order = Uint32Array.from(probabilities, (_, i) => i).sort(
    (a, b) => (probabilities[a] as number) - (probabilities[b] as number),
  );
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && probabilities[order[to] as number] === probabilities[order[from] as number]) to += 1;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i += 1) {
      if (outcomes[order[i] as number] !== 1) continue;
      rankSum += rank;
      positives += 1;
    }
    from = to;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const auc = (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const variance =
    (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)) /
    (positives * negatives);
  const reach = 1.959963984540054 * Math.sqrt(Math.max(0, variance));
  return { auc, lower: Math.max(0, auc - reach), upper: Math.min(1, auc + reach) };
}

export interface CalibrationRow {
  from: number;
  to: number;
  customers: number;
  predicted: number;
  actual: number;
  lower: number;
  upper: number;
}

/**
 * Tenths of the customers by rising probability, as positions; tenths of nobody are left out.
 *
 * @param ids decide between equal probabilities, so that the same customers stand in the same tenth whenever asked
 */
export function tenthsOf(probabilities: Float64Array, ids: ArrayLike<number>): Uint32Array[] {
  const order = Uint32Array.from(probabilities, (_, i) => i).sort(
    (a, b) => (probabilities[a] as number) - (probabilities[b] as number) || (ids[a] as number) - (ids[b] as number),
  );
  const tenths: Uint32Array[] = [];
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const members = order.subarray(
      Math.round((tenth * order.length) / 10),
      Math.round(((tenth + 1) * order.length) / 10),
    );
    if (members.length > 0) tenths.push(members);
  }
  return tenths;
}

/** Predicted against actual in each of the tenths, with Wilson's interval of the actual. */
export function calibrationTable(
  probabilities: Float64Array,
  outcomes: Uint8Array,
  tenths: readonly Uint32Array[],
): CalibrationRow[] {
  return tenths.map((members) => {
    let predicted = 0;
    let churned = 0;
    for (const i of members) {
      predicted += probabilities[i] as number;
      churned += outcomes[i] as number;
    }
    return {
      from: probabilities[members[0] as number] as number,
      to: probabilities[members[members.length - 1] as number] as number,
      customers: members.length,
      predicted: predicted / members.length,
      actual: churned / members.length,
      ...wilson(churned, members.length),
    };
  });
}

/** Logistic regression of the outcome on the predicted log-odds (Cox 1958): 0 and 1 are perfect; nulls where it has none. */
export function recalibration(
  probabilities: Float64Array,
  outcomes: Uint8Array,
): { intercept: number | null; slope: number | null } {
  const odds = probabilities.map((p) => Math.log(Math.max(p, 1e-12) / Math.max(1 - p, 1e-12)));
  const fit = fitLogistic(odds, 1, outcomes, 0);
  return { intercept: fit?.coefficients[0] ?? null, slope: fit?.coefficients[1] ?? null };
}

/** Mean squared distance of probabilities from outcomes. */
export function brierScore(probabilities: Float64Array, outcomes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < outcomes.length; i += 1) sum += ((probabilities[i] as number) - (outcomes[i] as number)) ** 2;
  return sum / Math.max(1, outcomes.length);
}
