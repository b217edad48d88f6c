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
export { type EntityGuess, guessMapping, type MappingGuess, tableName } from './guess.ts';
export { compileMapping, findColumn } from './mapping.ts';
export { type PreviewContext, previewFile } from './preview.ts';
export { type OpenOptions, openRecords } from './records.ts';
export { type CopyOptions, copyStable, type StableCopy } from './stable-copy.ts';
