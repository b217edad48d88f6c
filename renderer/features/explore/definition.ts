import { type AxisField, axisFieldInput, type PivotValue, pivotValueInput } from '../../../contract/pivot.ts';
import { type ReportDefinition, reportDefinitionInput } from '../../../contract/reports.ts';
import { type Member, type Members, viewOf } from '../../queries/index.ts';

/** Places that a field can be dropped on. */
export const shelves = ['rows', 'columns', 'values', 'filters', 'color', 'size', 'tooltip'] as const;
export type Shelf = (typeof shelves)[number];

export const emptyDefinition: ReportDefinition = reportDefinitionInput.parse({ pivot: {} });

/** What the builder knows a chip by. */
export interface ChipPlace {
  shelf: Shelf;
  index: number;
}

let counter = 0;
/** An id that no other field of a definition has. */
export function newId(): string {
  counter += 1;
  return `${Date.now().toString(36)}${counter.toString(36)}`;
}

/** Whether a field may lie on a shelf: figures are measured, everything else groups. */
export function mayDrop(member: Pick<Member, 'kind'>, shelf: Shelf): boolean {
  if (shelf === 'filters') return true;
  const isMeasure = member.kind === 'measure';
  return isMeasure === (shelf === 'values' || shelf === 'size' || shelf === 'tooltip');
}

/** Where a field goes that is added without saying where. */
export function defaultShelf(definition: ReportDefinition, member: Member): Shelf {
  if (member.kind === 'measure') return 'values';
  const { rows, columns } = definition.pivot;
  return member.type === 'time' && rows.length > 0 && columns.length === 0 ? 'columns' : 'rows';
}

/** The subject all fields of a definition belong to; null while it has none. */
export function subjectOf({ pivot, color, size, tooltip }: ReportDefinition): string | null {
  const first =
    pivot.rows[0]?.member ??
    pivot.columns[0]?.member ??
    pivot.values.map(({ source }) => ('measure' in source ? source.measure : null)).find((one) => one !== null) ??
    pivot.filters[0]?.member ??
    pivot.dates?.member ??
    color?.member ??
    [size, ...tooltip].map((one) => (one && 'measure' in one.source ? one.source.measure : null)).find(Boolean);
  return first ? viewOf(first) : null;
}

export function axisField(member: Member, shelf: Shelf = 'rows'): AxisField {
  return axisFieldInput.parse({
    id: newId(),
    member: member.name,
    granularity: member.type === 'time' ? 'month' : null,
    subtotal: shelf === 'rows' ? 'before' : 'none',
  });
}

export function measureValue(measure: string): PivotValue {
  return pivotValueInput.parse({ id: newId(), source: { measure } });
}

function inserted<T>(list: readonly T[], index: number, item: T): T[] {
  const at = Math.max(0, Math.min(list.length, index));
  return [...list.slice(0, at), item, ...list.slice(at)];
}

const end = Number.POSITIVE_INFINITY;

/** Adds a field of the data model to a shelf, at a place among what lies there. */
export function addField(
  definition: ReportDefinition,
  member: Member,
  shelf: Shelf,
  index: number = end,
): ReportDefinition {
  if (!mayDrop(member, shelf)) return definition;
  const { pivot } = definition;
  switch (shelf) {
    case 'rows':
    case 'columns':
      return { ...definition, pivot: { ...pivot, [shelf]: inserted(pivot[shelf], index, axisField(member, shelf)) } };
    case 'values':
      return { ...definition, pivot: { ...pivot, values: inserted(pivot.values, index, measureValue(member.name)) } };
    case 'filters': {
      if (member.type === 'time' && member.kind === 'dimension') {
        return { ...definition, pivot: { ...pivot, dates: { member: member.name, range: { preset: 'all' } } } };
      }
      const operator = member.kind === 'measure' ? 'gt' : member.type === 'boolean' ? 'equals' : 'equals';
      const filter = { member: member.name, operator, values: member.kind === 'measure' ? ['0'] : [] } as const;
      return {
        ...definition,
        pivot: { ...pivot, filters: [...pivot.filters, { ...filter, values: [...filter.values] }] },
      };
    }
    case 'color':
      return { ...definition, color: axisField(member, 'columns') };
    case 'size':
      return { ...definition, size: measureValue(member.name) };
    case 'tooltip':
      return { ...definition, tooltip: [...definition.tooltip, measureValue(member.name)] };
  }
}

/** Takes a chip away; formats of a value go with it. */
export function removeChip(definition: ReportDefinition, { shelf, index }: ChipPlace): ReportDefinition {
  const { pivot } = definition;
  const without = <T>(list: readonly T[]) => list.filter((_, at) => at !== index);
  switch (shelf) {
    case 'rows':
      return { ...definition, pivot: { ...pivot, rows: without(pivot.rows) } };
    case 'columns':
      return { ...definition, pivot: { ...pivot, columns: without(pivot.columns) } };
    case 'filters':
      return { ...definition, pivot: { ...pivot, filters: without(pivot.filters) } };
    case 'values': {
      const id = pivot.values[index]?.id ?? '';
      return withoutValue({ ...definition, pivot: { ...pivot, values: without(pivot.values) } }, id);
    }
    case 'color':
      return { ...definition, color: null };
    case 'size':
      return { ...definition, size: null };
    case 'tooltip':
      return { ...definition, tooltip: without(definition.tooltip) };
  }
}

/** Sorts and first-so-many choices by a value that is gone fall back to names. */
function withoutValue(definition: ReportDefinition, id: string): ReportDefinition {
  const reset = (field: AxisField): AxisField => ({
    ...field,
    sort: field.sort.by === 'value' && field.sort.valueId === id ? { by: 'label', direction: 'asc' } : field.sort,
    top: field.top?.valueId === id ? null : field.top,
  });
  const { pivot } = definition;
  return {
    ...definition,
    pivot: { ...pivot, rows: pivot.rows.map(reset), columns: pivot.columns.map(reset) },
    formats: definition.formats.filter((format) => format.valueId !== id),
    numbers: definition.numbers.filter((number) => number.valueId !== id),
  };
}

/** Moves a chip to another place; between axes it keeps its settings. */
export function moveChip(
  definition: ReportDefinition,
  from: ChipPlace,
  shelf: Shelf,
  index: number,
  members: Members,
): ReportDefinition {
  const name = memberOfChip(definition, from);
  const member = name === null ? undefined : members.get(name);
  const axes: Shelf[] = ['rows', 'columns'];
  const { pivot } = definition;
  // Taken out first, so a place behind it on the same shelf moves up by one.
  const at = from.shelf === shelf && from.index < index ? index - 1 : index;
  if (axes.includes(from.shelf) && axes.includes(shelf)) {
    const field = pivot[from.shelf as 'rows'][from.index];
    if (!field) return definition;
    const rest = removeChip(definition, from).pivot;
    const target = shelf as 'rows' | 'columns';
    const moved =
      from.shelf === shelf
        ? field
        : { ...field, subtotal: target === 'rows' ? ('before' as const) : ('none' as const) };
    return { ...definition, pivot: { ...rest, [target]: inserted(rest[target], at, moved) } };
  }
  if (from.shelf === 'values' && shelf === 'values') {
    const value = pivot.values[from.index];
    if (!value) return definition;
    const values = inserted(
      pivot.values.filter((_, one) => one !== from.index),
      at,
      value,
    );
    return { ...definition, pivot: { ...pivot, values } };
  }
  if (!member || from.shelf === shelf || !mayDrop(member, shelf)) return definition;
  return addField(removeChip(definition, from), member, shelf, index);
}

/** Name of the member a chip stands for; null for a formula. */
export function memberOfChip(
  { pivot, color, size, tooltip }: ReportDefinition,
  { shelf, index }: ChipPlace,
): string | null {
  const measure = (value: PivotValue | null | undefined) =>
    value && 'measure' in value.source ? value.source.measure : null;
  switch (shelf) {
    case 'rows':
    case 'columns':
    case 'filters':
      return pivot[shelf][index]?.member ?? null;
    case 'values':
      return measure(pivot.values[index]);
    case 'color':
      return color?.member ?? null;
    case 'size':
      return measure(size);
    case 'tooltip':
      return measure(tooltip[index]);
  }
}

/** Members that the data model does not know any more. */
export function missingMembers(definition: ReportDefinition, members: Members): Set<string> {
  const names: (string | null | undefined)[] = [definition.pivot.dates?.member];
  const { pivot, tooltip } = definition;
  const lists = { rows: pivot.rows, columns: pivot.columns, values: pivot.values, filters: pivot.filters, tooltip };
  for (const [shelf, list] of Object.entries(lists)) {
    names.push(...list.map((_, index) => memberOfChip(definition, { shelf: shelf as Shelf, index })));
  }
  names.push(
    memberOfChip(definition, { shelf: 'color', index: 0 }),
    memberOfChip(definition, { shelf: 'size', index: 0 }),
  );
  return new Set(names.filter((name): name is string => typeof name === 'string' && !members.has(name)));
}
