import { type RetentionOutput, retentionOutput } from '../../../../contract/analytics.ts';
import type { DateRange } from '../../../queries/index.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { type ClvSettings, fewestSurvivors, isFalling } from './clv-settings.ts';

/** Customers whose first order was in one period, and how many of them ordered in each later period or after it. */
export interface Cohort {
  /** Its place among the cohorts of the answer. */
  index: number;
  /** First local day of the period. */
  start: string;
  /** Its size, then those left after each period that is over. */
  survivors: number[];
}

/** The question whose answer holds who renewed: a customer is under contract until the period of their last order. */
export function renewalsBody(
  { renewals, asOf, segmentId }: Pick<ClvSettings, 'renewals' | 'asOf' | 'segmentId'>,
  data: DateRange,
): object | null {
  if (renewals === null) return null;
  const order = { event: 'order_placed' };
  return {
    dateRange: { from: data.from, to: asOf ?? data.to },
    ...{ target: order, returning: order, period: renewals.period, type: 'first_time', mode: 'on_or_after' },
    ...(segmentId === undefined ? {} : { segmentId }),
  };
}

/** The cohorts of an answer that a model can be fitted to. */
export function cohortsOf({ cohorts }: Pick<RetentionOutput, 'cohorts'>): Cohort[] {
  return cohorts
    .map(({ start, counts, incomplete }, index) => ({
      ...{ index, start: start.slice(0, 10) },
      survivors: counts.filter((_, column) => column === 0 || incomplete[column] === false),
    }))
    .filter(({ survivors }) => survivors.length >= fewestSurvivors && isFalling(survivors));
}

/**
 * The one chosen; else the first after the data's first period, in which everybody who was a customer before looks new.
 */
export function cohortShown(cohorts: readonly Cohort[], chosen: string): Cohort | null {
  return (
    cohorts.find(({ start }) => start === chosen) ?? cohorts.find(({ index }) => index > 0) ?? cohorts.at(0) ?? null
  );
}

/** The cohorts of orders whose renewals can be looked at, and the one that is. */
export function useRenewals(settings: Pick<ClvSettings, 'renewals' | 'asOf' | 'segmentId'>) {
  const { data } = useWorld();
  const body = renewalsBody(settings, data);
  const answer = useAnswer('retention', body, retentionOutput);
  const cohorts = body === null || answer.data === undefined ? [] : cohortsOf(answer.data);
  return {
    body: body ?? {},
    cohorts,
    cohort: cohortShown(cohorts, settings.renewals?.cohort ?? ''),
    isReady: answer.data !== undefined && !answer.isStale,
  };
}
