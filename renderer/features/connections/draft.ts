import type {
  Connection,
  ConnectionConfig,
  ConnectionInput,
  ConnectionPriority,
  ConnectorKind,
  StreamProposal,
  StreamSettings,
  Sync,
} from '../../../contract/connections.ts';
import type { ErrorCode } from '../../../contract/errors.ts';
import type { Schedule } from '../../../contract/schedules.ts';

export const steps = ['kind', 'settings', 'streams', 'mapping', 'schedule'] as const;
export type Step = (typeof steps)[number];

/** A stream as it is being set up; `entity` empty = its first preview has not come yet. */
export interface DraftStream extends StreamSettings {
  cursorFields: string[];
  /** Required target fields that nothing fills yet. */
  missing: string[];
}

/** A connection while it is being made or changed. */
export interface Draft {
  /** Of the connection that is changed; null = a new one. */
  id: string | null;
  step: Step;
  /** Whose mapping is shown first; null = the first one's. */
  lookAt: string | null;
  kind: ConnectorKind | null;
  name: string;
  config: ConnectionConfig;
  kept: ReadonlySet<string>;
  streams: DraftStream[];
  schedule: Schedule | null;
  priority: ConnectionPriority;
}

/** What the step of settings is about: where files lie, how one signs in, or anything else. */
export function settingsTitle(kind: ConnectorKind | null): 'place' | 'signIn' | 'plain' {
  if (kind?.group === 'file') return 'place';
  const signsIn = kind?.group === 'database' || kind?.group === 'shop';
  return signsIn && kind.settings.some(({ isSecret }) => isSecret) ? 'signIn' : 'plain';
}

export const emptyDraft = (timezone: string): Draft => ({
  ...{ id: null, step: 'kind', lookAt: null, kind: null, name: '', config: {}, kept: new Set<string>(), streams: [] },
  schedule: { everyMinutes: 60, timezone },
  priority: 'usual',
});

/** Where somebody begins to change a connection. */
export type Place = Pick<Draft, 'step' | 'lookAt'>;
export const firstPlace: Place = { step: 'settings', lookAt: null };

const mappingTroubles: readonly ErrorCode[] = [
  'connections/column-missing',
  'import/mapping-incomplete',
  'import/mapping-invalid',
  'import/unknown-column',
  'import/unknown-entity',
];

/** Where the trouble of a sync is put right: a column that is gone, or rows nobody can import, in the mapping. */
export function placeToMend({ streams }: Sync): Place {
  const inMapping = streams.find(({ error }) => mappingTroubles.some((code) => code === error?.code));
  return inMapping ? { step: 'mapping', lookAt: inMapping.stream } : firstPlace;
}

/** A saved connection as a draft; its secrets stay with the host. */
export function draftOf(connection: Connection, kind: ConnectorKind, place = firstPlace): Draft {
  const secrets = kind.settings.filter(({ isSecret }) => isSecret).map(({ name }) => name);
  const config = Object.fromEntries(Object.entries(connection.config).filter(([name]) => !secrets.includes(name)));
  return {
    ...{ ...place, id: connection.id, kind, name: connection.name, config: config as ConnectionConfig },
    kept: new Set(secrets.filter((name) => connection.config[name] === 'set')),
    streams: connection.streams.map(({ fields, cursor: _cursor, ...settings }) => ({
      ...settings,
      cursorFields: fields.map(({ name }) => name),
      missing: [],
    })),
    schedule: connection.schedule,
    priority: connection.priority,
  };
}

/** A stream that was chosen from what the source has. */
export function streamOf(
  found: Pick<StreamProposal, 'name' | 'primaryKey' | 'cursorFields'>,
  query: string | null,
): DraftStream {
  return {
    ...{ name: found.name, isEnabled: true, query, entity: '', mapping: {}, mode: 'full', lookback: 0 },
    ...{ cursorField: found.cursorFields[0] ?? null, primaryKey: found.primaryKey, detectsDeletes: false },
    ...{ timezone: null, currency: null, freshWithinMinutes: null, cursorFields: found.cursorFields, missing: [] },
  };
}

/** Streams that cannot be synced yet: not looked at, or a required field is not filled. */
export const openStreams = (draft: Draft): string[] =>
  draft.streams
    .filter(({ entity, missing, mapping }) => entity === '' || missing.length > 0 || Object.keys(mapping).length === 0)
    .map(({ name }) => name);

export function inputOf(draft: Draft): ConnectionInput {
  return {
    ...{ name: draft.name.trim(), kind: draft.kind?.kind ?? '', config: draft.config, schedule: draft.schedule },
    priority: draft.priority,
    streams: draft.streams.map(({ cursorFields: _fields, missing: _missing, ...settings }) => ({
      ...settings,
      cursorField: settings.mode === 'incremental' ? settings.cursorField : null,
      detectsDeletes: settings.mode === 'incremental' && settings.detectsDeletes,
    })),
  };
}
