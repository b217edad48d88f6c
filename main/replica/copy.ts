import type { DuckDBConnection } from '@duckdb/node-api';
import { type ZoneRules, zoneRules } from '../ports/zone.ts';
import { filterPack, type RowPack } from '../store/index.ts';
import {
  type EntityPlan,
  type IdRange,
  inRangesSql,
  isInRanges,
  mergeRanges,
  planCopy,
  subtractRanges,
} from './copy-plan.ts';
import { importedRelation } from './imported-relation.ts';
import { numberOrders } from './order-numbers.ts';
import { idsOf, numbersOf } from './packed-chunk.ts';
import {
  type FirstsStep,
  firstEvents,
  firstOrders,
  firstsSpan,
  forgetFirsts,
  mergeFirsts,
  noteErasedEvents,
} from './profile-firsts.ts';
import {
  canonicalNames,
  canonicalRelations,
  createTableSql,
  insertSql,
  quoteName,
  type Relation,
} from './relations.ts';
import type { FeedRows, RowFeeds } from './row-feed.ts';
import { everyId, type LogHead, type Snapshot, type Source } from './source.ts';
import { storedColumns } from './stage-chunk.ts';
import { addState, type Configuration, replicaFormat, writeState } from './state-table.ts';
import { derivedTerms } from './terms.ts';

export interface CopyJob {
  source: Source;
  /** A connection of its own: the transaction on it spans the whole copy. */
  connection: DuckDBConnection;
  /** Registered on that connection. */
  feeds: RowFeeds;
  configuration: Configuration;
  /** Newest change the replica holds; null: it holds nothing, copy everything. */
  fromSeq: number | null;
  /** Rows copied ahead; then the transaction on the connection is open already and they are in it. */
  staged?: StagedRows;
}

/** Rows of an import that were copied while it ran. */
export interface StagedRows {
  /** Which rows of a relation are there. */
  ranges(relation: string): readonly IdRange[];
  /** Which of them the import itself changed or deleted afterwards: they are copied again. */
  touched(relation: string): readonly IdRange[];
  /** Rows that are there but not in the relation yet, because their columns depend on all others. */
  held(relation: string): readonly RowPack[];
  /** Temporary table `(profile_id)`: profiles whose orders did not come in order of time. */
  readonly unordered: string;
}

/** What the steps of a copy share. */
export interface CopyContext extends CopyJob {
  snapshot: Snapshot;
  zone: ZoneRules;
}

/**
 * Brings the replica to the newest change of the store, in one transaction together with its watermark: a reader sees
 * all of it or nothing, and a process killed half-way leaves what was.
 *
 * @returns the new head, and the number of rows copied per relation
 */
export async function copyChanges(job: CopyJob): Promise<{ head: LogHead; rows: Record<string, number> }> {
  const { connection } = job;
  const snapshot = job.source.snapshot();
  try {
    const { head } = snapshot;
    const plans = job.fromSeq === null ? wholePlan(snapshot) : planCopy(snapshot.changesAfter(job.fromSeq));
    if (!job.staged) await connection.run('BEGIN');
    try {
      const rows = await copyAll({ ...job, snapshot, zone: zoneRules(job.configuration.zone) }, plans);
      const state = { format: replicaFormat, head, configuration: job.configuration };
      await (job.staged ? addState(connection, state) : writeState(connection, state));
      await connection.run('COMMIT');
      return { head, rows };
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } finally {
    snapshot.release();
  }
}

function wholePlan(snapshot: Snapshot): Map<string, EntityPlan> {
  const names = [...canonicalNames, ...snapshot.importedTables().map((table) => table.storageName)];
  return new Map(names.map((name) => [name, { isWhole: true, ranges: [] }]));
}

async function copyAll(job: CopyContext, plans: Map<string, EntityPlan>): Promise<Record<string, number>> {
  const { connection } = job;
  const rows: Record<string, number> = {};
  const firsts: FirstsStep[] = [];
  await forgetFirsts(connection);
  for (const name of canonicalNames) {
    const relation: Relation = canonicalRelations[name];
    const plan = plans.get(name);
    if (name === 'profiles' && firsts.length > 0) await moveFirsts(job, firsts);
    if (!plan) continue;
    const rest = restOf(job, name, plan);
    if (name === 'orders') await numberOrders(job, rest);
    const hasErasedEvents = name === 'events' && (await noteErasedEvents(connection, rest));
    const erased = await erase(connection, name, rest);
    rows[name] = await copyRelation(job, relation, rest);
    if (name === 'orders') {
      firsts.push(await firstOrders(connection, job.staged?.ranges(name) ?? []));
      // Lines copied ahead may have come before their order.
      if (erased > 0 || (job.staged && rest.ranges.length > 0)) await refreshLines(job, rest);
    }
    if (name === 'events') firsts.push(await firstEvents(connection, plan, hasErasedEvents));
  }
  for (const [name, plan] of plans) {
    if (!(name in canonicalRelations)) rows[name] = await copyImported(job, name, plan);
  }
  return rows;
}

/** What is to be copied that was not copied ahead, or has changed since. */
function restOf({ staged }: CopyContext, name: string, plan: EntityPlan): EntityPlan {
  if (!staged) return plan;
  if (plan.isWhole) throw new Error(`${name} is to be copied whole, so nothing could come ahead`);
  const left = subtractRanges(plan.ranges, staged.ranges(name));
  return { isWhole: false, ranges: mergeRanges([...left, ...staged.touched(name)]) };
}

async function erase(connection: DuckDBConnection, name: string, plan: EntityPlan): Promise<number> {
  if (!plan.isWhole && plan.ranges.length === 0) return 0;
  const which = plan.isWhole ? 'true' : inRangesSql('id', plan.ranges);
  const result = await connection.run(`DELETE FROM main.${quoteName(name)} WHERE ${which}`);
  return result.rowsChanged;
}

async function copyRelation(job: CopyContext, relation: Relation, plan: EntityPlan): Promise<number> {
  const { columns, name } = relation;
  const held = (job.staged?.held(name) ?? []).map((pack) => withoutRanges(pack, plan.ranges));
  if (!plan.isWhole && plan.ranges.length === 0 && held.length === 0) return 0;
  const span = name === 'profiles' ? await profileSpan(job, plan, held) : { fromMs: 0, toMs: 0 };
  const terms = derivedTerms(job.configuration, span);
  const stored = job.snapshot.rows({
    table: name,
    columns: storedColumns(columns),
    ranges: plan.isWhole ? [everyId] : plan.ranges,
  });
  const rows = chain<FeedRows>(stored, held);
  return job.feeds.run({ columns, zone: job.zone, rows }, (from) => insertSql(relation, from, terms), job.connection);
}

function* chain<T>(...parts: Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part;
}

function withoutRanges(pack: RowPack, ranges: readonly IdRange[]): RowPack {
  if (ranges.length === 0) return pack;
  const ids = idsOf(pack);
  return filterPack(pack, (row) => !isInRanges(ranges, ids[row] as number));
}

/** Span of all a profile's instants are made of, with what the profiles to be copied declare. */
async function profileSpan(
  job: CopyContext,
  plan: EntityPlan,
  held: readonly RowPack[],
): Promise<{ fromMs: number; toMs: number }> {
  const span = await firstsSpan(job.connection);
  const widen = (at: number) => {
    if (at < span.fromMs) span.fromMs = at;
    if (at > span.toMs) span.toMs = at;
  };
  for (const pack of held) for (const at of numbersOf(pack, 'first_seen')) if (!Number.isNaN(at)) widen(at);
  const declared = job.snapshot.rows({
    table: 'profiles',
    columns: ['id', 'first_seen'],
    ranges: plan.isWhole ? [everyId] : plan.ranges,
    where: 'first_seen IS NOT NULL',
  });
  for (const rows of declared) {
    for (const row of rows) widen(row[1] as number);
  }
  return span;
}

async function moveFirsts(job: CopyContext, firsts: readonly FirstsStep[]): Promise<void> {
  await mergeFirsts(job.connection, firsts, derivedTerms(job.configuration, await firstsSpan(job.connection)));
}

/** Lines that are not copied themselves follow their replaced orders. Only what differs is written. */
async function refreshLines(job: CopyContext, plan: EntityPlan): Promise<void> {
  const { connection } = job;
  const lines: Relation = canonicalRelations.order_items;
  const terms = derivedTerms(job.configuration, { fromMs: 0, toMs: 0 });
  const followers = lines.target
    .filter((target) => target.isOfOrder)
    .map((target) => ({ name: target.name, value: target.value(terms, 't') }));
  await connection.run(
    `UPDATE main.order_items t SET ${followers.map(({ name, value }) => `${name} = ${value}`).join(', ')}
     FROM main.orders o
     WHERE o.id = t.order_id AND ${plan.isWhole ? 'true' : inRangesSql('t.order_id', plan.ranges)}
       AND (${followers.map(({ name, value }) => `t.${name} IS DISTINCT FROM ${value}`).join(' OR ')})`,
  );
}

/** Imported tables come, change their columns and go with a `reset` in the log. */
async function copyImported(job: CopyContext, storageName: string, plan: EntityPlan): Promise<number> {
  const table = job.snapshot.importedTables().find((candidate) => candidate.storageName === storageName);
  if (!table || plan.isWhole) await job.connection.run(`DROP TABLE IF EXISTS main.${quoteName(storageName)}`);
  if (!table) return 0;
  const relation = importedRelation(table);
  await job.connection.run(createTableSql(relation));
  const isStaged = (job.staged?.ranges(storageName).length ?? 0) > 0;
  const rest = isStaged ? restOf(job, storageName, plan) : plan;
  if (!rest.isWhole) await erase(job.connection, storageName, rest);
  return copyRelation(job, relation, rest);
}
