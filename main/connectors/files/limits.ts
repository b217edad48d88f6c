/** Longest record, in bytes and in characters; beyond it a record is no record of a table. */
export const maxRecordBytes = 1 << 20;
/** Most columns a file may have (SQLite's own limit for a table is 2,000). */
export const maxColumns = 2000;
/** A value a reject shows, and the text of a record that could not be split. */
export const maxRejectValueChars = 200;
export const maxRejectRawChars = 10_000;
/** Text unpacked from a packed file: beyond this size and ratio it is taken for a bomb and refused. */
export const maxUnpackedBytes = 64 * 2 ** 30;
export const maxUnpackedRatio = 250;
export const ratioFreeBytes = 256 * 2 ** 20;
export const maxUnpackedText = '64 GB';
