import type { ObjectiveValue } from '../numeric/minimize.ts';
import { type FitResult, fitPositive } from './fit.ts';
import { type GroupedHistories, groupHistories, type PurchaseHistory, sampleOf } from './history.ts';

export interface HistoryModel<Name extends string> {
  names: readonly Name[];
  /** Parameters that are a time: they are found on the scaled axis and scaled back. */
  times: readonly Name[];
  /** Natural parameters to start from, on an axis whose longest observation is ten. */
  starts: readonly (readonly number[])[];
  /** Customers on which the starts are compared where there are more. */
  sampleSize: number;
  negativeLogLikelihood(histories: GroupedHistories, point: Float64Array): ObjectiveValue;
}

/**
 * Fits a customer-base model by maximum likelihood. Time is scaled so that the longest observation is ten units,
 * because the search loses its way on long scales (days).
 *
 * @returns parameters in the unit of the histories; standard errors; the log-likelihood of the unscaled data
 */
export function fitHistories<Name extends string>(
  customers: readonly PurchaseHistory[],
  model: HistoryModel<Name>,
): FitResult<Name> {
  const histories = groupHistories(customers);
  const longest = histories.T.reduce((longer, T) => Math.max(longer, T), 0);
  const scale = longest > 0 ? 10 / longest : 1;
  const scaled: GroupedHistories = {
    ...histories,
    recency: histories.recency.map((value) => value * scale),
    T: histories.T.map((value) => value * scale),
  };
  const sample = sampleOf(scaled, model.sampleSize);
  const fit = fitPositive(
    model.names,
    (point) => model.negativeLogLikelihood(scaled, point),
    model.starts,
    histories.people,
    sample === null ? undefined : (point) => model.negativeLogLikelihood(sample, point),
  );
  const parameters = { ...fit.parameters };
  const standardErrors = { ...fit.standardErrors };
  for (const name of model.times) {
    parameters[name] /= scale;
    const error = standardErrors[name];
    standardErrors[name] = error === null ? null : error / scale;
  }
  const repeats = histories.frequency.reduce((sum, x, i) => sum + x * (histories.weight[i] as number), 0);
  // The density of each repeat purchase carries one power of time.
  return { ...fit, parameters, standardErrors, logLikelihood: fit.logLikelihood + repeats * Math.log(scale) };
}
