import fc from 'fast-check';
import { World } from '../behaviour/world.ts';

/** Made-up histories, as the index holds them and as rows of SQL. */
export const people = 4;
export const nameCount = 4;
/** Values of the property of events and of the trait of people; the empty one = not set. */
export const texts = ['', '0', 'x', 'y'] as const;

export type Row = (string | number | null)[];
export type Run = (sql: string) => Promise<Row[]>;

export interface Event {
  person: number;
  at: number;
  name: number;
  value: number;
  amount: number;
}
export interface History {
  /** By person, time and arrival. */
  events: Event[];
  traits: number[];
}

/** Ties, repeats and people without events are common. */
export const history = (lastAt: number, most = 24): fc.Arbitrary<History> =>
  fc
    .record({
      events: fc.array(
        fc.record({
          person: fc.integer({ min: 0, max: people - 1 }),
          at: fc.integer({ min: 0, max: lastAt }),
          name: fc.integer({ min: 0, max: nameCount - 1 }),
          value: fc.integer({ min: 0, max: texts.length - 1 }),
          amount: fc.constantFrom(0, 0, 100, 250, -50),
        }),
        { minLength: 4, maxLength: most },
      ),
      traits: fc.array(fc.integer({ min: 0, max: texts.length - 1 }), { minLength: people, maxLength: people }),
    })
    .map(({ events, traits }) => ({
      events: events.sort((a, b) => a.person - b.person || a.at - b.at),
      traits,
    }));
const seldom = fc.constantFrom(null, null, null, null, 0, 1, 2, 3);
/** Mostly nothing. */
export const someFilter: fc.Arbitrary<Filter> = fc.record({ value: seldom, trait: seldom });
export const noFilter: Filter = { value: null, trait: null };
export const nameSet = fc.subarray([0, 1, 2, 3], { minLength: 1, maxLength: 2 });

export function worldOf({ events }: History): World {
  const arrays = {
    times: Float64Array.from(events, ({ at }) => at),
    offsets: Uint32Array.from({ length: people + 1 }, (_, p) => events.filter(({ person }) => person < p).length),
    names: Uint16Array.from(events, ({ name }) => name),
    rowIds: Uint32Array.from(events, (_, row) => row),
    profileIds: Uint32Array.from({ length: people }, (_, p) => p),
  };
  const names = Array.from({ length: nameCount }, (_, i) => ({ name: String(i), origin: 'orders' as const }));
  return new World({ people, names, arrays });
}

/** What an entity asks for besides names: a value of the event, a trait of the person; null = any. */
export interface Filter {
  value: number | null;
  trait: number | null;
}

/** An entity of some names, and of a filter on a history. */
export const entityOf = (names: readonly number[], filter: Filter | null = null, of: History | null = null) => ({
  names: Uint8Array.from({ length: nameCount }, (_, name) => (names.includes(name) ? 1 : 0)),
  passing:
    of === null || filter === null || filter.value === null
      ? null
      : {
          ...{ key: `value ${filter.value}`, codes: null },
          rows: { orders: idsOf(of.events.map(({ value }) => value === filter.value)) },
        },
  people:
    of === null || filter === null || filter.trait === null
      ? null
      : idsOf(of.traits.map((trait) => trait === filter.trait)),
});

/** Whether an event is one of the entity. */
export const isMeant =
  ({ traits }: History, names: readonly number[], filter: Filter | null = null) =>
  ({ name, value, person }: Event): boolean =>
    names.includes(name) &&
    (filter === null || filter.value === null || value === filter.value) &&
    (filter === null || filter.trait === null || traits[person] === filter.trait);

/** One bit per id. */
function idsOf(areIn: readonly boolean[]): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(((areIn.length >>> 5) + 1) * Uint32Array.BYTES_PER_ELEMENT);
  const bits = new Uint32Array(buffer);
  areIn.forEach((isIn, id) => {
    if (isIn) bits[id >>> 5] = (bits[id >>> 5] as number) | (1 << (id & 31));
  });
  return buffer;
}

function codesOf(numbers: readonly number[]): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(numbers.length * 4);
  new Uint32Array(buffer).set(numbers);
  return buffer;
}
const labels = (numbers: readonly number[]) => ({ labels: [...texts], codes: codesOf(numbers), width: 4 as const });

export const propertyOf = ({ events, traits }: History, source: 'event' | 'person') =>
  source === 'person'
    ? { key: source, source, people: labels(traits), rows: {} }
    : { key: source, source, people: null, rows: { orders: labels(events.map(({ value }) => value)) } };

const amounts = [0, 100, 250, -50];
/** Amounts as values of a property; nothing is not set. */
export const amountTexts = ['', '100', '250', '-50'] as const;
export const amountTextSql = (amount: string): string =>
  `CASE ${amount} ${amounts.map((one, i) => `WHEN ${one} THEN '${amountTexts[i]}'`).join(' ')} END`;
export const amountPropertyOf = ({ events }: History) => ({
  ...{ key: 'amount', source: 'event' as const, people: null },
  rows: {
    orders: {
      ...{ labels: [...amountTexts], width: 4 as const },
      codes: codesOf(events.map(({ amount }) => amounts.indexOf(amount))),
    },
  },
});

export function amountsOf({ events }: History) {
  const minor = new SharedArrayBuffer(amounts.length * Float64Array.BYTES_PER_ELEMENT);
  new Float64Array(minor).set(amounts);
  return {
    key: 'amounts',
    minor,
    codes: codesOf(events.map(({ amount }) => amounts.indexOf(amount))),
    width: 4 as const,
  };
}

/** The events as a sub-select, with a boolean per set of names or test. */
export function rowsSql(
  { events, traits }: History,
  flags: Record<string, readonly number[] | ((event: Event) => boolean)>,
): string {
  const columns = ['person', 'ms', 'arrival', 'name', 'value', 'trait', 'amount', ...Object.keys(flags)];
  const tests = Object.values(flags).map((flag) =>
    typeof flag === 'function' ? flag : ({ name }: Event) => flag.includes(name),
  );
  const rows = events.map((event, i) => {
    const { person, at, name, value, amount } = event;
    const words = [String(name), texts[value], texts[traits[person] ?? 0]].map((text) => `'${text}'`);
    return `(${[person, at, i, ...words, amount, ...tests.map((isIn) => isIn(event))].join()})`;
  });
  return `(SELECT * FROM (VALUES ${rows.join()}) v (${columns.join()}))`;
}

/** Rows in one order, numbers as numbers: engines differ in what they return for sums. */
export const tidy = (rows: readonly Row[]): string[] =>
  rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))).join(' ')).sort();
