import type { AlertDefinition, AlertResult } from '../../../contract/alerts.ts';
import { comparedPeriod, type DateRange, figure, type Member } from '../../../contract/board-queries/index.ts';
import { type ExportTarget, exportTargetInput } from '../../../contract/exports.ts';
import { formatShort } from '../../../contract/format/numbers.ts';
import { type AlertFigures, judge } from './conditions.ts';
import { type WatchContext, type Watched, watched } from './watched.ts';
import { newestWholeDay, weekdaysOf } from './weekdays.ts';

const namedValues = 5;
const hourMs = 3_600_000;

export interface Evaluation {
  result: AlertResult;
  /** What a picture of it shows. */
  picture: ExportTarget | null;
  member: Member;
}

/** Reads what an alert watches and says which of its conditions hold. @throws alerts/tile-gone, semantic/* */
export async function evaluateAlert(
  definition: AlertDefinition,
  context: WatchContext & { now: number; newestMs: number | null },
): Promise<Evaluation> {
  const { figures, reader, now, newestMs, signal } = context;
  const { conditions, by } = definition;
  const what = await watched(definition, context);
  const { member, timeMember, range, scope, query } = what;
  const valueIn = async (days: DateRange) =>
    figure((await figures.load(query(days), reader, signal)).data[0]?.[member.name]);
  const compared: AlertFigures['compared'] = {};
  for (const condition of conditions) {
    if (condition.kind !== 'change' || condition.against in compared) continue;
    const period = comparedPeriod(condition.against, range, scope.data);
    compared[condition.against] = period.hasData ? await valueIn(period.range) : null;
  }
  const asks = (kind: AlertDefinition['conditions'][number]['kind']) => conditions.some((one) => one.kind === kind);
  const value = await valueIn(range);
  const seen: AlertFigures = {
    value,
    compared,
    target: asks('target') ? await what.target() : null,
    days: asks('anomaly')
      ? await weekdaysOf(newestWholeDay(scope.data, scope.data), {
          ...{ query, member, timeMember, firstDay: scope.data.from, figures, reader },
          ...(signal ? { signal } : {}),
        })
      : { latest: null, before: [] },
    ageHours: newestMs === null ? null : (now - newestMs) / hourMs,
    words: (amount) => wordsOf(amount, member, figures.workspace().currency),
  };
  const result = {
    value,
    conditions: conditions.map((condition) => judge(condition, seen)),
    rows: by === null ? [] : await moversOf(what, by, context),
  };
  return { result, picture: pictureOf(definition, what), member };
}

/** A figure as people read it, in both languages. */
export function wordsOf(value: number, { unit }: Pick<Member, 'unit'>, currency: string) {
  return {
    'zh-CN': formatShort(value, { unit, currency, language: 'zh-CN' }),
    en: formatShort(value, { unit, currency, language: 'en' }),
  };
}

/**
 * The figure with its course and, by a dimension, the values it is made of, under the very filters that were read.
 *
 * @returns null where they cannot be said in the order of a picture
 */
function pictureOf({ name, by }: AlertDefinition, { member, timeMember, range, query }: Watched): ExportTarget | null {
  const { filters = [] } = query(range);
  const target = exportTargetInput.safeParse({
    ...{ measure: member.name, timeMember, filters, by, title: name },
    view: { from: range.from, to: range.to },
  });
  return target.success ? target.data : null;
}

/** The values of a dimension that moved the figure most against the period before. */
async function moversOf(
  { query, scope, range, member }: Watched,
  by: string,
  { figures, reader, signal }: WatchContext,
): Promise<AlertResult['rows']> {
  const period = comparedPeriod('previous_period', range, scope.data);
  const grouped = async (days: DateRange) => {
    const { data } = await figures.load({ ...query(days), dimensions: [by], limit: 5000 }, reader, signal);
    return new Map(data.map((row) => [String(row[by] ?? ''), figure(row[member.name]) ?? 0]));
  };
  const now = await grouped(range);
  const before = period.hasData ? await grouped(period.range) : new Map<string, number>();
  return [...new Set([...now.keys(), ...before.keys()])]
    .map((value) => ({ value, now: now.get(value) ?? 0, before: before.get(value) ?? 0 }))
    .toSorted((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))
    .slice(0, namedValues);
}
