import type { z } from 'zod';
import { AppError } from '../../../contract/errors.ts';
import type { Language } from '../../../contract/language.ts';
import {
  clvFitEnvelope,
  type clvFitOutput,
  maxDuration,
  maxExpectations,
  maxFitted,
  maxFrequency,
} from '../../../contract/model-fits.ts';
import type { FitResult } from '../clv/fit.ts';
import { expectedSpend, fitGammaGamma, type GammaGammaParameters } from '../clv/gamma-gamma.ts';
import type { PurchaseHistory } from '../clv/history.ts';
import { customerBase, fitCustomerBase, type ModelChoice } from '../clv/model.ts';
import { checked, Faults, parseJson } from './faults.ts';
import { jsonBytes } from './json-bytes.ts';

/** Fewer customers, or fewer repeat buyers among them, than this have no likelihood worth searching. */
export const minimumCustomers = 10;
export const minimumRepeaters = 2;
/** Repeat buyers with a value that the spend model needs. */
export const minimumSpenders = 10;

/**
 * Fits a customer-base model to histories given in the request, or applies given parameters to them. The spend model
 * is fitted as well when at least ten repeat buyers carry a value.
 *
 * @returns the JSON of `clvFitOutput`
 * @throws api/invalid-input with the path of each impossible value; analytics/too-little-data
 */
export function fitClvRequest(body: Uint8Array, language: Language): Uint8Array {
  const input = checked(clvFitEnvelope, parseJson(body, language), language);
  const customers = checkHistories(input.customers, input.horizons.length, language);
  const fitted = input.parameters === undefined ? fitModel(input.model, customers) : null;
  const choice = fitted?.choice ?? (input as ModelChoice);
  const base = customerBase(choice);
  const spend = input.gammaGamma === undefined ? fitSpend(customers) : null;
  const gammaGamma: GammaGammaParameters | null = input.gammaGamma ?? spend?.parameters ?? null;
  const { horizons } = input;
  const head: Omit<z.infer<typeof clvFitOutput>, 'customers'> = {
    model: input.model,
    horizons,
    parameters: { ...choice.parameters },
    standardErrors: fitted?.fit.standardErrors ?? null,
    logLikelihood: fitted?.fit.logLikelihood ?? (customers.length === 0 ? 0 : base.logLikelihood(customers)),
    hasConverged: fitted?.fit.hasConverged ?? true,
    gammaGamma,
    gammaGammaStandardErrors: spend?.standardErrors ?? null,
    newCustomer: { expected: horizons.map((horizon) => base.expectedOfNew(horizon)) },
  };
  const perCustomer = customers.map((history) => ({
    pAlive: base.pAlive(history),
    expectedPurchases: horizons.map((horizon) => base.expectedPurchases(history, horizon)),
    expectedSpend: gammaGamma === null ? null : expectedSpend(gammaGamma, history),
  }));
  return jsonBytes(head, 'customers', perCustomer);
}

/** @throws analytics/too-little-data */
export function fitModel(model: ModelChoice['model'], customers: readonly PurchaseHistory[]) {
  const repeaters = customers.filter((customer) => customer.frequency > 0).length;
  if (customers.length < minimumCustomers || repeaters < minimumRepeaters) {
    throw tooLittle(customers.length, repeaters);
  }
  try {
    return fitCustomerBase(model, customers);
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLittle(customers.length, repeaters, cause);
    throw cause;
  }
}

function tooLittle(customers: number, repeaters: number, cause?: unknown): AppError {
  const params = { customers, repeaters, minimumCustomers, minimumRepeaters };
  return new AppError('analytics/too-little-data', { params, cause });
}

/** The spend model, or null where too few repeat buyers carry a value or all spend the same. */
export function fitSpend(customers: readonly PurchaseHistory[]): FitResult<'p' | 'q' | 'v'> | null {
  const spenders = customers.filter((customer) => customer.frequency > 0 && (customer.monetary ?? 0) > 0);
  if (spenders.length < minimumSpenders) return null;
  if (spenders.every((spender) => spender.monetary === spenders[0]?.monetary)) return null;
  try {
    return fitGammaGamma(spenders);
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

function checkHistories(values: readonly unknown[], horizons: number, language: Language): PurchaseHistory[] {
  const faults = new Faults(language);
  if (values.length > maxFitted) faults.add('customers', 'tooMany', maxFitted);
  if (values.length * horizons > maxExpectations) faults.add('horizons', 'tooManyExpectations', maxExpectations);
  faults.refuse();
  for (let index = 0; index < values.length && !faults.isFull; index += 1) {
    checkHistory(values[index], `customers.${index}`, faults);
  }
  faults.refuse();
  return values as PurchaseHistory[];
}

function checkHistory(value: unknown, path: string, faults: Faults): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.add(path, 'notObject');
    return;
  }
  const { frequency, recency, T, monetary } = value as Record<string, unknown>;
  const isCount = Number.isInteger(frequency) && isBetween(frequency, maxFrequency);
  if (!isCount) faults.add(`${path}.frequency`, 'notCount', maxFrequency);
  if (!isBetween(recency, maxDuration)) faults.add(`${path}.recency`, 'notDuration', maxDuration);
  if (!isBetween(T, maxDuration)) faults.add(`${path}.T`, 'notDuration', maxDuration);
  const isAmount = monetary === undefined || monetary === null || isBetween(monetary, Number.MAX_VALUE);
  if (!isAmount) faults.add(`${path}.monetary`, 'notAmount');
  if (!isCount || !isBetween(recency, maxDuration) || !isBetween(T, maxDuration)) return;
  if (recency > T) faults.add(`${path}.recency`, 'recencyAfterEnd');
  else if (frequency === 0 && recency > 0) faults.add(`${path}.recency`, 'recencyWithoutRepeat');
  else if (frequency !== 0 && recency === 0) faults.add(`${path}.recency`, 'repeatWithoutRecency');
}

export function isBetween(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most;
}
