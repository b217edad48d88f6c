import type { FunnelRules } from '../funnel/rules.ts';

export interface FunnelReference {
  /** Relation or sub-select of events: `person`, `ms` (since 1970), `arrival` (unique, rising), and `s0`, `s1` … `x0` … booleans. */
  events: string;
  rules: Pick<FunnelRules, 'stepCount' | 'order' | 'windowMs' | 'stepWindowsMs' | 'exclusions' | 'lastEntryMs'>;
  fromMs: number;
  toMs: number;
}

/**
 * People by the number of steps they reached, as plain SQL that DuckDB and PostgreSQL both run: the definition that the
 * index is tested against, and what a remote warehouse can be asked. It spells the rules out (FN1 to FN8) and is not
 * meant to be fast: every chain of different events is tried.
 *
 * @returns SELECT of `person`, `reached` (steps), `is_excluded` (0 or 1); people who never entered are missing
 */
export function funnelSql(reference: FunnelReference): string {
  return reference.rules.order === 'unordered' ? unorderedSql(reference) : chainsSql(reference);
}

const inRange = ({ events, fromMs, toMs }: FunnelReference): string =>
  `seen AS (SELECT * FROM ${events} e WHERE e.ms BETWEEN ${fromMs} AND ${toMs})`;

/**
 * Events with other columns of steps.
 *
 * @param steps SQL of each step on the alias `v`
 */
export function pickSteps(events: string, steps: readonly string[], exclusions: number): string {
  const columns = steps.map((sql, k) => `${sql} AS s${k}`);
  for (let x = 0; x < exclusions; x += 1) columns.push(`v.x${x}`);
  return `(SELECT v.person, v.ms, v.arrival, ${columns.join(', ')} FROM ${events} v)`;
}

function chainsSql(reference: FunnelReference): string {
  const { withSql, far } = chainsOf(reference);
  return `${withSql}
SELECT f.person, CASE WHEN ${far} THEN f.reached ELSE 0 END AS reached,
       CASE WHEN ${far} THEN 0 ELSE 1 END AS is_excluded FROM far f`;
}

/**
 * When the chain that counts came to each of its steps (FN2, FN3), of ordered and strict funnels.
 *
 * @returns SELECT of `person`, `reached` and `t0`, `t1` …, null from `reached` on; without those who are excluded
 */
export function funnelTimesSql(reference: FunnelReference): string {
  const { stepCount, stepWindowsMs } = reference.rules;
  const hasStepWindows = stepWindowsMs.some((limit) => limit !== null);
  const steps = Array.from({ length: stepCount }, (_, k) => k);
  const perLength = steps.map((last) => {
    const times = steps.map((k) => (k <= last ? `c.t${k}` : `CAST(NULL AS DOUBLE PRECISION) AS t${k}`)).join(', ');
    const between = steps.slice(1, last).map((k) => `, c.t${k}`);
    // Completed earliest, then started latest; in between the earlier event serves, or with step windows the later one.
    const middle = hasStepWindows ? between.toReversed().map((time) => `${time} DESC`) : between;
    return `SELECT person, reached, ${steps.map((k) => `t${k}`).join(', ')} FROM (
      SELECT f.person, f.reached, ${times},
             row_number() OVER (PARTITION BY f.person ORDER BY c.t${last}, c.t0 DESC${middle.join('')}) AS n
        FROM far f JOIN c${last} c ON c.person = f.person
       WHERE f.reached = ${last + 1} AND ${isClean(reference, last)}) w WHERE n = 1`;
  });
  return `${chainsOf(reference).withSql} ${perLength.join(' UNION ALL ')}`;
}

/** All chains by their length (`c0`, `c1` …), how far each person came (`far`), and whether a chain as far is clean. */
function chainsOf(reference: FunnelReference): { withSql: string; far: string } {
  const { rules } = reference;
  const { stepCount, windowMs, order } = rules;
  const chains = Array.from({ length: stepCount }, (_, step) => {
    if (step === 0) {
      return `c0 AS (SELECT person, ms AS t0, arrival AS a0 FROM seen WHERE s0 AND ms <= ${rules.lastEntryMs})`;
    }
    const columns = Array.from({ length: step }, (_, k) => `c.t${k}, c.a${k}`).join(', ');
    const limit = rules.stepWindowsMs[step];
    const conditions = [
      `n.s${step}`,
      // FN1, FN6: in time order, at one instant in either order; one event never serves two steps.
      `n.ms >= c.t${step - 1}`,
      ...Array.from({ length: step }, (_, k) => `n.arrival <> c.a${k}`),
      ...(windowMs === null ? [] : [`n.ms - c.t0 <= ${windowMs}`]),
      ...(limit === null || limit === undefined ? [] : [`n.ms - c.t${step - 1} <= ${limit}`]),
      // FN4: strictly between, only repeats of the step just done.
      ...(order === 'strict'
        ? [
            `NOT EXISTS (SELECT 1 FROM seen b WHERE b.person = c.person AND b.ms > c.t${step - 1} AND b.ms < n.ms
               AND NOT b.s${step - 1})`,
          ]
        : []),
    ];
    return `c${step} AS (SELECT DISTINCT c.person, ${columns}, n.ms AS t${step}, n.arrival AS a${step}
      FROM c${step - 1} c JOIN seen n ON n.person = c.person WHERE ${conditions.join(' AND ')})`;
  });
  // A chain may go no further although another of the same person does: every chain counts as far as it came.
  const furthest = Array.from(
    { length: stepCount },
    (_, step) => `SELECT person, ${step + 1} AS reached FROM c${step}`,
  ).join(' UNION ALL ');
  const perLength = Array.from(
    { length: stepCount },
    (_, last) =>
      `(f.reached = ${last + 1} AND EXISTS (SELECT 1 FROM c${last} c WHERE c.person = f.person AND ${isClean(reference, last)}))`,
  );
  return {
    withSql: `WITH ${inRange(reference)}, ${chains.join(',\n')},
far AS (SELECT person, max(reached) AS reached FROM (${furthest}) f GROUP BY person)`,
    far: rules.exclusions.length === 0 ? 'true' : `(${perLength.join(' OR ')})`,
  };
}

/** FN7: no exclusion in the way of a chain `c` that ends at a step. */
function isClean({ rules }: FunnelReference, last: number): string {
  const { windowMs, exclusions } = rules;
  const ends = windowMs === null ? 'NULL' : `c.t0 + ${windowMs}`;
  const blocked = exclusions.flatMap(({ fromStep, toStep }, x) => {
    if (fromStep > last) return [];
    const until = toStep <= last ? `b.ms < c.t${toStep}` : `(${ends} IS NULL OR b.ms < ${ends})`;
    return [
      `NOT EXISTS (SELECT 1 FROM seen b WHERE b.person = c.person AND b.x${x} AND b.ms > c.t${fromStep} AND ${until})`,
    ];
  });
  return blocked.join(' AND ') || 'true';
}

/**
 * FN5: the most different steps by different events within one window. A set of steps can be served when there are as
 * many different events as steps for each of its parts (Hall 1935); with one step per event that is counting steps.
 * Exclusions part a history into stretches (events at their instant belong to both sides).
 */
function unorderedSql(reference: FunnelReference): string {
  const { rules } = reference;
  const { stepCount, windowMs } = rules;
  const steps = Array.from({ length: stepCount }, (_, k) => k);
  const any = steps.map((k) => `s${k}`).join(' OR ');
  const excluded = rules.exclusions.length === 0 ? 'false' : rules.exclusions.map((_, x) => `b.x${x}`).join(' OR ');
  const sets = Array.from({ length: 2 ** stepCount - 1 }, (_, i) => i + 1);
  const served = (set: number): string =>
    `count(DISTINCT CASE WHEN ${steps
      .filter((k) => (set >> k) & 1)
      .map((k) => `w.s${k}`)
      .join(' OR ')} THEN w.arrival END)`;
  const sizeOf = (set: number): number => steps.filter((k) => (set >> k) & 1).length;
  const isServable = (set: number): string =>
    sets
      .filter((part) => (part & set) === part)
      .map((part) => `m${part} >= ${sizeOf(part)}`)
      .join(' AND ');
  const best = sets
    .toSorted((a, b) => sizeOf(b) - sizeOf(a))
    .map((set) => `WHEN ${isServable(set)} THEN ${sizeOf(set)}`)
    .join(' ');
  return `WITH ${inRange(reference)},
starts AS (SELECT person, ms AS t0 FROM seen WHERE (${any}) AND ms <= ${rules.lastEntryMs} GROUP BY person, ms),
windows AS (
  SELECT s.person, s.t0, ${sets.map((set) => `${served(set)} AS m${set}`).join(', ')}
    FROM starts s JOIN seen w ON w.person = s.person
   WHERE (${steps.map((k) => `w.s${k}`).join(' OR ')}) AND w.ms >= s.t0
     AND ${windowMs === null ? 'true' : `w.ms - s.t0 <= ${windowMs}`}
     AND NOT EXISTS (SELECT 1 FROM seen b WHERE b.person = s.person AND (${excluded}) AND b.ms > s.t0 AND b.ms < w.ms)
   GROUP BY s.person, s.t0)
SELECT person, max(CASE ${best} ELSE 0 END) AS reached, 0 AS is_excluded FROM windows GROUP BY person`;
}
