import type { PlanTarget } from '../../contract/boards.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { Access } from '../access/index.ts';
import type { Boards } from '../boards/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { Printer } from '../ports/printer.ts';
import type { Semantic } from '../semantic/index.ts';
import { Exports } from './exports.ts';
import { ReportFigures } from './figures.ts';
import { createProducer, titleOf } from './produce.ts';

export interface ReportsOptions {
  store: MetadataStore;
  clock: Clock;
  logger: Logger;
  dataDir: string;
  access: Access;
  boards: Pick<Boards, 'get'>;
  /** Null where this machine cannot print pages; table files are made all the same. */
  printer: Printer | null;
  /** Waits until the semantic layer is there. */
  semantic: () => Promise<Semantic>;
  workspace: () => Workspace;
  dataRange: () => Promise<{ from: string | null; to: string | null }>;
  targets: () => readonly PlanTarget[];
  /** Where this program answers on this machine. */
  origin: () => string;
}

/** Everything that leaves the program as a document. */
export interface Reports {
  readonly exports: Exports;
  /** Takes up what a restart interrupted. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export function createReports(options: ReportsOptions): Reports {
  const { store, clock, logger, dataDir, access, boards, printer, origin } = options;
  const figures = new ReportFigures(options);
  const produceOptions = { figures, boards, access, printer, clock, origin };
  const exports = new Exports({
    store,
    clock,
    logger,
    dataDir,
    principalOf: (actor) => access.principalOf(actor),
    titleOf: (order) => titleOf(order, produceOptions),
    produce: createProducer(produceOptions),
  });
  return {
    exports,
    start: () => exports.start(),
    async close() {
      await exports.close();
      await printer?.close();
    },
  };
}
