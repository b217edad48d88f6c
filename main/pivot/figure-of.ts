import type { MemberKey } from '../../contract/pivot.ts';

/** Cube tells figures as text; a time becomes its local milliseconds. */
export function figureOf(value: string | number | boolean | null | undefined): number {
  if (value === null || value === undefined || value === '') return Number.NaN;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const figure = Number(value);
  if (!Number.isNaN(figure)) return figure;
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)
    ? Date.parse(`${value.slice(0, 23)}Z`)
    : Number.NaN;
}

export function compareKeys(a: MemberKey, b: MemberKey): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
