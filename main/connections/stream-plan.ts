import type { ConnectorCapabilities, SchemaChange, SourceField, StreamSettings } from '../../contract/connections.ts';
import { AppError } from '../../contract/errors.ts';
import type { FieldMapping, Mapping } from '../../contract/imports.ts';
import { compileMapping, knownFormat } from '../connectors/files/index.ts';
import { prunableEntities } from '../hub/index.ts';

const tablePrefix = 'table:';
/** The target field that names a record, for entities whose rows are known by one. */
const keyTargets: Record<string, string> = {
  orders: 'order_id',
  products: 'product_id',
  survey_responses: 'response_id',
  tickets: 'ticket_id',
};

/** How what is read of a stream goes into the store. */
export interface StreamPlan {
  /** `replace`: what the source no longer has goes. */
  importMode: 'upsert' | 'replace';
  /** Target fields that tell rows of an own table apart. */
  key: string[];
  hasPartialOrders: boolean;
  /** Pieces may be imported one by one while reading goes on. */
  splits: boolean;
  /** Mapping of the list of keys, where deletions are to be found by it. */
  keyMapping: Mapping | null;
}

/** @param others the enabled streams of the connection, this one included */
export function planStream(settings: StreamSettings, others: readonly StreamSettings[]): StreamPlan {
  const isFull = settings.mode === 'full';
  const isAlone = others.filter(({ entity, isEnabled }) => isEnabled && entity === settings.entity).length <= 1;
  const isLines = settings.entity === 'order_items';
  return {
    importMode: isFull && isAlone ? 'replace' : 'upsert',
    key: settings.entity.startsWith(tablePrefix) ? (tableKey(settings) ?? []) : [],
    hasPartialOrders: isLines && !isFull,
    splits: !isFull,
    keyMapping: settings.detectsDeletes && !isFull ? keyMapping(settings) : null,
  };
}

/** @throws connections/stream-*, import/* when the streams cannot be synced like this */
export function checkStreams(streams: readonly StreamSettings[], capabilities: ConnectorCapabilities): void {
  const names = new Set<string>();
  for (const settings of streams) {
    const params = { stream: settings.name };
    if (names.has(settings.name)) throw new AppError('connections/stream-twice', { params });
    names.add(settings.name);
    if (settings.isEnabled) checkMapping(settings);
    if (settings.mode === 'incremental') {
      const hasCursor = settings.cursorField !== null && settings.cursorField !== '';
      if (!capabilities.incremental || !hasCursor) throw new AppError('connections/stream-needs-cursor', { params });
      if (settings.entity === 'order_items' && !settings.mapping.line_id) {
        throw new AppError('connections/stream-needs-line', { params });
      }
    }
    if (settings.detectsDeletes && settings.mode === 'incremental') {
      if (!capabilities.deletes || keyMapping(settings) === null) {
        throw new AppError('connections/stream-needs-key', { params });
      }
    }
  }
}

/** Finds out at once what the first import would: a field that does not exist, a required one that nothing fills. */
function checkMapping({ entity, mapping, timezone, currency }: StreamSettings): void {
  const columns = new Set(Object.values(mapping).flatMap(columnsOf));
  const known = [...columns].map((name) => ({ name, type: 'unknown' as const }));
  compileMapping(entity, mapping, knownFormat(known, [], { sizeBytes: 1, rowCount: 0 }), {
    ...{ timezone: timezone ?? 'UTC', currency: currency ?? 'USD' },
    options: { ...(currency === null ? {} : { currency }) },
  });
}

/** The target fields the primary key is mapped onto; null when part of it is not mapped. */
function tableKey({ primaryKey, mapping }: StreamSettings): string[] | null {
  if (primaryKey.length === 0) return null;
  const targets = primaryKey.map((column) => targetOf(mapping, column));
  return targets.every((target) => target !== null) ? (targets as string[]) : null;
}

function targetOf(mapping: Mapping, column: string): string | null {
  const found = Object.entries(mapping).find(([, source]) => 'column' in source && source.column === column);
  return found?.[0] ?? null;
}

function keyMapping(settings: StreamSettings): Mapping | null {
  const { entity, mapping, primaryKey } = settings;
  if (entity.startsWith(tablePrefix)) {
    const key = tableKey(settings);
    return key && Object.fromEntries(key.map((target) => [target, mapping[target] as FieldMapping]));
  }
  const target = keyTargets[entity];
  const source = target === undefined ? undefined : mapping[target];
  if (!prunableEntities.some((known) => known === entity) || target === undefined || source === undefined) return null;
  const used = columnsOf(source);
  const comesFromKey = used.length > 0 && used.every((column) => primaryKey.includes(column));
  return comesFromKey ? { [target]: source } : null;
}

/** Columns a field takes its value from; an expression names them as `row["…"]` or `row.…`. */
export function columnsOf(source: FieldMapping): string[] {
  if ('column' in source) return [source.column];
  if ('value' in source) return [];
  const names = source.expression.matchAll(
    /row\s*(?:\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\]|\.\s*([\p{L}_][\p{L}\p{N}_]*))/gu,
  );
  return [...names].map(([, double, single, plain]) => plain ?? unescaped(double ?? single ?? ''));
}

const signs: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** What a text of an expression says, between its quotes. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|[xX]([\da-fA-F]{2})|([0-7]{3})|(.))/gu,
    (_, short?: string, long?: string, byte?: string, octal?: string, sign = '') => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const hex = short ?? long ?? byte;
      return hex === undefined ? (signs[sign] ?? sign) : String.fromCodePoint(Number.parseInt(hex, 16));
    },
  );
}

/**
 * What has changed about a stream's columns since the last sync, and what is done about it. A mapped column that is gone
 * stops the stream: guessing which column took its place would be silent damage. New columns are read from now on.
 */
export function compareFields(
  settings: StreamSettings,
  before: readonly SourceField[],
  now: readonly SourceField[],
): { changes: SchemaChange[]; missing: string[]; mapping: Mapping } {
  const known = new Map(before.map(({ name, type }) => [name, type]));
  const current = new Map(now.map(({ name, type }) => [name, type]));
  const used = new Set([
    ...Object.values(settings.mapping).flatMap(columnsOf),
    ...settings.primaryKey,
    ...(settings.mode === 'incremental' && settings.cursorField ? [settings.cursorField] : []),
  ]);
  const isOwnTable = settings.entity.startsWith(tablePrefix);
  const takesAll = isOwnTable && before.every(({ name }) => targetOf(settings.mapping, name) !== null);
  const mapping: Mapping = { ...settings.mapping };
  const changes: SchemaChange[] = [];
  const missing: string[] = [];
  for (const name of used) if (!current.has(name)) missing.push(name);
  if (before.length > 0) {
    for (const { name, type } of now) {
      const from = known.get(name);
      if (from === undefined) {
        const isTaken = !isOwnTable || takesAll;
        if (isOwnTable && takesAll) mapping[name] = { column: name };
        changes.push({ kind: 'added', column: name, from: null, to: type, action: isTaken ? 'taken' : 'ignored' });
      } else if (from !== type && from !== 'unknown' && type !== 'unknown') {
        changes.push({ kind: 'retyped', column: name, from, to: type, action: used.has(name) ? 'taken' : 'ignored' });
      }
    }
  }
  for (const name of new Set([...known.keys(), ...missing])) {
    if (current.has(name)) continue;
    const action = used.has(name) ? 'stopped' : 'ignored';
    changes.push({ kind: 'missing', column: name, from: known.get(name) ?? null, to: null, action });
  }
  return { changes, missing, mapping };
}
