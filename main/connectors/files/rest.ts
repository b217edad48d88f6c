import type { ZoneRules } from '../../ports/zone.ts';
import { cellValue } from './cell-guard.ts';
import { createDateReader } from './dates.ts';
import type { ColumnProfile, DateOrder, FieldValue, FileFormat } from './format.ts';
import { isMissing } from './missing.ts';
import { createNumberReader } from './numbers.ts';
import type { Source } from './source.ts';
import { readTruth } from './truth.ts';

/** JSON text of one value; null = left out. */
type ToJson = (text: string) => string | null;

/** Makes the JSON object of a row's other columns; `mapped` is a JSON object that was mapped to the same target. */
export interface RestBuilder {
  build(row: readonly string[], mapped: FieldValue | undefined): string;
  /** The same of rows to which nothing else is mapped: the entry of each column, '' where it has none. Null: not by cells. */
  columns: { column: number; entryOf: (text: string) => string }[] | null;
}

/**
 * The columns that nothing maps, and targets named `custom.x` / `properties.x`, as one JSON object. Values get the
 * type of their column; one that does not fit stays text, so nothing of a row is lost. Empty values are left out.
 */
export function restBuilder(
  columns: readonly number[],
  named: readonly { name: string; source: Source; constant: FieldValue | undefined }[],
  format: FileFormat,
  zone: ZoneRules,
  orderOf: (profile: ColumnProfile | null) => DateOrder | null,
): RestBuilder {
  const entries: { prefix: string; read: (row: readonly string[]) => string | null; toJson: ToJson }[] = [];
  const byCells: { column: number; entryOf: (text: string) => string }[] = [];
  const taken = new Set(named.map((entry) => entry.name));
  for (const index of columns) {
    const name = format.columns[index] ?? '';
    const profile = format.profiles[index] ?? null;
    if (taken.has(name)) continue;
    const prefix = `${JSON.stringify(name)}:`;
    const toJson = jsonOf(profile, zone, orderOf(profile));
    entries.push({ prefix, read: (row) => row[index] ?? '', toJson });
    byCells.push({
      column: index,
      entryOf: (text) => {
        const value = cellValue(text);
        const json = value === '' ? null : toJson(value);
        return json === null ? '' : prefix + json;
      },
    });
  }
  for (const { name, source, constant } of named) {
    const toJson = jsonOf(source.profile, zone, orderOf(source.profile));
    const fixed = constant === undefined ? null : constant;
    entries.push({
      prefix: `${JSON.stringify(name)}:`,
      read: (row) => {
        if (fixed !== null) return String(fixed);
        return source.expression ? evaluateQuietly(source, row) : (row[source.column] ?? '');
      },
      toJson: typeof fixed === 'number' ? (text) => text : toJson,
    });
  }
  const build = (row: readonly string[], mapped: FieldValue | undefined): string => {
    let body = typeof mapped === 'string' && mapped.startsWith('{') ? mapped.slice(1, -1) : '';
    if (typeof mapped === 'string' && body === '' && mapped !== '{}') body = `"value":${mapped}`;
    for (let index = 0; index < entries.length; index += 1) {
      const entry = entries[index] as (typeof entries)[number];
      const text = cellValue(entry.read(row) ?? '');
      if (text === '') continue;
      const json = entry.toJson(text);
      if (json === null || (typeof mapped === 'string' && mapped.includes(entry.prefix))) continue;
      body = body === '' ? entry.prefix + json : `${body},${entry.prefix}${json}`;
    }
    return `{${body}}`;
  };
  return { build, columns: named.length === 0 ? byCells : null };
}

/** A property that cannot be worked out is left out; it never keeps a row from coming in. */
function evaluateQuietly(source: Source, row: readonly string[]): string | null {
  try {
    return source.expression?.evaluate(row) ?? null;
  } catch {
    return null;
  }
}

/** JSON by the type of the column. */
function jsonOf(profile: ColumnProfile | null, zone: ZoneRules, order: DateOrder | null): ToJson {
  const text = cachedString();
  switch (profile?.type) {
    case 'integer':
    case 'decimal': {
      const numbers = createNumberReader(profile.decimalMark);
      return (value) => {
        // A number written as JSON writes it is taken over to the last digit.
        if (/^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(value)) return value;
        if (isMissing(value)) return null;
        const scaled = numbers.scaled(value, 9);
        return Number.isFinite(scaled) && numbers.sign === '' ? String(Number(`${scaled}e-9`)) : text(value);
      };
    }
    case 'boolean':
      return (value) => {
        const truth = readTruth(value, false);
        if (truth !== null) return truth === 1 ? 'true' : 'false';
        return isMissing(value) ? null : text(value);
      };
    case 'date':
    case 'instant': {
      const dates = createDateReader(zone, order);
      const isDay = profile.type === 'date';
      return (value) => {
        if (isMissing(value)) return null;
        if (isDay) {
          const day = dates.day(value);
          return day === null ? text(value) : `"${day}"`;
        }
        const utcMs = dates.instant(value);
        return Number.isNaN(utcMs) ? text(value) : `"${new Date(utcMs).toISOString()}"`;
      };
    }
    case 'json':
      return (value) => {
        try {
          return JSON.stringify(JSON.parse(value));
        } catch {
          return text(value);
        }
      };
    default:
      return (value) => (value === '\\N' || value === 'NULL' ? null : text(value));
  }
}

/** JSON.stringify with a memory: text columns repeat their values. */
function cachedString(): (value: string) => string {
  const known = new Map<string, string>();
  return (value) => {
    let json = known.get(value);
    if (json === undefined) {
      json = JSON.stringify(value);
      if (value.length <= 64) {
        if (known.size >= 4096) known.clear();
        known.set(value, json);
      }
    }
    return json;
  };
}
