/** What the SQL dialect and the model depend on; set by the host before every request that finds it changed. */
export interface SemanticSettings {
  /** IANA zone of the `_local` columns. */
  timezone: string;
  /** 1 = Monday … 7 = Sunday. */
  weekStart: number;
  /** ISO 4217 code of all money. */
  currency: string;
  /** Month the fiscal year begins with; default: January. */
  fiscalStart?: number;
}

const current: SemanticSettings = { timezone: 'UTC', weekStart: 1, currency: 'CNY' };

/** Columns that have a `<name>_local` twin in the workspace zone, by relation. */
let localTwins: ReadonlySet<string> = new Set();

export function settings(): Readonly<SemanticSettings> {
  return current;
}

export function applySettings(next: SemanticSettings): void {
  Object.assign(current, next);
}

export function hasLocalTwin(column: string): boolean {
  return localTwins.has(column);
}

export function applyLocalTwins(columns: Iterable<string>): void {
  localTwins = new Set(columns);
}

/** Minor units in one major unit of a currency, by ISO 4217 as ICU has it: 100, 1 (JPY), 1000 (KWD). */
export function minorPerMajor(currency: string): number {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  return 10 ** (digits ?? 2);
}
