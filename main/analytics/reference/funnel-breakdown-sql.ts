import { type FunnelReference, funnelSql, pickSteps } from './funnel-sql.ts';

export interface BreakdownReference extends FunnelReference {
  /** `person`: the column `trait` instead of `value`; both are texts, the empty one = not set. */
  attribution: 'person' | 'first_touch' | 'last_touch' | 'all_events' | 'step';
  /** For attribution `step`. */
  step: number;
  /** Steps that people get their value by: the required ones. */
  required: readonly number[];
  /** Steps of the chains: the required ones, or those before an optional one and this. */
  chain: readonly number[];
  /** Of the value of an event (`value` unless asked otherwise). */
  column?: string;
  /** For attributions `all_events` and `step`, which make a funnel of their own per value. */
  values: readonly string[];
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Rows of value, reached, people (FN9): without those who never entered or were excluded. */
export function funnelBreakdownSql(reference: BreakdownReference): string {
  const { attribution, values } = reference;
  if (attribution === 'all_events') return values.map((value) => byEvents(reference, value)).join(' UNION ALL ');
  if (attribution === 'step') return values.map((value) => byStep(reference, value)).join(' UNION ALL ');
  return byPerson(reference);
}

/** Everybody has one value, found on events of the range that serve a step, or their own. */
function byPerson(reference: BreakdownReference): string {
  const { events, required, chain, fromMs, toMs, attribution, column = 'value' } = reference;
  const any = required.map((step) => `e.s${step}`).join(' OR ');
  const direction = attribution === 'last_touch' ? 'DESC' : 'ASC';
  const valued =
    attribution === 'person'
      ? `SELECT DISTINCT e.person, e.trait AS value FROM ${events} e`
      : `SELECT person, value FROM (
           SELECT e.person, e.${column} AS value,
                  row_number() OVER (PARTITION BY e.person ORDER BY e.ms ${direction}, e.arrival ${direction}) AS n
             FROM ${events} e WHERE e.ms BETWEEN ${fromMs} AND ${toMs} AND (${any}) AND e.${column} <> '') f WHERE n = 1`;
  return `SELECT coalesce(v.value, '') AS value, r.reached, count(*) AS people
    FROM (${funnelOfStepsSql(reference, chain)}) r LEFT JOIN (${valued}) v ON v.person = r.person
   WHERE r.is_excluded = 0 AND r.reached > 0 GROUP BY coalesce(v.value, ''), r.reached`;
}

/** A funnel of the events with one value only. */
function byEvents(reference: BreakdownReference, value: string): string {
  const events = `(SELECT * FROM ${reference.events} v WHERE v.${reference.column ?? 'value'} = ${literal(value)})`;
  return counted(value, funnelOfStepsSql({ ...reference, events }, reference.chain), 'true');
}

/** A funnel in which only events with one value serve the step; who never came to it has no value. */
function byStep(reference: BreakdownReference, value: string): string {
  const { events, rules, fromMs, toMs, step } = reference;
  const has = `v.${reference.column ?? 'value'} = ${literal(value)}`;
  const steps = Array.from({ length: rules.stepCount }, (_, k) => (k === step ? `(v.s${k} AND ${has})` : `v.s${k}`));
  const narrowed = pickSteps(events, steps, rules.exclusions.length);
  const served = (condition: string): string =>
    `EXISTS (SELECT 1 FROM ${events} v WHERE v.person = r.person AND v.ms BETWEEN ${fromMs} AND ${toMs}
       AND v.s${step} AND ${condition})`;
  const isCounted = value === '' ? `(${served(has)} OR NOT ${served('true')})` : served(has);
  return counted(value, funnelOfStepsSql({ ...reference, events: narrowed }, reference.chain), isCounted);
}

const counted = (value: string, funnel: string, condition: string): string =>
  `SELECT ${literal(value)} AS value, r.reached, count(*) AS people FROM (${funnel}) r
    WHERE r.is_excluded = 0 AND r.reached > 0 AND ${condition} GROUP BY r.reached`;

/**
 * People who reached an optional step: the end of a funnel of its own, after the required steps before it.
 *
 * @returns SELECT of the columns of `funnelSql`
 */
export function optionalStepSql(reference: FunnelReference, optional: readonly number[], step: number): string {
  const steps = Array.from({ length: step }, (_, k) => k).filter((k) => !optional.includes(k));
  return funnelOfStepsSql(reference, [...steps, step]);
}

/** The funnel of some of the steps, in their order. */
export function funnelOfStepsSql(reference: FunnelReference, steps: readonly number[]): string {
  const { rules, events } = reference;
  const columns = steps.map((step) => `v.s${step}`);
  return funnelSql({
    ...reference,
    events: pickSteps(events, columns, rules.exclusions.length),
    rules: {
      ...rules,
      stepCount: steps.length,
      stepWindowsMs: steps.map((step) => rules.stepWindowsMs[step] ?? null),
    },
  });
}
