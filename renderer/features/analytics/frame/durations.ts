import type { TFunction } from 'i18next';
import type { Duration } from '../../../../contract/analytics.ts';

/** `14 days`, `1 个月`. */
export function durationWords({ value, unit }: Duration, t: TFunction<'analytics'>): string {
  return t(`durations.${unit}`, { count: value, value });
}
