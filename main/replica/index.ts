/** Door of the columnar replica: nobody else ever holds a DuckDB handle. */
export type { Phase, ReplicaTable } from './engine.ts';
export { PeopleCounter, type PeopleCounterOptions } from './people/counter.ts';
export type { PeopleAnswer, PeopleCondition, PeopleField, PeopleQuestion, PeopleStep } from './people/question.ts';
export type { QueryOptions, QueryParameter, QueryResult } from './query.ts';
export { type Replica, type ReplicaOptions, type ReplicaState, startReplica } from './replica.ts';
export type { EventText } from './sequence/event-codes.ts';
export type { IdLabels, IdSet } from './sequence/select-ids.ts';
export {
  derivedEvents,
  type Sequence,
  type SequenceArrays,
  type SequenceOrigin,
  sequenceArrays,
} from './sequence/sequence.ts';
export type { Configuration as ReplicaConfiguration } from './state-table.ts';
export type { ResultValue } from './values.ts';
