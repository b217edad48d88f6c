import type { Replica, Sequence } from '../../replica/index.ts';
import { originProperty } from './filter-sql.ts';

/** Newest events that are looked at, and properties whose codes are made at most. */
const eventsLookedAt = 50_000;
const mostProperties = 8;
/** The question that made the index is answered first, and the page it belongs to. */
const beginAfterMs = 1_000;
/** What failed so often goes on failing; it is tried again when there are many more events. */
const mostFailures = 3;
/** Events there must be more than when the properties were looked at last. */
const growth = 1.25;

/** Properties of tracked events, those most often set first; texts that hardly come twice are left out. */
const propertiesSql = `
WITH looked AS (SELECT properties FROM events WHERE id > (SELECT max(id) FROM events) - ${eventsLookedAt}),
     named AS (SELECT unnest(json_keys(properties)) AS name, properties AS bag FROM looked),
     valued AS (
       SELECT name, nullif(json_extract_string(bag, '/' || replace(replace(name, '~', '~0'), '/', '~1')), '') AS value
         FROM named)
SELECT name FROM valued GROUP BY name HAVING count(value) > 0 AND count(DISTINCT value) <= greatest(count(value) / 2, 2)
 ORDER BY count(value) DESC, count(DISTINCT value), name LIMIT ${mostProperties}`;

/**
 * Has codes made of the properties that most events have, in the background once the sequence index is there: the first
 * filter on one of them need not read every row.
 */
export class CodesAhead {
  readonly #eventsFrom: number;
  #lookedAt = 0;
  #failures = 0;

  /** @param eventsFrom number of events from which codes pay */
  constructor(eventsFrom: number) {
    this.#eventsFrom = eventsFrom;
  }

  /** The index is there. */
  after(replica: Replica, { events }: Pick<Sequence, 'events'>): void {
    if (events === 0 || events < this.#eventsFrom || events < this.#lookedAt * growth) return;
    this.#lookedAt = events;
    setTimeout(() => {
      // A property without codes is read row by row; the next questions look again.
      make(replica).then(
        () => {
          this.#failures = 0;
        },
        () => {
          this.#failures += 1;
          if (this.#failures < mostFailures) this.#lookedAt = 0;
        },
      );
    }, beginAfterMs).unref();
  }
}

async function make(replica: Replica): Promise<void> {
  const { rows } = await replica.query(propertiesSql);
  await replica.eventCodesAhead(rows.map(([name]) => originProperty.events(String(name))));
}
