/**
 * Events sorted by person, then time, then arrival, as typed arrays over shared memory: the form in which millions of
 * histories are walked. The events of person p are `offsets[p]`..`offsets[p + 1]` (exclusive).
 */
export interface SequenceView {
  people: number;
  offsets: Uint32Array;
  /** UTC ms. */
  times: Float64Array;
  /** Number of the event's name, 0..nameCount - 1. */
  names: Uint16Array | Uint32Array;
  nameCount: number;
}

/** One bit per event, in the order of the view. */
export type EventBits = Uint32Array;

export const hasBit = (bits: EventBits, event: number): boolean =>
  (((bits[event >>> 5] as number) >>> (event & 31)) & 1) === 1;

/** What an entity of the API (event names and filters) means in a view. */
export interface EventMatcher {
  /** 1 for each name that matches. */
  names: Uint8Array;
  /** Events that pass the filters on properties; null = no filter. */
  passing: EventBits | null;
  /** People that pass the filters on the person, one bit each; null = no filter. */
  people: EventBits | null;
}

/** Turns matchers into one mask per event: bit i is set where matcher i matches. At most 32 matchers. */
export class EventMasks {
  private readonly byName: Uint32Array;
  private readonly passing: { bit: number; bits: EventBits }[] = [];
  private readonly people: { bit: number; bits: EventBits }[] = [];
  private readonly filteredBits: number;

  constructor(nameCount: number, matchers: readonly EventMatcher[]) {
    if (matchers.length > 32) throw new RangeError('at most 32 matchers fit a mask');
    this.byName = new Uint32Array(nameCount);
    matchers.forEach((matcher, i) => {
      const bit = (1 << i) >>> 0;
      for (let name = 0; name < nameCount; name += 1) {
        if (matcher.names[name] === 1) this.byName[name] = ((this.byName[name] as number) | bit) >>> 0;
      }
      if (matcher.passing) this.passing.push({ bit, bits: matcher.passing });
      if (matcher.people) this.people.push({ bit, bits: matcher.people });
    });
    this.filteredBits = this.passing.reduce((all, { bit }) => all | bit, 0) >>> 0;
  }

  /** Bits that no filter on the person takes away from this person. */
  allowedFor(person: number): number {
    let allowed = 0xffffffff;
    for (const { bit, bits } of this.people) if (!hasBit(bits, person)) allowed = (allowed & ~bit) >>> 0;
    return allowed;
  }

  /** Mask by name alone, before the filters on properties. */
  get byNameTable(): Uint32Array {
    return this.byName;
  }

  /** Whether a mask by name needs `refine`. */
  needsFilter(mask: number): boolean {
    return (mask & this.filteredBits) !== 0;
  }

  /** Takes away the bits whose filters on properties the event does not pass. */
  refine(mask: number, event: number): number {
    let refined = mask;
    for (const { bit, bits } of this.passing) if ((refined & bit) !== 0 && !hasBit(bits, event)) refined &= ~bit;
    return refined >>> 0;
  }
}
