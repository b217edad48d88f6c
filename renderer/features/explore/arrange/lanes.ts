import type { AxisField, MemberKey, PivotSort } from '../../../../contract/pivot.ts';

/** A list that values lie in: the first lane holds what was put nowhere. */
export interface Lane {
  id: string;
  name: string;
  values: readonly string[];
  /** The empty value belongs to it too; it is not moved. */
  hasEmpty?: boolean;
}

export const restLane = 'rest';
export const ownLane = 'own';

/** Lanes of a field's own order. */
export function orderLanes({ sort }: Pick<AxisField, 'sort'>): Lane[] {
  return [
    { id: restLane, name: '', values: [] },
    { id: ownLane, name: '', ...split(sort.by === 'list' ? sort.values : []) },
  ];
}

/** A list may hold as many. */
const most = 500;

/** The order of the lanes; one that ran backwards still does. */
export function orderOf(lanes: readonly Lane[], { sort }: Pick<AxisField, 'sort'>): PivotSort {
  const own = lanes.find(({ id }) => id === ownLane);
  const direction = sort.by === 'list' ? sort.direction : 'asc';
  return { by: 'list', direction, values: own ? joined(own).slice(0, most) : [] };
}

const split = (keys: readonly MemberKey[]) => ({
  values: keys.filter((key) => key !== null),
  hasEmpty: keys.includes(null),
});

const joined = ({ values, hasEmpty }: Lane): MemberKey[] => (hasEmpty ? [...values, null] : [...values]);

/** Lanes of a field's groups. */
export function groupLanes({ groups }: Pick<AxisField, 'groups'>): Lane[] {
  const list = groups?.list ?? [];
  return [
    { id: restLane, name: '', values: [] },
    ...list.map(({ name, values }, index) => ({ id: `g${index}`, name, ...split(values) })),
  ];
}

/** The first name, counted from one, that no lane has and nothing else. */
export function freeName(lanes: readonly Lane[], named: (number: number) => string, other: string): string {
  const taken = new Set([...lanes.map(({ name }) => name.trim()), other.trim()]);
  let number = 1;
  while (taken.has(named(number).trim())) number += 1;
  return named(number);
}

/** Puts a value before another one of a lane, or at its end; it lies in one lane only. Back in the rest it is unlisted. */
export function placed(lanes: readonly Lane[], value: string, to: string, before: string | null = null): Lane[] {
  if (value === before) return [...lanes];
  return lanes.map((lane) => {
    const values = lane.values.filter((one) => one !== value);
    if (lane.id !== to || to === restLane) return { ...lane, values };
    const at = before === null ? -1 : values.indexOf(before);
    return { ...lane, values: at < 0 ? [...values, value] : [...values.slice(0, at), value, ...values.slice(at)] };
  });
}

/** Moves a value up or down within its lane. */
export function shifted(lanes: readonly Lane[], value: string, step: -1 | 1): Lane[] {
  return lanes.map((lane) => {
    const from = lane.values.indexOf(value);
    const to = from + step;
    if (from < 0 || to < 0 || to >= lane.values.length) return lane;
    const values = lane.values.filter((one) => one !== value);
    return { ...lane, values: [...values.slice(0, to), value, ...values.slice(to)] };
  });
}

/** The lane a value lies in; the rest where it is in none. */
export const laneOf = (lanes: readonly Lane[], value: string): string =>
  lanes.find(({ values }) => values.includes(value))?.id ?? restLane;

/** Groups of the lanes: those with a name and values, one of each name; null where there is none. */
export function groupsOf(lanes: readonly Lane[], other: string): AxisField['groups'] {
  const meant = lanes.filter((lane) => lane.id !== restLane && lane.name.trim() !== '' && joined(lane).length > 0);
  const byName = Map.groupBy(meant, ({ name }) => name.trim());
  const list = [...byName].map(([name, alike]) => ({ name, values: [...new Set(alike.flatMap(joined))] }));
  return list.length === 0 ? null : { list, other: other.trim() || null };
}
