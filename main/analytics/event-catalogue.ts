import type { z } from 'zod';
import type {
  EventNames,
  EventProperties,
  PropertyValues,
  propertiesInput,
  propertyValuesInput,
} from '../../contract/event-catalogue.ts';
import {
  type derivedEvents,
  type QueryParameter,
  type Replica,
  type Sequence,
  type SequenceOrigin,
  sequenceArrays,
} from '../replica/index.ts';
import { CodesAhead } from './behaviour/codes-ahead.ts';
import {
  type Condition,
  originProperty,
  type PropertySql,
  personProperty,
  recordColumns,
} from './behaviour/filter-sql.ts';
import { eventsWorthCodes } from './behaviour/resolver.ts';

type PropertiesInput = z.output<typeof propertiesInput>;
type ValuesInput = z.output<typeof propertyValuesInput>;

/** Newest rows of a table that are looked at for its properties: names do not change by the minute. */
const rowsLookedAt = 50_000;
/** Events walked before others get a turn: some 10 ms. */
const eventsAtOnce = 2_000_000;

const orderColumns = [
  'channel',
  'store',
  'country',
  'region',
  'city',
  'currency',
  'net_base_minor',
  'customer_order_number',
];
const personColumns = ['country', 'region', 'city', 'kind', 'display_name', 'first_order_at', 'first_seen'];

/** A table in which properties are found: the rows meant, its columns and its JSON of further properties. */
interface PropertyTable {
  table: SequenceOrigin | 'profiles';
  where: Condition;
  columns: string[];
  json: string;
  property: PropertySql;
}

/** What funnels and the other analyses can be made of, as of every write acknowledged before the question. */
export class EventCatalogue {
  readonly #replica: () => Replica;
  readonly #codes = new CodesAhead(eventsWorthCodes);
  #counted: { of: Sequence; names: Promise<EventNames['events']> } | null = null;

  /** @param replica throws `replica/unavailable` while it is not there yet */
  constructor(replica: () => Replica) {
    this.#replica = replica;
  }

  /** Names of the events of known people, with how many there are and of how many people. */
  async names(): Promise<EventNames> {
    const { replica, asOf } = await this.#ready();
    const sequence = await replica.sequence();
    const known = this.#counted;
    if (known?.of.seq !== sequence.seq || known.of.fingerprint !== sequence.fingerprint) {
      this.#counted = { of: sequence, names: countNames(sequence) };
    }
    this.#codes.after(replica, sequence);
    return {
      asOf,
      events: (await this.#counted?.names) ?? [],
      firstAt: instantOf(sequence.firstMs),
      lastAt: instantOf(sequence.lastMs),
    };
  }

  /** Properties of some events, or of people, those most often set first. */
  async properties(input: PropertiesInput): Promise<EventProperties> {
    const { replica, asOf } = await this.#ready();
    const found = new Map<string, { isBuiltIn: boolean; set: number; numbers: number }>();
    let rows = 0;
    for (const table of tablesOf(input)) {
      const answer = await replica.query(...propertiesSql(table));
      for (const [name, isBuiltIn, set, numbers, all] of answer.rows) {
        if (name === null) rows += Number(all);
        else {
          const known = found.get(String(name)) ?? { isBuiltIn: isBuiltIn === true, set: 0, numbers: 0 };
          known.set += Number(set);
          known.numbers += Number(numbers);
          found.set(String(name), known);
        }
      }
    }
    const properties = [...found]
      .filter(([, { set }]) => set > 0)
      .sort(([a, x], [b, y]) => y.set - x.set || (a < b ? -1 : 1))
      .map(([name, { isBuiltIn, set, numbers }]) => ({
        ...{ name, isBuiltIn, isNumber: numbers === set },
        share: rows === 0 ? 0 : Math.min(1, set / rows),
      }));
    return { asOf, properties, rows };
  }

  /** Values of one property, the most frequent first. Whoever asks is about to filter by it: it gets its codes meanwhile. */
  async values(input: ValuesInput): Promise<PropertyValues> {
    const { replica, asOf } = await this.#ready();
    const counts = new Map<string, number>();
    let total = 0;
    for (const table of tablesOf(input)) {
      const { rows } = await replica.query(...valuesSql(table, input));
      for (const [value, count, distinct] of rows) {
        counts.set(String(value), (counts.get(String(value)) ?? 0) + Number(count));
        total = Math.max(total, Number(distinct));
      }
    }
    if (input.source === 'event' && (this.#counted?.of.events ?? 0) >= eventsWorthCodes) {
      // Begun after the answer, so that the list need not share the machine.
      replica.eventCodes(originProperty.events(input.property)).catch(() => undefined);
    }
    const values = [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, input.limit);
    return { asOf, values, ...(total > values.length ? { truncated: { shown: values.length, total } } : {}) };
  }

  async #ready(): Promise<{ replica: Replica; asOf: string | null }> {
    const replica = this.#replica();
    const { at } = await replica.catchUp();
    return { replica, asOf: at === 0 ? null : new Date(at).toISOString() };
  }
}

const instantOf = (ms: number): string | null => (ms === 0 ? null : new Date(ms).toISOString());

/** Counts events and people by name; gives way to others every few million events. */
async function countNames(sequence: Sequence): Promise<EventNames['events']> {
  const { offsets, names, times } = sequenceArrays(sequence);
  const events = new Float64Array(sequence.names.length);
  const people = new Float64Array(sequence.names.length);
  const newest = new Float64Array(sequence.names.length);
  const lastPerson = new Int32Array(sequence.names.length).fill(-1);
  let walked = 0;
  for (let person = 0; person < sequence.people; person += 1) {
    const end = offsets[person + 1] as number;
    for (let i = offsets[person] as number; i < end; i += 1) {
      const name = names[i] as number;
      events[name] = (events[name] as number) + 1;
      if ((times[i] as number) > (newest[name] as number)) newest[name] = times[i] as number;
      if (lastPerson[name] === person) continue;
      lastPerson[name] = person;
      people[name] = (people[name] as number) + 1;
    }
    if (end - walked < eventsAtOnce) continue;
    walked = end;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sequence.names
    .map(({ name, origin }, i) => ({
      ...{ name, isDerived: origin !== 'events' },
      ...{ events: events[i] ?? 0, people: people[i] ?? 0, lastAt: instantOf(newest[i] ?? 0) },
    }))
    .sort((a, b) => Number(b.isDerived) - Number(a.isDerived) || b.events - a.events || (a.name < b.name ? -1 : 1));
}

const everything: Condition = { sql: 'true', parameters: [] };

/** Which records stand behind an event without tracking code; everything else is a tracked event. */
const originOf: Record<(typeof derivedEvents)[number], Exclude<SequenceOrigin, 'events'>> = {
  order_placed: 'orders',
  order_returned: 'orders',
  survey_answered: 'survey_responses',
  ticket_opened: 'tickets',
};
const isDerived = (name: string): name is keyof typeof originOf => Object.hasOwn(originOf, name);

const recordTables: Record<Exclude<SequenceOrigin, 'events'>, Omit<PropertyTable, 'property'>> = {
  orders: { table: 'orders', where: { sql: 'is_revenue', parameters: [] }, columns: orderColumns, json: 'custom' },
  survey_responses: {
    ...{ table: 'survey_responses', where: everything },
    ...{ columns: recordColumns.survey_responses, json: 'custom' },
  },
  tickets: { table: 'tickets', where: everything, columns: recordColumns.tickets, json: 'custom' },
};

function tablesOf({ source, events }: PropertiesInput): PropertyTable[] {
  if (source === 'person') {
    return [{ table: 'profiles', where: everything, columns: personColumns, json: 'traits', property: personProperty }];
  }
  const tracked = events.filter((name) => !isDerived(name));
  const tables: PropertyTable[] = [];
  if (events.length === 0 || tracked.length > 0) {
    const where = tracked.length === 0 ? everything : namedIn(tracked);
    tables.push({ table: 'events', where, columns: [], json: 'properties', property: originProperty.events });
  }
  for (const origin of new Set(Object.values(originOf))) {
    const isMeant = events.length === 0 || events.some((name) => isDerived(name) && originOf[name] === origin);
    if (isMeant) tables.push({ ...recordTables[origin], property: originProperty[origin] });
  }
  return tables;
}

function namedIn(names: readonly string[]): Condition {
  return { sql: `name IN (${names.map(() => '?').join(', ')})`, parameters: [...names] };
}

/** Rows of name, whether built in, rows with a value, rows with a number; and one without a name that counts all. */
function propertiesSql({ table, where, columns, json, property }: PropertyTable): [string, QueryParameter[]] {
  const parts = columns.map((name) => ({ name, ...property(name) }));
  const isNumber = (sql: string) => `try_cast(${sql} AS DOUBLE) IS NOT NULL`;
  const sql = `
WITH looked AS (SELECT * FROM ${table} WHERE ${where.sql} ORDER BY id DESC LIMIT ${rowsLookedAt}),
named AS (SELECT unnest(json_keys(${json})) AS name, ${json} AS bag FROM looked WHERE ${json} IS NOT NULL),
valued AS (
  SELECT name, json_extract_string(bag, '/' || replace(replace(name, '~', '~0'), '/', '~1')) AS value FROM named
)
SELECT NULL AS name, NULL, NULL, NULL, count(*)::DOUBLE FROM looked
${parts
  .map(
    ({ name, sql: column }) => `UNION ALL
SELECT '${name}', true, count(nullif(${column}, ''))::DOUBLE, count(*) FILTER (${isNumber(column)})::DOUBLE, NULL FROM looked`,
  )
  .join('\n')}
UNION ALL
SELECT name, false, count(nullif(value, ''))::DOUBLE, count(*) FILTER (${isNumber('value')})::DOUBLE, NULL
FROM valued GROUP BY name`;
  return [sql, [...where.parameters, ...parts.flatMap(({ parameters }) => parameters)]];
}

function valuesSql(table: PropertyTable, { property: name, search, limit }: ValuesInput): [string, QueryParameter[]] {
  const value = table.property(name);
  const sql = `
WITH valued AS (SELECT nullif(${value.sql}, '') AS value FROM ${table.table} WHERE ${table.where.sql}),
counted AS (
  SELECT value, count(*) AS n FROM valued WHERE value IS NOT NULL AND contains(lower(value), lower(?)) GROUP BY value
)
SELECT value, n::DOUBLE, (count(*) OVER ())::DOUBLE FROM counted ORDER BY n DESC, value LIMIT ${limit}`;
  return [sql, [...value.parameters, ...table.where.parameters, search]];
}
