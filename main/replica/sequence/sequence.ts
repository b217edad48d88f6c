/** Where an event of the index comes from: `rowIds` are ids of this relation. */
export const sequenceOrigins = ['events', 'orders', 'survey_responses', 'tickets'] as const;
export type SequenceOrigin = (typeof sequenceOrigins)[number];

/**
 * Events that need no tracking: a counted order, a return booked as a document of its own, an answer to a survey, a
 * ticket.
 */
export const derivedEvents = ['order_placed', 'order_returned', 'survey_answered', 'ticket_opened'] as const;

/**
 * Every event of every known person, sorted by person, time and arrival (the order of ids; other records after events, as in `sequenceOrigins`), in
 * one piece of shared memory. At most 14 bytes an event and 8 a person.
 */
export interface Sequence {
  /** Newest change it reflects, and the store it is of. */
  seq: number;
  fingerprint: string;
  people: number;
  events: number;
  /** Earliest and latest event, UTC ms; 0 when there is none. */
  firstMs: number;
  lastMs: number;
  /** By origin, as in `sequenceOrigins`: the highest row id there is; what is new lies above. */
  highestIds: number[];
  /** What the numbers in the array of names mean. The same name may come from several origins. */
  names: { name: string; origin: SequenceOrigin }[];
  buffer: SharedArrayBuffer;
  /** Of an index of lines: the product of each, four bytes, 0 where there is none. */
  products?: SharedArrayBuffer;
}

export interface SequenceArrays {
  /** UTC ms. */
  times: Float64Array;
  /** The events of person p are `offsets[p]` up to `offsets[p + 1]` (exclusive). */
  offsets: Uint32Array;
  /** Profile of each person, ascending. */
  profileIds: Uint32Array;
  /** Id of the row in the relation of its name's origin. */
  rowIds: Uint32Array;
  /** Number of the name; two bytes as long as that is enough. */
  names: Uint16Array | Uint32Array;
  /** Id of the product, where rows are lines. */
  products?: Uint32Array;
}

type Shape = Pick<Sequence, 'people' | 'events'> & { nameCount: number };

const isWide = (shape: Shape): boolean => shape.nameCount > 0x10000;

/** Bytes that the arrays of this many events and people take. */
export function sequenceBytes(shape: Shape): number {
  return shape.events * (8 + 4 + (isWide(shape) ? 4 : 2)) + (shape.people * 2 + 1) * 4;
}

/** The arrays of a sequence, as views on its memory. */
export function sequenceArrays({ buffer, names, people, events, products }: Sequence): SequenceArrays {
  const arrays = arraysIn(buffer, { people, events, nameCount: names.length });
  return products ? { ...arrays, products: new Uint32Array(products) } : arrays;
}

export function arraysIn(buffer: SharedArrayBuffer, shape: Shape): SequenceArrays {
  const { people, events } = shape;
  const offsetsAt = events * 8;
  const peopleAt = offsetsAt + (people + 1) * 4;
  const rowsAt = peopleAt + people * 4;
  const namesAt = rowsAt + events * 4;
  return {
    times: new Float64Array(buffer, 0, events),
    offsets: new Uint32Array(buffer, offsetsAt, people + 1),
    profileIds: new Uint32Array(buffer, peopleAt, people),
    rowIds: new Uint32Array(buffer, rowsAt, events),
    names: isWide(shape) ? new Uint32Array(buffer, namesAt, events) : new Uint16Array(buffer, namesAt, events),
  };
}
