/**
 * A column of a result as threads hand it on: memory that changes hands where it is all numbers, or few different
 * texts; else its values. NaN and code 0 are null.
 */
export type ResultColumn =
  | { kind: 'numbers'; values: Float64Array<ArrayBuffer> }
  | { kind: 'texts'; codes: Uint32Array<ArrayBuffer>; labels: (string | null)[] }
  | { kind: 'values'; values: unknown[] };

/**
 * The values of a column.
 *
 * @param textOf what becomes of each text; left out = it stays
 */
export function valuesOf(column: ResultColumn, textOf: (text: string) => unknown = (text) => text): unknown[] {
  switch (column.kind) {
    case 'numbers':
      return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
    case 'texts': {
      const texts = column.labels.map((label) => (label === null ? null : textOf(label)));
      return Array.from(column.codes, (code) => texts[code] ?? null);
    }
    case 'values':
      return column.values;
  }
}

/** Memory that a message may hand over. */
export function transferable(columns: readonly ResultColumn[]): ArrayBuffer[] {
  return columns.flatMap((column) =>
    column.kind === 'numbers' ? [column.values.buffer] : column.kind === 'texts' ? [column.codes.buffer] : [],
  );
}
