/** Door of file import: what a file is, its rows, and how a row becomes values. */

export { CellCutter, type CellTable, hashOfCell } from './cell-cutter.ts';
export type { CellPlan } from './cell-plan.ts';
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
  StoredType,
} from './format.ts';
export { type EntityGuess, guessMapping, type MappingGuess, tableName } from './guess.ts';
export { detectFormat } from './inspect.ts';
export { type KnownColumn, knownFormat } from './known-format.ts';
export { compileMapping, findColumn } from './mapping.ts';
export { type PlainNumbers, untold } from './plain-numbers.ts';
export { plainValues } from './plain-values.ts';
export { guessImport, type PreviewContext, previewFile } from './preview.ts';
export {
  type OpenOptions,
  openRecords,
  type RecordBatch,
  type RecordReader,
  type RecordReject,
} from './record-reader.ts';
export { type CopyOptions, copyStable, type StableCopy } from './stable-copy.ts';
export { flatten, parseJson } from './tables/json-records.ts';
export { openTextRecords, parseCsv, rowsOfCells, type TextRecordReader } from './text-records.ts';
export { outcomeOfStage, surveyKindOf } from './words.ts';
