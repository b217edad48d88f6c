import type { EventEntity, PropertyFilter } from '../../../contract/analytics.ts';
import { AppError } from '../../../contract/errors.ts';
import type { IdLabels, IdSet, Replica, Sequence, SequenceOrigin } from '../../replica/index.ts';
import { checkSegment, inSegmentSql } from '../which-people.ts';
import { allOf, type Condition, originProperty, personProperty } from './filter-sql.ts';
import { outOfBounds } from './range.ts';
import type { CodeFilter, OrderAmounts, PassingIds, ResolvedEntity, ResolvedProperty } from './task.ts';

/** Who is looked at throughout a request. */
export interface Everywhere {
  filters: readonly PropertyFilter[];
  segmentId?: string | undefined;
}

const noWords = new SharedArrayBuffer(0);
/** Events from which codes of a property pay; fewer are looked through in no time. */
export const eventsWorthCodes = 200_000;

type Remembered = IdSet | IdLabels | CodeFilter | OrderAmounts;

/** Answers filters and properties of one request by asking the replica; remembers answers while the data stand still. */
export class Resolver {
  readonly #replica: Replica;
  readonly #codesFrom: number;
  readonly #remembered = new Map<string, Promise<Remembered>>();
  readonly #numbers = new WeakMap<SharedArrayBuffer, number>();
  #nextNumber = 1;
  /** Counts up with every change of the data. */
  epoch = 0;

  /** @param codesFrom number of events from which filters go by codes of a property */
  constructor(replica: Replica, codesFrom = eventsWorthCodes) {
    this.#replica = replica;
    this.#codesFrom = codesFrom;
    replica.on('change', () => {
      this.epoch += 1;
      this.#remembered.clear();
    });
  }

  /**
   * @param everywhere which people the whole request is about
   * @param path where the entity stands in the request
   * @throws api/invalid-input for a pattern that cannot be read
   */
  async entity(sequence: Sequence, entity: EventEntity, everywhere: Everywhere, path: string): Promise<ResolvedEntity> {
    await this.checkPatterns(entity.filters, `${path}.filters`);
    await this.checkPatterns(entity.personFilters, `${path}.personFilters`);
    const wanted = wantedNames(entity);
    const isWanted = sequence.names.map(({ name }) => wanted === null || wanted.has(name));
    const personFilters = [...everywhere.filters, ...entity.personFilters];
    const { segmentId } = everywhere;
    const origins = new Set(sequence.names.filter((_, i) => isWanted[i]).map(({ origin }) => origin));
    const [passing, people] = await Promise.all([
      entity.filters.length === 0 ? null : this.#passing(sequence, entity.filters, wanted, origins),
      personFilters.length === 0 && segmentId === undefined ? null : this.#people(personFilters, segmentId),
    ]);
    return { names: Uint8Array.from(isWanted, Number), passing, people };
  }

  async property(sequence: Sequence, property: string, source: 'event' | 'person'): Promise<ResolvedProperty> {
    if (source === 'person') {
      const { sql, parameters } = personProperty(property);
      const people = await this.#labels(textsSql('profiles', sql), parameters);
      return { key: this.#keyOf({ people }), source, people, rows: {} };
    }
    const origins = [...new Set(sequence.names.map(({ origin }) => origin))];
    const labels = origins.map(async (origin) => {
      const { sql, parameters } = originProperty[origin](property);
      const codes = origin === 'events' ? await this.#codes(sequence, property, true) : null;
      return [origin, codes ?? (await this.#labels(textsSql(origin, sql), parameters))] as const;
    });
    const rows = Object.fromEntries(await Promise.all(labels));
    return { key: this.#keyOf(rows), source, people: null, rows };
  }

  /** Net in minor units of the workspace currency of every document in revenue, by order. */
  orderAmounts(): Promise<OrderAmounts> {
    const { epoch } = this;
    return this.#remember(['amounts'], async () => {
      const sql = 'SELECT id, net_base_minor::VARCHAR FROM orders WHERE is_revenue';
      const { labels, ...codes } = await this.#replica.idLabels(sql);
      return { ...codes, key: String(epoch), minor: amountsByCode(labels) };
    });
  }

  /** @throws api/invalid-input for a pattern that cannot be read, or a segment that is not there */
  async checkEverywhere({ filters, segmentId }: Everywhere): Promise<void> {
    await this.checkPatterns(filters, 'filters');
    await checkSegment(this.#replica, segmentId);
  }

  /** Patterns are read by the engine that will use them. */
  async checkPatterns(filters: readonly PropertyFilter[], path: string): Promise<void> {
    for (const [i, { operator, value }] of filters.entries()) {
      if (operator !== 'regex') continue;
      try {
        await this.#replica.query("SELECT regexp_matches('', ?)", [String(value)]);
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'replica/query-failed') throw error;
        throw outOfBounds(`${path}.${i}.value`, 'regex');
      }
    }
  }

  async #passing(
    sequence: Sequence,
    filters: readonly PropertyFilter[],
    wanted: Set<string> | null,
    origins: Set<SequenceOrigin>,
  ): Promise<PassingIds> {
    const names = wanted === null ? null : [...wanted].sort();
    const codes = origins.has('events') ? await this.#byCodes(sequence, filters) : null;
    const asked = [...origins]
      .filter((origin) => origin !== 'events' || codes === null)
      .map(async (origin) => {
        const condition = allOf(filters, originProperty[origin]);
        const { words } = await this.#ids(origin, condition, origin === 'events' ? names : null);
        return [origin, words] as const;
      });
    const key = JSON.stringify([this.epoch, names, filters]);
    return { key, rows: Object.fromEntries(await Promise.all(asked)), codes };
  }

  /** Each filter as the codes that pass; null while a property has none. */
  async #byCodes(sequence: Sequence, filters: readonly PropertyFilter[]): Promise<CodeFilter[] | null> {
    const found: CodeFilter[] = [];
    for (const filter of filters) {
      const codes = await this.#codes(sequence, filter.property, false);
      if (!codes) return null;
      found.push(await this.#remember(['passing', filter], () => this.#passingCodes(filter, codes)));
    }
    return found;
  }

  /** The texts are compared by the engine that would otherwise compare the rows. */
  async #passingCodes(filter: PropertyFilter, { labels, codes, width }: IdLabels): Promise<CodeFilter> {
    const { sql, parameters } = allOf([filter], () => ({ sql: 'label', parameters: [] }));
    const answer = await this.#replica.query(
      `WITH given AS (SELECT from_json(?::VARCHAR, '["VARCHAR"]') AS list),
            listed AS (SELECT unnest(list) AS label, unnest(range(len(list))) AS code FROM given)
       SELECT code::INTEGER FROM listed WHERE ${sql}`,
      [JSON.stringify(labels), ...parameters],
      { maxRows: labels.length },
    );
    const passing = new Uint8Array(labels.length);
    for (const [code] of answer.rows) passing[Number(code)] = 1;
    return { codes, width, passing };
  }

  /** Codes of a property of events; null where none are kept or, unless one waits, there are none yet. */
  async #codes(sequence: Sequence, property: string, waits: boolean): Promise<IdLabels | null> {
    if (sequence.events < this.#codesFrom) return null;
    const key = JSON.stringify(['codes', property]);
    const known = this.#remembered.get(key) as Promise<IdLabels> | undefined;
    if (known) return known;
    const asked = this.#replica.eventCodes(originProperty.events(property), { waits });
    const codes = await asked.catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'replica/query-cancelled') throw error;
      // Codes are the quicker way, not the only one: the rows say the same.
      return null;
    });
    return codes && this.#remember(['codes', property], async () => codes);
  }

  async #people(filters: readonly PropertyFilter[], segmentId: string | undefined): Promise<SharedArrayBuffer> {
    const { sql, parameters } = allOf(filters, personProperty);
    const both = [sql, inSegmentSql('id', segmentId)].filter(Boolean).join(' AND ');
    return (await this.#ids('profiles', { sql: both, parameters }, null)).words ?? noWords;
  }

  #ids(table: SequenceOrigin | 'profiles', condition: Condition, names: string[] | null): Promise<IdSet> {
    const isNamed = names === null ? '' : `name IN (${names.map(() => '?').join(', ')}) AND `;
    const sql = `SELECT id FROM ${table} WHERE ${isNamed}${condition.sql}`;
    const parameters = [...(names ?? []), ...condition.parameters];
    return this.#remember(['ids', sql, parameters], () => this.#replica.idSet(sql, parameters));
  }

  /** By the memory of the codes: whoever numbers texts anew puts the numbers elsewhere. */
  #keyOf(columns: Record<string, IdLabels>): string {
    const numbers = Object.entries(columns).map(([origin, { codes }]) => {
      const known = this.#numbers.get(codes) ?? this.#nextNumber++;
      this.#numbers.set(codes, known);
      return [origin, known];
    });
    return JSON.stringify(numbers);
  }

  #labels(sql: string, parameters: (string | number)[]): Promise<IdLabels> {
    return this.#remember(['labels', sql, parameters], () => this.#replica.idLabels(sql, parameters));
  }

  #remember<T extends Remembered>(parts: unknown[], ask: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(parts);
    const known = this.#remembered.get(key) as Promise<T> | undefined;
    if (known) return known;
    const answer = ask();
    this.#remembered.set(key, answer);
    answer.catch(() => this.#remembered.delete(key));
    if (this.#remembered.size > 100) this.#remembered.delete(this.#remembered.keys().next().value ?? '');
    return answer;
  }
}

/** Read here once, for every question on the same data and every thread. */
function amountsByCode(texts: readonly string[]): SharedArrayBuffer {
  const minor = new SharedArrayBuffer(texts.length * Float64Array.BYTES_PER_ELEMENT);
  const amounts = new Float64Array(minor);
  texts.forEach((text, code) => {
    amounts[code] = Number(text);
  });
  return minor;
}

/** Rows without a text need not be handed over. */
const textsSql = (table: string, sql: string): string =>
  `SELECT id, text FROM (SELECT id, ${sql} AS text FROM ${table}) WHERE text <> ''`;

/** Null = any event. */
function wantedNames({ event, anyOf }: EventEntity): Set<string> | null {
  const names = [...(anyOf ?? []), ...(event === null || event === undefined ? [] : [event])];
  return names.length === 0 ? null : new Set(names);
}
