/** Door of ingest: events sent by programs and pages over the public tracking protocol, and the keys they need. */
export { callTypes, createIngest, type Ingest, type IngestCall } from './ingest.ts';
export { snippet } from './snippet.ts';
export { WriteKeys } from './write-keys.ts';
