import type { z } from 'zod';
import type {
  FunnelOutput,
  LifecycleOutput,
  PathsOutput,
  RetentionOutput,
  StickinessOutput,
} from '../../../../contract/analytics.ts';
import type { churnOutput, clvOutput, rfmOutput } from '../../../../contract/customer-value.ts';
import type { FeedbackOutput } from '../../../../contract/feedback.ts';
import type { JourneyOutput, StagesOutput } from '../../../../contract/stages.ts';
import { columnMeans } from '../retention/means.ts';

type ChurnOutput = z.infer<typeof churnOutput>;
type ClvOutput = z.infer<typeof clvOutput>;
type RfmOutput = z.infer<typeof rfmOutput>;

/** A figure that says the most about an answer. Shares are made of sums, never means of shares. */
export interface KeyFigure {
  name: KeyFigureName;
  value: number | null;
  unit: 'count' | 'percent' | 'number' | 'points' | 'minor';
}

export const keyFigureNames = [
  'entered',
  'finished',
  'overall',
  'cohortPeople',
  'cameBack',
  'new',
  'resurrecting',
  'dormant',
  'averageActive',
  'people',
  'averagePeriods',
  'sessions',
  'customers',
  'alive',
  'expectedPurchases',
  'valueEach',
  'lostCustomers',
  'customerChurn',
  'revenueChurn',
  'score',
  'answers',
  'reachedLast',
  'winRate',
  'championsShare',
  'championsRevenue',
] as const;
export type KeyFigureName = (typeof keyFigureNames)[number];

const figure = (name: KeyFigureName, unit: KeyFigure['unit'], value: number | null): KeyFigure => ({
  name,
  unit,
  value,
});
const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((all, one) => all + of(one), 0);

export function funnelFigures({ steps }: Pick<FunnelOutput, 'steps'>): KeyFigure[] {
  const last = steps.at(-1);
  return [
    figure('overall', 'percent', last?.conversionFromFirst ?? null),
    figure('entered', 'count', steps[0]?.count ?? 0),
    figure('finished', 'count', last?.count ?? 0),
  ];
}

export function retentionFigures({ cohorts }: Pick<RetentionOutput, 'cohorts'>): KeyFigure[] {
  return [
    figure('cameBack', 'percent', columnMeans(cohorts)[1]?.rate ?? null),
    figure(
      'cohortPeople',
      'count',
      sum(cohorts, ({ size }) => size),
    ),
  ];
}

export function lifecycleFigures({ intervals }: Pick<LifecycleOutput, 'intervals'>): KeyFigure[] {
  const of = (state: 'new' | 'returning' | 'resurrecting' | 'dormant') => sum(intervals, (one) => one[state]);
  const active = of('new') + of('returning') + of('resurrecting');
  return [
    figure('averageActive', 'number', ratio(active, intervals.length)),
    figure('new', 'count', of('new')),
    figure('resurrecting', 'count', of('resurrecting')),
    figure('dormant', 'count', -of('dormant')),
  ];
}

export function stickinessFigures({ intervals }: Pick<StickinessOutput, 'intervals'>): KeyFigure[] {
  const people = sum(intervals, ({ persons }) => persons);
  const periods = sum(intervals, ({ activeIntervals, persons }) => activeIntervals * persons);
  return [figure('averagePeriods', 'number', ratio(periods, people)), figure('people', 'count', people)];
}

export function pathsFigures({ sessions }: Pick<PathsOutput, 'sessions'>): KeyFigure[] {
  return [figure('sessions', 'count', sessions)];
}

export function clvFigures({ summary }: Pick<ClvOutput, 'summary'>): KeyFigure[] {
  const { customers, clvMinor } = summary;
  return [
    figure('valueEach', 'minor', clvMinor === null ? null : ratio(clvMinor, customers)),
    figure('customers', 'count', customers),
    figure('alive', 'percent', ratio(summary.aliveCustomers, customers)),
    figure('expectedPurchases', 'count', summary.expectedPurchases),
  ];
}

export function rfmFigures({ customers, segments }: Pick<RfmOutput, 'customers' | 'segments'>): KeyFigure[] {
  const best = segments.find(({ segment }) => segment === 'champions');
  const revenue = sum(segments, ({ revenueMinor }) => revenueMinor);
  return [
    figure('customers', 'count', customers),
    figure('championsShare', 'percent', ratio(best?.customers ?? 0, customers)),
    figure('championsRevenue', 'percent', ratio(best?.revenueMinor ?? 0, revenue)),
  ];
}

/** Of whole months: one that still runs has lost fewer. */
export function churnFigures({ months }: Pick<ChurnOutput, 'months'>): KeyFigure[] {
  const whole = months.filter(({ isIncomplete }) => !isIncomplete);
  const of = (field: 'lost' | 'activeAtStart' | 'grossLostMinor' | 'revenueAtStartMinor') =>
    sum(whole, (one) => one[field]);
  return [
    figure('customerChurn', 'percent', ratio(of('lost'), of('activeAtStart'))),
    figure('lostCustomers', 'count', of('lost')),
    figure('revenueChurn', 'percent', ratio(of('grossLostMinor'), of('revenueAtStartMinor'))),
  ];
}

export function feedbackFigures({ overall }: Pick<FeedbackOutput, 'overall'>): KeyFigure[] {
  return [figure('score', 'points', overall.score), figure('answers', 'count', overall.responses)];
}

export function stagesFigures({ stages, outcome, of }: Pick<StagesOutput, 'stages' | 'outcome' | 'of'>): KeyFigure[] {
  return [
    figure('reachedLast', 'percent', stages.at(-1)?.conversionFromFirst ?? null),
    figure('entered', 'count', stages[0]?.count ?? 0),
    ...(of === 'opportunities' ? [figure('winRate', 'percent', outcome.winRate)] : []),
  ];
}

export function journeyFigures({ persons, touchpoints }: Pick<JourneyOutput, 'persons' | 'touchpoints'>): KeyFigure[] {
  return [
    figure('people', 'count', persons),
    figure('reachedLast', 'percent', persons === 0 ? null : (touchpoints.at(-1)?.share ?? null)),
  ];
}
