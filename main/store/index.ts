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
export {
  buffersOf,
  filterPack,
  inlineBytes,
  nullLength,
  type PackedColumn,
  packBytes,
  packRows,
  type RowPack,
  RowPacker,
  releaseBuffer,
  releasePacks,
  wordsPerEntry,
} from './row-pack.ts';
export { sheetColumns } from './row-sheet.ts';
export { type AheadLink, type AheadMessage, aheadTables, type IdRanges } from './rows-ahead.ts';
export { currentWatermark } from './watermark.ts';
