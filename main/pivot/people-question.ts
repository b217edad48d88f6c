import type { PeopleCondition, PeopleField, PeopleQuestion, PeopleStep } from '../replica/index.ts';
import type { DimensionParts, HistoryField, HistoryRows, ModelParts, Part } from '../semantic/index.ts';
import type { CubeFilter } from './field-keys.ts';
import type { CubeQuestion } from './questions.ts';

export type PeoplePart = Extract<Part, { kind: 'people' }>;

export interface CountedText {
  of: 'events' | 'orders' | 'profiles';
  sql: string;
}

/** A grouping as it is named in questions: members, times with their step behind a second point. */
export type Level = readonly string[];

/**
 * The question for the index of histories that has the same answer as these groupings of a Cube question, for one part
 * after the other; null where the index does not know a field or a condition.
 *
 * @param parts of the same index and rows
 */
export function peopleQuestion(
  question: CubeQuestion,
  { parts, model, weekStart }: { parts: readonly PeoplePart[]; model: ModelParts; weekStart: number },
  levels: readonly Level[],
): PeopleQuestion | null {
  const [first] = parts;
  if (!first || first.rows === 'profiles' || first.rows === 'products') return null;
  const { of, rows, event } = first;
  const known = (member: string): HistoryField | null => ownField(model.dimensions[member], first);
  const names = [...new Set(levels.flat())];
  const fields = names.map((name) => {
    const [view = '', own = '', step] = name.split('.');
    return fieldOf(known(`${view}.${own}`), (step as PeopleStep | undefined) ?? null);
  });
  const ranged = question.timeDimensions.filter(({ dateRange }) => dateRange !== undefined);
  const [dated] = ranged;
  if (ranged.length > 1 || (dated && known(dated.dimension)?.kind !== 'time')) return null;
  const conditions = conditionsOf(question.filters, known);
  if (!conditions || fields.some((field) => field === null)) return null;
  return {
    ...{ of, rows, event, weekStart, conditions },
    zone: question.timezone,
    dates: dated?.dateRange ? { from: dated.dateRange[0], to: dated.dateRange[1] } : null,
    fields: fields as PeopleField[],
    levels: parts.flatMap(({ among }) =>
      levels.map((level) => ({ fields: level.map((name) => names.indexOf(name)), among })),
    ),
  };
}

/** What the index knows of a dimension of these rows, of their person, or of a line's order and product. */
function ownField(dimension: DimensionParts | undefined, { rows, of }: PeoplePart): HistoryField | null {
  const field = dimension?.history ?? null;
  if (!field) return null;
  const isText = field.kind === 'text';
  if (field.rows === 'profiles') return isText && (of === 'people' || of === 'sessions') ? field : null;
  if (rows !== 'order_items') return field.rows === rows ? field : null;
  if (field.rows === 'products') return isText ? field : null;
  // Lines have the instant of their order, and texts of their own that the index does not know.
  return field.rows === (isText ? 'orders' : rows) || (field.rows === 'orders' && field.kind !== 'name') ? field : null;
}

function fieldOf(field: HistoryField | null, step: PeopleStep | null): PeopleField | null {
  if (!field || (field.kind === 'time') !== (step !== null)) return null;
  switch (field.kind) {
    case 'time':
      return step && { kind: 'time', step };
    case 'text':
      return { kind: 'text', of: sideOf(field.rows), sql: field.sql };
    default:
      return { kind: field.kind };
  }
}

const sideOf = (rows: HistoryRows): 'row' | 'person' | 'product' =>
  rows === 'profiles' ? 'person' : rows === 'products' ? 'product' : 'row';

/** Texts that people can be counted by, each once, without those of products: they are few, and codes made at once. */
export function countedTexts({ dimensions }: Pick<ModelParts, 'dimensions'>): CountedText[] {
  const texts = Object.values(dimensions).flatMap(({ history }): CountedText[] => {
    if (history?.kind !== 'text' || history.rows === 'order_items' || history.rows === 'products') return [];
    return [{ of: history.rows, sql: history.sql }];
  });
  return [...new Map(texts.map((text) => [`${text.of} ${text.sql}`, text])).values()];
}

/** Conditions that each are about one field and hold values against it; null where one is anything else. */
function conditionsOf(
  filters: readonly CubeFilter[],
  known: (member: string) => HistoryField | null,
): PeopleCondition[] | null {
  const conditions: PeopleCondition[] = [];
  for (const filter of filters) {
    if ('and' in filter) {
      const inner = conditionsOf(filter.and, known);
      if (!inner) return null;
      conditions.push(...inner);
      continue;
    }
    const one = 'or' in filter ? anyOf(filter.or, known) : plain(filter, known);
    if (!one) return null;
    conditions.push(one);
  }
  return conditions;
}

function plain(
  filter: Extract<CubeFilter, { member: string }>,
  known: (member: string) => HistoryField | null,
): PeopleCondition | null {
  const field = fieldOf(known(filter.member), null);
  if (!field) return null;
  const values = filter.values ?? [];
  switch (filter.operator) {
    case 'set':
      return { field, values: [null], isNot: true };
    case 'notSet':
      return { field, values: [null], isNot: false };
    case 'equals':
    case 'notEquals':
      return values.length > 0 ? { field, values, isNot: filter.operator === 'notEquals' } : null;
    default:
      return null;
  }
}

/** Values of one field, “empty” among them: what a list of members is written as. */
function anyOf(filters: readonly CubeFilter[], known: (member: string) => HistoryField | null): PeopleCondition | null {
  const parts = filters.map((filter) => ('member' in filter ? plain(filter, known) : null));
  const [first] = parts;
  const members = new Set(filters.map((filter) => ('member' in filter ? filter.member : '')));
  if (!first || members.size !== 1 || parts.some((part) => !part || part.isNot)) return null;
  return { ...first, values: parts.flatMap((part) => part?.values ?? []) };
}
