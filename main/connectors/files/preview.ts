import { entityFields } from '../../../contract/entities.ts';
import type { ImportOptions, ImportPreview, Mapping } from '../../../contract/imports.ts';
import type { Language } from '../../../contract/language.ts';
import { lacksCustomers } from './customer-key.ts';
import { undecodableMark } from './decoder.ts';
import type { Inspection } from './detect.ts';
import type { FileFormat, FormatWarning } from './format.ts';
import { guessMapping, type MappingGuess } from './guess.ts';
import { normaliseHeader } from './headers.ts';
import { inspectFile } from './inspect.ts';
import { findColumn } from './mapping.ts';
import { isDayNumber } from './match.ts';
import { warningSentence } from './warning-words.ts';

export interface PreviewContext {
  timezone: string;
  currency: string;
  language: Language;
  /** What the reader has chosen so far; goes before what is detected. */
  options?: ImportOptions;
}

const previewRows = 100;
const maxCellChars = 1000;

/**
 * Looks at a file for the import wizard: format, types, guessed entity and mapping, 100 rows, warnings in words.
 * Reads some 2 MB whatever the size; a packed file is unpacked up to 512 MB to look at its later parts.
 * Fails as `detectFormat` does, except that an unknown encoding is a warning here.
 */
export async function previewFile(path: string, fileName: string, context: PreviewContext): Promise<ImportPreview> {
  const options = context.options ?? {};
  const { format, rows, guess } = await guessImport(path, fileName, options);
  const warnings = [...format.warnings, ...dayNumberWarnings(format, guess), ...guessWarnings(guess, format, rows)];
  return {
    fileName,
    sizeBytes: format.sizeBytes,
    encoding: format.encoding,
    hasBom: format.hasBom,
    delimiter: format.delimiter,
    hasHeader: format.hasHeader,
    kind: format.table?.kind ?? 'text',
    tables: format.table?.names ?? [],
    table: format.table?.name ?? null,
    columns: format.profiles.map((profile) => ({
      name: profile.name,
      type: profile.type,
      nullCount: profile.nullCount,
      samples: profile.samples.map(shown),
      dateOrder: profile.dateOrder,
    })),
    rows: rows.slice(0, previewRows).map((row) => row.map(shown)),
    estimatedRows: format.estimatedRows,
    guess: {
      entity: guess.entity,
      mapping: guess.mapping,
      options: { ...guess.options, ...options },
      missing: guess.missing,
      confidence: guess.confidence,
    },
    alternatives: guess.alternatives.map(({ entity, mapping, missing }) => ({ entity, mapping, missing })),
    warnings: warnings.map(({ code, params }) => ({ code, message: warningSentence(code, params, context.language) })),
  };
}

/** A file's format and what it may be imported as; fails as `previewFile` does. */
export async function guessImport(
  path: string,
  fileName: string,
  options: ImportOptions,
): Promise<Inspection & { guess: MappingGuess }> {
  const inspection = await inspectFile(path, options);
  return { ...inspection, guess: guessMapping(inspection.format, inspection.rows, fileName) };
}

/** Text as the reader sees it: trimmed, cut, `�` where bytes could not be decoded. */
function shown(text: string): string {
  const cut = text.length > maxCellChars ? `${text.slice(0, maxCellChars)}…` : text;
  return cut.trim().replaceAll(undecodableMark, '\ufffd').toWellFormed();
}

/** What a reader would only find in the figures: orders without amounts, customers by name, a line of totals. */
function guessWarnings(
  { entity, mapping }: MappingGuess,
  format: FileFormat,
  rows: readonly string[][],
): FormatWarning[] {
  const warnings: FormatWarning[] = [];
  if (entity === 'orders' && !mapping.gross && !mapping.net) warnings.push({ code: 'no-amounts', params: {} });
  if (entity === 'order_items' && !mapping.ordered_at) {
    warnings.push({ code: 'lines-without-date', params: {} });
    const delivery = lineDelivery(mapping, format);
    if (delivery !== null) warnings.push({ code: 'line-delivery', params: { column: delivery } });
  }
  const { customer_id: key, customer_name: name } = mapping;
  if (key && name && 'column' in key && 'column' in name && key.column === name.column)
    warnings.push({ code: 'customers-by-name', params: { column: key.column } });
  if (lacksCustomers(entity, mapping, format)) warnings.push({ code: 'no-customers', params: {} });
  const last = rows.at(-1);
  const isWhole = rows.length === format.estimatedRows;
  if (last && isWhole && entity.startsWith('table:') && isTotals(last, rows))
    warnings.push({ code: 'totals-row', params: {} });
  return warnings;
}

const deliveryHeaders = new Set(
  entityFields.orders.filter(({ name }) => name === 'delivery').flatMap(({ headers }) => headers),
);

/** A column with the delivery of each line, which no field takes. */
function lineDelivery(mapping: Mapping, format: FileFormat): string | null {
  const taken = new Set(Object.values(mapping).map((source) => ('column' in source ? source.column : '')));
  const delivery = format.profiles.find(
    ({ name, type }) =>
      deliveryHeaders.has(normaliseHeader(name)) && !taken.has(name) && (type === 'integer' || type === 'decimal'),
  );
  return delivery?.name ?? null;
}

const totals = /^(?:grand |sub)?totals?\b|^(?:合计|总计|小计|汇总)/i;

/** A last row that says so, or that has figures only where all others say what they are of. */
function isTotals(last: readonly string[], rows: readonly string[][]): boolean {
  const filled = last.map((cell) => cell.trim());
  if (totals.test(filled.find((cell) => cell !== '') ?? '')) return true;
  const others = rows.slice(0, -1);
  const lacksNames = filled[0] === '' && others.length > 2 && others.every((row) => (row[0] ?? '').trim() !== '');
  return lacksNames && filled.some((cell) => /^[\d.,%¥$€£ -]+$/.test(cell) && /\d/.test(cell));
}

function dayNumberWarnings(format: FileFormat, guess: MappingGuess): FormatWarning[] {
  return ['ordered_at', 'paid_at', 'occurred_at', 'first_seen'].flatMap((target) => {
    const source = guess.mapping[target];
    if (!source || !('column' in source)) return [];
    const profile = format.profiles[findColumn(format, source.column)];
    const isNumber = profile?.type === 'integer' || profile?.type === 'decimal';
    return profile && isNumber && isDayNumber(profile)
      ? [{ code: 'day-numbers', params: { column: profile.name } }]
      : [];
  });
}
