import type {
  ActivityInput,
  FunnelInput,
  FunnelPersonsInput,
  LifecyclePersonsInput,
  PathsInput,
  PathsPersonsInput,
  RetentionInput,
  RetentionPersonsInput,
  StickinessPersonsInput,
} from '../../../contract/analytics.ts';
import type { JourneyInput, JourneyPersonsInput } from '../../../contract/stages.ts';
import type { Sequence } from '../../replica/index.ts';
import { type Calendar, periodBounds } from '../calendar.ts';
import { boundsFrom, boundsOf, durationMs, momentMs, outOfBounds, type Span, spanOf } from './range.ts';
import type { Resolver } from './resolver.ts';
import type { ActivityTask, FunnelTask, JourneyTask, PathsTask, RetentionTask } from './task.ts';

/** What a request is answered from. */
export interface Asked {
  sequence: Sequence;
  resolver: Resolver;
  calendar: Calendar;
  /** UTC ms. */
  now: number;
}

/** Most cells (cohorts × intervals × values) a retention table is counted in. */
const maxCells = 5_000_000;

const rangeOf = (input: { dateRange?: FunnelInput['dateRange'] }, { sequence, calendar }: Asked): Span =>
  input.dateRange ? spanOf(input.dateRange, calendar.zone) : { fromMs: sequence.firstMs, toMs: sequence.lastMs };

export async function funnelTask(asked: Asked, input: FunnelInput | FunnelPersonsInput): Promise<FunnelTask> {
  const { sequence, resolver, calendar } = asked;
  const span = rangeOf(input, asked);
  await resolver.checkEverywhere(input);
  const entities = (list: FunnelInput['steps'], path: string) =>
    Promise.all(list.map((entity, i) => resolver.entity(sequence, entity, input, `${path}.${i}`)));
  const cell = 'cell' in input ? input.cell : null;
  const wantsTrend = input.view === 'trend' || cell?.period !== undefined;
  return {
    kind: 'funnel',
    steps: await entities(input.steps, 'steps'),
    exclusions: await entities(input.exclusions, 'exclusions'),
    rules: {
      stepCount: input.steps.length,
      order: input.order,
      windowMs: input.window ? durationMs(input.window) : null,
      stepWindowsMs: input.steps.map((_, i) => {
        const limit = input.stepWindows?.[i];
        return limit ? durationMs(limit) : null;
      }),
      exclusions: input.exclusions.map(({ fromStep, toStep }) => ({ fromStep, toStep })),
      lastEntryMs: span.toMs,
    },
    optionalSteps: input.optionalSteps,
    fromMs: span.fromMs,
    toMs: input.countAfterRange ? Number.POSITIVE_INFINITY : span.toMs,
    breakdown: await funnelBreakdown(asked, input.breakdown),
    trendBounds: wantsTrend ? boundsOf(calendar, input.interval, span) : null,
    wantsTimes: input.view === 'time_to_convert',
    bins: { binning: input.binning, ...(input.binCount === undefined ? {} : { binCount: input.binCount }) },
    fromStep: input.fromStep ?? 0,
    toStep: input.toStep ?? input.steps.length - 1,
    cell,
  };
}

async function funnelBreakdown(
  { sequence, resolver }: Asked,
  breakdown: FunnelInput['breakdown'],
): Promise<FunnelTask['breakdown']> {
  if (!breakdown) return null;
  const { properties, source, attribution, step } = breakdown;
  return {
    properties: await Promise.all(properties.map((property) => resolver.property(sequence, property, source))),
    attribution: source === 'person' ? 'person' : attribution,
    step: step ?? 0,
  };
}

export async function retentionTask(
  asked: Asked,
  input: RetentionInput | RetentionPersonsInput,
): Promise<RetentionTask> {
  const { sequence, resolver, calendar, now } = asked;
  const { bounds, columns, cohorts } = retentionShape(asked, input);
  await resolver.checkEverywhere(input);
  const [target, returning, breakdown] = await Promise.all([
    resolver.entity(sequence, input.target, input, 'target'),
    resolver.entity(sequence, input.returning, input, 'returning'),
    input.breakdown
      ? Promise.all(
          input.breakdown.properties.map((name) =>
            resolver.property(sequence, name, input.breakdown?.source ?? 'event'),
          ),
        )
      : null,
  ]);
  const { type, mode, minimumOccurrences } = input;
  const brackets = input.brackets ?? null;
  return {
    kind: 'retention',
    target,
    returning,
    rules: { bounds, type, mode, minimumOccurrences, cohorts, brackets },
    daysIn: input.period === 'hour' ? null : calendar.zone,
    columns,
    asOfMs: now,
    completeMs: input.completeTo ? Math.min(now, momentMs(input.completeTo, asked.calendar.zone, true)) : now,
    breakdown,
    amounts: input.revenue ? await resolver.orderAmounts() : null,
    cell: 'cell' in input ? retentionCell(input) : null,
  };
}

/** Which intervals there are: a triangle, or with `rows` a rectangle. */
function retentionShape(asked: Asked, input: RetentionInput) {
  const { calendar: own, sequence } = asked;
  const calendar = { ...own, weekStart: input.weekStart ?? own.weekStart };
  const span = rangeOf(input, asked);
  const fromMs = input.firstInterval ? momentMs(input.firstInterval, calendar.zone) : span.fromMs;
  const longest = input.brackets ? Math.max(...input.brackets.map(([, to]) => to)) + 1 : null;
  const inRange = (): number => {
    const toMs = input.dateRange ? span.toMs : Math.max(sequence.lastMs, fromMs);
    if (toMs < fromMs) throw outOfBounds('firstInterval', '> dateRange.to');
    return boundsOf(calendar, input.period, { fromMs, toMs }).length - 1;
  };
  const columns = input.intervals ?? (input.rows ? longest : null) ?? inRange();
  const total = input.rows ? input.rows + columns - 1 : columns;
  const cohorts = input.rows ?? total;
  if (cohorts * total * (input.breakdown ? 50 : 1) > maxCells) throw outOfBounds('intervals', `${cohorts} × ${total}`);
  return { bounds: boundsFrom(calendar, input.period, fromMs, total), columns, cohorts };
}

function retentionCell({ cell, brackets }: RetentionPersonsInput): NonNullable<RetentionTask['cell']> {
  // The first column is the cohort itself; brackets are counted after it.
  const { column: asked = 0 } = cell;
  const column = asked === 0 || brackets ? asked - 1 : asked;
  return { cohort: cell.cohort ?? null, column, ...(cell.breakdown ? { breakdown: cell.breakdown } : {}) };
}

export async function activityTask(
  asked: Asked,
  kind: ActivityTask['kind'],
  input: ActivityInput | LifecyclePersonsInput | StickinessPersonsInput,
): Promise<ActivityTask> {
  const { sequence, resolver, calendar, now } = asked;
  const { fromMs, toMs } = rangeOf(input, asked);
  // Nobody is dormant in a period that has not begun.
  const lastMs = Math.max(fromMs, Math.min(toMs, Math.max(now, sequence.lastMs)));
  const shown = boundsOf(calendar, input.interval, { fromMs, toMs: lastMs });
  await resolver.checkEverywhere(input);
  return {
    kind,
    event: await resolver.entity(sequence, input.event, input, 'event'),
    bounds: periodBounds(calendar, input.interval, (shown[0] as number) - 1, lastMs),
    cell: 'cell' in input ? input.cell : null,
  };
}

const anyEvent = { filters: [], personFilters: [] };

export async function journeyTask(asked: Asked, input: JourneyInput | JourneyPersonsInput): Promise<JourneyTask> {
  const { sequence, resolver } = asked;
  await resolver.checkEverywhere(input);
  const { touchpoints, startPoint, touchpointLimit } = input;
  return {
    kind: 'journey',
    touchpoints: touchpoints
      ? await Promise.all(touchpoints.map((entity, i) => resolver.entity(sequence, entity, input, `touchpoints.${i}`)))
      : null,
    touchpointLimit,
    startPoint: startPoint ? await resolver.entity(sequence, startPoint, input, 'startPoint') : null,
    everybody: await resolver.entity(sequence, anyEvent, input, ''),
    ...rangeOf(input, asked),
    cell: 'cell' in input ? input.cell : null,
  };
}

export async function pathsTask(asked: Asked, input: PathsInput | PathsPersonsInput): Promise<PathsTask> {
  const { sequence, resolver } = asked;
  await resolver.checkEverywhere(input);
  const include = (input.include ?? [anyEvent]).map((entity, i) =>
    resolver.entity(sequence, entity, input, `include.${i}`),
  );
  return {
    kind: 'paths',
    include: await Promise.all(include),
    property: input.nodeProperty ? await resolver.property(sequence, input.nodeProperty, 'event') : null,
    rules: { sessionGapMs: input.sessionGapMinutes * 60_000, stepLimit: input.stepLimit },
    startPoint: input.startPoint ?? null,
    endPoint: input.endPoint ?? null,
    nodeLimit: input.nodeLimit,
    ...rangeOf(input, asked),
    cell: 'cell' in input ? input.cell : null,
  };
}
