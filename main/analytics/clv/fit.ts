import { hessianOf, invert, type Minimum, minimize, type ObjectiveValue } from '../numeric/minimize.ts';

export interface FitResult<Name extends string> {
  parameters: Record<Name, number>;
  /** Null where the likelihood is too flat to say. */
  standardErrors: Record<Name, number | null>;
  logLikelihood: number;
  hasConverged: boolean;
}

/**
 * Maximum likelihood over positive parameters, searched on their logarithms from several starts; the best end counts.
 * Standard errors come from the observed information at the optimum, carried to the natural scale by the delta method.
 *
 * @param names parameter names in the order of the vectors
 * @param negative negative log-likelihood per person and its gradient by the natural parameters
 * @param starts natural parameters to start from
 * @param people number of customers, to scale back to the log-likelihood of the whole
 * @param rough the same over a sample, to choose among the starts with; the whole is then searched from the best end
 */
export function fitPositive<Name extends string>(
  names: readonly Name[],
  negative: (parameters: Float64Array) => ObjectiveValue,
  starts: readonly (readonly number[])[],
  people: number,
  rough?: (parameters: Float64Array) => ObjectiveValue,
): FitResult<Name> {
  const onLogScale = scaledToLogs(negative);
  const logs = starts.map((start) => start.map(Math.log));
  const roughEnd = rough === undefined ? null : bestEnd(scaledToLogs(rough), logs);
  const best = bestEnd(onLogScale, roughEnd === null ? logs : [roughEnd.point]);
  if (best === null) throw new RangeError('no start has a finite likelihood');
  const natural = best.point.map(Math.exp);
  const covariance = invert(hessianOf(onLogScale, best.point));
  const named = <T>(value: (index: number) => T): Record<Name, T> =>
    Object.fromEntries(names.map((name, index) => [name, value(index)])) as Record<Name, T>;
  return {
    parameters: named((i) => natural[i] as number),
    standardErrors: named((i) => {
      const variance = (covariance?.[i]?.[i] ?? Number.NaN) / people;
      return variance > 0 ? (natural[i] as number) * Math.sqrt(variance) : null;
    }),
    logLikelihood: -best.value * people,
    hasConverged: best.hasConverged,
  };
}

function bestEnd(
  objective: (point: Float64Array) => ObjectiveValue,
  starts: readonly ArrayLike<number>[],
): Minimum | null {
  let best: Minimum | null = null;
  for (const start of starts) {
    const end = minimize(objective, start, { gradientTolerance: 1e-8 });
    if (Number.isFinite(end.value) && (best === null || end.value < best.value - 1e-10)) best = end;
  }
  return best;
}

function scaledToLogs(negative: (parameters: Float64Array) => ObjectiveValue): (logs: Float64Array) => ObjectiveValue {
  return (logs) => {
    const natural = logs.map(Math.exp);
    // Beyond this range the model is a limit of another one, and sums lose their digits.
    if (natural.some((value) => value < 1e-8 || value > 1e8))
      return { value: Number.POSITIVE_INFINITY, gradient: logs };
    const { value, gradient } = negative(natural);
    return { value, gradient: gradient.map((slope, i) => slope * (natural[i] as number)) };
  };
}
