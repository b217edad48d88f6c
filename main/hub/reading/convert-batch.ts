import type { CompiledMapping, FieldValue, RecordBatch } from '../../connectors/files/index.ts';
import { contentHash } from '../content-hash.ts';
import type { RejectedRow } from './row-batch.ts';

export interface ConvertedBatch {
  rows: FieldValue[][];
  rowNumbers: number[];
  /** Cells as read, by row, of rows the writer might keep out. */
  raw: Map<number, string[]>;
  hashes: number[] | null;
  rejected: RejectedRow[];
  bytesRead: number;
}

/** Turns the records of a batch into values and sorts out those that cannot be taken. */
export function convertBatch(
  mapping: CompiledMapping,
  batch: RecordBatch,
  hashed: readonly number[] | null,
): ConvertedBatch {
  const rejected: RejectedRow[] = batch.rejects.map(({ rowNumber, code, params, raw }) => ({
    ...{ rowNumber, raw },
    rejects: [{ field: null, value: null, code, params }],
  }));
  const rows: FieldValue[][] = [];
  const rowNumbers: number[] = [];
  const raw = new Map<number, string[]>();
  const isSuspect = suspicionOf(mapping);
  const hashes: number[] | null = hashed ? [] : null;
  for (let index = 0; index < batch.rows.length; index += 1) {
    const fields = batch.rows[index] as string[];
    const rowNumber = batch.rowNumbers[index] as number;
    const { values, rejects } = mapping.convert(fields);
    if (values === null) {
      rejected.push({ rowNumber, rejects, raw: fields });
      continue;
    }
    rows.push(values);
    rowNumbers.push(rowNumber);
    if (isSuspect(values)) raw.set(rows.length - 1, fields);
    if (hashed) hashes?.push(contentHash(hashed.map((slot) => values[slot] ?? null)));
  }
  return { rows, rowNumbers, raw, hashes, rejected, bytesRead: batch.bytesRead };
}

/** Places of the values that rows are known by: of events all, of an own table its key; null = of others it is not asked. */
export function hashedFields({ entity, fields }: CompiledMapping, key: readonly string[]): number[] | null {
  if (entity === 'events') return fields.map((_, slot) => slot);
  const slots = key.map((field) => fields.indexOf(field));
  return slots.length > 0 && !slots.includes(-1) ? slots : null;
}

/**
 * Which rows the writer of the entity might keep out although they convert: cells of all others need not be kept. An
 * order or an event never is; a line when it has no amount and none can be worked out; of all else it is not known here.
 */
function suspicionOf({ entity, fields }: CompiledMapping): (values: readonly FieldValue[]) => boolean {
  if (entity === 'orders' || entity === 'events') return () => false;
  if (entity !== 'order_items') return () => true;
  const [amount, quantity, price] = ['amount', 'quantity', 'unit_price'].map((field) => fields.indexOf(field));
  const numberOf = (values: readonly FieldValue[], index = -1) => {
    const value = values[index];
    return typeof value === 'number' ? value : null;
  };
  return (values) => {
    if (numberOf(values, amount) !== null) return false;
    const product = (numberOf(values, quantity) ?? 0) * (numberOf(values, price) ?? Number.POSITIVE_INFINITY);
    return !(Math.abs(product) < largestSafeProduct);
  };
}

/** Thousandths times millionths of an amount that surely fits: nine digits of whole units, whatever the currency. */
const largestSafeProduct = 1e18;
