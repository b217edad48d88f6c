import type { PersonsOutput } from '../../contract/analytics.ts';
import type {
  CsatPersonsInput,
  FeedbackOutput,
  FeedbackResponse,
  FeedbackResponses,
  FollowUpInput,
  NpsPersonsInput,
  SurveyKind,
} from '../../contract/feedback.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { Replica } from '../replica/index.ts';
import type { Condition } from './behaviour/filter-sql.ts';
import { boundsOf, outOfBounds, type Span, spanOf, startText } from './behaviour/range.ts';
import { Resolver } from './behaviour/resolver.ts';
import type { Calendar } from './calendar.ts';
import { answersSql, cellSql, type FeedbackInput, propertySql } from './feedback/answers-sql.ts';
import type { Comment } from './feedback/comment-groups.ts';
import { CommentsThread } from './feedback/comments-thread.ts';
import { FollowUps } from './feedback/follow-ups.ts';
import {
  type AnswerCounts,
  changeOf,
  type DriverCandidate,
  rankDrivers,
  type ScoreRule,
  scoreOf,
  usualSatisfiedFrom,
  without,
} from './feedback/score.ts';
import { type CellPeople, idsOf, personsPage } from './persons-page.ts';

export interface FeedbackParts {
  /** Throws `replica/unavailable` while it is not there yet. */
  replica: () => Replica;
  workspace: () => Workspace;
  clock: Clock;
  store: MetadataStore;
}

/** Values of a breakdown that are shown, and candidates per property looked at as drivers. */
const maxValues = 50;
/** Newest comments read for keywords; more would take seconds. */
const maxComments = 20_000;
const maxExamples = 3;
/** Columns of the file beside the known ones that are looked at as drivers. */
const maxCustom = 12;
const driverProperties = ['survey', 'channel', 'agent', 'country', 'region', 'city'];

/** What one question is about. */
interface Asked {
  replica: Replica;
  asOf: string | null;
  calendar: Calendar;
  kind: SurveyKind;
  rule: ScoreRule;
  span: Span | null;
  answers: Condition;
}

type Cell = NpsPersonsInput | CsatPersonsInput;

/**
 * NPS, CSAT and CES of the answers imported, as of every write acknowledged before the question. Inputs have been
 * checked against `contract/feedback.ts`. Fails with api/invalid-input and replica/*.
 */
export class Feedback {
  readonly #parts: FeedbackParts;
  readonly #comments = new CommentsThread();
  readonly #followUps: FollowUps;
  #resolver: Resolver | null = null;

  constructor(parts: FeedbackParts) {
    this.#parts = parts;
    this.#followUps = new FollowUps(parts.store, parts.clock);
  }

  async figures(input: FeedbackInput): Promise<FeedbackOutput> {
    const asked = await this.#asked(input, spanFrom(input.dateRange, this.#calendar(input)));
    const all = await counts(asked);
    const overall = scoreOf(all, asked.rule);
    const [trend, breakdown, drivers, comments, before] = await Promise.all([
      this.#trend(asked, input),
      this.#breakdown(asked, input, all),
      this.#drivers(asked, all),
      this.#commentGroups(asked),
      this.#before(input, asked),
    ]);
    return {
      asOf: asked.asOf,
      timezone: asked.calendar.zone,
      kind: asked.kind,
      satisfiedFrom: asked.kind === 'nps' ? null : asked.rule.satisfiedFrom,
      overall,
      before,
      change: before === null ? null : changeOf(before, overall),
      distribution: distributionOf(all, asked.kind),
      trend,
      ...breakdown,
      drivers,
      comments,
    };
  }

  /** The answers of a cell, newest first. */
  async responses(input: Cell): Promise<FeedbackResponses> {
    const { asked, condition } = await this.#cell(input);
    const found = await readResponses(asked, condition, `LIMIT ${input.limit} OFFSET ${input.offset}`);
    const [[total] = []] = await rowsOf(asked, 'SELECT count(*) FROM answers a WHERE $where', condition);
    return { asOf: asked.asOf, total: Number(total), responses: this.#withFollowUps(found) };
  }

  async persons(input: Cell): Promise<PersonsOutput> {
    return personsPage(this.#parts.replica(), await this.people(input), input);
  }

  /** People with an answer in the cell; answers of nobody are left out. */
  async people(input: Cell): Promise<CellPeople> {
    const { asked, condition } = await this.#cell(input);
    const sql = `WITH answers AS (${asked.answers.sql})
      SELECT DISTINCT a.profile_id FROM answers a WHERE a.profile_id IS NOT NULL AND ${condition.sql}`;
    const set = await asked.replica.idSet(sql, [...asked.answers.parameters, ...condition.parameters]);
    return { profileIds: idsOf(set), asOf: asked.asOf };
  }

  followUp(
    responseId: number,
    input: FollowUpInput,
    actor: string,
  ): Promise<NonNullable<FeedbackResponse['followUp']>> {
    return this.#followUps.write(responseId, input, actor);
  }

  close(): Promise<void> {
    return this.#comments.close();
  }

  #calendar(input: FeedbackInput): Calendar {
    const { timezone, weekStart } = this.#parts.workspace();
    return { zone: input.timezone ?? timezone, weekStart };
  }

  async #asked(input: FeedbackInput, span: Span | null): Promise<Asked> {
    const replica = this.#parts.replica();
    const { at } = await replica.catchUp();
    this.#resolver ??= new Resolver(replica);
    await this.#resolver.checkEverywhere(input);
    const kind: SurveyKind = 'kind' in input ? input.kind : 'nps';
    const satisfiedFrom = ('satisfiedFrom' in input ? input.satisfiedFrom : undefined) ?? usualSatisfiedFrom[kind];
    return {
      ...{ replica, kind, span, rule: { kind, satisfiedFrom }, calendar: this.#calendar(input) },
      asOf: at === 0 ? null : new Date(at).toISOString(),
      answers: answersSql(kind, input, span),
    };
  }

  async #before(input: FeedbackInput, asked: Asked): Promise<FeedbackOutput['before']> {
    if (!input.compareTo) return null;
    const span = spanOf(input.compareTo, asked.calendar.zone);
    const earlier = { ...asked, span, answers: answersSql(asked.kind, input, span) };
    return scoreOf(await counts(earlier), asked.rule);
  }

  async #trend(asked: Asked, input: FeedbackInput): Promise<FeedbackOutput['trend']> {
    const bounds = await boundsOfTrend(asked, input);
    if (bounds === null) return [];
    const byPeriod = new Map<number, Map<number, number>>();
    const rows = await rowsOf(
      asked,
      `SELECT b.i, a.score, count(*) FROM answers a
         ASOF JOIN (SELECT unnest(range(len(s.list))) AS i, unnest(s.list) AS start
                      FROM (SELECT ?::BIGINT[] AS list) s) b ON a.ms >= b.start GROUP BY ALL`,
      { sql: 'true', parameters: [`[${bounds.subarray(0, -1).join()}]`] },
    );
    for (const [period, score, count] of rows) countIn(byPeriod, Number(period), Number(score), Number(count));
    const now = this.#parts.clock.now();
    let previous: ReturnType<typeof scoreOf> | null = null;
    return Array.from(bounds.subarray(0, -1), (start, i) => {
      const score = scoreOf(byPeriod.get(i) ?? new Map(), asked.rule);
      const change = changeOf(previous, score);
      if (score.responses > 0) previous = score;
      return {
        ...score,
        start: startText(asked.calendar.zone, input.interval, start),
        isIncomplete: (bounds[i + 1] as number) > now,
        change,
      };
    });
  }

  async #breakdown(
    asked: Asked,
    { breakdown }: FeedbackInput,
    all: AnswerCounts,
  ): Promise<Pick<FeedbackOutput, 'breakdown' | 'truncated'>> {
    if (!breakdown) return { breakdown: [] };
    const values = await countsBy(asked, breakdown);
    const largest = [...values].sort(([x, a], [y, b]) => b.total - a.total || (x < y ? -1 : 1)).slice(0, maxValues);
    return {
      breakdown: largest.map(([value, group]) => {
        const score = scoreOf(group.counts, asked.rule);
        const others = scoreOf(without(all, group.counts), asked.rule);
        return { ...score, value, label: group.label, change: changeOf(others, score) };
      }),
      ...(values.size > maxValues ? { truncated: { shown: maxValues, total: values.size } } : {}),
    };
  }

  async #drivers(asked: Asked, all: AnswerCounts): Promise<FeedbackOutput['drivers']> {
    const custom = await rowsOf(
      asked,
      `SELECT key, count(*) AS n FROM (SELECT unnest(json_keys(a.custom)) AS key FROM answers a)
        GROUP BY 1 ORDER BY n DESC, key LIMIT ${maxCustom}`,
    );
    const properties = [...driverProperties, ...custom.map(([key]) => `custom:${String(key)}`), 'segment'];
    const candidates: DriverCandidate[] = [];
    for (const property of properties) {
      const values = await countsBy(asked, property);
      if (property !== 'segment' && values.size > maxValues * 4) continue;
      for (const [value, { counts: own, label }] of values) {
        if (value !== '') candidates.push({ property, value: property === 'segment' ? label : value, counts: own });
      }
    }
    return rankDrivers(all, candidates, asked.rule);
  }

  async #commentGroups(asked: Asked): Promise<FeedbackOutput['comments']> {
    const comments = await readComments(asked);
    const groups = await this.#comments.groups(comments, asked.rule);
    const exampleIds = [...new Set(groups.flatMap(({ ids }) => ids.slice(0, maxExamples)))];
    const examples = new Map(
      this.#withFollowUps(
        await readResponses(asked, { sql: `a.id IN (${exampleIds.join() || 'NULL'})`, parameters: [] }, ''),
      ).map((response) => [response.responseId, response]),
    );
    const [[total] = []] = await rowsOf(asked, 'SELECT count(a.comment) FROM answers a');
    return {
      total: Number(total ?? 0),
      groups: groups.map(({ keyword, label, ids, score, isSignificant }) => ({
        ...{ keyword, label, comments: ids.length, score: score.score, isSignificant },
        ...{ promoters: score.promoters, passives: score.passives, detractors: score.detractors },
        examples: ids.slice(0, maxExamples).flatMap((id) => examples.get(id) ?? []),
      })),
    };
  }

  async #cell(input: Cell): Promise<{ asked: Asked; condition: Condition }> {
    const asked = await this.#asked(input, spanFrom(input.dateRange, this.#calendar(input)));
    const { cell } = input;
    if (cell.value !== undefined && !input.breakdown) throw outOfBounds('cell.value', 'breakdown');
    const bounds = cell.period === undefined ? null : await boundsOfTrend(asked, input);
    const condition = cellSql(cell, {
      ...{ kind: asked.kind, satisfiedFrom: asked.rule.satisfiedFrom, breakdown: input.breakdown ?? null, bounds },
      withKeyword:
        cell.keyword === undefined ? null : await this.#comments.withKeyword(await readComments(asked), cell.keyword),
      followedUp: cell.followUp === undefined ? null : this.#followUps.ids(cell.followUp),
    });
    return { asked, condition };
  }

  #withFollowUps(responses: Omit<FeedbackResponse, 'followUp'>[]): FeedbackResponse[] {
    const followUps = this.#followUps.of(responses.map(({ responseId }) => responseId));
    return responses.map((response) => ({ ...response, followUp: followUps.get(response.responseId) ?? null }));
  }
}

const spanFrom = (range: FeedbackInput['dateRange'], { zone }: Calendar): Span | null =>
  range ? spanOf(range, zone) : null;

/** Rows of a SELECT over `answers a`; `$where` stands for the condition. */
async function rowsOf(
  { replica, answers }: Asked,
  sql: string,
  condition: Condition = { sql: 'true', parameters: [] },
): Promise<unknown[][]> {
  const text = `WITH answers AS (${answers.sql}) ${sql.replace('$where', () => condition.sql)}`;
  return (await replica.query(text, [...answers.parameters, ...condition.parameters])).rows;
}

async function counts(asked: Asked): Promise<Map<number, number>> {
  const rows = await rowsOf(asked, 'SELECT a.score, count(*) FROM answers a GROUP BY 1');
  return new Map(rows.map(([score, count]) => [Number(score), Number(count)]));
}

interface ValueCounts {
  label: string;
  total: number;
  counts: Map<number, number>;
}

/** Answers by value of a property. Somebody in two segments counts in both. */
async function countsBy(asked: Asked, property: string): Promise<Map<string, ValueCounts>> {
  const own = property === 'segment' ? null : propertySql(property);
  const rows = own
    ? await rowsOf(asked, `SELECT ${own.sql} AS value, NULL, a.score, count(*) FROM answers a GROUP BY ALL`, {
        sql: 'true',
        parameters: own.parameters,
      })
    : await rowsOf(
        asked,
        `SELECT g.uid, g.name, a.score, count(*) FROM answers a JOIN segment_members m ON m.profile_id = a.profile_id
           JOIN segments g ON g.id = m.segment_id GROUP BY ALL`,
      );
  const values = new Map<string, ValueCounts>();
  for (const [raw, name, score, count] of rows) {
    const value = String(raw ?? '');
    const group = values.get(value) ?? { label: String(name ?? value), total: 0, counts: new Map() };
    group.total += Number(count);
    group.counts.set(Number(score), (group.counts.get(Number(score)) ?? 0) + Number(count));
    values.set(value, group);
  }
  return values;
}

function countIn(groups: Map<number, Map<number, number>>, key: number, score: number, count: number): void {
  const group = groups.get(key) ?? new Map<number, number>();
  group.set(score, (group.get(score) ?? 0) + count);
  groups.set(key, group);
}

/** Periods of the range asked for, else of all answers; null without an answer. */
async function boundsOfTrend(asked: Asked, input: FeedbackInput): Promise<Float64Array | null> {
  if (asked.span) return boundsOf(asked.calendar, input.interval, asked.span);
  const [[fromMs, toMs] = []] = await rowsOf(asked, 'SELECT min(a.ms), max(a.ms) FROM answers a');
  if (fromMs === null || fromMs === undefined) return null;
  return boundsOf(asked.calendar, input.interval, { fromMs: Number(fromMs), toMs: Number(toMs) });
}

async function readComments(asked: Asked): Promise<Comment[]> {
  const rows = await rowsOf(
    asked,
    `SELECT a.id, a.score, a.comment FROM answers a WHERE a.comment IS NOT NULL
      ORDER BY a.ms DESC, a.id DESC LIMIT ${maxComments}`,
  );
  return rows.map(([id, score, text]) => ({ id: Number(id), score: Number(score), text: String(text) }));
}

async function readResponses(
  asked: Asked,
  condition: Condition,
  page: string,
): Promise<Omit<FeedbackResponse, 'followUp'>[]> {
  const rows = await rowsOf(
    asked,
    `SELECT a.id, a.profile_id, a.display_name, a.survey, a.score, a.comment, a.channel, a.agent, a.ms
       FROM answers a WHERE $where ORDER BY a.ms DESC, a.id DESC ${page}`,
    condition,
  );
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return rows.map(([id, profileId, name, survey, score, comment, channel, agent, ms]) => ({
    responseId: Number(id),
    profileId: profileId === null ? null : Number(profileId),
    ...{ displayName: text(name), survey: text(survey), score: Number(score), comment: text(comment) },
    ...{ channel: text(channel), agent: text(agent), answeredAt: new Date(Number(ms)).toISOString() },
  }));
}

/** NPS shows all its answers, also those nobody gave. */
function distributionOf(all: AnswerCounts, kind: SurveyKind): FeedbackOutput['distribution'] {
  const answers = kind === 'nps' ? Array.from({ length: 11 }, (_, i) => i) : [...all.keys()].sort((a, b) => a - b);
  return answers.map((answer) => ({ answer, count: all.get(answer) ?? 0 }));
}
