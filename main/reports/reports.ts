import type { PlanTarget } from '../../contract/boards.ts';
import type { Briefing } from '../../contract/briefing.ts';
import type { Slice, View } from '../../contract/exports.ts';
import { isDivisible } from '../../contract/target-board.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { Access } from '../access/index.ts';
import type { Boards, SavedReports } from '../boards/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Pivots } from '../pivot/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { Printer } from '../ports/printer.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Semantic } from '../semantic/index.ts';
import { Alerts } from './alerts/alerts.ts';
import { writeBriefing } from './briefing/briefing.ts';
import { Channels } from './deliveries/channels.ts';
import { Notices } from './deliveries/notices.ts';
import { Schedules } from './deliveries/schedules.ts';
import { createSend } from './deliveries/send.ts';
import { WorkCalendar } from './deliveries/work-calendar.ts';
import { Exports } from './exports.ts';
import { type Reader, ReportFigures } from './figures.ts';
import { createProducer } from './produce.ts';
import type { AnalysisContext } from './tables/analysis-table.ts';
import { titleOf } from './targets.ts';

export interface ReportsOptions {
  store: MetadataStore;
  clock: Clock;
  logger: Logger;
  dataDir: string;
  access: Access;
  jobs: Jobs;
  secrets: Secrets;
  boards: Pick<Boards, 'get'>;
  savedReports: Pick<SavedReports, 'get'>;
  pivots: Pick<Pivots, 'window'>;
  analyses: AnalysisContext['analyses'];
  /** A tile that has no answer after this long is named as late; default three minutes. */
  tileWaitMs?: number;
  /** Null where this machine cannot print pages; table files are made all the same. */
  printer: Printer | null;
  /** Waits until the semantic layer is there. */
  semantic: () => Promise<Semantic>;
  workspace: () => Workspace;
  dataRange: () => Promise<{ from: string | null; to: string | null }>;
  targets: () => readonly PlanTarget[];
  /** Saved segments, to name the one a document is narrowed to. */
  segments: () => readonly { id: string; name: string }[];
  /** Where this program answers on this machine. */
  origin: () => string;
}

/** Everything that leaves the program as a document. */
export interface Reports {
  readonly exports: Exports;
  readonly channels: Channels;
  readonly schedules: Schedules;
  readonly alerts: Alerts;
  readonly calendar: WorkCalendar;
  readonly notices: Notices;
  /** What a board says, in sentences. @throws boards/not-found, exports/nothing-to-export */
  briefing(of: { board: string; view: View; slice: Slice | null }, reader: Reader): Promise<Briefing>;
  /** Takes up what a restart interrupted. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export function createReports(options: ReportsOptions): Reports {
  const { store, clock, logger, dataDir, access, boards, printer, origin, jobs, secrets } = options;
  const figures = new ReportFigures(options);
  const { savedReports, pivots, analyses, tileWaitMs = 180_000 } = options;
  const produceOptions = {
    ...{ figures, boards, savedReports, pivots, analyses, tileWaitMs },
    ...{ access, printer, clock, origin },
  };
  const exports = new Exports({
    store,
    clock,
    logger,
    dataDir,
    principalOf: (actor) => access.principalOf(actor),
    titleOf: (order) => titleOf(order, produceOptions),
    produce: createProducer(produceOptions),
  });
  const channels = new Channels(store, secrets, clock);
  const calendar = new WorkCalendar(store);
  const notices = new Notices(store, clock);
  const send = createSend(clock);
  const schedules = new Schedules({
    ...{ store, clock, logger, jobs, exports, channels, calendar, notices, send },
    principalOf: (actor) => access.principalOf(actor),
    publicAddress: () => options.workspace().publicAddress,
    isDivisible: (target) => isDivisible(target, (id) => savedReports.get(id).kind),
  });
  const alerts = new Alerts({
    ...{ store, clock, logger, jobs, figures, boards, channels, notices, send, exports },
    principalOf: (actor) => access.principalOf(actor),
    newest: async () => {
      const { to } = await options.dataRange();
      return to === null ? null : Date.parse(to);
    },
  });
  return {
    ...{ exports, channels, schedules, alerts, calendar, notices },
    briefing: ({ board, view, slice }, reader) =>
      writeBriefing(boards.get(board), { view, slice }, { figures, reader }),
    async start() {
      await schedules.start();
      await exports.start();
    },
    async close() {
      schedules.close();
      await alerts.close();
      await exports.close();
      await printer?.close();
    },
  };
}
