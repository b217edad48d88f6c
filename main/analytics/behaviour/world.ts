import { idCodes } from '../../ports/id-codes.ts';
import { peopleOfShare, type Share } from '../../ports/people-share.ts';
import { type EventDays, eventDays } from '../sequence/days.ts';
import { originNumber, origins } from '../sequence/origins.ts';
import type { EventBits, EventMatcher, SequenceView } from '../sequence/view.ts';
import { Labels } from './labels.ts';
import { PropertyValues } from './property-values.ts';
import type { CodeFilter, Histories, OrderAmounts, PassingIds, ResolvedEntity, ResolvedProperty } from './task.ts';

/** Filters remembered on one state of the data. */
const maxRemembered = 64;
/** Properties whose values are remembered: up to four bytes an event each. */
const maxProperties = 4;
const noBits = new SharedArrayBuffer(0);

/** Orders of some people, in the order of the view, with their amounts. */
interface OrdersOfShare {
  key: string;
  from: number;
  to: number;
  at: Uint32Array;
  minor: Float64Array;
}

/** A sequence, with what is worked out on it once and used again. */
export class World {
  readonly names: Histories['names'];
  readonly view: SequenceView;
  readonly profileIds: Uint32Array;
  readonly #rowIds: Uint32Array;
  /** By name: where its rows are, as numbered in `origins`. */
  readonly #originOf: Uint8Array;
  readonly #passing = new Map<string, { bits: EventBits; from: number; to: number }>();
  /** The one used last at the end. */
  readonly #values = new Map<string, PropertyValues>();
  #amounts: OrdersOfShare | null = null;
  #days: { zone: string; from: number; to: number; days: EventDays | null } | null = null;
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

  /** Right for the events of the people of the share. */
  matcher({ names, passing, people }: ResolvedEntity): EventMatcher {
    return {
      names,
      passing: passing === null ? null : this.#passingBits(passing, names, this.share),
      people: people === null ? null : this.#peopleBits(people),
    };
  }

  /**
   * Orders and returns of the share with their amounts, behind the last one an event that there is not. Remembered in the
   * order of the walk: looking every order up by its id would take longer than the walk.
   */
  orderAmounts({ key, minor, codes, width }: OrderAmounts): OrdersOfShare {
    const { from, to } = this.share;
    const known = this.#amounts;
    if (known && known.key === key && known.from === from && known.to === to) return known;
    const { names, offsets } = this.view;
    const byOrder = idCodes({ codes, width });
    const byCode = new Float64Array(minor);
    const isOrder = Uint8Array.from(this.names, ({ origin }) => (origin === 'orders' ? 1 : 0));
    const first = offsets[from] as number;
    const end = offsets[to] as number;
    let count = 0;
    for (let i = first; i < end; i += 1) count += isOrder[names[i] as number] as number;
    const own = { at: new Uint32Array(count + 1).fill(0xffffffff), minor: new Float64Array(count + 1) };
    count = 0;
    for (let i = first; i < end; i += 1) {
      if (isOrder[names[i] as number] === 0) continue;
      own.at[count] = i;
      own.minor[count] = byCode[byOrder[this.#rowIds[i] as number] ?? 0] as number;
      count += 1;
    }
    this.#amounts = { key, from, to, ...own };
    return this.#amounts;
  }

  /** Days in a zone of the events of the share, as `eventDays` gives them. */
  days(zone: string): EventDays | null {
    const { from, to } = this.share;
    const known = this.#days;
    if (known && known.zone === zone && known.from === from && known.to === to) return known.days;
    const { offsets } = this.view;
    const days = eventDays(this.view, zone, offsets[from] as number, offsets[to] as number);
    this.#days = { zone, from, to, days };
    return days;
  }

  /** Values of properties, right for the people of the share. */
  labels(properties: readonly ResolvedProperty[]): Labels {
    return new Labels(properties.map((property) => this.#valuesOf(property).cover(property, this.share)));
  }

  #valuesOf(property: ResolvedProperty): PropertyValues {
    const { view, profileIds } = this;
    const { key } = property;
    const rows = { view, profileIds, rowIds: this.#rowIds, originOf: this.#originOf };
    const values = this.#values.get(key) ?? new PropertyValues(rows, property);
    this.#values.delete(key);
    this.#values.set(key, values);
    if (this.#values.size > maxProperties) this.#values.delete(this.#values.keys().next().value ?? '');
    return values;
  }

  /** Bits are right where the names are wanted, for these people. */
  #passingBits({ key, rows, codes }: PassingIds, wanted: Uint8Array, of: { from: number; to: number }): EventBits {
    const { offsets } = this.view;
    const from = offsets[of.from] as number;
    const to = offsets[of.to] as number;
    const known = this.#passing.get(key);
    if (known && known.from <= from && to <= known.to) return known.bits;
    const bits = new Uint32Array((this.view.times.length >>> 5) + 1);
    const byId = origins.map((origin) => new Uint32Array(rows[origin] ?? noBits));
    this.#passingOfRows(bits, { byId, from, to });
    if (codes) this.#passingOfCodes(bits, { codes, wanted, from, to });
    if (this.#passing.size >= maxRemembered) this.#passing.delete(this.#passing.keys().next().value ?? '');
    this.#passing.set(key, { bits, from, to });
    return bits;
  }

  #passingOfRows(bits: EventBits, { byId, from, to }: { byId: Uint32Array[]; from: number; to: number }): void {
    if (byId.every(({ length }) => length === 0)) return;
    const { names } = this.view;
    const rowIds = this.#rowIds;
    const originOf = this.#originOf;
    for (let i = from; i < to; i += 1) {
      const ids = byId[originOf[names[i] as number] as number] as Uint32Array;
      if (isIn(ids, rowIds[i] as number)) bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31));
    }
  }

  #passingOfCodes(
    bits: EventBits,
    { codes, wanted, from, to }: { codes: CodeFilter[]; wanted: Uint8Array; from: number; to: number },
  ): void {
    const { names } = this.view;
    const rowIds = this.#rowIds;
    const events = originNumber('events');
    const isMeant = wanted.map((one, name) => (one === 1 && this.#originOf[name] === events ? 1 : 0));
    const columns = codes.map((column) => ({ codes: idCodes(column), passing: column.passing }));
    const [first, ...further] = columns;
    if (!first) return;
    for (let i = from; i < to; i += 1) {
      if (isMeant[names[i] as number] === 0) continue;
      const id = rowIds[i] as number;
      // An id above those with a code has no value.
      if (first.passing[first.codes[id] ?? 0] === 0) continue;
      if (further.length > 0 && !further.every((one) => one.passing[one.codes[id] ?? 0] === 1)) continue;
      bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31));
    }
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
