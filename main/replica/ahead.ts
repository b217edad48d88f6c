import type { DuckDBConnection } from '@duckdb/node-api';
import { zoneRules } from '../ports/zone.ts';
import { type IdRanges, type RowPack, releasePacks } from '../store/index.ts';
import { AheadNumbers } from './ahead-numbers.ts';
import { AheadProfiles } from './ahead-profiles.ts';
import type { StagedRows } from './copy.ts';
import type { IdRange } from './copy-plan.ts';
import { idsOf, numbersOf } from './packed-chunk.ts';
import { canonicalNames, canonicalRelations, insertSql, type Relation } from './relations.ts';
import type { RowFeeds } from './row-feed.ts';
import type { Configuration } from './state-table.ts';
import { derivedTerms } from './terms.ts';

const heldRelation = 'profiles';
/**
 * An INSERT that returns something runs on one thread and appends straight to what the transaction holds. On several
 * threads each collects rows of its own first; smaller than a group of rows (122,880) these are copied, and what they
 * took is given back only at the end of the transaction: 750 MB per million orders.
 */
const onOneThread = 'RETURNING 0::TINYINT';
const orders = canonicalRelations.orders;
const orderItems = canonicalRelations.order_items;

/** Orders that bring their number with them, so that they need not wait for a join. */
const numberedOrders: Relation = {
  name: orders.name,
  columns: [...orders.columns, { name: 'customer_order_number', kind: 'integer' }],
  target: orders.target.map((target) =>
    target.name === 'customer_order_number' ? { ...target, value: () => 's.customer_order_number' } : target,
  ),
};

/** What the import is published as: its own rows of the change log, and rows it changed after it had told them. */
export interface Publication {
  firstSeq: number;
  lastSeq: number;
  touched: Record<string, IdRanges>;
}

export interface AheadOptions {
  importNumber: number;
  /** The change log when the import began: the replica has to stand there before anything can come ahead. */
  seq: number;
  /** It brings rows of an imported table: orders need not be counted. */
  isOwnTable: boolean;
  /** Profiles that are written at a time. */
  profilesAtOnce: number;
  /** Rows written or given up; what they weighed. */
  onTaken: (kilobytes: number) => void;
}

/** Rows of one chunk of the import. */
interface TakenRows {
  packs: readonly RowPack[];
  kilobytes: number;
}

/**
 * The rows of one running import, written into the replica while it runs: into the relations themselves, in a
 * transaction that stays open until the import is published. Nobody sees them before, a cancelled import is a rollback,
 * a killed process leaves nothing. Anything unexpected ends it (`isOver`), and the rows are copied as ever.
 */
export class AheadCopy implements StagedRows {
  readonly importNumber: number;
  readonly seq: number;
  readonly unordered = 'temp.ahead_unordered';
  /** Set when the import is published. */
  publication: Publication | null = null;
  configuration: Configuration | null = null;
  readonly #options: AheadOptions;
  readonly #ranges = new Map<string, IdRange[]>();
  readonly #numbers = new AheadNumbers();
  readonly #profiles: AheadProfiles;
  #queue: TakenRows[] = [];
  #feeds: RowFeeds | null = null;
  #importedRelation: (name: string) => Relation | null = () => null;
  #connection: DuckDBConnection | null = null;
  #work: Promise<void> = Promise.resolve();
  #isWorking = false;
  #isOver = false;
  #failure: unknown = null;

  constructor(options: AheadOptions) {
    this.importNumber = options.importNumber;
    this.seq = options.seq;
    this.#options = options;
    this.#profiles = new AheadProfiles(this.#numbers, options.profilesAtOnce);
  }

  get isOpen(): boolean {
    return this.#connection !== null;
  }

  /** Nothing can be made of it any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get failure(): unknown {
    return this.#failure;
  }

  /**
   * Begins the transaction; to be called while nobody copies and the replica stands at `seq`.
   *
   * @param importedRelation an imported table as it is published; null = there is none
   */
  async open(
    connection: DuckDBConnection,
    { feeds, importedRelation }: { feeds: RowFeeds; importedRelation: (name: string) => Relation | null },
  ): Promise<void> {
    await connection.run('BEGIN');
    // Either way the database is looked at: what others commit from now on is not seen.
    if (this.#options.isOwnTable) await connection.run('SELECT 1 FROM main.orders LIMIT 1');
    else await this.#numbers.load(connection);
    this.#feeds = feeds;
    this.#importedRelation = importedRelation;
    this.#connection = connection;
    this.#workOn();
  }

  /** Takes rows; they are written when the transaction is open and its turn comes. */
  take(rows: TakenRows, configuration: Configuration): void {
    if (this.#isOver) {
      releasePacks(rows.packs);
      this.#options.onTaken(rows.kilobytes);
      return;
    }
    this.configuration ??= configuration;
    this.#queue.push(rows);
    this.#workOn();
  }

  /** Writes what has come. Result: whether all of it is there. */
  async settle(): Promise<boolean> {
    while (this.#isWorking) await this.#work;
    return !this.#isOver && this.#connection !== null && this.#queue.length === 0;
  }

  /** The last step before the copy that publishes: notes whose orders are to be numbered anew. */
  async prepare(): Promise<DuckDBConnection> {
    const connection = this.#connection;
    if (!connection || this.#isOver) throw this.#failure ?? new Error('nothing was copied ahead');
    await connection.run(`CREATE OR REPLACE TEMP TABLE ahead_unordered (profile_id BIGINT)`);
    const profiles = [...this.#numbers.unordered];
    for (let from = 0; from < profiles.length; from += 10_000) {
      const list = profiles.slice(from, from + 10_000).join('), (');
      await connection.run(`INSERT INTO temp.ahead_unordered VALUES (${list})`);
    }
    return connection;
  }

  /** Ends it: takes nothing more, gives back what waits. The transaction is rolled back unless it was committed. */
  async end(): Promise<DuckDBConnection | null> {
    this.#isOver = true;
    this.#giveUpQueue();
    while (this.#isWorking) await this.#work;
    const connection = this.#connection;
    this.#connection = null;
    this.#profiles.forget();
    await connection?.run('ROLLBACK').catch(() => undefined);
    return connection;
  }

  ranges(relation: string): readonly IdRange[] {
    return this.#ranges.get(relation) ?? [];
  }

  touched(relation: string): readonly IdRange[] {
    return (this.publication?.touched[relation] ?? []).map(([first, last]) => ({ first, last }));
  }

  held(relation: string): readonly RowPack[] {
    return relation === heldRelation ? this.#profiles.held : [];
  }

  #workOn(): void {
    if (this.#isWorking || this.#isOver || !this.#connection || this.#queue.length === 0) return;
    this.#isWorking = true;
    this.#work = this.#writeQueue(this.#connection)
      .catch((error) => {
        this.#failure = error;
        this.#isOver = true;
        this.#giveUpQueue();
      })
      .finally(() => {
        this.#isWorking = false;
        this.#workOn();
      });
  }

  async #writeQueue(connection: DuckDBConnection): Promise<void> {
    const taken = this.#queue;
    const packs = taken.flatMap((rows) => rows.packs);
    this.#queue = [];
    try {
      const names = new Set<string>([...canonicalNames, ...packs.map(({ table }) => table)]);
      for (const name of names) {
        const own = packs.filter((pack) => pack.table === name);
        if (own.length > 0) await this.#write(connection, name, own);
      }
      const { configuration } = this;
      if (configuration && this.#feeds)
        await this.#profiles.write({ connection, feeds: this.#feeds, configuration, onOneThread });
    } finally {
      releasePacks(packs.filter((pack) => pack.table !== heldRelation));
      for (const { kilobytes } of taken) this.#options.onTaken(kilobytes);
    }
  }

  async #write(connection: DuckDBConnection, name: string, packs: RowPack[]): Promise<void> {
    if (name === heldRelation) {
      if (!this.#profiles.take(packs)) return;
    } else {
      const relation = this.#relationFor(name, packs);
      if (!relation || !this.configuration || !this.#feeds) return;
      const terms = derivedTerms(this.configuration, { fromMs: 0, toMs: 0 });
      const { columns } = relation;
      const zone = zoneRules(this.configuration.zone);
      const feed = { columns, zone, rows: packs.values(), isUnhurried: true } as const;
      await this.#feeds.run(feed, (from) => `${insertSql(relation, from, terms)} ${onOneThread}`, connection);
    }
    const ranges = this.#ranges.get(name) ?? [];
    this.#ranges.set(name, ranges);
    for (const pack of packs) addIds(ranges, idsOf(pack));
  }

  /** How the rows of a relation go in; null: they cannot come ahead. */
  #relationFor(name: string, packs: RowPack[]): Relation | null {
    if (name === 'orders') {
      for (const pack of packs) pack.columns.customer_order_number = this.#numbers.number(pack);
      return numberedOrders;
    }
    if (name === 'order_items') return linesOf(packs);
    if (name === 'events') for (const pack of packs) this.#numbers.noteEvents(pack);
    if (name === 'events' || name === 'products') return canonicalRelations[name];
    return name in canonicalRelations ? null : this.#importedRelation(name);
  }

  #giveUpQueue(): void {
    for (const { packs, kilobytes } of this.#queue.splice(0)) {
      releasePacks(packs);
      this.#options.onTaken(kilobytes);
    }
  }
}

/** Lines that look for their orders only where these can be: among millions that is most of the work. */
function linesOf(packs: readonly RowPack[]): Relation {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const pack of packs) {
    for (const id of numbersOf(pack, 'order_id')) {
      if (id < first) first = id;
      if (id > last) last = id;
    }
  }
  const near = `(SELECT * FROM main.orders WHERE id BETWEEN ${first} AND ${last})`;
  return { ...orderItems, join: `LEFT JOIN ${near} o ON o.id = s.order_id` };
}

function addIds(ranges: IdRange[], ids: Float64Array): void {
  for (const id of ids) {
    const open = ranges.at(-1);
    if (open && id === open.last + 1) open.last = id;
    else ranges.push({ first: id, last: id });
  }
}
