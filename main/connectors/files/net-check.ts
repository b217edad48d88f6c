import type { FileFormat } from './format.ts';
import { createNumberReader } from './numbers.ts';

/**
 * How a paid amount relates to refunds, told from rows that have one: true = the refund is taken off already
 * (paid + refund = gross), false = it is not (paid = gross), null = the rows do not tell.
 */
export function isNetOfRefund(
  format: FileFormat,
  rows: readonly string[][],
  grossColumn: number,
  paidColumn: number,
  refundColumn: number,
): boolean | null {
  const read = (row: readonly string[], column: number): number => {
    const reader = createNumberReader(format.profiles[column]?.decimalMark ?? '.');
    return reader.scaled((row[column] ?? '').trim(), 2);
  };
  let taken = 0;
  let open = 0;
  for (const row of rows.slice(0, 5000)) {
    const refund = read(row, refundColumn);
    if (!(refund > 0)) continue;
    const gross = read(row, grossColumn);
    const paid = read(row, paidColumn);
    if (Math.abs(gross - paid - refund) <= 1) taken += 1;
    else if (Math.abs(gross - paid) <= 1) open += 1;
  }
  if (taken + open < 3) return null;
  return taken >= open;
}
