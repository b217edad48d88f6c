import type { Statement } from '../ports/metadata-store.ts';

/** Writes of segments, each with its rows of the change log, so that the replica follows. */

const ofSegment = '(SELECT id FROM segments WHERE uid = ?)';
/** As JSON: one parameter, however many. */
const idList = (ids: ArrayLike<number>): string => JSON.stringify(Array.from(ids));

interface NewSegment {
  uid: string;
  name: string;
  description: string;
  /** JSON. */
  origin: string;
  createdBy: string;
  now: number;
}

export function addSegment({ uid, name, description, origin, createdBy, now }: NewSegment): Statement[] {
  return [
    {
      sql: `INSERT INTO segments (uid, name, description, origin, created_by, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)`,
      params: [uid, name, description, origin, createdBy, now, now],
    },
    logSegment(uid, 'insert', now),
  ];
}

export function changeWords(uid: string, words: { name: string; description: string; now: number }): Statement[] {
  const { name, description, now } = words;
  return [
    {
      sql: 'UPDATE segments SET name = ?, description = ?, updated_at = ? WHERE uid = ?',
      params: [name, description, now, uid],
    },
    logSegment(uid, 'update', now),
  ];
}

/** Those who are in it already stay as they entered; ids without a profile are passed over. */
export function addMembers(uid: string, ids: ArrayLike<number>, now: number): Statement[] {
  return [
    {
      sql: `INSERT OR IGNORE INTO segment_members (segment_id, profile_id, entered_at)
            SELECT ${ofSegment}, value, ? FROM json_each(?) WHERE value IN (SELECT id FROM profiles) ORDER BY value`,
      params: [uid, now, idList(ids)],
    },
    logMembers(uid, 'insert', { now }),
  ];
}

export function removeMembers(uid: string, ids: ArrayLike<number>, now: number): Statement[] {
  const which = 'profile_id IN (SELECT value FROM json_each(?))';
  const list = idList(ids);
  return [
    logMembers(uid, 'delete', { now, which, params: [list] }),
    { sql: `DELETE FROM segment_members WHERE segment_id = ${ofSegment} AND ${which}`, params: [uid, list] },
  ];
}

export function removeAllMembers(uid: string, now: number): Statement[] {
  return [
    logMembers(uid, 'delete', { now }),
    { sql: `DELETE FROM segment_members WHERE segment_id = ${ofSegment}`, params: [uid] },
  ];
}

/** Who is no longer found leaves, who is new enters, who stays keeps the day of entering. */
export function setMembers(uid: string, ids: ArrayLike<number>, change: { origin: string; now: number }): Statement[] {
  const { origin, now } = change;
  const which = 'profile_id NOT IN (SELECT value FROM json_each(?))';
  const list = idList(ids);
  return [
    logMembers(uid, 'delete', { now, which, params: [list] }),
    { sql: `DELETE FROM segment_members WHERE segment_id = ${ofSegment} AND ${which}`, params: [uid, list] },
    ...addMembers(uid, ids, now),
    { sql: 'UPDATE segments SET origin = ?, updated_at = ? WHERE uid = ?', params: [origin, now, uid] },
  ];
}

export function removeSegment(uid: string, now: number): Statement[] {
  return [logSegment(uid, 'delete', now), { sql: 'DELETE FROM segments WHERE uid = ?', params: [uid] }];
}

function logSegment(uid: string, action: string, now: number): Statement {
  return {
    sql: `INSERT INTO changes (entity, action, first_id, last_id, at)
          SELECT 'segments', ?, id, id, ? FROM segments WHERE uid = ?`,
    params: [action, now, uid],
  };
}

/** The ids that the members in question span: a little more than they are, which only means copying them again. */
function logMembers(
  uid: string,
  action: string,
  { now, which = 'true', params = [] }: { now: number; which?: string; params?: string[] },
): Statement {
  return {
    sql: `INSERT INTO changes (entity, action, first_id, last_id, at)
          SELECT 'segment_members', ?, min(id), max(id), ? FROM segment_members
           WHERE segment_id = ${ofSegment} AND ${which} HAVING count(*) > 0`,
    params: [action, now, uid, ...params],
  };
}
