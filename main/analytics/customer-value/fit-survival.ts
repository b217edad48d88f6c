import type { z } from 'zod';
import type { Language } from '../../../contract/language.ts';
import {
  maxDuration,
  maxFitted,
  maxGroups,
  type sbgOutput,
  survivalFitEnvelope,
  type survivalFitOutput,
} from '../../../contract/model-fits.ts';
import { fitSbg } from '../clv/sbg.ts';
import { type IntervalKind, kaplanMeier, type Lifetime } from '../survival/kaplan-meier.ts';
import { logRank } from '../survival/log-rank.ts';
import { checked, Faults, faultError, parseJson } from './faults.ts';
import { isBetween } from './fit-clv.ts';

/**
 * Kaplan–Meier curves and the log-rank test of lifetimes given in the request, as a list or as `{lifetimes, interval}`.
 *
 * @returns the JSON of `survivalFitOutput`
 * @throws api/invalid-input with the path of each impossible value
 */
export function fitSurvivalRequest(body: Uint8Array, language: Language): Uint8Array {
  const value = parseJson(body, language);
  const isList = Array.isArray(value);
  const input = checked(survivalFitEnvelope, isList ? { lifetimes: value } : value, language);
  const groups = checkLifetimes(input.lifetimes, isList ? '' : 'lifetimes.', language);
  return new TextEncoder().encode(JSON.stringify(survivalOf(groups, input.interval)));
}

/** Curves by group, in the order given, and the test between them. */
export function survivalOf(
  groups: ReadonlyMap<string | null, readonly Lifetime[]>,
  interval: IntervalKind,
): z.infer<typeof survivalFitOutput> {
  const names = [...groups.keys()];
  const test = logRank([...groups.values()]);
  return {
    interval,
    groups: [...groups].map(([group, lifetimes]) => ({ group, ...kaplanMeier(lifetimes, interval) })),
    logRank: test === null ? null : rankedBy(test, names),
  };
}

function rankedBy(test: NonNullable<ReturnType<typeof logRank>>, names: readonly (string | null)[]) {
  const { statistic, degreesOfFreedom, pValue, observed, expected } = test;
  const groups = names.map((group, i) => ({ group, observed: observed[i] ?? 0, expected: expected[i] ?? 0 }));
  return { statistic, degreesOfFreedom, pValue, groups };
}

function checkLifetimes(values: readonly unknown[], prefix: string, language: Language) {
  const faults = new Faults(language);
  const listPath = prefix.slice(0, -1);
  if (values.length > maxFitted) faults.add(listPath, 'tooMany', maxFitted);
  if (values.length === 0) faults.add(listPath, 'tooFew', 1);
  faults.refuse();
  const groups = new Map<string | null, Lifetime[]>();
  for (let index = 0; index < values.length && !faults.isFull; index += 1) {
    const group = checkLifetime(values[index], `${prefix}${index}`, faults);
    const members = groups.get(group) ?? [];
    if (members.length === 0) groups.set(group, members);
    members.push(values[index] as Lifetime);
    if (groups.size > maxGroups) throw faultError(language, `${prefix}${index}.group`, 'tooManyGroups', maxGroups);
  }
  faults.refuse();
  return groups;
}

/** @returns the group; null for none */
function checkLifetime(value: unknown, path: string, faults: Faults): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.add(path, 'notObject');
    return null;
  }
  const { duration, observed, group } = value as Record<string, unknown>;
  if (!isBetween(duration, maxDuration)) faults.add(`${path}.duration`, 'notDuration', maxDuration);
  if (typeof observed !== 'boolean') faults.add(`${path}.observed`, 'notBoolean');
  if (group === undefined || group === null) return null;
  const isGroup = typeof group === 'number' || (typeof group === 'string' && group.length <= 200);
  if (!isGroup) faults.add(`${path}.group`, 'notGroup');
  return isGroup ? String(group) : null;
}

/**
 * sBG on renewals of a contractual business.
 *
 * @throws api/invalid-input for counts that rise or never fall
 */
export function fitSbgRequest(
  input: { survivors: readonly number[]; periods: number },
  language: Language,
): z.infer<typeof sbgOutput> {
  const { survivors, periods } = input;
  const faults = new Faults(language);
  if (survivors[0] === 0) faults.add('survivors.0', 'startsAtZero');
  survivors.forEach((left, i) => {
    if (i > 0 && left > (survivors[i - 1] ?? left)) faults.add(`survivors.${i}`, 'rising');
  });
  if (survivors.every((left) => left === survivors[0])) faults.add('survivors', 'noneLeft');
  faults.refuse();
  return fitSbg(survivors, periods);
}
