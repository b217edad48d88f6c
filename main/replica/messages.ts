import type { AppErrorData } from '../../contract/errors.ts';
import type { AheadLink } from '../store/index.ts';
import type { EngineState, ReplicaTable } from './engine.ts';
import type { QueryOptions, QueryParameter, QueryResult } from './query.ts';
import type { SequenceOf } from './sequence/build.ts';
import type { EventText } from './sequence/event-codes.ts';
import type { IdLabels, IdSet } from './sequence/select-ids.ts';
import type { Sequence } from './sequence/sequence.ts';
import type { Configuration } from './state-table.ts';

/** What the replica's thread can be asked, with the answers. */
export interface Calls {
  query: { input: { sql: string; parameters: readonly QueryParameter[]; options: QueryOptions }; output: QueryResult };
  sequence: { input: SequenceOf; output: Sequence };
  idSet: { input: { sql: string; parameters: readonly QueryParameter[] }; output: IdSet };
  idLabels: { input: { sql: string; parameters: readonly QueryParameter[] }; output: IdLabels };
  eventCodes: { input: EventText & { waits: boolean }; output: IdLabels | null };
  eventCodesAhead: { input: readonly EventText[]; output: null };
  hasOnlyGrown: { input: { since: number; relations: readonly string[] }; output: boolean };
  catchUp: { input: null; output: { seq: number; at: number } };
  reconfigure: { input: Configuration; output: null };
  tables: { input: null; output: ReplicaTable[] };
  close: { input: null; output: null };
}
export type CallName = keyof Calls;

export type Request =
  | { [Name in CallName]: { kind: 'call'; id: number; name: Name; input: Calls[Name]['input'] } }[CallName]
  | { kind: 'cancel'; id: number };

export type Message =
  | { kind: 'answer'; id: number; output: Calls[CallName]['output'] }
  | { kind: 'failure'; id: number; error: AppErrorData & { isRetryable: boolean; reason: string } }
  | { kind: 'state'; state: EngineState }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; message: string; data?: Record<string, unknown> };

/** What the thread is started with. */
export interface WorkerInput {
  storePath: string;
  replicaPath: string;
  sequencePath: string;
  codesPath: string;
  memoryLimitBytes: number;
  configuration: Configuration;
  /** Where rows of running imports come from. */
  ahead: AheadLink;
  aheadProfilesAtOnce: number;
}
