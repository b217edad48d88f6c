import { formulaOf, type PartsFormula, partsIn } from './formula-parts.ts';
import type { IndexedMember, ModelIndex, WrittenMember } from './model-index.ts';

/** A relation of the replica whose rows are told by an index of histories, or that tells of their people or products. */
export type HistoryRows = 'events' | 'orders' | 'order_items' | 'profiles' | 'products';

/** What the index of histories knows of a row, or of its person. `sql` is over the columns of the relation. */
export type HistoryField = { rows: HistoryRows } & (
  | { kind: 'name' | 'time' | 'weekday' | 'hour' }
  | { kind: 'text'; sql: string }
);

/**
 * A figure that is made of rows and of nothing else. `people` counts the different people of the rows that the index
 * of histories holds under the name of an event (null = any): everybody, those whose first such row lies in the period
 * of the group, or those who have a second one by its end.
 */
export type Part = { cube: string; reach: string[] } & (
  | {
      kind: 'count' | 'sum' | 'min' | 'max';
      /** Its SQL looks at the period of the group: it adds up over groups of one period only. */
      isOfPeriod: boolean;
      /** A count of every row of what the index of histories holds, also those of nobody known. */
      rows: HistoryRows | null;
    }
  /** Also a count, of the rows of known people. */
  | { kind: 'people rows'; rows: HistoryRows; event: string | null }
  | {
      kind: 'people';
      /** Different sessions, and orders and products of lines, are counted as people are, in indexes of their own. */
      of: 'people' | 'sessions' | 'orders' | 'products';
      rows: HistoryRows;
      event: string | null;
      among: 'all' | 'first' | 'second';
    }
);

export interface DimensionParts {
  /** Cubes its value comes from. */
  cubes: string[];
  history: HistoryField | null;
}

/** How public members can be put together from figures of smaller groups. Members that cannot are left out. */
export interface ModelParts {
  measures: Record<string, PartsFormula>;
  /** By the name a question has them under, hidden ones too. */
  parts: Record<string, Part>;
  dimensions: Record<string, DimensionParts>;
}

const rolledTypes = { count: 'count', sum: 'sum', min: 'min', max: 'max' } as const;
type People = Extract<Part, { kind: 'people' }>;
/** What `history` says of a measure that counts different people, or what is counted as they are. */
const countedOf: Record<string, Pick<People, 'of' | 'among'> | undefined> = {
  people: { of: 'people', among: 'all' },
  sessions: { of: 'sessions', among: 'all' },
  orders: { of: 'orders', among: 'all' },
  products: { of: 'products', among: 'all' },
  'people by their first': { of: 'people', among: 'first' },
  'people by their second': { of: 'people', among: 'second' },
};
/** Bounds that follow the grouping: such a figure of a whole is no sum of those of its parts. */
const periodMark = /PERIOD_(START|END)\(\)/;

/** Reads it from the written model: additive measures by their type, ratios by their formula, people by their `meta`. */
export function modelParts(index: ModelIndex): ModelParts {
  const found: ModelParts = { measures: {}, parts: {}, dimensions: {} };
  for (const name of new Set([...index.views.keys(), ...index.cubes.keys()])) {
    const view = index.view(name);
    if (!view) continue;
    for (const [own, member] of view.members) {
      if (member.kind === 'dimension') {
        found.dimensions[`${name}.${own}`] = {
          cubes: [member.cube, ...cubesIn(index, member.member)],
          history: historyField(index, member),
        };
      } else if (member.kind === 'measure') {
        const formula = new Reader(index, found.parts).measure(member.cube, member.member, []);
        if (formula) found.measures[`${name}.${own}`] = formula;
      }
    }
  }
  return found;
}

/** Names under which fields that tell who somebody is can be asked for. */
export function personalMembers(index: ModelIndex): string[] {
  return [...new Set([...index.views.keys(), ...index.cubes.keys()])].flatMap((name) =>
    [...(index.view(name)?.members ?? [])]
      .filter(([, { member }]) => member.meta?.isPersonal === true)
      .map(([own]) => `${name}.${own}`),
  );
}

class Reader {
  readonly #index: ModelIndex;
  readonly #parts: Record<string, Part>;

  constructor(index: ModelIndex, parts: Record<string, Part>) {
    this.#index = index;
    this.#parts = parts;
  }

  /** Null where the measure is no formula of parts. */
  measure(cube: string, member: WrittenMember, way: readonly string[]): PartsFormula | null {
    const path = `${cube}.${member.name}`;
    if (way.includes(path)) return null;
    const part = this.#part(cube, member);
    if (part) {
      this.#parts[path] = part;
      return { part: path };
    }
    if (member.type !== 'number' || typeof member.sql !== 'string') return null;
    const made = formulaOf(member.sql, (name, of) => {
      const owner = of === null || of === 'CUBE' ? cube : of;
      const used = this.#index.membersOf(owner).get(name);
      return used?.kind === 'measure' ? this.measure(owner, used.member, [...way, path]) : null;
    });
    return made && partsIn(made).length > 0 ? made : null;
  }

  #part(cube: string, member: WrittenMember): Part | null {
    if (member.rolling_window || member.multi_stage || member.time_shift) return null;
    const sql = [typeof member.sql === 'string' ? member.sql : '', ...(member.filters ?? []).map((one) => one.sql)];
    const isOfPeriod = sql.some((text) => periodMark.test(text));
    const reach = [...this.#index.reachable(cube)];
    if (cubesIn(this.#index, member).some((used) => !reach.includes(used))) return null;
    const kind = rolledTypes[member.type as keyof typeof rolledTypes];
    const about = builtInHistory(this.#index, cube);
    const history = about && { rows: about.rows, event: about.event ?? null };
    if (history && kind === 'count' && historyOf(member) === 'rows' && !isOfPeriod) {
      return { ...{ cube, reach }, kind: 'people rows', ...history };
    }
    const rows = history && kind === 'count' && historyOf(member) === 'all rows' ? history.rows : null;
    if (kind) return { cube, reach, kind, isOfPeriod, rows };
    const counted = countedOf[String(historyOf(member))];
    if (member.type !== 'count_distinct' || !history || !counted) return null;
    if (isOfPeriod !== (counted.among !== 'all')) return null;
    return { ...{ cube, reach }, kind: 'people', ...history, ...counted };
  }
}

const historyOf = (of: { meta?: Record<string, unknown> }): unknown => of.meta?.history;

/** Only the product's own files can say what the index holds. */
function builtInHistory(index: ModelIndex, cube: string): { rows: HistoryRows; event?: string } | null {
  const known = index.cubes.get(cube);
  if (known?.file.origin !== 'built-in') return null;
  return (historyOf(known.cube) as { rows: HistoryRows; event?: string } | undefined) ?? null;
}

function historyField(index: ModelIndex, { cube, member }: IndexedMember): HistoryField | null {
  const about = builtInHistory(index, cube);
  if (!about || typeof member.sql !== 'string') return null;
  const kind = historyOf(member);
  if (kind === 'name' || kind === 'time' || kind === 'weekday' || kind === 'hour') {
    return { rows: about.rows, kind };
  }
  // A text of the row's own columns, and nothing that would have to be looked up elsewhere.
  const sql = member.sql.replaceAll('{CUBE}.', '');
  if (member.type !== 'string' || member.sub_query || /[{}?;]|\bselect\b|--|\/\*/i.test(sql)) return null;
  return { kind: 'text', rows: kind === 'of the order' ? 'orders' : about.rows, sql };
}

/** Other cubes that stand in the SQL of a member. */
function cubesIn(index: ModelIndex, { sql, filters }: WrittenMember): string[] {
  const text = [typeof sql === 'string' ? sql : '', ...(filters ?? []).map((one) => one.sql)].join(' ');
  const words = [...text.matchAll(/\{(\w+)/g)].map(([, word]) => word ?? '');
  return [...new Set(words)].filter((word) => index.cubes.has(word));
}
