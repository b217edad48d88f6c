import { z } from 'zod';
import { entityInput } from './entities.ts';
import { localizedTextOutput } from './language.ts';

export const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export const delimiters = [',', ';', '\t', '|'] as const;
export type Encoding = (typeof encodings)[number];
export type Delimiter = (typeof delimiters)[number];

/** How one target field gets its value from a row. Expressions are CEL over `row` (header → text). */
export const fieldMappingInput = z.union([
  z.strictObject({ column: z.string() }),
  z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) }),
  z.strictObject({ expression: z.string().min(1).max(4000) }),
]);
/** `{"<target field>": {"column"|"value"|"expression"}}`; for `table:<name>` the targets are the new table's columns. */
export const mappingInput = z.record(z.string().min(1).max(120), fieldMappingInput);
export type FieldMapping = z.infer<typeof fieldMappingInput>;
export type Mapping = z.infer<typeof mappingInput>;

export const importOptionsInput = z.strictObject({
  encoding: z.enum(encodings).optional(),
  delimiter: z.enum(delimiters).optional(),
  /** Which table of the file: a sheet, a member of an archive (`*` = all of them), a list inside JSON (`data.orders`). */
  sheet: z.string().max(400).optional(),
  /** IANA zone of zoneless times in the file; default the workspace's. */
  timezone: z.string().optional(),
  /** ISO 4217 of amounts without a currency of their own; default the workspace's. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  /** Day-month order of dates like 03/04/2024; default: whichever order every value of the column allows. */
  dateOrder: z.enum(['ymd', 'dmy', 'mdy']).optional(),
  /**
   * `upsert` (default): a row with a known key replaces what was known; an order met in the file is whole there.
   * `append`: rows are added beside what is known. `replace`: everything this entity got from this source before goes first.
   */
  mode: z.enum(['append', 'upsert', 'replace']).optional(),
  /** Name space of keys; two shops that both have an order 1001 need two. Default `files`. */
  source: z
    .string()
    .regex(/^[\p{L}\p{N}_.-]{1,60}$/u)
    .optional(),
});
export type ImportOptions = z.infer<typeof importOptionsInput>;

export const importInput = z.object({
  entity: entityInput,
  mapping: mappingInput.optional(),
  options: importOptionsInput.optional(),
});
export type ImportInput = z.infer<typeof importInput>;

export const importStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const importOutput = z.object({
  id: z.string(),
  entity: z.string(),
  fileName: z.string(),
  isSample: z.boolean(),
  status: z.enum(importStatuses),
  rowsRead: z.number().int(),
  rowsAccepted: z.number().int(),
  rowsRejected: z.number().int(),
  /** Accepted rows that were known already, to the last value. */
  rowsUnchanged: z.number().int(),
  bytesRead: z.number().int(),
  bytesTotal: z.number().int(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type ImportState = z.infer<typeof importOutput>;

/** One value that kept a row out; `code` is stable, `message` in the reader's language. */
export const rejectOutput = z.object({
  rowNumber: z.number().int(),
  field: z.string().nullable(),
  value: z.string().nullable(),
  code: z.string(),
  message: z.string(),
});
export type Reject = z.infer<typeof rejectOutput>;

/** Why a row was kept out. Words for each stand in `contract/reject-words.ts`. */
export const rejectCodes = [
  'too-many-fields',
  'too-few-fields',
  'unclosed-quote',
  'line-too-long',
  'required-missing',
  'not-a-number',
  'not-a-date',
  'impossible-date',
  'ambiguous-date',
  'time-does-not-exist',
  'not-a-boolean',
  'not-json',
  'unknown-currency',
  'out-of-range',
  'value-too-long',
  'undecodable',
  'expression-failed',
  'duplicate-key',
  'unknown-value',
  'not-in-scale',
  'unknown-opportunity',
  'unknown-order',
  'other-currency',
] as const;
export type RejectCode = (typeof rejectCodes)[number];
/** Of these, what makes a record no row of its table at all; where a field is named, it is only that field's value. */
export const brokenRecordCodes = [
  ...(['too-many-fields', 'too-few-fields', 'unclosed-quote', 'line-too-long'] as const),
  ...(['not-json', 'undecodable'] as const),
] satisfies readonly RejectCode[];

export const columnTypes = ['text', 'integer', 'decimal', 'boolean', 'date', 'instant', 'json'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** Kinds of files that can be imported; `text` is CSV and TSV. */
export const fileKinds = ['text', 'xlsx', 'xls', 'json', 'ndjson', 'parquet', 'zip'] as const;
export type FileKind = (typeof fileKinds)[number];

export const previewOutput = z.object({
  fileName: z.string(),
  sizeBytes: z.number().int(),
  encoding: z.enum(encodings),
  hasBom: z.boolean(),
  delimiter: z.enum(delimiters),
  hasHeader: z.boolean(),
  kind: z.enum(fileKinds),
  /** What can be chosen as `options.sheet`; empty when there is nothing to choose. */
  tables: z.array(z.string()),
  table: z.string().nullable(),
  columns: z.array(
    z.object({
      /** As written in the file; an empty or repeated header gets a number. */
      name: z.string(),
      type: z.enum(columnTypes),
      nullCount: z.number().int(),
      samples: z.array(z.string()),
      dateOrder: z.enum(['ymd', 'dmy', 'mdy']).nullable(),
    }),
  ),
  rows: z.array(z.array(z.string())),
  /** Rows counted or, for a long file, estimated from its size. */
  estimatedRows: z.number().int(),
  guess: z.object({
    entity: z.string(),
    mapping: mappingInput,
    options: importOptionsInput,
    /** Required target fields that nothing in the file fills. */
    missing: z.array(z.string()),
    /** 0..1 */
    confidence: z.number(),
  }),
  /** The same guess for every entity, so that the wizard can switch at once. */
  alternatives: z.array(z.object({ entity: z.string(), mapping: mappingInput, missing: z.array(z.string()) })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type ImportPreview = z.infer<typeof previewOutput>;

/** The preview of an uploaded file, which is kept for an hour. */
export const uploadPreviewOutput = previewOutput.extend({
  uploadId: z.string(),
  /** What a file or stream with these very columns was last imported as; null = never. */
  saved: z.object({ entity: z.string(), mapping: mappingInput }).nullable(),
});
export type UploadPreview = z.infer<typeof uploadPreviewOutput>;

/** The target fields of each entity as served to clients. */
export const entityCatalogOutput = z.array(
  z.object({
    entity: z.string(),
    label: localizedTextOutput,
    fields: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        isRequired: z.boolean(),
        label: localizedTextOutput,
        description: localizedTextOutput,
      }),
    ),
  }),
);
