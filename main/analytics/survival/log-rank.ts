import { chiSquareUpperTail } from '../numeric/gamma.ts';
import { invert } from '../numeric/minimize.ts';
import type { Lifetime } from './kaplan-meier.ts';

export interface LogRankResult {
  /** Chi-square statistic with (groups - 1) degrees of freedom. */
  statistic: number;
  degreesOfFreedom: number;
  pValue: number;
  /** Leavers seen and expected if all groups left alike, in the order of the groups. */
  observed: number[];
  expected: number[];
}

/**
 * Log-rank test that groups leave at the same rate (Mantel 1966; Peto & Peto 1972), hypergeometric variance.
 *
 * @returns null with fewer than two groups that have people, or when nobody left
 */
export function logRank(groups: readonly (readonly Lifetime[])[]): LogRankResult | null {
  const size = groups.length;
  const times = [
    ...new Set(
      groups
        .flat()
        .filter((one) => one.observed)
        .map((one) => one.duration),
    ),
  ].sort((a, b) => a - b);
  if (groups.filter((group) => group.length > 0).length < 2 || times.length === 0) return null;
  const observed = new Array<number>(size).fill(0);
  const expected = new Array<number>(size).fill(0);
  const variance = Array.from({ length: size }, () => new Float64Array(size));
  const sorted = groups.map((group) => [...group].sort((a, b) => a.duration - b.duration));
  const passed = new Array<number>(size).fill(0);
  for (const time of times) {
    const atRisk: number[] = [];
    let left = 0;
    sorted.forEach((group, g) => {
      let index = passed[g] as number;
      while (index < group.length && (group[index] as Lifetime).duration < time) index += 1;
      passed[g] = index;
      atRisk.push(group.length - index);
      for (let i = index; i < group.length && (group[i] as Lifetime).duration === time; i += 1) {
        if (!(group[i] as Lifetime).observed) continue;
        left += 1;
        observed[g] = (observed[g] as number) + 1;
      }
    });
    const all = atRisk.reduce((sum, count) => sum + count, 0);
    const spread = all > 1 ? (left * (all - left)) / (all - 1) : 0;
    for (let g = 0; g < size; g += 1) {
      const share = (atRisk[g] as number) / all;
      expected[g] = (expected[g] as number) + left * share;
      const row = variance[g] as Float64Array;
      for (let h = 0; h < size; h += 1) {
        row[h] = (row[h] as number) + spread * share * ((g === h ? 1 : 0) - (atRisk[h] as number) / all);
      }
    }
  }
  // The differences of all groups add up to nothing, so one group is redundant.
  const reduced = variance.slice(1).map((row) => row.slice(1));
  const inverse = invert(reduced);
  if (inverse === null) return null;
  const difference = observed.map((count, g) => count - (expected[g] as number)).slice(1);
  let statistic = 0;
  for (let g = 0; g < difference.length; g += 1) {
    for (let h = 0; h < difference.length; h += 1) {
      statistic += (difference[g] as number) * ((inverse[g] as Float64Array)[h] as number) * (difference[h] as number);
    }
  }
  const degreesOfFreedom = size - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareUpperTail(statistic, degreesOfFreedom), observed, expected };
}
