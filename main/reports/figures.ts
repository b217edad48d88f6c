import {
  type BoardScope,
  type CubeQuery,
  type CubeRow,
  cubeMetaOutput,
  type DateRange,
  filterMembersOf,
  type Members,
  membersOf,
  scopeOf,
} from '../../contract/board-queries/index.ts';
import type { Board, PlanTarget } from '../../contract/boards.ts';
import { AppError } from '../../contract/errors.ts';
import type { Slice, View } from '../../contract/exports.ts';
import type { Language } from '../../contract/language.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { Principal } from '../access/index.ts';
import { zoneOffsetMs } from '../ports/zone.ts';
import type { LoadResult, Semantic } from '../semantic/index.ts';

/** Who a report is made for; every figure in it is read with this person's rights. */
export interface Reader {
  principal: Principal;
  language: Language;
}

export interface FiguresOptions {
  /** Waits until the semantic layer is there. */
  semantic: () => Promise<Pick<Semantic, 'load' | 'meta'>>;
  workspace: () => Workspace;
  /** First and last instant with data. */
  dataRange: () => Promise<{ from: string | null; to: string | null }>;
  targets: () => readonly PlanTarget[];
  /** Saved segments, to name the one a document is narrowed to. */
  segments: () => readonly { id: string; name: string }[];
}

/** Rows asked for at once; more would hold up the semantic thread for longer than a board may wait. */
const pageRows = 20_000;

/**
 * The one door through which reports, alerts and briefings read figures: everything goes through Cube, under the
 * rights of the reader, so that row policies hold here as on a board.
 */
export class ReportFigures {
  readonly #options: FiguresOptions;

  constructor(options: FiguresOptions) {
    this.#options = options;
  }

  workspace(): Workspace {
    return this.#options.workspace();
  }

  async members({ language }: Reader): Promise<Members> {
    const semantic = await this.#options.semantic();
    return membersOf(cubeMetaOutput.parse(await semantic.meta(language)));
  }

  /** Local days with data. @throws exports/nothing-to-export where there are none */
  async dataDays(): Promise<DateRange> {
    const { from, to } = await this.#options.dataRange();
    if (from === null || to === null) throw new AppError('exports/nothing-to-export', { params: { reason: '0' } });
    const { timezone } = this.workspace();
    return { from: localDay(Date.parse(from), timezone), to: localDay(Date.parse(to), timezone) };
  }

  /** What a board reads under an address, as its page reads it. */
  async scope(
    board: Pick<Board, 'filterMembers' | 'tiles' | 'defaultRange'>,
    view: View,
    slice: Slice | null = null,
  ): Promise<BoardScope> {
    const { timezone, fiscalYearStartMonth, weekStart } = this.workspace();
    const scope = scopeOf(view, {
      filterMembers: filterMembersOf(board),
      data: await this.dataDays(),
      timezone,
      calendar: { fiscalYearStartMonth, weekStart },
      defaultRange: board.defaultRange,
      targets: this.#options.targets(),
      ...(slice ? { slice } : {}),
    });
    const segments = this.#options.segments();
    return { ...scope, segmentNames: new Map(segments.map(({ id, name }) => [id, name])) };
  }

  /** One question. */
  async load(query: CubeQuery, reader: Reader, signal?: AbortSignal): Promise<LoadResult> {
    const semantic = await this.#options.semantic();
    const results = await semantic.load(query, {
      language: reader.language,
      security: { operatorId: reader.principal.actor, role: reader.principal.role },
      ...(signal ? { signal } : {}),
    });
    const result = results[0];
    if (result === undefined) throw new AppError('semantic/query-failed', { params: { reason: 'no result' } });
    return result;
  }

  /**
   * Every row of a question, page by page, so that memory stays flat; its own limit holds. The order is made complete
   * with all dimensions, so that pages neither overlap nor leave rows out.
   *
   * @throws api/conflict when the data changed between two pages
   */
  async *rows(query: CubeQuery, reader: Reader, signal?: AbortSignal): AsyncGenerator<CubeRow[]> {
    const ordered = completelyOrdered(query);
    const limit = query.limit ?? Number.POSITIVE_INFINITY;
    let asOf = '';
    for (let offset = 0; offset < limit; ) {
      const size = Math.min(pageRows, limit - offset);
      const result = await this.load({ ...ordered, limit: size, offset: (query.offset ?? 0) + offset }, reader, signal);
      if (offset > 0 && result.lastRefreshTime !== asOf) throw new AppError('api/conflict', { isRetryable: true });
      asOf = result.lastRefreshTime;
      if (result.data.length > 0) yield result.data;
      if (result.data.length < size) return;
      offset += size;
    }
  }
}

/** The calendar day in which an instant falls. */
export function localDay(utcMs: number, timezone: string): string {
  return new Date(utcMs + zoneOffsetMs(timezone, utcMs)).toISOString().slice(0, 10);
}

function completelyOrdered(query: CubeQuery): CubeQuery {
  const order = [...(query.order ?? [])];
  const times = (query.timeDimensions ?? []).filter((one) => one.granularity !== undefined).map((one) => one.dimension);
  for (const member of [...times, ...(query.dimensions ?? [])]) {
    if (!order.some(([name]) => name === member)) order.push([member, 'asc']);
  }
  return { ...query, order };
}
