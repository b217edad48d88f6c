import type { TFunction } from 'i18next';
import type { FunnelOutput } from '../../../../contract/analytics.ts';
import type { World } from '../frame/world.ts';

type Row = (string | number | null)[];

/** The table of a funnel: one row per step, and with a breakdown per value and step. Shares as 0..1, times in seconds. */
export function funnelCsv(answer: FunnelOutput | null, { t: words }: World, t: TFunction<'funnel'>): Row[] {
  if (!answer) return [];
  const head = [t('steps'), t('people'), t('ofFirst'), t('ofPrevious'), `${t('median')} (s)`, `${t('p90')} (s)`];
  const row = (step: FunnelOutput['steps'][number]): Row => [
    step.label,
    step.count,
    step.conversionFromFirst,
    step.conversionFromPrevious,
    step.medianSeconds,
    step.p90Seconds,
  ];
  if (answer.breakdown.length === 0) return [head, ...answer.steps.map(row)];
  return [
    [words('breakdown'), ...head],
    ...answer.breakdown.flatMap(({ value, steps }) =>
      steps.map((step) => [value.map((one) => one || words('noValue')).join(' / '), ...row(step)]),
    ),
  ];
}
