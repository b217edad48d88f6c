/**
 * What the replica holds. A relation is copied from the store table of the same name: `columns` are read as they stand
 * (the staged row), `target` says which columns the relation has and how each is made from the staged row `s`.
 */

/** How a value travels from SQLite to DuckDB: 64-bit integer, text, or floating point. */
export type StageKind = 'integer' | 'text' | 'real';

export interface StageColumn {
  name: string;
  kind: StageKind;
  /** Not read from the store: the wall-clock time (local ms) of this instant column (UTC ms) in the workspace's zone. */
  localOf?: string;
}

export interface TargetColumn {
  name: string;
  type: 'BIGINT' | 'INTEGER' | 'VARCHAR' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP' | 'DATE';
  /** Kept as it is: trying to compress texts of which each is another takes a tenth of a copy, for a third of its size. */
  isPlain?: true;
  /** SQL over the staged row (alias `s`, or `row`) and what `joins` of the relation adds. */
  value: (terms: DerivedTerms, row?: string) => string;
  /** A column of a line that follows its order `o`. */
  isOfOrder?: true;
  /** For columns that follow a setting: which one, and SQL over the copied row `t` that computes them anew. */
  follows?: 'zone' | 'currency';
  recompute?: (terms: DerivedTerms) => string;
}

/** The expressions that depend on the workspace's zone and currency. */
export interface DerivedTerms {
  /** Local wall-clock TIMESTAMP of an expression in UTC ms (BIGINT). */
  local(utcMsSql: string): string;
  /** Minor units of the workspace currency, BIGINT or null when no rate is known. */
  toBase(minorSql: string, currencySql: string): string;
}

export interface Relation {
  name: string;
  columns: StageColumn[];
  target: TargetColumn[];
  /** SQL after `FROM staged rows s`. */
  join?: string;
}

export const integer = (name: string): StageColumn => ({ name, kind: 'integer' });
export const text = (name: string): StageColumn => ({ name, kind: 'text' });
const localOf = (name: string): StageColumn => ({ name: `${name}_local`, kind: 'integer', localOf: name });
export const instant = (name: string): StageColumn[] => [integer(name), localOf(name)];

export const asIs = (name: string, type: TargetColumn['type']): TargetColumn => ({
  name,
  type,
  value: () => `s.${name}`,
});
export const big = (...names: string[]): TargetColumn[] => names.map((name) => asIs(name, 'BIGINT'));
export const varchar = (...names: string[]): TargetColumn[] => names.map((name) => asIs(name, 'VARCHAR'));
export const column = (name: string, type: TargetColumn['type'], value: TargetColumn['value']): TargetColumn => ({
  name,
  type,
  value,
});

/** A staged instant as UTC TIMESTAMP and its wall-clock time in the workspace's zone beside it. */
export function instantPair(name: string): TargetColumn[] {
  return [
    column(name, 'TIMESTAMP', () => `make_timestamp_ms(s.${quoteName(name)})`),
    localTwin(name, () => `make_timestamp_ms(s.${quoteName(`${name}_local`)})`),
  ];
}

/** The same for an instant that only DuckDB knows, given in UTC ms. */
export function derivedInstantPair(name: string, utcMsSql: string): TargetColumn[] {
  return [
    column(name, 'TIMESTAMP', () => `make_timestamp_ms(${utcMsSql})`),
    localTwin(name, (terms) => terms.local(utcMsSql)),
  ];
}

export function localTwin(name: string, value: TargetColumn['value']): TargetColumn {
  return {
    ...column(`${name}_local`, 'TIMESTAMP', value),
    follows: 'zone',
    recompute: (terms) => terms.local(`epoch_ms(t.${quoteName(name)})`),
  };
}

/** The local calendar day of an instant column. */
export function localDay(name: string, instantName: string, value: TargetColumn['value']): TargetColumn {
  const recompute: TargetColumn['value'] = (terms) => `CAST(${terms.local(`epoch_ms(t.${instantName})`)} AS DATE)`;
  return { ...column(name, 'DATE', value), follows: 'zone', recompute };
}

/** An amount in the workspace's currency; `currency` is the alias of the row that has one. */
export function baseAmount(name: string, minorName: string, currency: string): TargetColumn {
  return {
    ...column(name, 'BIGINT', (terms, row = 's') => terms.toBase(`${row}.${minorName}`, `${currency}.currency`)),
    follows: 'currency',
    recompute: (terms) => terms.toBase(`t.${minorName}`, 't.currency'),
  };
}

/** An identifier in double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
