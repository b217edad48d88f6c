import { type CanonicalEntity, entityFields } from '../../../contract/entities.ts';
import type { FieldMapping, ImportOptions, ImportPreview, Mapping } from '../../../contract/imports.ts';

/** What the editor needs to know of a target field; a row of `GET /api/v1/entities`. */
export interface TargetField {
  name: string;
  type: string;
  isRequired: boolean;
}
export type PreviewColumn = ImportPreview['columns'][number];

const tablePrefix = 'table:';

export const isTableEntity = (entity: string): boolean => entity.startsWith(tablePrefix);
export const tableNameOf = (entity: string): string => entity.slice(tablePrefix.length);
export const tableEntity = (name: string): string => tablePrefix + name;

/** Same rule as the server's: letters, digits, `_`, space and `-`, at most 63, beginning with a letter, digit or `_`. */
export const isTableName = (name: string): boolean => /^[\p{L}\p{N}_][\p{L}\p{N}_ -]{0,62}$/u.test(name);

/** `2024 报表(终).csv.gz` → `2024 报表 终`: a name the server takes, as close to the file's as can be. */
export function tableNameFromFile(fileName: string): string {
  const stem = fileName.replace(/\.(gz|zip)$/i, '').replace(/\.[^.]{1,7}$/, '');
  const name = stem
    .replace(/[^\p{L}\p{N}_ -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s-]+|[\s-]+$/g, '')
    .slice(0, 63)
    .trim();
  return name === '' ? 'table' : name;
}

/** The mapping offered when `entity` is chosen: the preview's guess for it; for a table of its own, every column as it is. */
export function suggestedMapping(preview: ImportPreview, entity: string): Mapping {
  if (isTableEntity(entity)) return Object.fromEntries(preview.columns.map(({ name }) => [name, { column: name }]));
  const guessed = [preview.guess, ...preview.alternatives].find((one) => one.entity === entity)?.mapping ?? {};
  return withNamesakes(preview, entity, guessed);
}

/**
 * Required fields, and the date of lines, that the guess left open because some values do not fit, filled by a column of that very name: once
 * the reader has said what the rows are, the name outweighs a few bad values, which are kept apart with their reason.
 */
function withNamesakes(preview: ImportPreview, entity: string, mapping: Mapping): Mapping {
  const fields = entityFields[entity as CanonicalEntity] ?? [];
  const filled = { ...mapping };
  for (const { name, isRequired, headers } of fields) {
    if (!(isRequired || name === 'ordered_at') || filled[name] !== undefined) continue;
    const uses = fieldsByColumn(filled);
    const namesake = preview.columns.find(
      (column) => !uses.has(column.name) && headers.includes(plainHeader(column.name)),
    );
    if (namesake) filled[name] = { column: namesake.name };
  }
  return filled;
}

/** A header as `entityFields` spells them: lower case, without spaces and punctuation. */
const plainHeader = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/**
 * The mapping after the same file was read again with another encoding or delimiter: choices whose column is still
 * there stay; where any is gone the columns are other ones altogether and the new guess is taken.
 */
export function carriedMapping(mapping: Mapping, preview: ImportPreview, entity: string): Mapping {
  const names = new Set(preview.columns.map(({ name }) => name));
  const isWhole = Object.values(mapping).every((source) => !('column' in source) || names.has(source.column));
  return isWhole && Object.keys(mapping).length > 0 ? mapping : suggestedMapping(preview, entity);
}

/** A constant or expression still being typed fills nothing yet. */
function isFilled(source: FieldMapping | undefined): boolean {
  if (source === undefined) return false;
  if ('expression' in source) return source.expression.trim() !== '';
  return 'column' in source || source.value !== '';
}

/** Required fields that nothing fills, in the catalogue's order. */
export function missingFields(fields: readonly TargetField[], mapping: Mapping): string[] {
  return fields.filter(({ name, isRequired }) => isRequired && !isFilled(mapping[name])).map(({ name }) => name);
}

/** The mapping as the server takes it: without sources that are still empty. */
export const filledMapping = (mapping: Mapping): Mapping =>
  Object.fromEntries(Object.entries(mapping).filter(([, source]) => isFilled(source)));

export type Obstacle =
  | { kind: 'table-name' | 'nothing-mapped' | 'source' | 'date-order' }
  | { kind: 'missing'; fields: string[] };

export interface Plan {
  entity: string;
  fields: readonly TargetField[];
  columns: readonly PreviewColumn[];
  mapping: Mapping;
  options: ImportOptions;
}

/** Same rule as the server's for a source's name. */
export const isSourceName = (name: string): boolean => /^[\p{L}\p{N}_.-]{1,60}$/u.test(name);

/** Why the import cannot start yet; null = it can. */
export function obstacleOf({ entity, fields, columns, mapping, options }: Plan): Obstacle | null {
  const filled = filledMapping(mapping);
  if (isTableEntity(entity) && !isTableName(tableNameOf(entity))) return { kind: 'table-name' };
  const missing = missingFields(fields, filled);
  if (missing.length > 0) return { kind: 'missing', fields: missing };
  if (Object.keys(filled).length === 0) return { kind: 'nothing-mapped' };
  if (options.source !== undefined && !isSourceName(options.source)) return { kind: 'source' };
  const isOrderOpen = options.dateOrder === undefined && ambiguousDateColumns(fields, filled, columns).length > 0;
  return isOrderOpen ? { kind: 'date-order' } : null;
}

/** Header names an expression reads: `row["单价"]`, `row['单价']` and `row.price`. */
export function columnsInExpression(expression: string): string[] {
  const quoted = [...expression.matchAll(/row\s*\[\s*(?:"([^"]*)"|'([^']*)')\s*\]/g)].map((hit) => hit[1] ?? hit[2]);
  const dotted = [...expression.matchAll(/row\.([A-Za-z_]\w*)/g)].map((hit) => hit[1]);
  return [...quoted, ...dotted].filter((name) => name !== undefined);
}

/** Column → the fields it feeds, for the chips over the preview. */
export function fieldsByColumn(mapping: Mapping): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  for (const [field, source] of Object.entries(mapping)) {
    const columns =
      'column' in source ? [source.column] : 'expression' in source ? columnsInExpression(source.expression) : [];
    for (const column of new Set(columns)) uses.set(column, [...(uses.get(column) ?? []), field]);
  }
  return uses;
}

/** Columns that feed no field; the import keeps them as extra fields of each row. */
export function extraColumns(columns: readonly PreviewColumn[], mapping: Mapping): string[] {
  const uses = fieldsByColumn(mapping);
  return columns.map(({ name }) => name).filter((name) => !uses.has(name));
}

const fittingTypes: Record<string, readonly string[]> = {
  integer: ['integer'],
  decimal: ['integer', 'decimal'],
  money: ['decimal', 'integer'],
  instant: ['instant', 'date'],
  boolean: ['boolean', 'integer'],
  json: ['json'],
};

/** Whether a column's inferred type could feed the field; text fields and keys take anything. */
export const doesTypeFit = (fieldType: string, columnType: string): boolean =>
  fittingTypes[fieldType]?.includes(columnType) ?? true;

/** The file's columns for one field's list: those of a fitting type first, each group in the file's order. */
export function rankedColumns(field: TargetField, columns: readonly PreviewColumn[]): PreviewColumn[] {
  const fits = (column: PreviewColumn) => doesTypeFit(field.type, column.type);
  return [...columns.filter(fits), ...columns.filter((column) => !fits(column))];
}

/** Date columns in use whose values allow both 3 April and 4 March, so that the reader must say. */
export function ambiguousDateColumns(
  fields: readonly TargetField[],
  mapping: Mapping,
  columns: readonly PreviewColumn[],
): PreviewColumn[] {
  const used = new Set<string>();
  for (const { name, type } of fields) {
    const source = mapping[name];
    if (type === 'instant' && source !== undefined && 'column' in source) used.add(source.column);
  }
  return columns.filter(
    (column) => used.has(column.name) && column.dateOrder === null && isNumericDate(column.samples),
  );
}

const isNumericDate = (samples: readonly string[]): boolean =>
  samples.some((sample) => /^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b/.test(sample));
