import type { CanonicalEntity } from '../../../contract/entities.ts';
import type { Mapping } from '../../../contract/imports.ts';
import type { FileFormat } from './format.ts';
import type { EntityGuess } from './guess.ts';
import { normaliseHeader } from './headers.ts';

/** Headers that say by themselves what a file is about. */
const ticketKey = /ticket|case|incident|issue|工单|投诉/;
const surveyScore = /nps|csat|ces$|cesscore|recommend|推荐|满意|费力/;
const surveySign = /survey|questionnaire|response|feedback|verbatim|问卷|答卷|调研|反馈/;

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

/** The header of the score tells the kind of survey where no column does. */
export function addSurveyKind(mapping: Mapping): void {
  if (mapping.kind || !mapping.score) return;
  const header = headerOf(mapping, 'score');
  const kind = surveyHeaders.find(([pattern]) => pattern.test(header))?.[1];
  if (kind) mapping.kind = { value: kind };
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
  return answers && isSurvey(answers.mapping, format) ? answers : null;
}

function isTicketList(mapping: Mapping): boolean {
  if (ticketKey.test(headerOf(mapping, 'ticket_id'))) return true;
  const hasCourse = mapping.first_response_at !== undefined || mapping.resolved_at !== undefined;
  return hasCourse && (mapping.priority !== undefined || mapping.category !== undefined);
}

function isSurvey(mapping: Mapping, format: FileFormat): boolean {
  if (mapping.kind && !('value' in mapping.kind)) return true;
  if (surveyScore.test(headerOf(mapping, 'score'))) return true;
  return format.columns.some((column) => surveySign.test(normaliseHeader(column)));
}
