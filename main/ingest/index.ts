/** Door of ingest: events sent by programs and pages, posts of forms, and the keys and addresses they need. */
export { FormHooks } from './form-hooks.ts';
export { callTypes, createIngest, type Ingest, type IngestCall } from './ingest.ts';
export { snippet } from './snippet.ts';
export { WriteKeys } from './write-keys.ts';
