import type { CsatInput, FeedbackCell, NpsInput, SurveyKind } from '../../../contract/feedback.ts';
import { allOf, type Condition, personProperty } from '../behaviour/filter-sql.ts';
import type { Span } from '../behaviour/range.ts';
import { inSegmentSql } from '../which-people.ts';

export type FeedbackInput = NpsInput | CsatInput;

/** Answers one request is about, as a relation `answers`. */
export function answersSql(kind: SurveyKind, input: FeedbackInput, span: Span | null): Condition {
  const parameters: (string | number)[] = [kind];
  const conditions = ['r.kind = ?'];
  const oneOf = (column: string, values: readonly string[] | undefined): void => {
    if (!values) return;
    conditions.push(`r.${column} IN (${values.map(() => '?').join(', ')})`);
    parameters.push(...values);
  };
  oneOf('survey', input.surveys);
  oneOf('channel', input.channels);
  oneOf('agent', input.agents);
  if (span) {
    conditions.push('r.answered_at >= make_timestamp_ms(?::BIGINT) AND r.answered_at <= make_timestamp_ms(?::BIGINT)');
    parameters.push(span.fromMs, span.toMs);
  }
  if (input.filters.length > 0) {
    const people = allOf(input.filters, personProperty);
    conditions.push(`r.profile_id IN (SELECT id FROM profiles WHERE ${people.sql})`);
    parameters.push(...people.parameters);
  }
  conditions.push(inSegmentSql('r.profile_id', input.segmentId));
  const sql = `SELECT r.id, r.profile_id, r.score, r.comment, epoch_ms(r.answered_at) AS ms, r.survey, r.channel, r.agent,
      r.custom, p.country, p.region, p.city, p.traits, coalesce(p.display_name, p.known_as) AS display_name
    FROM survey_responses r LEFT JOIN profiles p ON p.id = r.profile_id WHERE ${conditions.join(' AND ')}`;
  return { sql, parameters };
}

const columns = new Set(['survey', 'channel', 'agent', 'country', 'region', 'city']);

/** A property of an answer as text, '' where there is none; `segment` is not one value and not made here. */
export function propertySql(property: string): Condition {
  if (columns.has(property)) return { sql: `coalesce(a."${property}", '')`, parameters: [] };
  const [, source = '', name = ''] = /^(trait|custom):(.+)$/s.exec(property) ?? [];
  const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const column = source === 'trait' ? 'a.traits' : 'a.custom';
  return { sql: `coalesce(json_extract_string(${column}, ?), '')`, parameters: [pointer] };
}

interface CellTerms {
  kind: SurveyKind;
  satisfiedFrom: number;
  breakdown: string | null;
  /** Bounds of the trend's periods, UTC ms. */
  bounds: Float64Array | null;
  /** Answers whose comment holds the keyword; null = not asked. */
  withKeyword: readonly number[] | null;
  /** Answers with the follow-up asked for, or (`none`) with any. */
  followedUp: readonly number[] | null;
}

/** Which answers of `answers a` are in a cell. */
export function cellSql(cell: FeedbackCell, terms: CellTerms): Condition {
  const parts: Condition[] = [];
  const add = (sql: string, ...parameters: (string | number)[]): void => {
    parts.push({ sql, parameters });
  };
  if (cell.group) add(groupSql(cell.group, terms));
  if (cell.answer !== undefined) add('a.score = ?', cell.answer);
  if (cell.value !== undefined && terms.breakdown !== null) parts.push(valueSql(terms.breakdown, cell.value));
  if (cell.driver) parts.push(valueSql(cell.driver.property, cell.driver.value));
  if (cell.period !== undefined && terms.bounds) {
    add('a.ms >= ? AND a.ms < ?', terms.bounds[cell.period] ?? 0, terms.bounds[cell.period + 1] ?? 0);
  }
  if (terms.withKeyword !== null) add(`a.id IN (${terms.withKeyword.join() || 'NULL'})`);
  if (terms.followedUp !== null) {
    add(`a.id ${cell.followUp === 'none' ? 'NOT ' : ''}IN (${terms.followedUp.join() || '-1'})`);
  }
  if (cell.withComment !== undefined) add(`a.comment IS ${cell.withComment ? 'NOT ' : ''}NULL`);
  return {
    sql: ['true', ...parts.map(({ sql }) => `(${sql})`)].join(' AND '),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

function groupSql(group: NonNullable<FeedbackCell['group']>, { kind, satisfiedFrom }: CellTerms): string {
  if (kind !== 'nps') {
    if (group === 'passives') return 'false';
    return group === 'promoters' ? `a.score >= ${satisfiedFrom}` : `a.score < ${satisfiedFrom}`;
  }
  if (group === 'promoters') return 'a.score >= 9';
  return group === 'passives' ? 'a.score >= 7 AND a.score < 9' : 'a.score < 7';
}

function valueSql(property: string, value: string): Condition {
  if (property === 'segment') {
    return {
      sql: `a.profile_id IN (SELECT m.profile_id FROM segment_members m JOIN segments g ON g.id = m.segment_id
        WHERE g.uid = ?)`,
      parameters: [value],
    };
  }
  const { sql, parameters } = propertySql(property);
  return { sql: `${sql} = ?`, parameters: [...parameters, value] };
}
