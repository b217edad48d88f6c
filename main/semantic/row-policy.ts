import type { RequestContext } from './protocol.ts';

interface PolicyQuery {
  filters?: unknown[];
  [field: string]: unknown;
}

/**
 * The one place where a reader's rows are narrowed. Every query of every road (HTTP, reports, boards) passes here
 * after it was validated and before SQL is made, so a policy becomes filters of the query and, with the SQL, part of
 * the key its result is kept under. No policies exist yet: everyone signed in reads everything.
 */
export function applyRowPolicy<Q extends PolicyQuery>(query: Q, _context: RequestContext): Q {
  return query;
}
