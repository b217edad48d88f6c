import type { Reader } from './handle.ts';

/** The newest change of data: what a replica must have copied to be up to date. 0 = no data yet. */
export function currentWatermark(reader: Reader): number {
  return reader.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM changes')?.seq ?? 0;
}
