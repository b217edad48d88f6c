import type { MessagePort } from 'node:worker_threads';
import type {
  FunnelOutput,
  LifecycleOutput,
  PathsOutput,
  RetentionOutput,
  StickinessOutput,
} from '../../../contract/analytics.ts';
import type { JourneyOutput, JourneyPersonsInput } from '../../../contract/stages.ts';
import type { IdCodes } from '../../ports/id-codes.ts';
import type { Share } from '../../ports/people-share.ts';
import type { IdLabels, Sequence, SequenceArrays, SequenceOrigin } from '../../replica/index.ts';
import type { FunnelRules } from '../funnel/rules.ts';
import type { BinningAsked } from '../funnel/time-bins.ts';
import type { LifecycleState } from '../lifecycle/tally.ts';
import type { PathRules } from '../paths/tally.ts';
import type { RetentionRules } from '../retention/rules.ts';
import type { RetentionSums } from '../retention/tally.ts';

/** Codes of a property by id of the event, and which of them pass a filter. */
export interface CodeFilter extends IdCodes {
  /** 1 for each code that passes. */
  passing: Uint8Array;
}

/** Net of every document in revenue by the id of its order; code 0 is nothing. */
export interface OrderAmounts extends IdCodes {
  /** The same amounts have the same key. */
  key: string;
  /** By code: 64-bit floats, minor units of the workspace currency. */
  minor: SharedArrayBuffer;
}

/** Ids of one filter, by the origin of the event; an origin that is not there has no event that passes. */
export interface PassingIds {
  /** The same filter on the same data has the same key. */
  key: string;
  rows: Partial<Record<SequenceOrigin, SharedArrayBuffer>>;
  /** Events pass where every one of these does; null = events are among the rows. */
  codes: CodeFilter[] | null;
}

/** Which events are meant, with the filters already answered. */
export interface ResolvedEntity {
  /** 1 for each name of the sequence that matches. */
  names: Uint8Array;
  passing: PassingIds | null;
  /** Profile ids that pass; null = everybody. */
  people: SharedArrayBuffer | null;
}

/** One property as texts, by row (of an event) or by profile. */
export interface ResolvedProperty {
  /** The same property with the same numbers for its texts has the same key. */
  key: string;
  source: 'event' | 'person';
  /** By profile for a property of the person, else by row of each origin. */
  people: IdLabels | null;
  rows: Partial<Record<SequenceOrigin, IdLabels>>;
}

export interface FunnelTask {
  kind: 'funnel';
  steps: ResolvedEntity[];
  exclusions: ResolvedEntity[];
  rules: FunnelRules;
  optionalSteps: number[];
  fromMs: number;
  toMs: number;
  breakdown: {
    properties: ResolvedProperty[];
    attribution: 'person' | 'first_touch' | 'last_touch' | 'all_events' | 'step';
    step: number;
  } | null;
  trendBounds: Float64Array | null;
  wantsTimes: boolean;
  bins?: BinningAsked;
  fromStep: number;
  toStep: number;
  cell: {
    step: number;
    state: 'reached' | 'dropped' | 'excluded';
    breakdown?: string[] | undefined;
    period?: number | undefined;
    bin?: number | undefined;
  } | null;
}

export interface RetentionTask {
  kind: 'retention';
  target: ResolvedEntity;
  returning: ResolvedEntity;
  rules: RetentionRules;
  /** Zone whose days make up the intervals; null = they are shorter. */
  daysIn: string | null;
  /** Columns a cohort has at most. */
  columns: number;
  asOfMs: number;
  /** The newest instant the data speak of whole, never after `asOfMs`; intervals that end later are incomplete. */
  completeMs: number;
  breakdown: ResolvedProperty[] | null;
  /** Null = no revenue asked for. */
  amounts: OrderAmounts | null;
  /** Without a cohort: that column of all cohorts in which it is over. */
  cell: { cohort: number | null; column: number; breakdown?: string[] } | null;
}

export interface ActivityTask {
  kind: 'lifecycle' | 'stickiness';
  event: ResolvedEntity;
  /** Starts of the intervals shown, the one before them first. */
  bounds: Float64Array;
  cell: { interval: number; state: LifecycleState | 'active' } | { activeIntervals: number } | null;
}

export interface PathsTask {
  kind: 'paths';
  include: ResolvedEntity[];
  property: ResolvedProperty | null;
  rules: Omit<PathRules, 'startPoint' | 'endPoint'>;
  startPoint: string | null;
  endPoint: string | null;
  nodeLimit: number;
  fromMs: number;
  toMs: number;
  cell: { source: string; target: string } | { node: string } | null;
}

export interface JourneyTask {
  kind: 'journey';
  /** Null: the most frequent events. */
  touchpoints: ResolvedEntity[] | null;
  touchpointLimit: number;
  startPoint: ResolvedEntity | null;
  /** Any event of the people asked for. */
  everybody: ResolvedEntity;
  fromMs: number;
  toMs: number;
  cell: JourneyPersonsInput['cell'] | null;
}

/** Without the words of the touchpoints: `name` where they were found, else null. */
export interface JourneyResult {
  persons: number;
  touchpoints: (Omit<JourneyOutput['touchpoints'][number], 'label' | 'event'> & { name: string | null })[];
  links: JourneyOutput['links'];
}

export type Task = FunnelTask | RetentionTask | ActivityTask | PathsTask | JourneyTask;

type Body<Output> = Omit<Output, 'asOf' | 'timezone'>;

/** Instants are still numbers here (UTC ms), names of steps still missing. */
export interface Results {
  funnel: Body<Omit<FunnelOutput, 'steps' | 'breakdown' | 'trend'>> & {
    steps: Omit<FunnelOutput['steps'][number], 'label'>[];
    breakdown: { value: string[]; steps: Omit<FunnelOutput['steps'][number], 'label'>[] }[];
    trend: { start: number; from: number; to: number; rate: number | null }[];
  };
  /** Rows come later (see `cohort-rows.ts`). */
  retention: Body<Omit<RetentionOutput, 'cohorts' | 'breakdown'>> & {
    all: RetentionSums;
    breakdown: { value: string[]; sums: RetentionSums }[];
  };
  lifecycle: { intervals: (Omit<LifecycleOutput['intervals'][number], 'start'> & { start: number })[] };
  stickiness: Body<StickinessOutput>;
  paths: Body<PathsOutput>;
  journey: JourneyResult;
}
export type CohortResult = Omit<RetentionOutput['cohorts'][number], 'start'> & { start: number };

/** The sequence as views on its shared memory: the thread that walks needs nothing of the replica. */
export interface Histories extends Pick<Sequence, 'people' | 'names'> {
  arrays: SequenceArrays;
}

export type ToThread =
  | { type: 'histories'; histories: Histories }
  /** Shared: ids of tasks nobody waits for any more (see `stops.ts`). */
  | { type: 'stops'; stops: Int32Array }
  /** To the other thread: parts of tasks go through here. */
  | { type: 'partner'; port: MessagePort }
  /** With a cell its profile ids are wanted instead of figures. Only the thread of share 0 answers. */
  | { type: 'task'; id: number; task: Task; share: Share };
export type FromThread =
  | { type: 'result'; id: number; result: Results[keyof Results] }
  | { type: 'people'; id: number; profileIds: Uint32Array }
  | { type: 'stopped'; id: number }
  | { type: 'failed'; id: number; reason: string };
/** Between the threads of the shares; only that of share 0 gets parts. */
export type FromPartner =
  | { type: 'part'; id: number; part: unknown }
  /** What its share tells all others on the way (see `Rounds`). */
  | { type: 'round'; id: number; given: unknown }
  | Extract<FromThread, { type: 'stopped' | 'failed' }>;
