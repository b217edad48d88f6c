import type { DuckDBConnection } from '@duckdb/node-api';
import { type ZoneRules, zoneRules } from '../ports/zone.ts';
import { type EntityPlan, inRangesSql, planCopy } from './copy-plan.ts';
import { importedRelation } from './imported-relation.ts';
import { numberOrders } from './order-numbers.ts';
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
import type { RowFeeds } from './row-feed.ts';
import { everyId, type LogHead, type Snapshot, type Source } from './source.ts';
import { storedColumns } from './stage-chunk.ts';
import { type Configuration, replicaFormat, writeState } from './state-table.ts';
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
    await connection.run('BEGIN');
    try {
      const rows = await copyAll({ ...job, snapshot, zone: zoneRules(job.configuration.zone) }, plans);
      await writeState(connection, { format: replicaFormat, head, configuration: job.configuration });
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
    if (name === 'orders') await numberOrders(job, plan);
    const hasErasedEvents = name === 'events' && (await noteErasedEvents(connection, plan));
    const erased = await erase(connection, name, plan);
    rows[name] = await copyRelation(job, relation, plan);
    if (name === 'orders') {
      firsts.push(await firstOrders(connection));
      if (erased > 0) await refreshLines(job, plan);
    }
    if (name === 'events') firsts.push(await firstEvents(connection, plan, hasErasedEvents));
  }
  for (const [name, plan] of plans) {
    if (!(name in canonicalRelations)) rows[name] = await copyImported(job, name, plan);
  }
  return rows;
}

async function erase(connection: DuckDBConnection, name: string, plan: EntityPlan): Promise<number> {
  const which = plan.isWhole ? 'true' : inRangesSql('id', plan.ranges);
  const result = await connection.run(`DELETE FROM main.${quoteName(name)} WHERE ${which}`);
  return result.rowsChanged;
}

async function copyRelation(job: CopyContext, relation: Relation, plan: EntityPlan): Promise<number> {
  const { columns } = relation;
  const span = relation.name === 'profiles' ? await profileSpan(job, plan) : { fromMs: 0, toMs: 0 };
  const terms = derivedTerms(job.configuration, span);
  const rows = job.snapshot.rows({
    table: relation.name,
    columns: storedColumns(columns),
    ranges: plan.isWhole ? [everyId] : plan.ranges,
  });
  return job.feeds.run({ columns, zone: job.zone, rows }, (from) => insertSql(relation, from, terms));
}

/** Span of all a profile's instants are made of, with what the profiles to be copied declare. */
async function profileSpan(job: CopyContext, plan: EntityPlan): Promise<{ fromMs: number; toMs: number }> {
  const span = await firstsSpan(job.connection);
  const declared = job.snapshot.rows({
    table: 'profiles',
    columns: ['id', 'first_seen'],
    ranges: plan.isWhole ? [everyId] : plan.ranges,
    where: 'first_seen IS NOT NULL',
  });
  for (const rows of declared) {
    for (const row of rows) {
      const at = row[1] as number;
      if (at < span.fromMs) span.fromMs = at;
      if (at > span.toMs) span.toMs = at;
    }
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
  if (!plan.isWhole) await erase(job.connection, storageName, plan);
  return copyRelation(job, relation, plan);
}
