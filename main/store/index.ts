/** Door of the SQLite store: opening, migrating, transacting. Nobody else loads the driver. */
export { classifyStoreError } from './failures.ts';
export type { Reader, ReadStatement, StoredValue, TransactionOptions, Writer, WriteStatement } from './handle.ts';
export { openStore } from './open.ts';
export { currentWatermark } from './watermark.ts';
