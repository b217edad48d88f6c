import type { PersonsOutput } from '../../contract/analytics.ts';
import type { Language, LocalizedText } from '../../contract/language.ts';
import {
  type StagesInput,
  type StagesOutput,
  type StagesPersonsInput,
  winnerProperties,
} from '../../contract/stages.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { Replica } from '../replica/index.ts';
import type { Condition } from './behaviour/filter-sql.ts';
import { type Span, spanOf } from './behaviour/range.ts';
import { Resolver } from './behaviour/resolver.ts';
import { chiSquareUpperTail } from './numeric/gamma.ts';
import { type CellPeople, idsOf, personsPage } from './persons-page.ts';
import { customerItems, type Items, opportunitiesSql, opportunityItems } from './stages/items-sql.ts';
import { orderStages } from './stages/stage-order.ts';

export interface StagesParts {
  /** Throws `replica/unavailable` while it is not there yet. */
  replica: () => Replica;
  workspace: () => Workspace;
}

const customerLabels: Record<string, LocalizedText> = {
  known: { 'zh-CN': '已知客户', en: 'Known' },
  first_order: { 'zh-CN': '首单', en: 'First order' },
  second_order: { 'zh-CN': '复购', en: 'Second order' },
  loyal: { 'zh-CN': '忠诚客户', en: 'Loyal' },
};
/** Values looked at per property, rows of the tables, and closed items a value needs. */
const maxRows = 30;
const fewestClosed = 5;

interface Asked {
  replica: Replica;
  asOf: string | null;
  zone: string;
  items: Items;
  /** Stages there are where they were looked for. */
  stagesMet?: number;
}

/** The first rows of a list. */
interface First<Row> {
  rows: Row[];
  total: number;
}

type Cut = { shown: number; total: number };

function truncatedOf(
  lists: Record<keyof NonNullable<StagesOutput['truncated']>, Cut>,
): Pick<StagesOutput, 'truncated'> {
  const cut = Object.entries(lists).filter(([, { shown, total }]) => shown < total);
  return cut.length > 0 ? { truncated: Object.fromEntries(cut) } : {};
}

/**
 * Stage funnel of opportunities, or of customers by their orders, as of every write acknowledged before the question.
 * Inputs have been checked against `contract/stages.ts`. Fails with api/invalid-input and replica/*.
 */
export class Stages {
  readonly #parts: StagesParts;
  #resolver: Resolver | null = null;

  constructor(parts: StagesParts) {
    this.#parts = parts;
  }

  async figures(input: StagesInput, language: Language): Promise<StagesOutput> {
    const asked = await this.#asked(input);
    const [stages, outcome, lossReasons, winners] = await Promise.all([
      stageRows(asked),
      outcomeOf(asked),
      lossReasonsOf(asked),
      winnersOf(asked),
    ]);
    const label = (stage: string): string =>
      input.of === 'customers' ? (customerLabels[stage]?.[language] ?? stage) : stage;
    return {
      ...{ asOf: asked.asOf, timezone: asked.zone, of: input.of, currency: this.#parts.workspace().currency },
      stages: stages.map((row) => ({ ...row, label: label(row.stage) })),
      outcome,
      lossReasons: lossReasons.rows,
      winners: winners.rows,
      ...truncatedOf({
        stages: { shown: stages.length, total: asked.stagesMet ?? stages.length },
        lossReasons: { shown: lossReasons.rows.length, total: lossReasons.total },
        winners: { shown: winners.rows.length, total: winners.total },
      }),
    };
  }

  async persons(input: StagesPersonsInput): Promise<PersonsOutput> {
    return personsPage(this.#parts.replica(), await this.people(input), input);
  }

  /** Customers of a cell; opportunities without one are left out. */
  async people(input: StagesPersonsInput): Promise<CellPeople> {
    const asked = await this.#asked(input);
    const { sql, parameters } = cellSql(input.cell, asked.items.stages);
    const set = await asked.replica.idSet(
      `WITH ${asked.items.sql} SELECT DISTINCT profile_id FROM items WHERE profile_id IS NOT NULL AND ${sql}`,
      [...asked.items.parameters, ...parameters],
    );
    return { profileIds: idsOf(set), asOf: asked.asOf };
  }

  async #asked(input: StagesInput): Promise<Asked> {
    const replica = this.#parts.replica();
    const { at } = await replica.catchUp();
    this.#resolver ??= new Resolver(replica);
    await this.#resolver.checkEverywhere(input);
    const zone = input.timezone ?? this.#parts.workspace().timezone;
    const span = input.dateRange ? spanOf(input.dateRange, zone) : null;
    const asked = { replica, zone, asOf: at === 0 ? null : new Date(at).toISOString() };
    if (input.of === 'customers') return { ...asked, items: customerItems(input, span) };
    if (input.stages) return { ...asked, items: opportunityItems(input, span, input.stages) };
    const { rows, total } = await stagesInOrder(replica, input, span);
    return { ...asked, items: opportunityItems(input, span, rows), stagesMet: total };
  }
}

async function stagesInOrder(replica: Replica, input: StagesInput, span: Span | null): Promise<First<string>> {
  const { sql, parameters } = opportunitiesSql(input, span);
  const entries = `WITH opps AS (${sql}),
    entered AS (SELECT e.opportunity_id AS id, e.stage, min(epoch_ms(e.entered_at)) AS ms
                  FROM opportunity_stages e JOIN opps o ON o.id = e.opportunity_id GROUP BY ALL
                 UNION ALL SELECT id, stage, NULL FROM opps o WHERE NOT EXISTS (
                   FROM opportunity_stages e WHERE e.opportunity_id = o.id AND e.stage = o.stage))`;
  const [uses, duels] = await Promise.all([
    replica.query(
      `${entries} SELECT s.stage, avg((s.ms - epoch_ms(o.opened_at)) / 86400000.0),
              count(*) FILTER (WHERE o.stage = s.stage),
              count(*) FILTER (WHERE o.stage = s.stage AND o.outcome = 'lost'),
              count(*) FILTER (WHERE o.stage = s.stage AND o.outcome = 'won'), count(*) OVER ()
         FROM entered s JOIN opps o ON o.id = s.id GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${maxRows}`,
      parameters,
    ),
    replica.query(
      `${entries} SELECT a.stage, b.stage, count(*) FROM entered a JOIN entered b ON b.id = a.id AND a.ms < b.ms
        GROUP BY ALL`,
      parameters,
    ),
  ]);
  const rows = orderStages(
    uses.rows.map(([stage, meanDays, standing, lost, won]) => ({
      ...{ stage: String(stage), meanDays: orNull(meanDays) },
      ...{ standing: Number(standing), lost: Number(lost), won: Number(won) },
    })),
    duels.rows.map(([earlier, later, count]) => ({
      ...{ earlier: String(earlier), later: String(later), count: Number(count) },
    })),
  );
  return { rows, total: Number(uses.rows[0]?.[5] ?? 0) };
}

/** Rows of a SELECT over the items; more relations may come first, after a comma. */
async function rowsOf({ replica, items }: Asked, sql: string): Promise<unknown[][]> {
  const more = sql.startsWith(',') ? sql : ` ${sql}`;
  return (await replica.query(`WITH ${items.sql}${more}`, items.parameters)).rows;
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
const orNull = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

async function stageRows(asked: Asked): Promise<Omit<StagesOutput['stages'][number], 'label'>[]> {
  const { stages } = asked.items;
  if (stages.length === 0) return [];
  const rows = await rowsOf(
    asked,
    `SELECT k.place, count(i.id) FILTER (WHERE i.reached >= k.place),
            coalesce(sum(i.amount) FILTER (WHERE i.reached >= k.place), 0)::BIGINT,
            count(i.id) FILTER (WHERE i.now_place = k.place AND i.outcome = 'open'),
            coalesce(sum(i.amount) FILTER (WHERE i.now_place = k.place AND i.outcome = 'open'), 0)::BIGINT,
            count(i.id) FILTER (WHERE i.last_place = k.place AND i.outcome = 'lost'),
            (SELECT avg(days) FROM stays WHERE place = k.place), (SELECT median(days) FROM stays WHERE place = k.place)
       FROM range(${stages.length}) k(place) LEFT JOIN items i ON true GROUP BY k.place ORDER BY k.place`,
  );
  const counts = rows.map(([, count]) => Number(count));
  return rows.map(([, count, amount, current, currentAmount, lost, mean, median], i) => ({
    stage: stages[i] ?? '',
    count: Number(count),
    conversionFromFirst: ratio(Number(count), counts[0] ?? 0),
    conversionFromPrevious: i === 0 ? null : ratio(Number(count), counts[i - 1] ?? 0),
    ...{ meanDays: orNull(mean), medianDays: orNull(median) },
    ...{ current: Number(current), lost: Number(lost) },
    ...{ amountMinor: Number(amount), currentAmountMinor: Number(currentAmount) },
  }));
}

async function outcomeOf(asked: Asked): Promise<StagesOutput['outcome']> {
  const [row = []] = await rowsOf(
    asked,
    `SELECT count(*) FILTER (WHERE outcome = 'open'), count(*) FILTER (WHERE outcome = 'won'),
            count(*) FILTER (WHERE outcome = 'lost'),
            coalesce(sum(amount) FILTER (WHERE outcome = 'won'), 0)::BIGINT,
            coalesce(sum(amount) FILTER (WHERE outcome = 'lost'), 0)::BIGINT,
            coalesce(sum(amount) FILTER (WHERE outcome = 'open'), 0)::BIGINT,
            avg((closed_ms - opened_ms) / 86400000.0) FILTER (WHERE outcome <> 'open') FROM items`,
  );
  const [open = 0, won = 0, lost = 0, wonMinor = 0, lostMinor = 0, openMinor = 0] = row.slice(0, 6).map(Number);
  return {
    ...{ open, won, lost, winRate: ratio(won, won + lost), wonMinor, lostMinor, openMinor },
    meanDaysToClose: orNull(row[6]),
  };
}

async function lossReasonsOf(asked: Asked): Promise<First<StagesOutput['lossReasons'][number]>> {
  const rows = await rowsOf(
    asked,
    `, losses AS (
       SELECT coalesce(loss_reason, '') AS reason, last_place, count(*) AS n, sum(amount) AS amount
         FROM items WHERE outcome = 'lost' GROUP BY ALL)
     SELECT reason, sum(n)::BIGINT, sum(amount)::BIGINT, arg_max(last_place, (n, -last_place)), count(*) OVER ()
       FROM losses GROUP BY reason ORDER BY 2 DESC, 1 LIMIT ${maxRows}`,
  );
  const reasons = rows.map(([reason, count, amount, at]) => ({
    ...{ reason: String(reason), count: Number(count), amountMinor: Number(amount) },
    mainStage: asked.items.stages[Number(at)] ?? null,
  }));
  return { rows: reasons, total: Number(rows[0]?.[4] ?? 0) };
}

/** Values met among the closed, with their win rate against everybody else's: two shares, pooled z, 5 %. */
async function winnersOf(asked: Asked): Promise<First<StagesOutput['winners'][number]>> {
  const rows = await rowsOf(
    asked,
    `, traits AS (
       SELECT i.outcome, i.owner, i.channel, p.kind, p.country, p.region, p.city
         FROM items i LEFT JOIN profiles p ON p.id = i.profile_id WHERE i.outcome <> 'open'),
     listed AS (${winnerProperties
       .map((name) => `SELECT outcome, '${name}' AS property, ${name} AS value FROM traits`)
       .join(' UNION ALL ')})
     SELECT property, value, count(*), count(*) FILTER (WHERE outcome = 'won'),
            (SELECT count(*) FROM traits), (SELECT count(*) FROM traits WHERE outcome = 'won')
       FROM listed WHERE value <> '' GROUP BY ALL HAVING count(*) >= ${fewestClosed}`,
  );
  // A value that everybody has tells nobody apart.
  const telling = rows.filter(([, , closed, , all]) => Number(closed) < Number(all));
  const winners = telling.map(([property, value, closedRaw, wonRaw, allRaw, allWonRaw]) => {
    const [closed = 0, won = 0, all = 0, allWon = 0] = [closedRaw, wonRaw, allRaw, allWonRaw].map(Number);
    const winRate = won / closed;
    return {
      ...{ property: String(property), value: String(value), closed, won, winRate },
      lift: allWon > 0 ? winRate / (allWon / all) : null,
      isSignificant: differs(won, closed, allWon - won, all - closed),
    };
  });
  const gap = ({ winRate, closed }: (typeof winners)[number]): number => {
    const [row] = rows;
    return Math.abs(winRate - Number(row?.[5]) / Number(row?.[4])) * Math.sqrt(closed);
  };
  const name = ({ property, value }: (typeof winners)[number]): string => `${property} ${value}`;
  winners.sort((a, b) => gap(b) - gap(a) || (name(a) < name(b) ? -1 : 1));
  return { rows: winners.slice(0, maxRows), total: winners.length };
}

function differs(won: number, of: number, otherWon: number, otherOf: number): boolean | null {
  if (of < fewestClosed || otherOf < fewestClosed) return null;
  const pooled = (won + otherWon) / (of + otherOf);
  const variance = pooled * (1 - pooled) * (1 / of + 1 / otherOf);
  if (variance === 0) return null;
  return chiSquareUpperTail((won / of - otherWon / otherOf) ** 2 / variance, 1) < 0.05;
}

function cellSql(cell: StagesPersonsInput['cell'], stages: readonly string[]): Condition {
  if ('property' in cell) {
    const { property, value } = cell;
    const outcome = cell.outcome === 'won' ? "outcome = 'won'" : "outcome <> 'open'";
    const isOwn = property === 'owner' || property === 'channel';
    const has = isOwn ? `${property} = ?` : `profile_id IN (SELECT id FROM profiles WHERE ${property} = ?)`;
    return { sql: `${outcome} AND ${has}`, parameters: [value] };
  }
  if ('outcome' in cell) return { sql: 'outcome = ?', parameters: [cell.outcome] };
  if ('lossReason' in cell) {
    return { sql: "outcome = 'lost' AND coalesce(loss_reason, '') = ?", parameters: [cell.lossReason] };
  }
  const at = stages.indexOf(cell.stage);
  const conditions = {
    reached: 'reached >= ?',
    stopped: 'reached = ?',
    current: "now_place = ? AND outcome = 'open'",
    lost: "last_place = ? AND outcome = 'lost'",
  };
  // A stage that is not on the list has nobody.
  return at < 0 ? { sql: 'false', parameters: [] } : { sql: conditions[cell.state], parameters: [at] };
}
