/** Door of the SQLite store: opening, migrating, transacting. Nobody else loads the driver. */
export { classifyStoreError } from './failures.ts';
export { openForeignDatabase } from './foreign.ts';
export type {
  Reader,
  ReadStatement,
  StoredRow,
  StoredValue,
  TransactionOptions,
  Writer,
  WriteStatement,
} from './handle.ts';
export { type LoadFile, loadColumn, loadSource } from './load-file.ts';
export { openStore } from './open.ts';
export { inlineBytes, nullLength, type PackedColumn, packRows, wordsPerEntry } from './pack-form.ts';
export {
  buffersOf,
  filterPack,
  packBytes,
  type RowPack,
  RowPacker,
  releaseBuffer,
  releasePacks,
} from './row-pack.ts';
export { sheetColumns } from './row-sheet.ts';
export { type AheadLink, type AheadMessage, comesAhead, type IdRanges } from './rows-ahead.ts';
export { rowsOf, type StoredColumn, startOf, type TextColumn, Utf8Run, valueAt, WordList } from './stored-columns.ts';
export { currentWatermark } from './watermark.ts';
