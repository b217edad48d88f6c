/** Door of the hub: the one writer of the store, imports, who is who, the workspace. */
export type { RejectRow } from '../landing/index.ts';
export { type Hub, type HubOptions, startHub } from './hub.ts';
export type { ImportRecord } from './import-records.ts';
export type { IngestBatch, IngestItem, IngestTraits } from './ingest/item.ts';
export type { StreamPiece, UnreadableRow, WorkspaceDefaults } from './messages.ts';
export { prunableEntities } from './remaining-keys-writer.ts';
export type { SubmitInput } from './submission.ts';
