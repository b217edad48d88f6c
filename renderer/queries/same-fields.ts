import type { CubeQuery } from '../transport/index.ts';

/**
 * Whether the answer to one question can stand in for that to another until it comes: both have the same fields. Rows
 * by country are no rows by weekday, not even for a moment.
 */
export function hasSameFields(former: CubeQuery, query: CubeQuery): boolean {
  return fieldsOf(former) === fieldsOf(query);
}

const fieldsOf = ({ measures = [], dimensions = [], timeDimensions = [] }: CubeQuery) =>
  JSON.stringify([measures, dimensions, timeDimensions.map(({ dimension, granularity }) => [dimension, granularity])]);
