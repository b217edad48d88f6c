import { AppError } from '../../contract/errors.ts';
import { type Timeline, type TimelineItem, type TimelineQuery, timelineKinds } from '../../contract/profiles.ts';
import type { Replica } from '../replica/index.ts';

/** Everything a customer did, by kind as numbered in `timelineKinds`. */
const timelineSql = `
SELECT kind, id, epoch_ms(happened_at) AS ms, name, details FROM (
  SELECT 0 AS kind, id, occurred_at AS happened_at, name, properties AS details FROM events WHERE profile_id = $1
  UNION ALL
  SELECT 1, id, ordered_at, key, json_object('documentKind', kind, 'status', status, 'netMinor', net_minor,
         'currency', currency, 'channel', channel, 'store', store) FROM orders WHERE profile_id = $1
  UNION ALL
  SELECT 2, id, answered_at, coalesce(survey, upper(kind)), json_object('surveyKind', kind, 'score', score,
         'comment', comment, 'channel', channel, 'agent', agent) FROM survey_responses WHERE profile_id = $1
  UNION ALL
  SELECT 3, id, opened_at, coalesce(subject, category, key), json_object('number', key, 'status', status,
         'category', category, 'priority', priority, 'channel', channel, 'agent', agent, 'isComplaint', is_complaint,
         'firstResponseMinutes', first_response_minutes, 'resolutionMinutes', resolution_minutes,
         'satisfaction', satisfaction) FROM tickets WHERE profile_id = $1
  UNION ALL
  SELECT 4, id, coalesce(opened_at, closed_at), coalesce(name, key), json_object('number', key, 'stage', stage, 'outcome', outcome,
         'amountMinor', amount_minor, 'currency', currency, 'owner', owner, 'lossReason', loss_reason,
         'closedAtMs', epoch_ms(closed_at)) FROM opportunities WHERE profile_id = $1)
 WHERE (epoch_ms(happened_at) < $2 OR (epoch_ms(happened_at) = $2 AND (kind < $3 OR (kind = $3 AND id < $4))))
   AND ($6 < 0 OR kind = $6)
 ORDER BY happened_at DESC, kind DESC, id DESC LIMIT $5`;

interface Cursor {
  ms: number;
  kind: number;
  id: number;
}
const newest: Cursor = { ms: 8.64e15, kind: 0, id: 0 };

/** One page of a customer's story, newest first. @throws api/invalid-input when the cursor is none of ours */
export async function readTimeline(
  replica: Replica,
  profileId: number,
  { before, kind: wanted, limit }: TimelineQuery,
): Promise<Timeline> {
  const { ms, kind, id } = before === undefined ? newest : readCursor(before);
  const { rows } = await replica.query(timelineSql, [
    profileId,
    ms,
    kind,
    id,
    limit + 1,
    wanted ? timelineKinds.indexOf(wanted) : -1,
  ]);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(
      ([kindNumber, rowId, at, name, details]): TimelineItem => ({
        kind: timelineKinds[Number(kindNumber)] ?? 'event',
        id: Number(rowId),
        at: new Date(Number(at)).toISOString(),
        name: String(name ?? ''),
        details: detailsOf(details),
      }),
    ),
    next: rows.length > limit && last ? `${Number(last[2])}.${Number(last[0])}.${Number(last[1])}` : null,
  };
}

/** What is unknown is left out. */
function detailsOf(json: unknown): Record<string, unknown> {
  const details = JSON.parse(typeof json === 'string' ? json : '{}') as Record<string, unknown>;
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null));
}

function readCursor(text: string): Cursor {
  const [, ms, kind, id] = /^(-?\d{1,16})\.(\d)\.(\d{1,16})$/.exec(text) ?? [];
  if (ms === undefined) throw new AppError('api/invalid-input', { details: [{ path: 'before', message: text }] });
  return { ms: Number(ms), kind: Number(kind), id: Number(id) };
}
