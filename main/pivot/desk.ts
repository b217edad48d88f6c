import { AppError, type ErrorCode, errorKinds } from '../../contract/errors.ts';
import type { Pivot, PivotOutput, PivotRequest } from '../../contract/pivot.ts';
import { pivotLimits } from '../../contract/pivot.ts';
import type { PeopleAnswer, PeopleQuestion } from '../replica/index.ts';
import type { ModelParts } from '../semantic/index.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { type Computed, computePivot } from './compute.ts';
import { figureAt, type Layout, layOut, lineOutput, rangesOf, timeText } from './layout.ts';
import type { LevelWorld } from './level-asker.ts';
import { sortAxes } from './order.ts';
import { pivotFile } from './pivot-file.ts';
import type { PivotTask, PivotTerms } from './protocol.ts';
import type { CubeAnswer, CubeQuestion } from './questions.ts';

/** What a desk asks for on behalf of a task, whose number comes first. */
export interface Sources {
  /** One call of Cube's REST API. */
  cube: (taskId: number, url: string, body: Uint8Array | null) => Promise<{ status: number; body: Uint8Array }>;
  parts: (taskId: number) => Promise<ModelParts>;
  count: (taskId: number, question: PeopleQuestion) => Promise<PeopleAnswer | null>;
}

interface Kept {
  promise: Promise<Sorted>;
  /** Tasks that wait for it; when all have gone it need not be finished. */
  waiting: Set<number>;
  layouts: Map<string, { layout: Layout; ranges: PivotOutput['ranges'] }>;
  nodes: number;
}

interface Sorted {
  computed: Computed;
  catalogue: Catalogue;
  elapsedMs: number;
}

/** Tables kept for the next window, least recently used first out. */
const keptTables = 12;
const keptNodes = 600_000;
const keptLayouts = 6;

/** Answers windows and files of pivots; computes each pivot once per state of the data. */
export class PivotDesk {
  readonly #sources: Sources;
  readonly #alive = new Set<number>();
  readonly #kept = new Map<string, Kept>();
  readonly #catalogues = new Map<string, Promise<Catalogue>>();
  readonly #models = new Map<string, Promise<Pick<LevelWorld, 'model' | 'tooMany'>>>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  async run(id: number, task: PivotTask): Promise<Uint8Array> {
    const { pivot, collapsed } = task.request;
    this.#alive.add(id);
    const kept = this.#pivot(id, pivot, task.terms);
    kept.waiting.add(id);
    try {
      const sorted = await kept.promise.catch((error: unknown) => {
        // Whoever asked first has gone and took the questions along; this task asks them itself.
        const isCancelled = error instanceof AppError && error.code === 'replica/query-cancelled';
        if (!isCancelled || !this.#alive.has(id)) throw error;
        const again = this.#pivot(id, pivot, task.terms);
        again.waiting.add(id);
        return again.promise;
      });
      const { layout, ranges } = this.#layout(kept, sorted.computed, collapsed);
      if (task.kind === 'file') {
        const { terms, request } = task;
        return await pivotFile({ ...sorted, layout, ranges, request, terms });
      }
      const output = windowOf(sorted, layout, ranges, task.request, versionOf(task.terms.state, pivot));
      return new TextEncoder().encode(JSON.stringify(output));
    } finally {
      this.#alive.delete(id);
      for (const one of this.#kept.values()) one.waiting.delete(id);
    }
  }

  /** A task whose caller has gone: what only it waited for is forgotten, so that it is asked anew another time. */
  cancel(id: number): void {
    this.#alive.delete(id);
    for (const [key, kept] of this.#kept) {
      if (kept.waiting.delete(id) && kept.waiting.size === 0) this.#kept.delete(key);
    }
  }

  #pivot(id: number, pivot: Pivot, terms: PivotTerms): Kept {
    const key = `${terms.state}\n${JSON.stringify(pivot)}`;
    const known = this.#kept.get(key);
    if (known) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const kept: Kept = { promise: this.#compute(id, pivot, terms), waiting: new Set(), layouts: new Map(), nodes: 0 };
    this.#kept.set(key, kept);
    kept.promise.then(
      ({ computed }) => {
        kept.nodes = computed.rows.size * Math.max(1, computed.columns.size);
        this.#trim();
      },
      () => {
        if (this.#kept.get(key) === kept) this.#kept.delete(key);
      },
    );
    return kept;
  }

  #trim(): void {
    let nodes = 0;
    for (const kept of this.#kept.values()) nodes += kept.nodes;
    for (const [key, kept] of this.#kept) {
      if (this.#kept.size <= 1 || (this.#kept.size <= keptTables && nodes <= keptNodes)) break;
      if (kept.waiting.size > 0) continue;
      nodes -= kept.nodes;
      this.#kept.delete(key);
    }
  }

  async #compute(id: number, pivot: Pivot, terms: PivotTerms): Promise<Sorted> {
    const started = performance.now();
    const [catalogue, model] = await Promise.all([this.#catalogue(id, terms), this.#model(id, terms)]);
    const computed = await computePivot(pivot, {
      catalogue,
      timezone: terms.timezone,
      weekStart: terms.weekStart,
      fiscalStart: terms.fiscalStart,
      ask: (question) => this.#load(id, question),
      levels: { ...model, count: (question) => this.#sources.count(id, question) },
    });
    sortAxes(computed, catalogue);
    return { computed, catalogue, elapsedMs: performance.now() - started };
  }

  #layout(kept: Kept, computed: Computed, collapsed: PivotRequest['collapsed']) {
    const key = JSON.stringify(collapsed);
    let known = kept.layouts.get(key);
    if (!known) {
      const layout = layOut(computed, collapsed);
      known = { layout, ranges: rangesOf(computed, layout) };
      kept.layouts.set(key, known);
      const [oldest] = kept.layouts.keys();
      if (kept.layouts.size > keptLayouts && oldest !== undefined) kept.layouts.delete(oldest);
    }
    return known;
  }

  #catalogue(id: number, { state, language }: PivotTerms): Promise<Catalogue> {
    const key = `${language}\n${state}`;
    let known = this.#catalogues.get(key);
    if (!known) {
      this.#catalogues.clear();
      known = this.#sources
        .cube(id, '/cubejs-api/v1/meta', null)
        .then((answer) => catalogueOf(readJson(answer) as never));
      known.catch(() => this.#catalogues.delete(key));
      this.#catalogues.set(key, known);
    }
    return known;
  }

  /** Also what was learnt about it with these data. */
  #model(id: number, { state }: PivotTerms): Promise<Pick<LevelWorld, 'model' | 'tooMany'>> {
    let known = this.#models.get(state);
    if (!known) {
      this.#models.clear();
      known = this.#sources.parts(id).then((model) => ({ model, tooMany: [] }));
      known.catch(() => this.#models.delete(state));
      this.#models.set(state, known);
    }
    return known;
  }

  async #load(id: number, question: CubeQuestion): Promise<CubeAnswer> {
    const body = new TextEncoder().encode(JSON.stringify({ query: question }));
    for (;;) {
      const answer = readJson(await this.#sources.cube(id, '/cubejs-api/v1/load', body.slice())) as LoadAnswer;
      if (answer.error === 'Continue wait') continue;
      const result = answer.results?.[0] ?? answer;
      const { members = [], columns = [] } = result.data ?? {};
      return { members, columns, rowCount: columns[0]?.length ?? 0, truncated: result.truncated ?? null };
    }
  }
}

interface LoadResult {
  data?: Partial<Pick<CubeAnswer, 'members' | 'columns'>>;
  truncated?: CubeAnswer['truncated'];
}
type LoadAnswer = LoadResult & { error?: string; results?: LoadResult[] };

function readJson({ status, body }: { status: number; body: Uint8Array }): unknown {
  const answer = JSON.parse(new TextDecoder().decode(body)) as { error?: string; code?: string };
  if (status < 400) return answer;
  const code = answer.code ?? '';
  const known: ErrorCode = Object.hasOwn(errorKinds, code) ? (code as ErrorCode) : 'semantic/query-failed';
  const member = /'([^']+)'/.exec(answer.error ?? '')?.[1] ?? '';
  throw new AppError(known, { params: { member, reason: answer.error ?? '' }, cause: new Error(answer.error) });
}

function versionOf(state: string, pivot: Pivot): string {
  let hash = 5381;
  const text = state + JSON.stringify(pivot);
  for (let index = 0; index < text.length; index += 1) hash = ((hash << 5) + hash + text.charCodeAt(index)) | 0;
  return (hash >>> 0).toString(36);
}

function windowOf(
  { computed, elapsedMs }: Sorted,
  layout: Layout,
  ranges: PivotOutput['ranges'],
  { window }: PivotRequest,
  version: string,
): PivotOutput {
  const columns = layout.columns.slice(window.columns.from, window.columns.from + window.columns.count);
  const most = Math.max(1, Math.floor(pivotLimits.windowCells / Math.max(1, columns.length)));
  const rows = layout.rows.slice(window.rows.from, window.rows.from + Math.min(most, window.rows.count));
  return {
    version,
    rowCount: layout.rows.length,
    columnCount: layout.columns.length,
    rows: rows.map((line) => lineOutput(computed.rows, line)),
    columns: columns.map((line) => lineOutput(computed.columns, line)),
    cells: rows.map((row) =>
      columns.map((column) => {
        const figure = figureAt(computed, row, column);
        if (Number.isNaN(figure)) return null;
        const value = row.value ?? column.value;
        return value !== null && computed.values.isTime(value) ? timeText(figure) : figure;
      }),
    ),
    ranges,
    truncated: computed.truncated,
    elapsedMs: Math.round(elapsedMs),
  };
}
