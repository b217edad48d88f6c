/** Small numbers by id, as threads share them. */
export interface IdCodes {
  /** As many as the highest id needs; ids above have code 0. */
  codes: SharedArrayBuffer;
  /** Bytes of a code. */
  width: 1 | 2 | 4;
}

/** The codes as an array. Here, because the threads that walk histories must not load the replica, which writes them. */
export function idCodes({ codes, width }: IdCodes): Uint8Array | Uint16Array | Uint32Array {
  return width === 1 ? new Uint8Array(codes) : width === 2 ? new Uint16Array(codes) : new Uint32Array(codes);
}
