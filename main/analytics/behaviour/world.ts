import type { IdLabels } from '../../replica/index.ts';
import { originNumber, origins } from '../sequence/origins.ts';
import type { EventBits, EventMatcher, SequenceView } from '../sequence/view.ts';
import { Labels } from './labels.ts';
import { peopleOfShare, type Share } from './run.ts';
import type { Histories, PassingIds, ResolvedEntity, ResolvedProperty } from './task.ts';

/** Filters remembered on one state of the data. */
const maxRemembered = 64;

/** A sequence, with what is worked out on it once and used again. */
export class World {
  readonly names: Histories['names'];
  readonly view: SequenceView;
  readonly profileIds: Uint32Array;
  readonly #rowIds: Uint32Array;
  /** By name: where its rows are, as numbered in `origins`. */
  readonly #originOf: Uint8Array;
  readonly #passing = new Map<string, EventBits>();
  /** The people this thread looks at. */
  share: { from: number; to: number };
  /** Ends the walk, by throwing, when nobody waits for it; to be asked every few thousand people. */
  check: () => void = () => {};

  constructor({ people, names, arrays }: Histories) {
    const { times, offsets, profileIds, rowIds } = arrays;
    this.names = names;
    this.view = { people, offsets, times, names: arrays.names, nameCount: names.length };
    this.profileIds = profileIds;
    this.share = { from: 0, to: people };
    this.#rowIds = rowIds;
    this.#originOf = Uint8Array.from(names, ({ origin }) => originNumber(origin));
  }

  takeShare(share: Share): void {
    this.share = peopleOfShare(this.view.offsets.subarray(0, this.view.people + 1), share);
  }

  matcher({ names, passing, people }: ResolvedEntity): EventMatcher {
    return {
      names,
      passing: passing === null ? null : this.#passingBits(passing),
      people: people === null ? null : this.#peopleBits(people),
    };
  }

  /** Amount of an event that is an order or a return, 0 of any other; amounts come as texts by order. */
  orderAmounts({ labels, codes }: IdLabels): (event: number) => number {
    const byOrder = new Uint32Array(codes);
    const amounts = Float64Array.from(labels, Number);
    const isOrder = Uint8Array.from(this.names, ({ origin }) => (origin === 'orders' ? 1 : 0));
    const { names } = this.view;
    const rowIds = this.#rowIds;
    return (event) =>
      isOrder[names[event] as number] === 1 ? (amounts[byOrder[rowIds[event] as number] ?? 0] as number) : 0;
  }

  labels(properties: readonly ResolvedProperty[]): Labels {
    const { view, profileIds } = this;
    return new Labels({ view, profileIds, rowIds: this.#rowIds, originOf: this.#originOf }, properties);
  }

  #passingBits({ key, rows }: PassingIds): EventBits {
    const known = this.#passing.get(key);
    if (known) return known;
    const { names, times } = this.view;
    const rowIds = this.#rowIds;
    const originOf = this.#originOf;
    const passing = origins.map((origin) => new Uint32Array(rows[origin] ?? new SharedArrayBuffer(0)));
    const bits = new Uint32Array((times.length >>> 5) + 1);
    for (let i = 0; i < times.length; i += 1) {
      const ids = passing[originOf[names[i] as number] as number] as Uint32Array;
      if (isIn(ids, rowIds[i] as number)) bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31));
    }
    if (this.#passing.size >= maxRemembered) this.#passing.delete(this.#passing.keys().next().value ?? '');
    this.#passing.set(key, bits);
    return bits;
  }

  #peopleBits(ids: SharedArrayBuffer): EventBits {
    const passing = new Uint32Array(ids);
    const bits = new Uint32Array((this.view.people >>> 5) + 1);
    this.profileIds.forEach((id, person) => {
      if (isIn(passing, id)) bits[person >>> 5] = (bits[person >>> 5] as number) | (1 << (person & 31));
    });
    return bits;
  }
}

const isIn = (ids: Uint32Array, id: number): boolean => (((ids[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
