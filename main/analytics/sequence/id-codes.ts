import type { IdLabels } from '../../replica/index.ts';

/** The codes of some labels as an array. Written here again, because the thread that walks must not load the replica. */
export function idCodes({ codes, width }: Pick<IdLabels, 'codes' | 'width'>): Uint8Array | Uint16Array | Uint32Array {
  return width === 1 ? new Uint8Array(codes) : width === 2 ? new Uint16Array(codes) : new Uint32Array(codes);
}
