import type { World } from './world.ts';

/** `47.4%`; a dash where there is nothing to divide by. */
export function share(value: number | null): string {
  if (value === null) return '—';
  return `${value < 0 ? '\u2212' : ''}${(Math.abs(value) * 100).toFixed(1)}%`;
}

/** Below this many people a share says little. */
const fewPeople = 100;

/** A sentence on how far shares of so few people can move by chance: 1.96 standard errors at one half. */
export function smallSampleWarning(people: number, { t }: Pick<World, 't'>): string | null {
  if (people === 0 || people >= fewPeople) return null;
  return t('smallSample', { people, points: Math.round(196 * Math.sqrt(0.25 / people)) });
}

/** A share over a bar, in whole percents: few are not nobody. */
export const roundShare = (of: number): string => (of > 0 && of < 0.005 ? '<1%' : `${(of * 100).toFixed(0)}%`);
