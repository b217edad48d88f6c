import type { PeopleAnswer, PeopleQuestion } from '../replica/index.ts';
import { formulaValue, type ModelParts, type Part, type PartsFormula, partsIn } from '../semantic/index.ts';
import { CountedLevels, type CountOf } from './counted-levels.ts';
import { figureOf } from './figure-of.ts';
import { type Level, type PeoplePart, peopleQuestion } from './people-question.ts';
import { type Cell, type CubeAnswer, type CubeQuestion, columnOf } from './questions.ts';
import { type LevelGroups, RolledLevels } from './rolled-levels.ts';

export interface LevelWorld {
  model: ModelParts;
  weekStart: number;
  /** Fields whose groups were found to be too many to be added up. */
  tooMany: Level[];
  ask: (question: CubeQuestion) => Promise<CubeAnswer>;
  /** Null where the index cannot tell. */
  count: (question: PeopleQuestion) => Promise<PeopleAnswer | null>;
}

/** More smallest groups than this, unless they are wanted themselves, are not added up: every depth is asked by itself. */
export const rolledUpCells = 200_000;

interface Asked {
  question: CubeQuestion;
  level: Level;
  resolve: (answer: CubeAnswer) => void;
  reject: (error: unknown) => void;
}

interface Rolled {
  fields: Level;
  parts: readonly string[];
  levels: RolledLevels;
}

/** What is known already of questions that differ in their grouping only. */
interface Known {
  /** By the period that figures are about; empty where they are about none. */
  rolled: Map<string, Promise<Rolled | null>[]>;
  counted: { part: string; levels: Promise<CountedLevels | null> }[];
}

/** Questions asked together: all of them, and those whose figures are about equal periods. */
interface Together {
  all: readonly Asked[];
  list: readonly Asked[];
  period: string;
  known: Known;
  /** Counts of people under way for these questions, by the parts they are of. */
  counting: Map<string, Promise<Map<string, CountedLevels>>>;
}

/** How the measures of a list of questions are made. */
interface Making {
  formulas: ReadonlyMap<string, PartsFormula>;
  counted: ReadonlyMap<string, CountedLevels>;
  /** Null where nothing is to be added up, or it cannot be. */
  rolled: Rolled | null;
  /** The index alone knows every group. */
  isCountedOnly: boolean;
}

interface Groups extends LevelGroups {
  /** A measure's figure where it was asked as it is. */
  measure: (group: number, name: string) => Cell;
}

/**
 * Answers questions that are asked together with as little asking as there need be [PV2]: figures that add up are asked
 * for the smallest groups and added, different people are counted by all groupings at once, ratios are made of both
 * at every level. What cannot be had that way, or not exactly, is asked as it is.
 */
export class LevelAsker {
  readonly #world: LevelWorld;
  readonly #levels: readonly Level[];
  readonly #known = new Map<string, Known>();
  #waiting = new Map<string, Asked[]>();

  /** @param levels groupings that will be asked, now or later */
  constructor(world: LevelWorld, levels: readonly Level[]) {
    this.#world = world;
    this.#levels = levels;
  }

  ask(question: CubeQuestion): Promise<CubeAnswer> {
    const { filters, timezone, timeDimensions } = question;
    const dates = timeDimensions.flatMap(({ dimension, dateRange }) => (dateRange ? [dimension, ...dateRange] : []));
    const key = JSON.stringify([dates, filters, timezone]);
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) queueMicrotask(() => this.#flush());
      const list = this.#waiting.get(key) ?? [];
      list.push({ question, level: levelOf(question), resolve, reject });
      this.#waiting.set(key, list);
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [key, list] of waiting) {
      const known = this.#known.get(key) ?? { rolled: new Map(), counted: [] };
      this.#known.set(key, known);
      void this.#answer(list, known);
    }
  }

  async #answer(list: readonly Asked[], known: Known): Promise<void> {
    const isOfPeriod = list.some(({ question }) => question.measures.some((measure) => this.#isOfPeriod(measure)));
    const apart = Map.groupBy(list, ({ level }) => (isOfPeriod ? periodOf(level) : ''));
    const counting: Together['counting'] = new Map();
    for (const [period, own] of apart) {
      const making = this.#making({ all: list, list: own, period, known, counting });
      for (const asked of own) {
        making.then((how) => this.#one(asked, how)).then(asked.resolve, asked.reject);
      }
    }
  }

  /** Whether a measure adds up over groups of one period only. */
  #isOfPeriod(measure: string): boolean {
    const { measures, parts } = this.#world.model;
    const formula = measures[measure];
    return (
      formula !== undefined &&
      partsIn(formula).some((name) => {
        const part = parts[name];
        return part !== undefined && 'isOfPeriod' in part && part.isOfPeriod;
      })
    );
  }

  async #making(together: Together): Promise<Making> {
    const { list, period, known } = together;
    const fields = this.#fieldsOf(together);
    const measures = [...new Set(list.flatMap(({ question }) => question.measures))];
    const found = measures.flatMap((measure): [string, PartsFormula][] => {
      const formula = this.#formula(measure, fields);
      return formula ? [[measure, formula]] : [];
    });
    const all = [...new Set(found.flatMap(([, formula]) => partsIn(formula)))].sort();
    const isAll = found.length === measures.length;
    const rest = all.filter((part) => !this.#isPeople(part));
    const tellers = isAll ? this.#tellers(all, fields) : [];
    const people = [...new Set([...all.filter((part) => this.#isPeople(part)), ...tellers])];
    const isRolling = isAll && (list.length > 1 || people.length > 0 || period !== '');
    const roll = (parts: readonly string[]) => this.#rolled(list, { fields, parts, period, known });
    const counting = this.#countedOnce(people, together);
    // Whether the index knows every row is told with the counts.
    const counts = tellers.length > 0 ? await counting : null;
    const isTold = (part: string, one: string) => this.#isAlike(part, one, counts?.get(one)?.isWhole ?? false);
    const unknown = rest.filter((part) => !people.some((one) => isTold(part, one)));
    // Both roads at once; what the one brings may show that the other was in vain.
    const [counted, added] = await Promise.all([counting, isRolling && unknown.length > 0 ? roll(unknown) : null]);
    const formulas = new Map(
      found.filter(([, formula]) => partsIn(formula).every((part) => !this.#isPeople(part) || counted.has(part))),
    );
    if (!isAll || formulas.size < found.length) return { formulas, counted, rolled: null, isCountedOnly: false };
    // Of nothing to group by there is one group, whatever there is.
    const isWhole = counted.size > 0 && (fields.length === 0 || this.#wholeOf(counted) !== undefined);
    const isCountedOnly = unknown.length === 0 && isWhole;
    if (isCountedOnly || added) return { formulas, counted, rolled: added, isCountedOnly };
    const rolled = isRolling && unknown.length === 0 ? await roll(people.length > 0 ? [] : rest) : null;
    return { formulas, counted, rolled, isCountedOnly };
  }

  /** Fields of the questions; where figures are of a period, also those that the same period will be asked with. */
  #fieldsOf({ list, period }: Together): Level {
    const levels = list.map(({ level }) => level);
    const names = new Set(this.#levels.map(nameOf));
    const isForeseen = period !== '' && levels.every((level) => names.has(nameOf(level)));
    const later = isForeseen ? this.#levels.filter((level) => periodOf(level) === period) : [];
    return [...new Set([...levels, ...later].flat())];
  }

  /**
   * Parts that count the people of rows, or of rows of sessions, which are to be grouped by something of their person:
   * the index has every row beside its person, where the database would have to look up each.
   */
  #tellers(all: readonly string[], fields: Level): string[] {
    const { parts, dimensions } = this.#world.model;
    return all.flatMap((name) => {
      const part = parts[name];
      const isTold = part?.kind === 'count' || (part?.kind === 'people' && part.of === 'sessions');
      const isFar = fields.some((field) => dimensions[memberOf(field)]?.cubes.some((cube) => cube !== part?.cube));
      if (!isTold || part.rows === null || !isFar) return [];
      const teller = Object.keys(parts).find((one) => {
        const people = parts[one];
        const isEverybody = people?.kind === 'people' && people.of === 'people' && people.among === 'all';
        return isEverybody && people.rows === part.rows && people.event === null;
      });
      return teller === undefined ? [] : [teller];
    });
  }

  /** Counts that have every group of the rows all counts are about. */
  #wholeOf(counted: Making['counted']): CountedLevels | undefined {
    const rows = new Set([...counted.keys()].map((name) => this.#world.model.parts[name]).map(rowsOf));
    return rows.size === 1 ? [...counted.values()].find((levels) => levels.isWhole) : undefined;
  }

  /**
   * Whether a part counts rows of the people that another part counts.
   *
   * @param isWhole every row is of somebody known
   */
  #isAlike(part: string, people: string, isWhole: boolean): boolean {
    const [rows, one] = [this.#world.model.parts[part], this.#world.model.parts[people]];
    if (one?.kind !== 'people' || one.of !== 'people' || one.among !== 'all') return false;
    if (rows?.kind === 'count') return isWhole && rows.rows === one.rows && one.event === null;
    return rows?.kind === 'people rows' && rows.rows === one.rows && rows.event === one.event;
  }

  #isPeople(part: string): boolean {
    return this.#world.model.parts[part]?.kind === 'people';
  }

  /** A measure as a formula of parts that can be had for every grouping of these fields. */
  #formula(measure: string, fields: Level): PartsFormula | null {
    const { model } = this.#world;
    const formula = model.measures[measure];
    if (!formula) return null;
    const cubes = fields.flatMap((field) => model.dimensions[memberOf(field)]?.cubes ?? ['']);
    const isReached = partsIn(formula).every((part) =>
      cubes.every((cube) => model.parts[part]?.reach.includes(cube) ?? false),
    );
    return isReached ? formula : null;
  }

  /** Questions about several periods want the same people at the same time: they are counted for all of them. */
  #countedOnce(parts: readonly string[], { all, known, counting }: Together): Promise<Map<string, CountedLevels>> {
    const key = JSON.stringify(parts);
    const counted = counting.get(key) ?? this.#counted(parts, all, known);
    counting.set(key, counted);
    return counted;
  }

  /** People by part, without those that the index cannot tell; those of the same rows in one walk. */
  async #counted(parts: readonly string[], list: readonly Asked[], known: Known): Promise<Map<string, CountedLevels>> {
    const found = new Map<string, CountedLevels>();
    const wanted = list.map(({ level }) => level);
    const missing = new Map<string, { name: string; about: PeoplePart }[]>();
    for (const name of parts) {
      const levels = await this.#countedBefore(name, wanted, known);
      const about = this.#world.model.parts[name];
      if (levels) found.set(name, levels);
      else if (about?.kind === 'people') {
        const key = JSON.stringify([about.of, about.rows, about.event]);
        missing.set(key, [...(missing.get(key) ?? []), { name, about }]);
      }
    }
    const counts = [...missing.values()].map((together) => this.#count(together, list, known));
    for (const [name, levels] of (await Promise.all(counts)).flat()) if (levels) found.set(name, levels);
    return found;
  }

  async #countedBefore(part: string, wanted: readonly Level[], known: Known): Promise<CountedLevels | null> {
    for (const one of known.counted) {
      const levels = one.part === part ? await one.levels : null;
      if (levels && wanted.every((level) => levels.has(level))) return levels;
    }
    return null;
  }

  async #count(
    parts: readonly { name: string; about: PeoplePart }[],
    list: readonly Asked[],
    known: Known,
  ): Promise<[string, CountedLevels | null][]> {
    const [first] = list;
    const { model, weekStart } = this.#world;
    const fields = [...new Set(list.flatMap(({ level }) => level))];
    // The index cuts time by the calendar; the database knows fiscal years.
    if (fields.some((field) => stepOf(field)?.startsWith('fiscal'))) return [];
    const later = this.#levels.filter((level) => level.every((field) => fields.includes(field)));
    const levels = inOneOrder(distinctLevels([...list.map(({ level }) => level), ...later]));
    const terms = { parts: parts.map(({ about }) => about), model, weekStart };
    const question = first ? peopleQuestion(first.question, terms, levels) : null;
    if (!question) return [];
    const answer = this.#world.count(question);
    return Promise.all(
      parts.map(async ({ name }, place): Promise<[string, CountedLevels | null]> => {
        const counted = answer.then((counts) => counts && new CountedLevels(counts, levels, place));
        known.counted.push({ part: name, levels: counted });
        return [name, await counted];
      }),
    );
  }

  /** Figures of the smallest groups; null where there are too many of them. */
  async #rolled(
    list: readonly Asked[],
    { fields, parts, period, known }: { fields: Level; parts: readonly string[] } & Pick<Together, 'period' | 'known'>,
  ): Promise<Rolled | null> {
    const before = known.rolled.get(period) ?? [];
    known.rolled.set(period, before);
    for (const one of before) {
      const rolled = await one;
      if (rolled && includes(rolled.fields, fields) && includes(rolled.parts, parts)) return rolled;
    }
    const { tooMany, ask, model } = this.#world;
    const [first] = list;
    if (!first || tooMany.some((level) => includes(fields, level))) return null;
    // As many as may be wanted of these groups themselves: more of them are refused anyway.
    const same = list.filter(({ level }) => includes(level, fields)).map(({ question }) => question.limit);
    const limit = Math.max(rolledUpCells, ...same);
    const times = list.flatMap(({ question }) => question.timeDimensions);
    const asked = ask({
      ...first.question,
      measures: [...parts],
      dimensions: fields.filter((field) => stepOf(field) === undefined).sort(),
      timeDimensions: unionOf([...times, ...fields.flatMap(timeOf)]),
      order: [],
      limit,
    }).then((answer): Rolled | null => {
      if (answer.truncated) {
        tooMany.push(fields);
        return null;
      }
      return { fields, parts, levels: new RolledLevels(answer, fields, parts, model) };
    });
    before.push(asked);
    return asked;
  }

  async #one(asked: Asked, making: Making): Promise<CubeAnswer> {
    const { question, level } = asked;
    const groups = this.#groups(level, making);
    const made = groups && this.#made(asked, groups, making);
    if (made) return made;
    const counted = question.measures.filter((measure) => this.#hasPeople(making.formulas.get(measure)));
    const isCut = question.order.length > 0 && question.limit < rolledUpCells;
    if (counted.length === 0 || isCut) return this.#world.ask(question);
    // The rest is asked as it is, together with what the counts are divided by.
    const parts = counted.flatMap((measure) => partsIn(making.formulas.get(measure) as PartsFormula));
    const others = question.measures.filter((measure) => !counted.includes(measure));
    const measures = [...new Set([...others, ...parts.filter((part) => !this.#isPeople(part))])];
    if (measures.length + level.length === 0) return this.#world.ask(question);
    const answer = await this.#world.ask({ ...question, measures });
    const formulas = new Map([...making.formulas].filter(([measure]) => counted.includes(measure)));
    const own = answer.truncated ? null : this.#made(asked, groupsOf(answer, level), { ...making, formulas });
    return own ?? this.#world.ask(question);
  }

  #hasPeople(formula: PartsFormula | undefined): boolean {
    return formula !== undefined && partsIn(formula).some((part) => this.#isPeople(part));
  }

  /** Groups of a level without asking; null where it must be asked. */
  #groups(level: Level, { rolled, counted, isCountedOnly }: Making): Groups | null {
    const nothing = { part: () => null, measure: () => null };
    if (isCountedOnly) {
      const [first] = counted.values();
      const whole = this.#wholeOf(counted) ?? first;
      const rows = whole?.has(level) ? whole.groups(level) : null;
      return rows && { count: rows.length, values: (group) => [...(rows[group] ?? [])], ...nothing };
    }
    const groups = rolled?.levels.level(level);
    return groups ? { ...nothing, ...groups } : null;
  }

  /** What the index counted in the groups of a level: people, and their rows. */
  #countsByGroup(counted: Making['counted'], level: Level): Map<string, CountOf> {
    const found = new Map<string, CountOf>();
    for (const [people, levels] of counted) {
      found.set(people, levels.counts(level));
      for (const part of Object.keys(this.#world.model.parts)) {
        const rows = this.#isAlike(part, people, levels.isWhole) ? levels.rowCounts(level) : null;
        if (rows) found.set(part, rows);
      }
    }
    return found;
  }

  /** The answer made of groups; null where a figure cannot be had exactly, or there are more groups than wanted. */
  #made({ question, level }: Asked, groups: Groups, { formulas, counted }: Making): CubeAnswer | null {
    if (groups.count > question.limit) return null;
    const people = this.#countsByGroup(counted, level);
    const made = question.measures.map((name) => ({ name, formula: formulas.get(name) }));
    const columns = [...level, ...made].map(() => new Array<Cell>(groups.count));
    for (let group = 0; group < groups.count; group += 1) {
      const values = groups.values(group);
      const row: Cell[] = [...values];
      const read = (part: string): number | null => {
        const counts = people.get(part);
        return counts ? counts(values) : groups.part(group, part);
      };
      for (const { name, formula } of made) {
        const figure = formula ? formulaValue(formula, read) : groups.measure(group, name);
        if (figure === undefined) return null;
        row.push(figure);
      }
      row.forEach((cell, index) => {
        (columns[index] as Cell[])[group] = cell;
      });
    }
    const members = [...level, ...question.measures];
    return { members, columns, rowCount: groups.count, truncated: null };
  }
}

const memberOf = (field: string): string => field.split('.').slice(0, 2).join('.');
const includes = (all: readonly string[], some: readonly string[]): boolean => some.every((one) => all.includes(one));
const stepOf = (field: string): string | undefined => field.split('.')[2];
const nameOf = (level: Level): string => JSON.stringify([...level].sort());
/** Groups by the same steps of time are about the same periods. */
const periodOf = (level: Level): string => nameOf(level.filter((field) => stepOf(field) !== undefined));
const keyOf = (values: readonly (string | null)[]): string => JSON.stringify(values);

const rowsOf = (part: Part | undefined) => (part && 'rows' in part ? part.rows : null);

function timeOf(field: string): CubeQuestion['timeDimensions'] {
  const granularity = stepOf(field);
  return granularity === undefined ? [] : [{ dimension: memberOf(field), granularity }];
}

function levelOf({ dimensions, timeDimensions }: CubeQuestion): Level {
  const times = timeDimensions.flatMap(({ dimension, granularity }) =>
    granularity ? [columnOf({ member: dimension, granularity: granularity as 'day' })] : [],
  );
  return [...dimensions, ...times];
}

function distinctLevels(levels: readonly Level[]): Level[] {
  return [...new Map(levels.map((level) => [keyOf([...level].sort()), level])).values()];
}

/** Fields in the order of the longest level, so that one level begins as another. */
function inOneOrder(levels: readonly Level[]): Level[] {
  const longest = levels.reduce((long, level) => (level.length > long.length ? level : long), []);
  const order = [...new Set([...longest, ...levels.flat()])];
  return levels.map((level) => order.filter((field) => level.includes(field)));
}

/** Every step once; the dates asked stand with one of them, or by themselves. */
function unionOf(times: CubeQuestion['timeDimensions']): CubeQuestion['timeDimensions'] {
  const union = new Map<string, CubeQuestion['timeDimensions'][number]>();
  const dated = times.find(({ dateRange }) => dateRange !== undefined);
  for (const { dimension, granularity } of times) {
    if (granularity) union.set(`${dimension}.${granularity}`, { dimension, granularity });
  }
  const all = [...union.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, time]) => time);
  if (!dated?.dateRange) return all;
  const { dimension, dateRange } = dated;
  const own = all.findIndex((time) => time.dimension === dimension);
  if (own < 0) return [...all, { dimension, dateRange }];
  return all.map((time, index) => (index === own ? { ...time, dateRange } : time));
}

function groupsOf({ members, columns, rowCount }: CubeAnswer, level: Level): Groups {
  const byName = new Map(members.map((member, index) => [member, columns[index] ?? []]));
  const fields = level.map((field) => byName.get(field) ?? []);
  const cell = (group: number, name: string): Cell => byName.get(name)?.[group] ?? null;
  return {
    count: rowCount,
    values: (group) =>
      fields.map((cells) => {
        const value = cells[group];
        return value === null || value === undefined ? null : String(value);
      }),
    part: (group, name) => {
      const figure = figureOf(cell(group, name));
      return Number.isNaN(figure) ? null : figure;
    },
    measure: cell,
  };
}
