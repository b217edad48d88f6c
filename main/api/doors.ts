import type { Sample, Status } from '../../contract/workspace.ts';
import type { Access } from '../access/index.ts';
import type { Analyses, EventCatalogue } from '../analytics/index.ts';
import type { Boards, SavedReports } from '../boards/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Hub } from '../hub/index.ts';
import type { Ingest } from '../ingest/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Model } from '../model/index.ts';
import type { Pivots } from '../pivot/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Profiles } from '../profiles/index.ts';
import type { Replica } from '../replica/index.ts';
import type { Reports } from '../reports/index.ts';
import type { Segments } from '../segments/index.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Uploads } from './uploads/uploads.ts';

/** The shipped sample data, as the host keeps it. */
export interface SampleDoor {
  state(): Sample;
  /** Imports it (again). Resolves when the import is accepted. */
  add(): Promise<Sample>;
  /** Takes everything that came from it away. */
  remove(): Promise<Sample>;
}

/** What the routes call. `replica` throws `replica/unavailable` while it is not there yet. */
export interface ApiDoors extends Omit<Analyses, 'close'> {
  version: string;
  startedAt: number;
  dataDir: string;
  /** What links on paper begin with where no public address is set. */
  linkBase: string | null;
  clock: Clock;
  logger: Logger;
  hub: Hub;
  replica: () => Replica;
  replicaStatus: () => Status['replica'];
  access: Access;
  ingest: Ingest;
  boards: Boards;
  /** Reports of the builder; `reports` makes files and sends them. */
  savedReports: SavedReports;
  pivots: Pivots;
  /** What people add to the data model. */
  model: Model;
  uploads: Uploads;
  sample: SampleDoor;
  segments: Segments;
  profiles: Profiles;
  eventCatalogue: EventCatalogue;
  feed: ChangeFeed;
  secrets: Secrets;
  jobs: Jobs;
  connections: Connections;
  reports: Reports;
}
