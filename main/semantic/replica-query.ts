import { DuckDBQuery } from '@cubejs-backend/duckdb-driver/dist/src/DuckDBQuery.js';
import { BaseFilter } from '@cubejs-backend/schema-compiler';
import { utcText } from '../ports/local-text.ts';
import { hasPeriodMarkers, intervalOf, type PeriodTime, withPeriod } from './period.ts';
import { hasLocalTwin, settings } from './settings.ts';
import { firstDaySql, localTimeSql } from './zone-sql.ts';

const dayMs = 86_400_000;
const fiscalSteps: Record<string, string> = { fiscal_quarter: '3 months', fiscal_year: '1 year' };
const column = String.raw`(?:"?\w+"?\.)?"?\w+"?`;
const plainColumn = new RegExp(`^${column}$`);
const choiceOfColumns = new RegExp(`^(COALESCE|LEAST|GREATEST)\\(\\s*${column}(\\s*,\\s*${column})*\\s*\\)$`, 'i');

/** Marked by the data model: what the person of a row is, where a column is the names of that person's segments. */
const personMark = /\/\* person ([^*]+?) \*\//;
const segmentId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/**
 * Wildcards in a reader's text are taken literally; DuckDB has no escape sign unless told. Text is looked for in numbers
 * and truth values as they are written.
 */
class ReplicaFilter extends BaseFilter {
  override castParameter(): string {
    const numberTypes = ['number', 'count', 'count_distinct', 'count_distinct_approx', 'sum', 'avg', 'min', 'max'];
    return numberTypes.includes(String(this.definition().type)) ? 'CAST(? AS DOUBLE)' : '?';
  }

  override equalsWhere(column: string): string {
    return this.#inSegments(column, false) ?? super.equalsWhere(column);
  }

  override notEqualsWhere(column: string): string {
    return this.#inSegments(column, true) ?? super.notEqualsWhere(column);
  }

  /** Ids of segments ask for their people: rows are kept or left out, never multiplied. Null for any other filter. */
  #inSegments(column: string, isNot: boolean): string | null {
    const person = personMark.exec(column)?.[1];
    const values = this.filterParams();
    if (person === undefined || values.length === 0 || !values.every((value) => segmentId.test(String(value)))) {
      return null;
    }
    const ids = values.map((value) => this.allocateParam(value)).join(', ');
    const people = `SELECT m.profile_id FROM segment_members m JOIN segments g ON g.id = m.segment_id WHERE g.uid IN (${ids})`;
    return isNot ? `(${person} IS NULL OR ${person} NOT IN (${people}))` : `${person} IN (${people})`;
  }

  override likeIgnoreCase(sql: string, not: boolean, param: unknown, type: string): string {
    const text = this.definition().type === 'string' ? sql : `CAST(${sql} AS VARCHAR)`;
    return `${super.likeIgnoreCase(text, not, param, type)} ESCAPE '\\'`;
  }
}

/**
 * The SQL dialect of the replica: DuckDB, with instants as plain UTC TIMESTAMPs. In the workspace zone the stored
 * local columns are read; any other zone gets its offsets written out. Weeks start as the workspace says.
 */
export class ReplicaQuery extends DuckDBQuery {
  override newFilter(filter: unknown): BaseFilter {
    return new ReplicaFilter(this, filter);
  }

  override convertTz(field: string): string {
    if (isWallClock(field)) return field;
    const zone = this.timezone || 'UTC';
    if (zone === settings().timezone) {
      const local = localColumns(field);
      if (local) return local;
    }
    return localTimeSql(field, zone, this.queriedRange(zone));
  }

  override timeGroupedColumn(granularity: string, dimension: string): string {
    const firstDay = firstDaySql(granularity, dimension);
    if (firstDay !== null) return firstDay;
    const shift = (8 - settings().weekStart) % 7;
    if (granularity !== 'week' || shift === 0) return super.timeGroupedColumn(granularity, dimension);
    return `(${super.timeGroupedColumn('week', `(${dimension} + INTERVAL ${shift} DAY)`)} - INTERVAL ${shift} DAY)`;
  }

  /** Steps of the fiscal year are known of every time, as those of the calendar are. */
  override cacheValue(...terms: Parameters<DuckDBQuery['cacheValue']>): unknown {
    const [key] = terms;
    const interval = Array.isArray(key) && key[0] === 'customGranularity' ? fiscalSteps[String(key[2])] : undefined;
    return interval === undefined ? super.cacheValue(...terms) : { interval };
  }

  override dimensionTimeGroupedColumn(
    ...[dimension, granularity]: Parameters<DuckDBQuery['dimensionTimeGroupedColumn']>
  ): string {
    if (fiscalSteps[granularity.granularity] === undefined) {
      return super.dimensionTimeGroupedColumn(dimension, granularity);
    }
    const later = `INTERVAL ${(settings().fiscalStart ?? 1) - 1} MONTH`;
    const step = granularity.granularity === 'fiscal_year' ? 'year' : 'quarter';
    return `(${super.timeGroupedColumn(step, `(${dimension} - ${later})`)} + ${later})`;
  }

  override timestampFormat(): string {
    return 'YYYY-MM-DDTHH:mm:ss.SSS';
  }

  override inDbTimeZone(date: string): string {
    return utcText(this.timezone || 'UTC', date);
  }

  override timeStampCast(value: string): string {
    return `CAST(${value} AS TIMESTAMP)`;
  }

  override timeStampParam(timeDimension: Parameters<DuckDBQuery['timeStampParam']>[0]): string {
    return timeDimension.measure ? this.timeStampCast('?') : super.timeStampParam(timeDimension);
  }

  override timeRangeFilter(sql: string, from: string, to: string): string {
    return super.timeRangeFilter(sql, this.comparable(sql, from), this.comparable(sql, to));
  }

  override timeNotInRangeFilter(sql: string, from: string, to: string): string {
    return super.timeNotInRangeFilter(sql, this.comparable(sql, from), this.comparable(sql, to));
  }

  override beforeDateFilter(sql: string, instant: string): string {
    return super.beforeDateFilter(sql, this.comparable(sql, instant));
  }

  override beforeOrOnDateFilter(sql: string, instant: string): string {
    return super.beforeOrOnDateFilter(sql, this.comparable(sql, instant));
  }

  override afterDateFilter(sql: string, instant: string): string {
    return super.afterDateFilter(sql, this.comparable(sql, instant));
  }

  override afterOrOnDateFilter(sql: string, instant: string): string {
    return super.afterOrOnDateFilter(sql, this.comparable(sql, instant));
  }

  /** A bound comes as UTC; dates without a time of day are compared with its local time. */
  private comparable(sql: string, bound: string): string {
    return isWallClock(sql) ? localTimeSql(bound, this.timezone || 'UTC') : bound;
  }

  override buildParamAnnotatedSql(): string {
    const sql = super.buildParamAnnotatedSql();
    return hasPeriodMarkers(sql) ? withPeriod(sql, this.periodTimes()) : sql;
  }

  /** Time dimensions of the question that are the booking time of orders, whichever view they were asked by. */
  private periodTimes(): PeriodTime[] {
    return this.timeDimensions
      .filter((time) => /^"?base_orders"?\.ordered_at$/.test(this.dimensionSql(time)))
      .map((time) => ({
        groupSql: time.granularityObj ? String(time.dimensionSql()) : null,
        interval: time.granularityObj
          ? intervalOf(time.granularityObj.granularity, time.granularityObj.granularityInterval)
          : null,
        range: time.dateRange ? { from: time.dateFromFormatted(), to: time.dateToFormatted() } : null,
      }));
  }

  /** UTC bounds of all values the query reads, when its only time dimension has a date range. */
  private queriedRange(zone: string): { from: number; to: number } | undefined {
    const [only, ...others] = this.timeDimensions ?? [];
    if (!only?.dateRange || others.length > 0) return undefined;
    const from = Date.parse(`${utcText(zone, String(only.dateFromFormatted()))}Z`);
    const to = Date.parse(`${utcText(zone, String(only.dateToFormatted()))}Z`);
    return Number.isNaN(from) || Number.isNaN(to) ? undefined : { from: from - dayMs, to: to + dayMs };
  }
}

/** Marked by the data model: a date or wall-clock time that no zone moves. */
function isWallClock(sql: string): boolean {
  return sql.includes('/* wall clock */');
}

/** `"orders".ordered_at` → `"orders".ordered_at_local`; null when a part of the expression has no local twin. */
function localColumns(field: string): string | null {
  const sql = field.trim();
  if (!plainColumn.test(sql) && !choiceOfColumns.test(sql)) return null;
  let isComplete = true;
  const local = sql.replace(new RegExp(`(?<![\\w".])${column}(?!\\s*\\()(?![\\w".])`, 'g'), (reference) => {
    const name = /"?(\w+)"?$/.exec(reference)?.[1] ?? '';
    if (!hasLocalTwin(name)) isComplete = false;
    return reference.replace(new RegExp(`${name}("?)$`), `${name}_local$1`);
  });
  return isComplete ? local : null;
}
