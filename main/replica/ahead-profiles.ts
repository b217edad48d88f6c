import type { DuckDBConnection } from '@duckdb/node-api';
import { zoneRules } from '../ports/zone.ts';
import { type RowPack, releasePacks } from '../store/index.ts';
import type { AheadNumbers } from './ahead-numbers.ts';
import { numbersOf } from './packed-chunk.ts';
import { canonicalRelations, insertSql, profileFirstColumns, type Relation, type StageColumn } from './relations.ts';
import type { RowFeeds } from './row-feed.ts';
import type { Configuration } from './state-table.ts';
import { derivedTerms } from './terms.ts';

/** More than these are not kept. */
const maxHeldRows = 400_000;
/** With more firsts than this that turned out not to be the first, profiles wait for the end. */
const movedShare = 0.05;

const firstColumns: StageColumn[] = ['first_order_ms', 'first_event_ms'].map((name) => ({ name, kind: 'integer' }));
const firstTargets = new Map(profileFirstColumns('s.first_seen', 's').map((target) => [target.name, target]));
const { profiles } = canonicalRelations;

/** Profiles that bring their first order and first event with them. */
const profilesWithFirsts: Relation = {
  name: profiles.name,
  columns: [...profiles.columns, ...firstColumns],
  target: profiles.target.map((target) => firstTargets.get(target.name) ?? target),
};

export interface ProfilesRun {
  connection: DuckDBConnection;
  feeds: RowFeeds;
  configuration: Configuration;
  /** What is put behind an INSERT, so that it runs on one thread. */
  onOneThread: string;
}

/**
 * The profiles a running import brings. Their columns depend on all their orders and events; so they are written with
 * the first ones that have come, which are noted in `internal.profile_firsts` as well. What turns out otherwise differs
 * from that note when the import is published, and is corrected then (`mergeFirsts`). Where firsts keep moving, as in a
 * file with the newest row on top, profiles are held until then.
 */
export class AheadProfiles {
  readonly #numbers: AheadNumbers;
  readonly #rowsAtOnce: number;
  #held: RowPack[] = [];
  #heldRows = 0;
  #rows = 0;

  /** @param rowsAtOnce fewer are not written */
  constructor(numbers: AheadNumbers, rowsAtOnce: number) {
    this.#numbers = numbers;
    this.#rowsAtOnce = rowsAtOnce;
  }

  /** Those that are not written. */
  get held(): readonly RowPack[] {
    return this.#held;
  }

  /** Result: whether the packs are kept; otherwise they are the caller's. */
  take(packs: readonly RowPack[]): boolean {
    const count = packs.reduce((sum, pack) => sum + pack.count, 0);
    if (this.#heldRows + count > maxHeldRows) return false;
    this.#held.push(...packs);
    this.#heldRows += count;
    this.#rows += count;
    return true;
  }

  /** Writes what is held, when that is worth it; after the orders and events that came with them. */
  async write({ connection, feeds, configuration, onOneThread }: ProfilesRun): Promise<void> {
    if (this.#heldRows < this.#rowsAtOnce || this.#numbers.movedFirsts > this.#rows * movedShare) return;
    const packs = this.#held;
    this.#held = [];
    this.#heldRows = 0;
    for (const pack of packs) Object.assign(pack.columns, this.#numbers.firsts(pack));
    const zone = zoneRules(configuration.zone);
    const terms = derivedTerms(configuration, spanOf(packs));
    const run = (columns: readonly StageColumn[], statement: (from: string) => string) =>
      feeds.run(
        { columns, zone, rows: packs.values(), isUnhurried: true },
        (from) => `${statement(from)} ${onOneThread}`,
        connection,
      );
    await run(profilesWithFirsts.columns, (from) => insertSql(profilesWithFirsts, from, terms));
    await run(
      [{ name: 'id', kind: 'integer' }, ...firstColumns],
      (from) =>
        `INSERT INTO internal.profile_firsts (profile_id, first_order_ms, first_event_ms) SELECT * FROM ${from}
          WHERE first_order_ms IS NOT NULL OR first_event_ms IS NOT NULL`,
    );
    releasePacks(packs);
  }

  forget(): void {
    this.#held = [];
  }
}

/** Of all instants of the packs, UTC ms. */
function spanOf(packs: readonly RowPack[]): { fromMs: number; toMs: number } {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const pack of packs) {
    for (const name of ['first_seen', 'first_order_ms', 'first_event_ms']) {
      for (const at of numbersOf(pack, name)) {
        if (at < fromMs) fromMs = at;
        if (at > toMs) toMs = at;
      }
    }
  }
  return fromMs <= toMs ? { fromMs, toMs } : { fromMs: 0, toMs: 0 };
}
