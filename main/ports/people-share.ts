/** Which share of the people a thread looks at: number `index` of `count`. */
export interface Share {
  index: number;
  count: number;
}

/** Persons from one up to another (exclusive), so that every share has about as many events. */
export function peopleOfShare(offsets: Uint32Array, { index, count }: Share): { from: number; to: number } {
  const people = offsets.length - 1;
  const events = offsets[people] ?? 0;
  const personAt = (event: number): number => {
    let low = 0;
    let high = people;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((offsets[middle] as number) < event) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    from: index === 0 ? 0 : personAt(Math.floor((events * index) / count)),
    to: index + 1 === count ? people : personAt(Math.floor((events * (index + 1)) / count)),
  };
}
