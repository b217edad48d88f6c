/** A small deterministic generator (mulberry32): the same seed gives the same world on every machine. Values in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Rank 0..count-1 by Zipf's law with exponent 1, by inverting its continuous form. */
export function zipf(uniform: number, count: number): number {
  return Math.min(count - 1, Math.floor((count + 1) ** uniform) - 1);
}
