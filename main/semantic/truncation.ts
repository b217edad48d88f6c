import type { Truncation } from './replica-result.ts';

/** A statement with what its last line says about limits. */
export interface WholeRead {
  /** To be run: the statement, or one that also counts the rows before the limit in its last column. */
  sql: string;
  /** The statement without order and limit. */
  body: string;
  limit: number | null;
  offset: number;
  hasTotalColumn: boolean;
}

const ending = /\s+ORDER BY\s+(\d+ (?:ASC|DESC)(?:,\s*\d+ (?:ASC|DESC))*)\s+LIMIT (\d+)(?:\s+OFFSET (\d+))?\s*$/;
const endingWithoutOrder = /\s+LIMIT (\d+)(?:\s+OFFSET (\d+))?\s*$/;
/** Up to this limit the groups are counted in the same pass; above, only when the limit was met. */
const countAlongLimit = 10_000;

/**
 * A limited answer says how many rows there are. For grouped rows under a small limit both come from one pass; the
 * groups exist anyway before the first row can be chosen. Rows that are not grouped would all have to be kept for
 * that, so they are counted only when the limit was met.
 */
export function readWhole(sql: string): WholeRead {
  const ordered = ending.exec(sql);
  const limited = ordered ?? endingWithoutOrder.exec(sql);
  if (!limited) return { sql, body: sql, limit: null, offset: 0, hasTotalColumn: false };
  const body = sql.slice(0, limited.index);
  const order = ordered ? ` ORDER BY ${ordered[1]}` : '';
  const [limit, offset] = (ordered ? [ordered[2], ordered[3]] : [limited[1], limited[2]]).map((n) =>
    Number(n ?? 0),
  ) as [number, number];
  const isGrouped = /\bGROUP BY\b/.test(body);
  if (!isGrouped || limit > countAlongLimit || offset > 0 || limit === 0) {
    return { sql, body, limit, offset, hasTotalColumn: false };
  }
  return {
    sql:
      `WITH luopan_whole AS MATERIALIZED (${body}) ` +
      `SELECT *, (SELECT count(*) FROM luopan_whole) AS luopan_total FROM luopan_whole${order} LIMIT ${limit}`,
    body,
    limit,
    offset,
    hasTotalColumn: true,
  };
}

/** SQL for the number of rows there would be without a limit. */
export function wholeCountSql(read: WholeRead): string {
  return `SELECT count(*) AS total FROM (${read.body}) AS luopan_whole`;
}

/** What to say about a limited answer; null when it is whole. */
export function truncationOf(shown: number, read: WholeRead, total: number): Truncation | null {
  if (read.limit === null || (shown < read.limit && read.offset === 0)) return null;
  return total > shown ? { shown, total } : null;
}
