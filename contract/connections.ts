import { z } from 'zod';
import { settingOutput } from './connector-config.ts';
import { entityInput } from './entities.ts';
import { columnTypes, mappingInput, rejectOutput } from './imports.ts';
import { localizedTextOutput } from './language.ts';
import { nextRunOutput, scheduleInput } from './schedules.ts';

/**
 * Why talking to a source failed, as far as it matters for what to do next:
 * `auth` wrong or revoked credentials · `permission` known to the source, but not allowed · `config` settings that
 * cannot work · `unreachable` no answer from the address · `tls` no trusted encryption · `rate_limit` asked to wait ·
 * `transient` may work at the next try · `timeout` too slow · `data` what came cannot be read · `gone` the stream,
 * file or column is no longer there · `cancelled` · `internal` a defect of ours.
 */
export const failureClasses = [
  ...(['auth', 'permission', 'config', 'unreachable', 'tls', 'rate_limit', 'transient'] as const),
  ...(['timeout', 'data', 'gone', 'cancelled', 'internal'] as const),
] as const;
export const failureClassOutput = z.enum(failureClasses);
export type FailureClass = z.infer<typeof failureClassOutput>;

/** Types of source columns; `unknown`: told by the values that come. */
export const sourceFieldTypes = [...columnTypes, 'unknown'] as const;
export type SourceFieldType = (typeof sourceFieldTypes)[number];

export const sourceFieldOutput = z.object({ name: z.string(), type: z.enum(sourceFieldTypes) });
export type SourceField = z.infer<typeof sourceFieldOutput>;

/** A stream a connector has found: a table, an endpoint, a set of files. */
export const discoveredStreamOutput = z.object({
  /** Unique within the connection: `public.orders`, `orders`. */
  name: z.string(),
  fields: z.array(sourceFieldOutput),
  /** Columns that tell one record from another; empty = not known. */
  primaryKey: z.array(z.string()),
  /** Columns an incremental read may go by, the best first; empty = full reads only. */
  cursorFields: z.array(z.string()),
  /** Whether the connector can list the keys that still exist, to find deleted records. */
  canDetectDeletes: z.boolean(),
  estimatedRows: z.number().int().nullable(),
});
export type DiscoveredStream = z.infer<typeof discoveredStreamOutput>;

export const connectorGroups = ['file', 'database', 'shop', 'api', 'other'] as const;
/**
 * What a connector was tried against: the `real` thing; answers `recorded` from the service's public documentation; only
 * its `protocol`, spoken by a server written for the test.
 */
export const connectorProofs = ['real', 'recorded', 'protocol'] as const;
export type ConnectorProof = (typeof connectorProofs)[number];

/** A kind of connection, as the gallery shows it. */
export const connectorKindOutput = z.object({
  kind: z.string(),
  group: z.enum(connectorGroups),
  label: localizedTextOutput,
  summary: localizedTextOutput,
  proof: z.enum(connectorProofs),
  settings: z.array(settingOutput),
  capabilities: z.object({
    incremental: z.boolean(),
    deletes: z.boolean(),
    schema: z.boolean(),
    /** Streams may be queries written by the user. */
    queries: z.boolean(),
  }),
});
export type ConnectorKind = z.infer<typeof connectorKindOutput>;
export type ConnectorCapabilities = ConnectorKind['capabilities'];

/** Settings by name. Secrets are written, never read: leave one out to keep what is set. */
export const connectionConfigInput = z.record(
  z.string().max(80),
  z.union([z.string().max(200_000), z.number(), z.boolean(), z.array(z.string().max(2000)).max(1000), z.null()]),
);
export type ConnectionConfig = z.infer<typeof connectionConfigInput>;

export const syncModes = ['full', 'incremental'] as const;

/** One stream of a connection as it is to be synced. */
export const streamInput = z.strictObject({
  name: z.string().min(1).max(200),
  isEnabled: z.boolean().default(true),
  /** The user's own query, where the connector takes one; the name is free then. */
  query: z.string().min(1).max(50_000).nullable().default(null),
  entity: entityInput,
  /** Source columns onto target fields. */
  mapping: mappingInput,
  /** `full` reads everything each time and removes what is no longer there; `incremental` reads on from the cursor. */
  mode: z.enum(syncModes).default('full'),
  cursorField: z.string().max(200).nullable().default(null),
  /** An incremental read goes this far behind the cursor, for rows committed late. Seconds for times, else units. */
  lookback: z.number().min(0).max(31_536_000).default(0),
  primaryKey: z.array(z.string().max(200)).max(20).default([]),
  /** After an incremental read, list the keys of the source and remove records whose key is gone. */
  detectsDeletes: z.boolean().default(false),
  timezone: z.string().max(60).nullable().default(null),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable()
    .default(null),
  /** Promised age: data older than this many minutes is late. Null: told by the schedule. */
  freshWithinMinutes: z.number().int().min(1).max(525_600).nullable().default(null),
});
export type StreamInput = z.infer<typeof streamInput>;
export type StreamSettings = StreamInput;

/** Which syncs go first when more are due than may run side by side. */
export const connectionPriorities = ['first', 'usual', 'last'] as const;
const connectionPriority = z.enum(connectionPriorities);
export type ConnectionPriority = z.infer<typeof connectionPriority>;

const connectionName = z.string().trim().min(1).max(80);
export const connectionInput = z.strictObject({
  name: connectionName,
  kind: z.string().max(60),
  config: connectionConfigInput,
  streams: z.array(streamInput).max(500).default([]),
  schedule: scheduleInput.nullable().default(null),
  /** Left out: usual. */
  priority: connectionPriority.optional(),
});
export type ConnectionInput = z.infer<typeof connectionInput>;

export const connectionPatchInput = z.strictObject({
  name: connectionName.optional(),
  config: connectionConfigInput.optional(),
  streams: z.array(streamInput).max(500).optional(),
  schedule: scheduleInput.nullable().optional(),
  priority: connectionPriority.optional(),
  isPaused: z.boolean().optional(),
});
export type ConnectionPatch = z.infer<typeof connectionPatchInput>;

/** The exact call that failed; secrets are masked with `•••`. */
export const requestTraceOutput = z.object({
  /** `GET https://…`, a statement, a command line. */
  request: z.string(),
  /** Status, headers, body or server message, as far as they help; cut to 2,000 characters. */
  response: z.string().nullable(),
  at: z.iso.datetime(),
});
export type RequestTrace = z.infer<typeof requestTraceOutput>;

export const connectionFailureOutput = z.object({
  failure: failureClassOutput,
  code: z.string(),
  /** In the reader's language. */
  message: z.string(),
  /** What the source said, secrets masked. */
  reason: z.string().nullable(),
  request: requestTraceOutput.nullable(),
});
export type ConnectionFailure = z.infer<typeof connectionFailureOutput>;

export const schemaChangeKinds = ['added', 'missing', 'retyped'] as const;
export const schemaChangeOutput = z.object({
  kind: z.enum(schemaChangeKinds),
  column: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** What was done about it: `taken` a new column is read from now on · `ignored` no mapping uses it · `stopped` the stream waits for its mapping. */
  action: z.enum(['taken', 'ignored', 'stopped']),
});
export type SchemaChange = z.infer<typeof schemaChangeOutput>;

/** Things worth knowing that are no failure; words stand in the client. */
export const syncNoteCodes = [
  'cursor-went-back',
  'cursor-in-future',
  'read-again',
  'empty-kept',
  'resumed',
  'keys-compared',
  'garbage-skipped',
  'rows-unreadable',
  'retried',
] as const;
export const syncNoteOutput = z.object({
  code: z.enum(syncNoteCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type SyncNote = z.infer<typeof syncNoteOutput>;

export const syncStatuses = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled'] as const;
export type SyncStatus = (typeof syncStatuses)[number];
export const syncTriggers = ['schedule', 'manual', 'change', 'retry', 'resume', 'replay'] as const;
export type SyncTrigger = (typeof syncTriggers)[number];

const count = z.number().int();
/** What a sync did for one stream; rows read = accepted + rejected, accepted = changed + unchanged. */
export const streamSyncOutput = z.object({
  stream: z.string(),
  entity: z.string(),
  mode: z.enum(syncModes),
  status: z.enum(['waiting', 'reading', 'importing', 'succeeded', 'failed', 'cancelled']),
  rowsRead: count,
  rowsAccepted: count,
  rowsChanged: count,
  rowsUnchanged: count,
  rowsRejected: count,
  rowsDeleted: count,
  bytes: count,
  /** Of the source's own estimate; null = it has none. */
  estimatedRows: count.nullable(),
  rowsPerSecond: z.number(),
  etaSeconds: z.number().nullable(),
  stages: z.object({ connectMs: count, readMs: count, landMs: count, importMs: count }),
  importIds: z.array(z.string()),
  schemaChanges: z.array(schemaChangeOutput),
  notes: z.array(syncNoteOutput),
  error: connectionFailureOutput.nullable(),
});
export type StreamSync = z.infer<typeof streamSyncOutput>;

export const syncOutput = z.object({
  id: z.string(),
  connectionId: z.string(),
  trigger: z.enum(syncTriggers),
  status: z.enum(syncStatuses),
  attempt: z.number().int(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** When it is tried again by itself after this failure; null = not. */
  retryAt: z.iso.datetime().nullable(),
  streams: z.array(streamSyncOutput),
  error: connectionFailureOutput.nullable(),
});
export type Sync = z.infer<typeof syncOutput>;

/** How a stream stands against its promise. */
export const freshnessStates = ['fresh', 'late', 'never', 'paused'] as const;
export const streamFreshnessOutput = z.object({
  connectionId: z.string(),
  connectionName: z.string(),
  kind: z.string(),
  stream: z.string(),
  entity: z.string(),
  state: z.enum(freshnessStates),
  lastSuccessAt: z.iso.datetime().nullable(),
  /** Age of the last success and what was promised, in minutes; null = nothing promised. */
  ageMinutes: z.number().nullable(),
  promisedMinutes: z.number().nullable(),
  /** Rows read per successful sync, oldest first, 30 at most. */
  volumes: z.array(z.object({ at: z.iso.datetime(), rows: count })),
  /** The last volume is far from the usual: `low` or `high`; null = usual, or too few syncs to tell. */
  anomaly: z.enum(['low', 'high']).nullable(),
});
export type StreamFreshness = z.infer<typeof streamFreshnessOutput>;

export const connectionOutput = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  kindLabel: localizedTextOutput,
  isPaused: z.boolean(),
  /** Secrets read `"set"`, or null when there is none. */
  config: z.record(z.string(), z.unknown()),
  streams: z.array(streamInput.extend({ fields: z.array(sourceFieldOutput), cursor: z.string().nullable() })),
  schedule: scheduleInput.nullable(),
  priority: connectionPriority,
  nextRuns: z.array(nextRunOutput),
  /** A sync waits: for its turn, or until this instant for its next try. Null: none does. */
  waitsUntil: z.iso.datetime().nullable(),
  lastSync: syncOutput.nullable(),
  freshness: z.enum(freshnessStates),
  createdAt: z.iso.datetime(),
});
export type Connection = z.infer<typeof connectionOutput>;

/** For a connection that is not saved yet; with `connectionId` missing secrets are taken from that one. */
export const connectionProbeInput = z.strictObject({
  kind: z.string().max(60),
  config: connectionConfigInput,
  connectionId: z.string().max(60).optional(),
});
export type ConnectionProbe = z.infer<typeof connectionProbeInput>;
export const testOutput = z.object({
  isOk: z.boolean(),
  /** What answered: product and version, account name. */
  detail: z.string().nullable(),
  tookMs: z.number(),
  error: connectionFailureOutput.nullable(),
});
export type ConnectionTest = z.infer<typeof testOutput>;

/** A stream as found, with the mapping that was last used for these columns. */
export const streamProposalOutput = discoveredStreamOutput.extend({
  saved: z.object({ entity: z.string(), mapping: mappingInput }).nullable(),
});
export type StreamProposal = z.infer<typeof streamProposalOutput>;

export const streamPreviewInput = connectionProbeInput.extend({
  stream: z.strictObject({
    name: z.string().min(1).max(200),
    query: z.string().max(50_000).nullable().default(null),
    entity: entityInput.optional(),
    mapping: mappingInput.optional(),
    timezone: z.string().max(60).nullable().default(null),
    currency: z.string().max(3).nullable().default(null),
  }),
});
export type StreamPreviewInput = z.infer<typeof streamPreviewInput>;
export const streamPreviewOutput = z.object({
  fields: z.array(sourceFieldOutput),
  /** Source rows as text, 50 at most. */
  rows: z.array(z.array(z.string())),
  /** The same rows after the mapping, by target field; null = the row would be kept out. */
  targets: z.array(z.string()),
  mapped: z.array(z.array(z.union([z.string(), z.number(), z.null()])).nullable()),
  rejects: z.array(rejectOutput),
  /** What the mapping above is: the one asked for, one saved for these columns, or the guess. */
  entity: z.string(),
  mapping: mappingInput,
  /** Required target fields that nothing fills. */
  missing: z.array(z.string()),
  isSaved: z.boolean(),
  primaryKey: z.array(z.string()),
  cursorFields: z.array(z.string()),
  /** The guess for every entity, so that the editor can switch at once. */
  alternatives: z.array(z.object({ entity: z.string(), mapping: mappingInput, missing: z.array(z.string()) })),
  /** Why the mapping as a whole cannot work; null = it can. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type StreamPreview = z.infer<typeof streamPreviewOutput>;

/** One row kept out by a sync, whole, so that it can be put right in place. */
export const rejectedRowOutput = z.object({
  importId: z.string(),
  stream: z.string(),
  entity: z.string(),
  rowNumber: z.number().int(),
  columns: z.array(z.string()),
  values: z.array(z.string()),
  reasons: z.array(rejectOutput),
  at: z.iso.datetime(),
});
export type RejectedRow = z.infer<typeof rejectedRowOutput>;
export const replayInput = z.strictObject({
  importId: z.string().max(60),
  /** Rows with their values as they should be; left out: every rejected row of the import as it came, if it was one. */
  rows: z
    .array(z.strictObject({ rowNumber: z.number().int(), values: z.array(z.string().max(100_000)).max(5000) }))
    .max(10_000)
    .optional(),
  /** Another mapping for these rows; left out: the stream's present one. */
  mapping: mappingInput.optional(),
});
export type ReplayInput = z.infer<typeof replayInput>;
