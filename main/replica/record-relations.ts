import {
  asIs,
  baseAmount,
  big,
  column,
  instant,
  instantPair,
  integer,
  type Relation,
  text,
  varchar,
} from './relation-columns.ts';

/** What customers say and ask for, and the segments they are in, as copied. Scores are plain numbers here. */

/** A stored number of thousandths as a number; exact for every score. */
const fromMilli = (name: string) => column(name, 'DOUBLE', () => `s.${name}_milli / 1000`);
/** Minutes from one instant to another, null when either is missing. */
const minutes = (name: string, from: string, to: string) =>
  column(name, 'DOUBLE', () => `(s.${to} - s.${from}) / 60000`);

const surveyResponses: Relation = {
  name: 'survey_responses',
  columns: [
    ...['id', 'source_id', 'profile_id'].map(integer),
    ...['key', 'kind', 'survey'].map(text),
    integer('score_milli'),
    ...['comment', 'channel', 'agent'].map(text),
    ...instant('answered_at'),
    text('custom'),
  ],
  target: [
    ...big('id', 'source_id', 'profile_id'),
    ...varchar('key', 'kind', 'survey'),
    fromMilli('score'),
    ...varchar('comment', 'channel', 'agent'),
    ...instantPair('answered_at'),
    asIs('custom', 'VARCHAR'),
  ],
};

const tickets: Relation = {
  name: 'tickets',
  columns: [
    ...['id', 'source_id', 'profile_id'].map(integer),
    ...['key', 'subject', 'status', 'channel', 'priority', 'category', 'agent'].map(text),
    ...['is_complaint', 'satisfaction_milli'].map(integer),
    ...['opened_at', 'first_response_at', 'resolved_at'].flatMap(instant),
    text('custom'),
  ],
  target: [
    ...big('id', 'source_id', 'profile_id'),
    ...varchar('key', 'subject', 'status', 'channel', 'priority', 'category', 'agent'),
    column('is_complaint', 'BOOLEAN', () => 's.is_complaint = 1'),
    fromMilli('satisfaction'),
    ...['opened_at', 'first_response_at', 'resolved_at'].flatMap(instantPair),
    minutes('first_response_minutes', 'opened_at', 'first_response_at'),
    minutes('resolution_minutes', 'opened_at', 'resolved_at'),
    asIs('custom', 'VARCHAR'),
  ],
};

const opportunities: Relation = {
  name: 'opportunities',
  columns: [
    ...['id', 'source_id', 'profile_id'].map(integer),
    ...['key', 'name', 'stage', 'outcome', 'currency'].map(text),
    integer('amount_minor'),
    ...['owner', 'channel', 'loss_reason'].map(text),
    ...['opened_at', 'closed_at'].flatMap(instant),
    text('custom'),
  ],
  target: [
    ...big('id', 'source_id', 'profile_id'),
    ...varchar('key', 'name', 'stage', 'outcome', 'currency'),
    asIs('amount_minor', 'BIGINT'),
    baseAmount('amount_base_minor', 'amount_minor', 's'),
    ...varchar('owner', 'channel', 'loss_reason'),
    ...['opened_at', 'closed_at'].flatMap(instantPair),
    asIs('custom', 'VARCHAR'),
  ],
};

const opportunityStages: Relation = {
  name: 'opportunity_stages',
  columns: [integer('id'), integer('opportunity_id'), text('stage'), ...instant('entered_at')],
  target: [...big('id', 'opportunity_id'), asIs('stage', 'VARCHAR'), ...instantPair('entered_at')],
};

const segments: Relation = {
  name: 'segments',
  columns: [integer('id'), text('uid'), text('name')],
  target: [asIs('id', 'BIGINT'), ...varchar('uid', 'name')],
};

const segmentMembers: Relation = {
  name: 'segment_members',
  columns: ['id', 'segment_id', 'profile_id'].map(integer),
  target: big('id', 'segment_id', 'profile_id'),
};

export const recordRelations = {
  survey_responses: surveyResponses,
  tickets,
  opportunities,
  opportunity_stages: opportunityStages,
  segments,
  segment_members: segmentMembers,
} as const;
