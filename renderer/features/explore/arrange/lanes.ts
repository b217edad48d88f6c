import type { AxisField } from '../../../../contract/pivot.ts';

/** A list that values lie in: the first lane holds what was put nowhere. */
export interface Lane {
  id: string;
  name: string;
  values: readonly string[];
}

export const restLane = 'rest';
export const ownLane = 'own';

/** Lanes of a field's own order. */
export function orderLanes({ sort }: Pick<AxisField, 'sort'>): Lane[] {
  const values = sort.by === 'list' ? sort.values.flatMap((value) => (value === null ? [] : [value])) : [];
  return [
    { id: restLane, name: '', values: [] },
    { id: ownLane, name: '', values },
  ];
}

/** Lanes of a field's groups. */
export function groupLanes({ groups }: Pick<AxisField, 'groups'>): Lane[] {
  const list = groups?.list ?? [];
  return [
    { id: restLane, name: '', values: [] },
    ...list.map(({ name, values }, index) => ({
      ...{ id: `g${index}`, name },
      values: values.flatMap((value) => (value === null ? [] : [value])),
    })),
  ];
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

/** Groups of the lanes: those with a name and values; null where there is none. */
export function groupsOf(lanes: readonly Lane[], other: string): AxisField['groups'] {
  const list = lanes
    .filter(({ id, name, values }) => id !== restLane && name.trim() !== '' && values.length > 0)
    .map(({ name, values }) => ({ name: name.trim(), values: [...values] }));
  return list.length === 0 ? null : { list, other: other.trim() || null };
}
