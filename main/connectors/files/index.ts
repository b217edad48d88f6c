/** Door of file import: what a file is, its rows, and how a row becomes values. */
export { detectFormat } from './detect.ts';
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
export { compileMapping } from './mapping.ts';
export { type OpenOptions, openRecords } from './records.ts';
export { type CopyOptions, copyStable, type StableCopy } from './stable-copy.ts';
/*
 * To come:
 *   guessMapping(entity | null, format, fileName): MappingGuess
 *   previewFile(path, fileName, { timezone, currency, language, options? }): Promise<ImportPreview>
 */
