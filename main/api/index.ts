export { apiListener, createApi, describeApi } from './app.ts';
export { ChangeFeed } from './change-feed.ts';
export { DataRange } from './data-range.ts';
export type { ApiDoors, SampleDoor } from './doors.ts';
export { createFront } from './http/front.ts';
export { createIngestDoor } from './http/ingest-door.ts';
export { StaticFiles } from './http/static-files.ts';
export { Uploads } from './uploads/uploads.ts';
