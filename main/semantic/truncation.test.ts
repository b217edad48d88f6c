import { describe, expect, it } from 'vitest';
import { readWhole, truncationOf, wholeCountSql } from './truncation.ts';

describe('limits of a statement', () => {
  it('groups under a small limit are counted in the same pass', () => {
    const read = readWhole('SELECT a, count(*) FROM t GROUP BY 1 ORDER BY 2 DESC LIMIT 10');
    expect(read).toMatchObject({ limit: 10, offset: 0, hasTotalColumn: true });
    expect(read.sql).toBe(
      'WITH luopan_whole AS MATERIALIZED (SELECT a, count(*) FROM t GROUP BY 1) ' +
        'SELECT *, (SELECT count(*) FROM luopan_whole) AS luopan_total FROM luopan_whole ORDER BY 2 DESC LIMIT 10',
    );
  });

  it('rows that are not grouped, large limits and pages are counted only when needed', () => {
    for (const sql of [
      'SELECT a FROM t ORDER BY 1 ASC LIMIT 10',
      'SELECT a FROM t GROUP BY 1 LIMIT 1000000',
      'SELECT a FROM t GROUP BY 1 ORDER BY 1 ASC LIMIT 10 OFFSET 20',
    ]) {
      const read = readWhole(sql);
      expect(read).toMatchObject({ sql, hasTotalColumn: false });
      expect(wholeCountSql(read)).not.toContain('LIMIT');
    }
  });

  it('a statement without a limit is whole', () => {
    expect(readWhole("SELECT ' LIMIT 5 ' AS x")).toMatchObject({ limit: null });
  });

  it('nothing is said about a whole answer', () => {
    const read = readWhole('SELECT a FROM t GROUP BY 1 LIMIT 10');
    expect(truncationOf(9, read, 9)).toBeNull();
    expect(truncationOf(10, read, 10)).toBeNull();
    expect(truncationOf(10, read, 11)).toEqual({ shown: 10, total: 11 });
  });
});
