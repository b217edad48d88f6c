import type { CanonicalEntity } from '../../../contract/entities.ts';
import type { Mapping } from '../../../contract/imports.ts';
import type { FileFormat } from './format.ts';
import type { EntityGuess } from './guess.ts';
import { normaliseHeader } from './headers.ts';
import { createNumberReader } from './numbers.ts';
import { readScore } from './score.ts';

/** Headers that say by themselves what a file is about. */
const ticketKey = /ticket|case|incident|issue|工单|投诉/;
const surveyScore = /nps|csat|ces$|cesscore|recommend|推荐|满意|费力/;
const surveySign = /survey|questionnaire|response|respondent|feedback|verbatim|review|问卷|答卷|调研|反馈|评价|评论/;

/** Which survey a score column belongs to, from its header. */
const surveyHeaders: [RegExp, 'nps' | 'csat' | 'ces'][] = [
  [/nps|recommend|推荐/, 'nps'],
  [/csat|satisfaction|满意/, 'csat'],
  [/^ces|cesscore|effort|费力/, 'ces'],
];

/** The header a target is mapped to, normalised; '' when it is not mapped to a column. */
function headerOf(mapping: Mapping, target: string): string {
  const source = mapping[target];
  return source && 'column' in source ? normaliseHeader(source.column) : '';
}

/** The header of the score tells the kind of survey where no column does, else its scale: five stars are no NPS. */
export function addSurveyKind(mapping: Mapping, format: FileFormat, rows: readonly string[][]): void {
  if (mapping.kind || !mapping.score) return;
  const header = headerOf(mapping, 'score');
  const kind = surveyHeaders.find(([pattern]) => pattern.test(header))?.[1];
  if (kind) mapping.kind = { value: kind };
  else if (!mapping.survey && 'column' in mapping.score && isOtherScale(mapping.score.column, format, rows))
    mapping.kind = { value: 'csat' };
}

/** Whether scores never go over 5, beyond 10 or between whole numbers. */
function isOtherScale(name: string, format: FileFormat, rows: readonly string[][]): boolean {
  const column = format.columns.indexOf(name);
  const reader = createNumberReader(format.profiles[column]?.decimalMark ?? '.');
  const scores = rows
    .map((row) => (row[column] ?? '').trim())
    .map((text) => reader.scaled(readScore(text) ?? text, 3))
    .filter((score) => Number.isFinite(score));
  const isFives = Math.max(...scores) <= 5_000;
  return scores.length > 0 && (isFives || scores.some((score) => score > 10_000 || score % 1_000 !== 0));
}

/**
 * Opportunities, their stages, tickets and survey answers, where headers say so plainly; null = the file is none of
 * these. A list of orders stays one: many have a case number or a rating.
 */
export function chooseRecords(
  complete: (entity: CanonicalEntity) => EntityGuess | null,
  isUnique: (guess: EntityGuess, target: string) => boolean,
  format: FileFormat,
): EntityGuess | null {
  const opportunities = complete('opportunities');
  if (opportunities && isUnique(opportunities, 'opportunity_id')) return opportunities;
  const stages = complete('opportunity_stages');
  if (stages && !isUnique(stages, 'opportunity_id')) return stages;

  const tickets = complete('tickets');
  if (tickets && isTicketList(tickets.mapping)) return tickets;

  const answers = complete('survey_responses');
  return answers && isSurvey(answers.mapping, format) && !isSale(complete) ? answers : null;
}

/** Whether a header names a ticket by itself. */
export const isTicketKey = (header: string): boolean => ticketKey.test(normaliseHeader(header));

function isTicketList(mapping: Mapping): boolean {
  if (ticketKey.test(headerOf(mapping, 'ticket_id'))) return true;
  const hasCourse = mapping.first_response_at !== undefined || mapping.resolved_at !== undefined;
  return hasCourse && (mapping.priority !== undefined || mapping.category !== undefined);
}

/** Orders and their lines with what customers thought of them stay what they are. */
function isSale(complete: (entity: CanonicalEntity) => EntityGuess | null): boolean {
  const orders = complete('orders');
  return complete('order_items') !== null || Boolean(orders && (orders.mapping.gross || orders.mapping.net));
}

function isSurvey(mapping: Mapping, format: FileFormat): boolean {
  if (mapping.kind && !('value' in mapping.kind)) return true;
  if (surveyScore.test(headerOf(mapping, 'score'))) return true;
  // Somebody who gives points and says why.
  if (mapping.comment && mapping.customer_id && /^(score|rating|stars?|评分|打分)$/.test(headerOf(mapping, 'score')))
    return true;
  return format.columns.some((column) => surveySign.test(normaliseHeader(column)));
}
