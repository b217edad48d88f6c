import type { ClvModelName } from '../../../contract/model-fits.ts';
import {
  type BgNbdParameters,
  bgNbdExpectedOfNew,
  bgNbdExpectedPurchases,
  bgNbdLogLikelihood,
  bgNbdPAlive,
  fitBgNbd,
} from './bgnbd.ts';
import type { FitResult } from './fit.ts';
import type { PurchaseHistory } from './history.ts';
import {
  fitParetoNbd,
  type ParetoNbdParameters,
  paretoNbdExpectedOfNew,
  paretoNbdExpectedPurchases,
  paretoNbdLogLikelihood,
  paretoNbdPAlive,
} from './paretonbd.ts';

/** A model of the customer base with its parameters chosen. Times are in the unit of the histories. */
export interface CustomerBase {
  pAlive(history: PurchaseHistory): number;
  expectedPurchases(history: PurchaseHistory, horizon: number): number;
  expectedOfNew(horizon: number): number;
  logLikelihood(customers: readonly PurchaseHistory[]): number;
}

/** Parameters by model. */
export type ModelChoice =
  | { model: 'bgnbd'; parameters: BgNbdParameters }
  | { model: 'paretonbd'; parameters: ParetoNbdParameters };

export function customerBase(choice: ModelChoice): CustomerBase {
  if (choice.model === 'bgnbd') {
    const { parameters } = choice;
    return {
      pAlive: (history) => bgNbdPAlive(parameters, history),
      expectedPurchases: (history, horizon) => bgNbdExpectedPurchases(parameters, history, horizon),
      expectedOfNew: (horizon) => bgNbdExpectedOfNew(parameters, horizon),
      logLikelihood: (customers) => bgNbdLogLikelihood(customers, parameters),
    };
  }
  const { parameters } = choice;
  return {
    pAlive: (history) => paretoNbdPAlive(parameters, history),
    expectedPurchases: (history, horizon) => paretoNbdExpectedPurchases(parameters, history, horizon),
    expectedOfNew: (horizon) => paretoNbdExpectedOfNew(parameters, horizon),
    logLikelihood: (customers) => paretoNbdLogLikelihood(customers, parameters),
  };
}

/** Fits one of the models by maximum likelihood. */
export function fitCustomerBase(
  model: ClvModelName,
  customers: readonly PurchaseHistory[],
): { choice: ModelChoice; fit: FitResult<string> } {
  if (model === 'bgnbd') {
    const fit = fitBgNbd(customers);
    return { choice: { model, parameters: fit.parameters }, fit };
  }
  const fit = fitParetoNbd(customers);
  return { choice: { model, parameters: fit.parameters }, fit };
}
