import type { EventEntity, PropertyFilter } from '../../../contract/analytics.ts';
import type { IdLabels, IdSet, Replica, Sequence, SequenceOrigin } from '../../replica/index.ts';
import { checkSegment, inSegmentSql } from '../which-people.ts';
import { allOf, type Condition, eventProperty, orderProperty, personProperty } from './filter-sql.ts';
import { outOfBounds } from './range.ts';
import type { ResolvedEntity, ResolvedProperty } from './task.ts';

/** Who is looked at throughout a request. */
export interface Everywhere {
  filters: readonly PropertyFilter[];
  segmentId?: string | undefined;
}

const noWords = new SharedArrayBuffer(0);

/** Answers filters and properties of one request by asking the replica; remembers answers while the data stand still. */
export class Resolver {
  readonly #replica: Replica;
  readonly #remembered = new Map<string, Promise<IdSet | IdLabels>>();
  /** Counts up with every change of the data. */
  epoch = 0;

  constructor(replica: Replica) {
    this.#replica = replica;
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
      entity.filters.length === 0 ? null : this.#passing(entity.filters, wanted, origins),
      personFilters.length === 0 && segmentId === undefined ? null : this.#people(personFilters, segmentId),
    ]);
    return { names: Uint8Array.from(isWanted, Number), passing, people };
  }

  async property(sequence: Sequence, property: string, source: 'event' | 'person'): Promise<ResolvedProperty> {
    if (source === 'person') {
      const { sql, parameters } = personProperty(property);
      const { labels, codes } = await this.#labels(`SELECT id, ${sql} FROM profiles`, parameters);
      return { source, labels, events: codes, orders: null, orderLabels: [] };
    }
    const hasOrders = sequence.names.some(({ origin }) => origin === 'orders');
    const ofEvent = eventProperty(property);
    const ofOrder = orderProperty(property);
    const [events, orders] = await Promise.all([
      this.#labels(`SELECT id, ${ofEvent.sql} FROM events`, ofEvent.parameters),
      hasOrders ? this.#labels(`SELECT id, ${ofOrder.sql} FROM orders`, ofOrder.parameters) : null,
    ]);
    return {
      ...{ source, labels: events.labels, events: events.codes },
      ...{ orders: orders?.codes ?? null, orderLabels: orders?.labels ?? [] },
    };
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

  async #passing(filters: readonly PropertyFilter[], wanted: Set<string> | null, origins: Set<SequenceOrigin>) {
    const names = wanted === null ? null : [...wanted].sort();
    const [events, orders] = await Promise.all([
      origins.has('events') ? this.#ids('events', allOf(filters, eventProperty), names) : null,
      origins.has('orders') ? this.#ids('orders', allOf(filters, orderProperty), null) : null,
    ]);
    const key = JSON.stringify([this.epoch, names, filters]);
    return { key, events: events?.words ?? null, orders: orders?.words ?? null };
  }

  async #people(filters: readonly PropertyFilter[], segmentId: string | undefined): Promise<SharedArrayBuffer> {
    const { sql, parameters } = allOf(filters, personProperty);
    const both = [sql, inSegmentSql('id', segmentId)].filter(Boolean).join(' AND ');
    return (await this.#ids('profiles', { sql: both, parameters }, null)).words ?? noWords;
  }

  #ids(table: 'events' | 'orders' | 'profiles', condition: Condition, names: string[] | null): Promise<IdSet> {
    const isNamed = names === null ? '' : `name IN (${names.map(() => '?').join(', ')}) AND `;
    const sql = `SELECT id FROM ${table} WHERE ${isNamed}${condition.sql}`;
    const parameters = [...(names ?? []), ...condition.parameters];
    return this.#remember(['ids', sql, parameters], () => this.#replica.idSet(sql, parameters));
  }

  #labels(sql: string, parameters: (string | number)[]): Promise<IdLabels> {
    return this.#remember(['labels', sql, parameters], () => this.#replica.idLabels(sql, parameters));
  }

  #remember<T extends IdSet | IdLabels>(parts: unknown[], ask: () => Promise<T>): Promise<T> {
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

/** Null = any event. */
function wantedNames({ event, anyOf }: EventEntity): Set<string> | null {
  const names = [...(anyOf ?? []), ...(event === null || event === undefined ? [] : [event])];
  return names.length === 0 ? null : new Set(names);
}
