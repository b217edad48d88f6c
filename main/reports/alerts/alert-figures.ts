import type { AlertDefinition, AlertResult } from '../../../contract/alerts.ts';
import {
  addDays,
  type BoardScope,
  type CubeQuery,
  comparedPeriod,
  type DateRange,
  figure,
  type Member,
  plannedTarget,
  unknownMember,
} from '../../../contract/board-queries/index.ts';
import { formatShort } from '../../../contract/format/numbers.ts';
import type { Reader, ReportFigures } from '../figures.ts';
import { type AlertFigures, judge } from './conditions.ts';

const weeksBack = 8;
const namedValues = 5;
const hourMs = 3_600_000;

/** Reads what an alert watches and says which of its conditions hold. */
export async function evaluateAlert(
  definition: AlertDefinition,
  context: { figures: ReportFigures; reader: Reader; now: number; newestMs: number | null; signal?: AbortSignal },
): Promise<AlertResult> {
  const { figures, reader, now, newestMs, signal } = context;
  const { measure, timeMember, range: preset, filters, by } = definition;
  const members = await figures.members(reader);
  const member = members.get(measure) ?? unknownMember(measure);
  const scope = await figures.scope({ filterMembers: [], tiles: [], defaultRange: preset }, {});
  const query = (range: DateRange): CubeQuery => ({
    measures: [measure],
    timeDimensions: [{ dimension: timeMember, dateRange: [range.from, range.to] }],
    ...(filters.length > 0
      ? { filters: filters.map(({ values, ...one }) => (values ? { ...one, values } : one)) }
      : {}),
    timezone: scope.timezone,
  });
  const valueIn = async (range: DateRange) =>
    figure((await figures.load(query(range), reader, signal)).data[0]?.[measure]);
  const compared: AlertFigures['compared'] = {};
  for (const condition of definition.conditions) {
    if (condition.kind !== 'change' || condition.against in compared) continue;
    const period = comparedPeriod(condition.against, scope.range, scope.data);
    compared[condition.against] = period.hasData ? await valueIn(period.range) : null;
  }
  const needsDays = definition.conditions.some(({ kind }) => kind === 'anomaly');
  const value = await valueIn(scope.range);
  const seen: AlertFigures = {
    value,
    compared,
    target: plannedTarget(member, scope.range, { targets: scope.targets, filters: [] }),
    days: needsDays
      ? await daysOf({ query, member, scope, figures, reader, timeMember })
      : { latest: null, before: [] },
    ageHours: newestMs === null ? null : (now - newestMs) / hourMs,
    words: (amount) => wordsOf(amount, member, figures.workspace().currency),
  };
  return {
    value,
    conditions: definition.conditions.map((condition) => judge(condition, seen)),
    rows: by === null ? [] : await moversOf({ query, scope, figures, reader, measure, by }),
  };
}

/** A figure as people read it, in both languages. */
export function wordsOf(value: number, { unit }: Pick<Member, 'unit'>, currency: string) {
  return {
    'zh-CN': formatShort(value, { unit, currency, language: 'zh-CN' }),
    en: formatShort(value, { unit, currency, language: 'en' }),
  };
}

interface DaysContext {
  query: (range: DateRange) => CubeQuery;
  member: Member;
  scope: BoardScope;
  figures: ReportFigures;
  reader: Reader;
  timeMember: string;
}

/** The day before the newest one, which may still be running, and the same weekday of the weeks before. */
async function daysOf({
  query,
  member,
  scope,
  figures,
  reader,
  timeMember,
}: DaysContext): Promise<AlertFigures['days']> {
  const newest = addDays(scope.data.to, -1);
  const base = query({ from: addDays(newest, -7 * weeksBack), to: newest });
  const timeDimensions = (base.timeDimensions ?? []).map((one) => ({ ...one, granularity: 'day' as const }));
  const { data } = await figures.load({ ...base, timeDimensions }, reader);
  const byDay = new Map(data.map((row) => [String(row[`${timeMember}.day`]).slice(0, 10), figure(row[member.name])]));
  const at = (day: string) => byDay.get(day) ?? (member.isAdditive ? 0 : null);
  const before = Array.from({ length: weeksBack }, (_, week) => addDays(newest, -7 * (week + 1)))
    .filter((day) => day >= scope.data.from)
    .map(at)
    .filter((value) => value !== null);
  return { latest: at(newest), before };
}

/** The values of a dimension that moved the figure most against the period before. */
async function moversOf(of: {
  query: (range: DateRange) => CubeQuery;
  scope: BoardScope;
  figures: ReportFigures;
  reader: Reader;
  measure: string;
  by: string;
}) {
  const { query, scope, figures, reader, measure, by } = of;
  const period = comparedPeriod('previous_period', scope.range, scope.data);
  const grouped = async (range: DateRange) => {
    const { data } = await figures.load({ ...query(range), dimensions: [by], limit: 5000 }, reader);
    return new Map(data.map((row) => [String(row[by] ?? ''), figure(row[measure]) ?? 0]));
  };
  const [now, before] = [
    await grouped(scope.range),
    period.hasData ? await grouped(period.range) : new Map<string, number>(),
  ];
  return [...new Set([...now.keys(), ...before.keys()])]
    .map((value) => ({ value, now: now.get(value) ?? 0, before: before.get(value) ?? 0 }))
    .toSorted((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))
    .slice(0, namedValues);
}
