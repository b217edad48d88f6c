export interface Contribution {
  value: string;
  now: number;
  before: number;
  /** Its own change over the change of the whole; all of them add up to 1. */
  share: number;
}

/**
 * What each value of a dimension adds to the change of an additive figure. Whatever the values do not account for
 * (rows without a value, values beyond a limit) is one more entry, so that the parts always make the true whole.
 *
 * @param whole the figure over everything, now and before, asked for by itself
 * @returns largest part in the direction of the whole first; empty when the whole did not change
 */
export function contributions(
  now: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
  whole: { now: number; before: number },
  restName: string,
): Contribution[] {
  const change = whole.now - whole.before;
  if (change === 0) return [];
  const parts = [...new Set([...now.keys(), ...before.keys()])].map((value) => {
    const [a, b] = [now.get(value) ?? 0, before.get(value) ?? 0];
    return { value, now: a, before: b, share: (a - b) / change };
  });
  const rest = {
    now: whole.now - parts.reduce((sum, part) => sum + part.now, 0),
    before: whole.before - parts.reduce((sum, part) => sum + part.before, 0),
  };
  const restShare = (rest.now - rest.before) / change;
  const all = Math.abs(restShare) > 1e-9 ? [...parts, { value: restName, ...rest, share: restShare }] : parts;
  return all.toSorted((a, b) => b.share - a.share);
}
