import type { EventBits, EventMatcher, SequenceView } from './view.ts';

/** In a table by name: an event that no matcher is for. */
export const noMatcher = 255;

/** By name: the one matcher it is for; null where a name is for several. */
export function matcherByName(nameCount: number, matchers: readonly EventMatcher[]): Uint8Array | null {
  const table = new Uint8Array(nameCount).fill(noMatcher);
  for (const [number, { names }] of matchers.entries()) {
    for (let name = 0; name < nameCount; name += 1) {
      if (names[name] !== 1) continue;
      if (table[name] !== noMatcher) return null;
      table[name] = number;
    }
  }
  return table;
}

export interface GatherOptions {
  matchers: readonly EventMatcher[];
  /** As `matcherByName` gives it. */
  byName: Uint8Array;
  /** Other events are left out. */
  only?: EventBits | null;
}

/** Which events a filter lets through: those of names that it is not about, and those with a bit. */
interface Filter {
  /** By name: 1 = it is not about them. */
  isFree: Uint8Array;
  bits: EventBits;
}

/**
 * Writes down where a person's events of any matcher are, without a branch that depends on the data: most of the time of
 * a walk would go into guessing wrong.
 */
export class Gather {
  /** Positions of the events found last, in order; behind them there is no meaning. */
  at = new Uint32Array(1024);
  readonly #names: SequenceView['names'];
  readonly #options: GatherOptions;
  readonly #isWanted: Uint8Array;
  readonly #everything: number;
  readonly #filters: readonly Filter[];
  /** Every event of everybody is wanted: `take` would say what is known. */
  readonly isEverything: boolean;

  constructor(view: SequenceView, options: GatherOptions) {
    this.#names = view.names;
    this.#options = options;
    this.#isWanted = Uint8Array.from(options.byName, (number) => (number === noMatcher ? 0 : 1));
    this.#everything = 2 ** options.matchers.length - 1;
    this.#filters = filtersOf(options);
    const isForAll = options.matchers.every(({ people }) => people === null);
    this.isEverything = isForAll && this.#filters.length === 0 && this.#isWanted.every((wanted) => wanted === 1);
  }

  /**
   * @param allowed bit k: matcher k is for this person (`EventMasks.allowedFor`)
   * @returns how many of `at` there are
   */
  take(first: number, next: number, allowed: number): number {
    const wanted = (allowed & this.#everything) >>> 0;
    if (wanted === 0) return 0;
    // One place more than events: the last write may be one that does not count.
    if (next - first >= this.at.length) this.at = new Uint32Array((next - first) * 2);
    const at = this.at;
    const names = this.#names;
    const isWanted = this.#isWanted;
    let count = 0;
    for (let i = first; i < next; i += 1) {
      at[count] = i;
      count += isWanted[names[i] as number] as number;
    }
    if (wanted !== this.#everything) count = this.#keepAllowed(count, wanted);
    for (const filter of this.#filters) count = this.#keepPassing(count, filter);
    return count;
  }

  #keepAllowed(count: number, allowed: number): number {
    const { byName } = this.#options;
    const { at } = this;
    const names = this.#names;
    let kept = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      at[kept] = event;
      kept += (allowed >>> (byName[names[event] as number] as number)) & 1;
    }
    return kept;
  }

  #keepPassing(count: number, { isFree, bits }: Filter): number {
    const { at } = this;
    const names = this.#names;
    let kept = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      at[kept] = event;
      kept += (isFree[names[event] as number] as number) | (((bits[event >>> 5] as number) >>> (event & 31)) & 1);
    }
    return kept;
  }
}

function filtersOf({ matchers, byName, only }: GatherOptions): Filter[] {
  const filters = matchers.flatMap(({ passing }, number) =>
    passing === null ? [] : [{ isFree: byName.map((one) => (one === number ? 0 : 1)), bits: passing }],
  );
  return only ? [...filters, { isFree: new Uint8Array(byName.length), bits: only }] : filters;
}
