/** Door of file import: what a file is, its rows, and how a row becomes values. */
export type {
  ColumnProfile,
  CompiledMapping,
  Compression,
  Converted,
  DateOrder,
  FieldReject,
  FieldValue,
  FileFormat,
  FormatWarning,
  ImportContext,
  RecordBatch,
  RecordReader,
  RecordReject,
  StoredType,
} from './format.ts';
/*
 * Functions of this door (each is exported here as it lands):
 *   copyStable(source, target): Promise<{ sha256, sizeBytes }>
 *   detectFormat(path, options: ImportOptions): Promise<FileFormat>
 *   openRecords(path, format, { scratchDir }): Promise<RecordReader>      next() is synchronous
 *   scanTypes(path, format, { scratchDir, signal }): Promise<FileFormat>  types from every value, for new own tables
 *   guessMapping(entity | null, format, fileName): MappingGuess
 *   compileMapping(entity, mapping | null, format, context: ImportContext): CompiledMapping
 *   previewFile(path, fileName, { timezone, currency, language, options? }): Promise<ImportPreview>
 */
