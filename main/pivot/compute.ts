import { AppError } from '../../contract/errors.ts';
import { type AxisField, type MemberKey, type Pivot, type PivotFilter, pivotLimits } from '../../contract/pivot.ts';
import { Axis, type Slice, wholeAxis } from './axis.ts';
import type { Catalogue } from './catalogue.ts';
import { Cells } from './cells.ts';
import { checkMembers, cubeFilter, tooManyCells } from './checks.ts';
import { binBuckets, type CubeFilter, maxBins } from './field-keys.ts';
import { compareKeys, figureOf } from './figure-of.ts';
import { type FigureGroup, type FigurePlan, planFigures } from './figures.ts';
import { LevelAsker, type LevelWorld } from './level-asker.ts';
import {
  type CubeAnswer,
  type CubeQuestion,
  columnOf,
  counterpartReader,
  type PlannedQuestion,
  pathReader,
  planQuestion,
} from './questions.ts';
import { AxisTree } from './tree.ts';
import { Values } from './values.ts';

export interface PivotWorld {
  catalogue: Catalogue;
  timezone: string;
  /** ISO weekday. */
  weekStart: number;
  /** Month the fiscal year begins with. */
  fiscalStart: number;
  ask: (question: CubeQuestion) => Promise<CubeAnswer>;
  /** What figures are made of, and who can count people. */
  levels: Pick<LevelWorld, 'model' | 'tooMany' | 'count'>;
}

export interface Cut {
  shown: number;
  total: number;
}

/** A pivot with all its figures, before it is ordered and laid out. */
export interface Computed {
  pivot: Pivot;
  rows: AxisTree;
  columns: AxisTree;
  values: Values;
  truncated: { rows: Cut | null; columns: Cut | null };
}

type Side = 'rows' | 'columns';

const emptyGroup: FigureGroup = { lastBy: null, basis: null, figures: [] };

/**
 * Asks the data model for every depth of rows × columns that is shown, each figure at its own grain: a total is the
 * measure of all its rows, never made of the figures below it.
 *
 * @throws pivot/unknown-member, pivot/mixed-views, pivot/formula-invalid, pivot/too-many-cells, pivot/too-many-questions
 */
export async function computePivot(pivot: Pivot, world: PivotWorld): Promise<Computed> {
  checkMembers(pivot, world.catalogue);
  return new Computation(pivot, world).run();
}

class Computation {
  readonly #pivot: Pivot;
  readonly #world: PivotWorld;
  readonly #plan: FigurePlan;
  readonly #axes: Record<Side, Axis>;
  readonly #trees: Record<Side, AxisTree> = { rows: new AxisTree(), columns: new AxisTree() };
  readonly #filters: CubeFilter[];
  readonly #measureFilters: CubeFilter[];
  readonly #plain: FigureGroup;
  readonly #asker: LevelAsker;
  #asked = 0;

  constructor(pivot: Pivot, world: PivotWorld) {
    this.#pivot = pivot;
    this.#world = world;
    this.#plan = planFigures(pivot, world.catalogue);
    this.#plain = this.#plan.groups[0] ?? emptyGroup;
    this.#axes = { rows: new Axis(pivot.rows), columns: new Axis(pivot.columns) };
    const isMeasure = ({ member }: PivotFilter) => world.catalogue.get(member)?.kind === 'measure';
    this.#filters = pivot.filters.filter((one) => !isMeasure(one)).flatMap(cubeFilter);
    this.#measureFilters = pivot.filters.filter(isMeasure).flatMap(cubeFilter);
    const ask = (question: CubeQuestion) => this.#ask(question);
    this.#asker = new LevelAsker({ ...world.levels, weekStart: world.weekStart, ask }, this.#groupings());
  }

  async run(): Promise<Computed> {
    await this.#findBins();
    await this.#keepByMeasure();
    for (const side of ['rows', 'columns'] as const) await this.#keepFirst(side);
    const [rows, columns] = await Promise.all([this.#readAxis('rows'), this.#readAxis('columns')]);
    const body = await this.#readBody();
    const cells = new Cells(this.#trees.rows.size, this.#trees.columns.size, Math.max(1, this.#plan.figures.length));
    for (const part of [...rows.answers, ...columns.answers, ...body]) this.#fill(cells, part.planned, part.answer);
    return {
      pivot: this.#pivot,
      ...this.#trees,
      values: new Values(this.#pivot, this.#plan, this.#trees, cells),
      truncated: { rows: rows.cut, columns: columns.cut },
    };
  }

  /** Bounds of binned numbers are looked up first. */
  async #findBins(): Promise<void> {
    for (const axis of Object.values(this.#axes)) {
      for (const field of axis.fields) {
        if (!field.bins) continue;
        const [least, greatest] = await Promise.all([this.#bound(field, 'asc'), this.#bound(field, 'desc')]);
        const buckets = least === null || greatest === null ? [] : binBuckets(field, least, greatest);
        if (!buckets) throw new AppError('pivot/too-many-bins', { params: { most: maxBins } });
        axis.setBins(field, buckets);
      }
    }
  }

  async #bound({ member }: AxisField, direction: 'asc' | 'desc'): Promise<number | null> {
    const planned = planQuestion(wholeAxis, wholeAxis, { lastBy: null, basis: null, figures: [] }, this.#terms(1));
    if (!planned) return null;
    const { question } = planned;
    const filters = [...question.filters, { member, operator: 'set' }];
    const answer = await this.#ask({ ...question, dimensions: [member], filters, order: [[member, direction]] });
    const value = answer.columns[answer.members.indexOf(member)]?.[0];
    return value === undefined || value === null ? null : Number(value);
  }

  /** A condition on a measure keeps the innermost rows that meet it; everything else is about those rows. */
  async #keepByMeasure(): Promise<void> {
    const axis = this.#axes.rows;
    if (this.#measureFilters.length === 0 || axis.depth === 0) return;
    const paths: MemberKey[][] = [];
    for (const slice of axis.memberSlices(axis.depth)) {
      const planned = planQuestion(slice, wholeAxis, emptyGroup, this.#terms());
      if (!planned) continue;
      const question = { ...planned.question, limit: pivotLimits.leafRowsAcross };
      const answer = await this.#ask({ ...question, filters: [...question.filters, ...this.#measureFilters] });
      if (answer.truncated) throw tooManyCells(answer.truncated.total, pivotLimits.leafRowsAcross);
      const read = pathReader(planned, slice, answer, this.#world);
      for (let row = 0; row < answer.rowCount; row += 1) paths.push(read(row));
    }
    // No row meets it: a condition that nothing meets either.
    axis.kept.push({ level: axis.depth - 1, paths, withOther: false });
    if (paths.length === 0) axis.kept.pop();
    this.#isEmpty = paths.length === 0;
  }

  #isEmpty = false;
  /** Members of an axis of one field that were read when the first of them were chosen. */
  readonly #chosen: Partial<Record<Side, Chosen>> = {};

  /** The first members of every group of a field, by a figure over the whole other axis. */
  async #keepFirst(side: Side): Promise<void> {
    const axis = this.#axes[side];
    for (const [level, field] of axis.fields.entries()) {
      if (!field.top || this.#isEmpty) continue;
      const { count, valueId, direction, withOther, asRanking } = field.top;
      // What stands for the others takes room too.
      const most = asRanking && withOther ? count - 1 : count;
      const index = this.#plan.values.findIndex(({ value }) => value.id === valueId);
      if (index < 0) continue;
      const tree = new AxisTree();
      const slices = axis.memberSlices(level + 1);
      const plain = await this.#askSlices(side, slices, level === 0 ? field : null);
      const parts = [...plain];
      if (this.#plan.values[index]?.value.lastBy) parts.push(...(await this.#askLast(side, slices)));
      for (const { planned, answer } of parts) {
        const read = pathReader(planned, planned[side === 'rows' ? 'row' : 'column'], answer, this.#world);
        for (let row = 0; row < answer.rowCount; row += 1) tree.add(read(row));
      }
      const total = plain.reduce((sum, { answer }) => sum + (answer.truncated?.total ?? answer.rowCount), 0);
      const isAll =
        plain.every(({ answer }) => answer.truncated === null) &&
        tree.nodes.every((node) => node.depth !== level || node.children.length <= count);
      if (isAll) {
        if (axis.depth === 1) this.#chosen[side] = { parts: plain, paths: null, cut: null };
        continue;
      }
      const trees = side === 'rows' ? { rows: tree, columns: new AxisTree() } : { rows: new AxisTree(), columns: tree };
      const cells = new Cells(trees.rows.size, trees.columns.size, Math.max(1, this.#plan.figures.length));
      for (const { planned, answer } of parts) this.#fill(cells, planned, answer, trees);
      const values = new Values(this.#pivot, this.#plan, trees, cells);
      const figure = (node: number) => (side === 'rows' ? values.base(node, 0, index) : values.base(0, node, index));
      const sign = direction === 'desc' ? -1 : 1;
      const paths: MemberKey[][] = [];
      tree.nodes.forEach((node, parent) => {
        if (node.depth !== level) return;
        const ranked = node.children
          .filter((child) => !Number.isNaN(figure(child)))
          .sort((a, b) => sign * (figure(a) - figure(b)) || compareKeys(tree.node(a).key, tree.node(b).key));
        for (const child of ranked.slice(0, most)) paths.push([...tree.pathOf(parent), tree.node(child).key]);
      });
      if (paths.length === 0) continue;
      axis.kept.push({ level, paths, withOther });
      if (axis.depth !== 1) continue;
      const cut = asRanking ? { shown: paths.length, total } : null;
      this.#chosen[side] = { parts: plain, paths: new Set(paths.map((path) => JSON.stringify(path))), cut };
    }
  }

  /** Members of an axis, with the figures over the whole other axis. */
  async #readAxis(side: Side): Promise<{ cut: Cut | null; answers: Part[] }> {
    const axis = this.#axes[side];
    if (axis.depth === 0 || this.#isEmpty) return { cut: null, answers: [] };
    const limit =
      side === 'columns'
        ? pivotLimits.leafColumns
        : this.#axes.columns.depth > 0
          ? pivotLimits.leafRowsAcross
          : pivotLimits.leafRows;
    const chosen = this.#chosen[side];
    const members =
      chosen?.parts ?? (await this.#askSlices(side, axis.memberSlices(axis.depth), axis.fields.at(-1) ?? null, limit));
    const tree = this.#trees[side];
    let total = 0;
    for (const { planned, answer } of members) {
      total += answer.truncated?.total ?? answer.rowCount;
      const read = pathReader(planned, planned[side === 'rows' ? 'row' : 'column'], answer, this.#world);
      for (let row = 0; row < answer.rowCount; row += 1) {
        const path = read(row);
        if (chosen?.paths?.has(JSON.stringify(path)) ?? true) tree.add(path);
      }
    }
    const leaves = tree.nodes.filter((node) => node.depth === axis.depth).length;
    const cut = chosen ? chosen.cut : total > leaves ? { shown: leaves, total } : null;
    if (cut && !chosen) {
      axis.shown = [];
      tree.nodes.forEach((node, index) => {
        if (node.depth === axis.depth) axis.shown?.push(tree.pathOf(index));
      });
    }
    // What stands for others is a member too, though it may lie above the innermost depth.
    const others = await this.#askSlices(
      side,
      axis.fields.flatMap((_, index) => axis.otherSlices(index + 1)),
      null,
    );
    for (const { planned, answer } of others) {
      const slice = planned[side === 'rows' ? 'row' : 'column'];
      const read = pathReader(planned, slice, answer, this.#world);
      // Without a group there is always one row, also when nothing is left to stand for.
      const isAny = (row: number) =>
        slice.fields.length > 0 || answer.columns.some((cells) => cells[row] !== null && Number(cells[row]) !== 0);
      for (let row = 0; row < answer.rowCount; row += 1) if (isAny(row)) tree.add(read(row));
    }
    return { cut, answers: [...members, ...others] };
  }

  /** Everything that is not on the edge, the total over both axes included. */
  async #readBody(): Promise<Part[]> {
    if (this.#isEmpty) return [];
    const { rows, columns } = this.#axes;
    const planned: PlannedQuestion[] = [];
    for (let depth = 0; depth <= rows.depth; depth += 1) {
      for (const across of this.#columnDepths()) {
        for (const row of rows.slices(depth)) {
          for (const column of columns.slices(across)) {
            const isRead = isOnEdge(row, rows, column) || isOnEdge(column, columns, row);
            for (const group of this.#plan.groups) {
              if (group.figures.length > 0 && !(isRead && group === this.#plain)) {
                planned.push(...this.#question(row, column, group));
              }
            }
          }
        }
      }
    }
    const parts = await this.#askAll(planned);
    for (const { answer } of parts) {
      if (answer.truncated) throw tooManyCells(answer.truncated.total, pivotLimits.cells);
    }
    return parts;
  }

  #columnDepths(): number[] {
    const { columns, values } = this.#pivot;
    const isAny = values.some(
      ({ calculation }) => calculation?.kind === 'percent' && calculation.of === 'parent_column',
    );
    const hasPath = this.#pivot.rows.some(({ sort }) => sort.by === 'value' && sort.path.length > 0);
    const inner = columns
      .slice(0, -1)
      .flatMap((field, index) => (isAny || hasPath || field.subtotal !== 'none' || field.top ? [index + 1] : []));
    const others = this.#axes.columns.kept.filter((one) => one.withOther).map((one) => one.level + 1);
    return [...new Set([0, ...inner, ...others, columns.length])].sort((a, b) => a - b);
  }

  /** Fields of every depth of rows with every depth of columns, as questions name them. */
  #groupings(): string[][] {
    const { rows, columns } = this.#axes;
    // Groups and bins are conditions, not fields.
    const names = (axis: Axis, depth: number) =>
      axis.fields
        .slice(0, depth)
        .filter((field) => axis.bucketsOf(field) === null && !field.bins)
        .map(columnOf);
    const depths = Array.from({ length: rows.depth + 1 }, (_, depth) => depth);
    return depths.flatMap((depth) =>
      this.#columnDepths().map((across) => [...new Set([...names(rows, depth), ...names(columns, across)])]),
    );
  }

  /** Plain figures of slices of one axis against the whole other one. */
  async #askSlices(
    side: Side,
    slices: Slice[],
    ordered: AxisField | null,
    limit: number = pivotLimits.cells,
  ): Promise<Part[]> {
    const planned = slices.flatMap((slice) =>
      side === 'rows'
        ? this.#question(slice, wholeAxis, this.#plain, limit)
        : this.#question(wholeAxis, slice, this.#plain, limit),
    );
    if (ordered && limit < pivotLimits.cells)
      for (const one of planned) one.question.order = this.#orderOf(ordered, one);
    else if (ordered?.top) for (const one of planned) this.#orderTop(ordered, one);
    return this.#askAll(planned);
  }

  /** Figures of last days, by which the first members may be chosen. */
  #askLast(side: Side, slices: Slice[]): Promise<Part[]> {
    const groups = this.#plan.groups.filter((group) => group.lastBy !== null && group.basis === null);
    const planned = slices.flatMap((slice) =>
      groups.flatMap((group) =>
        side === 'rows' ? this.#question(slice, wholeAxis, group) : this.#question(wholeAxis, slice, group),
      ),
    );
    return this.#askAll(planned);
  }

  /** Where members may have to be left out, those are read that come first. */
  #orderOf(field: AxisField, { question, group }: PlannedQuestion): CubeQuestion['order'] {
    const names = [
      ...question.dimensions,
      ...question.timeDimensions.flatMap((one) => (one.granularity ? [`${one.dimension}.${one.granularity}`] : [])),
    ];
    const labels = names.map((name): [string, 'asc' | 'desc'] => [
      // Cube orders a time by its bare name.
      name.split('.').slice(0, 2).join('.'),
      field.sort.by === 'label' && name === columnOf(field) ? field.sort.direction : 'asc',
    ]);
    const measure = field.sort.by === 'value' ? this.#plainMeasure(field.sort.valueId) : null;
    const order: CubeQuestion['order'] =
      measure && group.basis === null && question.measures.includes(measure) ? [[measure, field.sort.direction]] : [];
    return [...order, ...labels];
  }

  /** The first of a field with very many values are chosen by the database where the figure is a measure. */
  #orderTop({ top }: AxisField, planned: PlannedQuestion): void {
    const measure = top ? this.#plainMeasure(top.valueId) : null;
    if (!top || !measure || planned.group.basis !== null || !planned.question.measures.includes(measure)) return;
    const { question } = planned;
    if (question.dimensions.length + question.timeDimensions.filter((one) => one.granularity).length !== 1) return;
    const [label] = this.#orderOf({ sort: { by: 'label', direction: 'asc' } } as AxisField, planned);
    question.order = [[measure, top.direction], ...(label ? [label] : [])];
    question.limit = top.count + 1;
  }

  #plainMeasure(valueId: string): string | null {
    const value = this.#pivot.values.find((one) => one.id === valueId);
    return value && 'measure' in value.source && value.lastBy === null ? value.source.measure : null;
  }

  #question(row: Slice, column: Slice, group: FigureGroup, limit: number = pivotLimits.cells): PlannedQuestion[] {
    // Nothing to group by and nothing to measure is no question.
    if (group.figures.length + row.fields.length + column.fields.length === 0) return [];
    const planned = planQuestion(row, column, group, this.#terms(limit));
    return planned ? [planned] : [];
  }

  #terms(limit: number = pivotLimits.cells) {
    return {
      pivot: this.#pivot,
      measures: (group: FigureGroup) => [
        ...new Set(group.figures.map((index) => this.#plan.figures[index]?.measure ?? '')),
      ],
      filters: this.#filters,
      timezone: this.#world.timezone,
      limit,
    };
  }

  async #askAll(planned: PlannedQuestion[]): Promise<Part[]> {
    return Promise.all(planned.map(async (one) => ({ planned: one, answer: await this.#asker.ask(one.question) })));
  }

  #ask(question: CubeQuestion): Promise<CubeAnswer> {
    this.#asked += 1;
    if (this.#asked > pivotLimits.queries) {
      throw new AppError('pivot/too-many-questions', { params: { most: pivotLimits.queries } });
    }
    return this.#world.ask(question);
  }

  #fill(cells: Cells, planned: PlannedQuestion, answer: CubeAnswer, trees = this.#trees): void {
    const rowPath = pathReader(planned, planned.row, answer, this.#world);
    const columnPath = pathReader(planned, planned.column, answer, this.#world);
    const hasCounterpart = counterpartReader(planned, answer, this.#world);
    const { lastBy } = planned.group;
    const days = lastBy === null ? undefined : answer.columns[answer.members.indexOf(`${lastBy}.day`)];
    const latest = new Map<string, string>();
    const figures = planned.group.figures.map((index) => ({
      index,
      cells: answer.columns[answer.members.indexOf(this.#plan.figures[index]?.measure ?? '')] ?? [],
    }));
    for (let row = 0; row < answer.rowCount; row += 1) {
      const rowNode = trees.rows.find(rowPath(row));
      const columnNode = trees.columns.find(columnPath(row));
      if (rowNode < 0 || columnNode < 0 || !hasCounterpart(row)) continue;
      for (const { index, cells: own } of figures) {
        const figure = figureOf(own[row]);
        if (Number.isNaN(figure)) continue;
        if (days) {
          const cell = `${rowNode}/${columnNode}/${index}`;
          const at = String(days[row] ?? '');
          if (at <= (latest.get(cell) ?? '')) continue;
          latest.set(cell, at);
        }
        cells.set(rowNode, columnNode, index, figure);
      }
    }
  }
}

/** What an axis holds, with its figures; `paths` = the members kept, null where all are. */
interface Chosen {
  parts: Part[];
  paths: ReadonlySet<string> | null;
  cut: Cut | null;
}

interface Part {
  planned: PlannedQuestion;
  answer: CubeAnswer;
}

/** Members and "others" of an axis were read with the axis itself, against the whole other one. */
function isOnEdge(slice: Slice, axis: Axis, across: Slice): boolean {
  return across.depth === 0 && slice.depth > 0 && (slice.isOther || slice.depth === axis.depth);
}
