import type { z } from 'zod';
import { type clvOutput, type clvPersonsOutput, minimumForParameters } from '../../../contract/customer-value.ts';
import { AppError } from '../../../contract/errors.ts';
import { customerBase } from '../clv/model.ts';
import { breakdownOf, type ClvExtras, cohortOf, isMember, paidBack, paybackOf, trackingOf } from './clv-extras.ts';
import { fitModel } from './fit-clv.ts';
import type { Packed } from './packed-rows.ts';
import { dateOf } from './purchases.ts';
import { type ClvTerms, type Customer, readCustomers, type Valued, valueCustomers } from './value-customers.ts';

type ClvOutput = z.infer<typeof clvOutput>;
type Shown = Omit<ClvOutput['profiles'][number], 'displayName'>;
/** The answer but for what the asking thread knows: names, dates, words. */
export type ClvResult = Pick<
  ClvOutput,
  | 'parameters'
  | 'standardErrors'
  | 'logLikelihood'
  | 'hasConverged'
  | 'gammaGamma'
  | 'summary'
  | 'deciles'
  | 'alive'
  | 'holdout'
  | 'breakdown'
  | 'tracking'
  | 'payback'
> & { profiles: Shown[]; truncated?: { shown: number; total: number }; isWithheld: boolean };

export interface ClvPersons {
  total: z.infer<typeof clvPersonsOutput>['total'];
  profiles: Shown[];
}

/** The last row of the holdout's table holds this many repeat purchases and more. */
const mostFrequent = 7;

/** @throws analytics/too-little-data */
export function clvResult(packed: Packed, terms: ClvTerms, extras: ClvExtras, limit: number): ClvResult {
  const customers = readCustomers(packed, terms);
  const { choice, fit, base, gammaGamma, valued } = valueCustomers(customers, terms);
  const isWithheld = customers.length < minimumForParameters;
  return {
    parameters: isWithheld ? null : { ...choice.parameters },
    standardErrors: isWithheld ? null : fit.standardErrors,
    logLikelihood: isWithheld ? null : fit.logLikelihood,
    hasConverged: fit.hasConverged,
    gammaGamma: isWithheld ? null : gammaGamma,
    isWithheld,
    profiles: valued.slice(0, limit).map(shown),
    ...(valued.length > limit ? { truncated: { shown: limit, total: valued.length } } : {}),
    summary: summaryOf(valued),
    deciles: decilesOf(valued),
    alive: aliveOf(valued),
    holdout: holdoutOf(customers, terms),
    breakdown: breakdownOf(valued, extras),
    tracking: trackingOf(customers, base, extras, terms),
    payback: paybackOf(valued, extras),
  };
}

/** A tenth by value, a month of first orders, a set of people, a tenth of P(alive), a row of the holdout, of the payback, or a headline. */
export type ClvCell =
  | { decile: number }
  | { month: string }
  | { people: SharedArrayBuffer }
  | { aliveTenth: number }
  | { calibrationFrequency: number }
  | { counted: 'customers' | 'repeatCustomers' }
  | { hasPaidBack: boolean; costs: Packed };

/** Customers of one cell, most valuable first. */
export function clvPersons(
  packed: Packed,
  terms: ClvTerms,
  cell: ClvCell & { offset: number; limit: number },
): ClvPersons {
  const { valued } = valueCustomers(readCustomers(packed, terms), terms);
  const inCell = valued.filter(isIn(cell));
  const profiles = inCell.slice(cell.offset, cell.offset + cell.limit).map(shown);
  return { total: inCell.length, profiles };
}

function isIn(cell: ClvCell): (one: Valued) => boolean {
  if ('decile' in cell) return ({ decile }) => decile === cell.decile;
  if ('month' in cell) return (one) => cohortOf(one) === cell.month;
  if ('people' in cell) return (one) => isMember(cell.people, one);
  if ('aliveTenth' in cell) return (one) => aliveTenth(one) === cell.aliveTenth;
  if ('calibrationFrequency' in cell) {
    return ({ customer }) => isKnownThen(customer) && holdoutRow(customer) === cell.calibrationFrequency;
  }
  if ('counted' in cell) return cell.counted === 'customers' ? () => true : isRepeater;
  const people = paidBack(cell.costs);
  return ({ customer }) => people.get(customer.profileId) === cell.hasPaidBack;
}

const isRepeater = ({ customer }: Valued): boolean => customer.frequency > 0;

const aliveTenth = ({ pAlive }: Valued): number => Math.min(9, Math.floor(pAlive * 10));

function aliveOf(valued: readonly Valued[]): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const one of valued) counts[aliveTenth(one)] = (counts[aliveTenth(one)] ?? 0) + 1;
  return counts;
}

/** Who had bought by the end of the calibration. */
const isKnownThen = ({ calibrationDays }: Customer): boolean => calibrationDays > 0;
const holdoutRow = ({ calibrationDays }: Customer): number => Math.min(calibrationDays - 1, mostFrequent);

function shown({ customer, pAlive, expectedPurchases, clv, decile }: Valued): Shown {
  const { profileId, frequency, recency, T, monetaryMinor } = customer;
  return {
    profileId,
    frequency,
    recency,
    T,
    monetary: monetaryMinor === null ? null : Math.round(monetaryMinor),
    pAlive,
    expectedPurchases,
    clv: clv === null ? null : Math.round(clv),
    decile,
  };
}

const sumOf = <T>(list: readonly T[], value: (one: T) => number): number =>
  list.reduce((sum, one) => sum + value(one), 0);

/** Sum of the values there are, rounded once; null when nobody has one. */
function clvSum(valued: readonly Valued[]): number | null {
  if (valued.every((one) => one.clv === null)) return null;
  return Math.round(sumOf(valued, (one) => one.clv ?? 0));
}

function summaryOf(valued: readonly Valued[]): ClvResult['summary'] {
  return {
    customers: valued.length,
    repeatCustomers: valued.filter(isRepeater).length,
    aliveCustomers: sumOf(valued, (one) => one.pAlive),
    expectedPurchases: sumOf(valued, (one) => one.expectedPurchases),
    historicMinor: Math.round(sumOf(valued, (one) => one.customer.totalMinor)),
    clvMinor: clvSum(valued),
    withoutValue: valued.filter((one) => one.clv === null).length,
    unconvertedOrders: sumOf(valued, (one) => one.customer.unconvertedOrders),
  };
}

function decilesOf(valued: readonly Valued[]): ClvResult['deciles'] {
  return [...Map.groupBy(valued, (one) => one.decile)].map(([decile, members]) => ({
    decile,
    customers: members.length,
    expectedPurchases: sumOf(members, (one) => one.expectedPurchases),
    clvMinor: clvSum(members),
    historicMinor: Math.round(sumOf(members, (one) => one.customer.totalMinor)),
  }));
}

/**
 * Fits on what was known at the end of the calibration and compares the purchase days predicted for the rest with
 * those that came, for the customers there were by then.
 */
function holdoutOf(customers: readonly Customer[], terms: ClvTerms): ClvResult['holdout'] {
  const { calibrationDay, asOfDay, daysPerUnit } = terms;
  const known = customers.filter(isKnownThen);
  const histories = known.map(({ calibrationDays, calibrationLastDay, firstDay }) => ({
    frequency: calibrationDays - 1,
    recency: (calibrationLastDay - firstDay) / daysPerUnit,
    T: (calibrationDay - firstDay) / daysPerUnit,
  }));
  const base = baseOrNull(terms, histories);
  if (base === null || asOfDay <= calibrationDay) return null;
  const horizon = (asOfDay - calibrationDay) / daysPerUnit;
  const rows = Array.from({ length: mostFrequent + 1 }, (_, frequency) => ({
    frequency,
    customers: 0,
    predicted: 0,
    actual: 0,
  }));
  histories.forEach((history, i) => {
    const row = rows[Math.min(history.frequency, mostFrequent)];
    if (row === undefined) return;
    row.customers += 1;
    row.predicted += base.expectedPurchases(history, horizon);
    row.actual += (known[i]?.frequency ?? 0) - history.frequency;
  });
  return {
    calibrationEnd: dateOf(calibrationDay),
    days: asOfDay - calibrationDay,
    customers: known.length,
    predicted: sumOf(rows, (row) => row.predicted),
    actual: sumOf(rows, (row) => row.actual),
    byFrequency: rows.filter((row) => row.customers > 0),
  };
}

function baseOrNull(terms: ClvTerms, histories: Parameters<typeof fitModel>[1]) {
  try {
    return customerBase(fitModel(terms.model, histories).choice);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
