/** A condition of a Cube query: on one member, or any / all of several. */
export interface MemberCondition {
  member: string;
  operator: string;
  values?: string[];
}
export type CubeFilter = MemberCondition | { or: CubeFilter[] } | { and: CubeFilter[] };

/** Steps of a time axis. */
export type Granularity = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A Cube REST query as this product asks it; dates are local dates of `timezone`, both ends inclusive. */
export interface CubeQuery {
  measures: string[];
  dimensions?: string[];
  timeDimensions?: { dimension: string; dateRange?: [string, string]; granularity?: Granularity }[];
  filters?: CubeFilter[];
  order?: [string, 'asc' | 'desc'][];
  limit?: number;
  offset?: number;
  timezone: string;
}

export type CubeValue = string | number | boolean | null;
export type CubeRow = Record<string, CubeValue>;

/** Cube sends figures as text so that none loses digits; null and text that is no number become null. */
export function figure(value: CubeValue | undefined): number | null {
  if (value === null || value === undefined || value === '' || typeof value === 'boolean') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
