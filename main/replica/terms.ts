import { toBaseSql } from './base-currency.ts';
import { localTimestampSql } from './local-time.ts';
import type { DerivedTerms } from './relations.ts';
import type { Configuration } from './state-table.ts';

/** The workspace's zone and currency as SQL, right for instants in `span` (UTC ms). */
export function derivedTerms(configuration: Configuration, span: { fromMs: number; toMs: number }): DerivedTerms {
  return {
    local: (utcMsSql) => localTimestampSql(configuration.zone, span.fromMs, span.toMs, utcMsSql),
    toBase: (minorSql, currencySql) => toBaseSql(configuration.currency, configuration.rates, minorSql, currencySql),
  };
}
