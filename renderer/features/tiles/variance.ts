/** One value of a dimension and what it was held against. */
export interface Variance {
  /** Null for rows without a value. */
  value: string | null;
  actual: number | null;
  expected: number | null;
  /** Actual less expected; null where there is nothing to hold it against. */
  difference: number | null;
  /** The difference as a share of what was expected; null where nothing was. */
  share: number | null;
}

/**
 * Every value that has a figure or should have one, from the largest gain to the largest loss. What was expected and
 * did not come counts as nought where the measure adds up. Values with nothing to be held against come last.
 */
export function variances(
  actual: ReadonlyMap<string | null, number | null>,
  expected: ReadonlyMap<string | null, number | null>,
  isAdditive: boolean,
): Variance[] {
  const values = [...new Set([...actual.keys(), ...expected.keys()])];
  const all = values.map((value): Variance => {
    const wanted = expected.get(value) ?? null;
    const missing = isAdditive ? 0 : null;
    const now = actual.get(value) ?? (wanted === null ? null : missing);
    const difference = now === null || wanted === null ? null : now - wanted;
    const share = difference === null || wanted === null || wanted === 0 ? null : difference / Math.abs(wanted);
    return { value, actual: now, expected: wanted, difference, share };
  });
  return all.toSorted((a, b) => {
    if ((a.difference === null) !== (b.difference === null)) return a.difference === null ? 1 : -1;
    const size = (b.difference ?? 0) - (a.difference ?? 0) || (b.actual ?? 0) - (a.actual ?? 0);
    return size || String(a.value).localeCompare(String(b.value));
  });
}
