import { randomUUID } from 'node:crypto';
import { ingestLimits } from '../../contract/ingest.ts';
import type { IngestItem } from '../hub/index.ts';
import { correctedInstant, readInstant } from './instants.ts';
import { isObject, type JsonObject, objectAt, readTraits, textOf } from './traits.ts';

const maxIdChars = 256;
const maxEventChars = 200;
const eventKinds = new Set(['track', 'page', 'screen']);
const kinds = new Set([...eventKinds, 'identify', 'group', 'alias']);

/** Why a message cannot be taken: the member that is wrong, and what is wrong with it. Words stand in `problem-words.ts`. */
export interface MessageProblem {
  member: string;
  reason: 'object' | 'type' | 'who' | 'text' | 'required' | 'instant' | 'too-long' | 'too-large';
}

export interface MessageFrame {
  /** Type of a call of its own (`/v1/track`); null: the message says. */
  type: string | null;
  /** When the request was sent by the sender's clock, and when it came in by ours; UTC ms. */
  sentAt: number | null;
  receivedAt: number;
}

/** One message of the tracking protocol as an item, or what is wrong with it. */
export function readMessage(message: unknown, frame: MessageFrame): IngestItem | MessageProblem {
  if (!isObject(message)) return { member: '', reason: 'object' };
  const type = frame.type ?? message.type;
  if (typeof type !== 'string' || !kinds.has(type)) return { member: 'type', reason: 'type' };
  const problem = checkMembers(message, type);
  if (problem !== null) return problem;

  const context = objectAt(message, 'context') ?? {};
  const traits = objectAt(message, 'traits') ?? objectAt(context, 'traits');
  const ownTraits = type === 'group' ? objectAt(context, 'traits') : traits;
  const timestamp = readInstant(message.originalTimestamp ?? message.timestamp ?? null);
  const sentAt = readInstant(message.sentAt ?? null) ?? frame.sentAt;
  return {
    kind: eventKinds.has(type) ? 'event' : (type as 'identify' | 'group' | 'alias'),
    messageId: idOf(message.messageId) ?? randomUUID(),
    at: correctedInstant(timestamp, sentAt, frame.receivedAt),
    customerId: idOf(message.userId),
    anonymousId: idOf(message.anonymousId),
    email: textOf(ownTraits?.email),
    phone: textOf(ownTraits?.phone),
    event: eventKinds.has(type) ? readEvent(message, type, context) : null,
    traits: (type === 'identify' || type === 'group') && traits !== null ? readTraits(traits) : null,
    otherId: type === 'group' ? idOf(message.groupId) : type === 'alias' ? idOf(message.previousId) : null,
  };
}

export const isProblem = (read: IngestItem | MessageProblem): read is MessageProblem => 'reason' in read;

function checkMembers(message: JsonObject, type: string): MessageProblem | null {
  for (const member of ['userId', 'anonymousId', 'messageId', 'groupId', 'previousId']) {
    const value = message[member];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string' && typeof value !== 'number') return { member, reason: 'text' };
    if (String(value).length > maxIdChars) return { member, reason: 'too-long' };
  }
  if (idOf(message.userId) === null && idOf(message.anonymousId) === null) return { member: 'userId', reason: 'who' };
  if (type === 'group' && idOf(message.groupId) === null) return { member: 'groupId', reason: 'required' };
  if (type === 'alias' && idOf(message.previousId) === null) return { member: 'previousId', reason: 'required' };
  if (type === 'track') {
    const event = message.event;
    if (typeof event !== 'string' || event.trim() === '') return { member: 'event', reason: 'required' };
    if (event.length > maxEventChars) return { member: 'event', reason: 'too-long' };
  }
  for (const member of ['properties', 'traits', 'context']) {
    const value = message[member];
    if (value !== undefined && value !== null && !isObject(value)) return { member, reason: 'object' };
  }
  for (const member of ['timestamp', 'originalTimestamp', 'sentAt']) {
    const value = message[member];
    if (value !== undefined && value !== null && readInstant(value) === null) return { member, reason: 'instant' };
  }
  // A character takes at most three bytes in UTF-8, so most messages need not be counted.
  const text = JSON.stringify(message);
  if (text.length * 3 > ingestLimits.messageBytes && Buffer.byteLength(text) > ingestLimits.messageBytes) {
    return { member: '', reason: 'too-large' };
  }
  return null;
}

/** A text or number as an id; null when there is none. */
function idOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const id = value.trim();
  return id === '' ? null : id;
}

const titles: Record<string, string> = { page: 'Page Viewed', screen: 'Screen Viewed' };
const campaignMembers = ['source', 'medium', 'name', 'term', 'content'];
const pageMembers = ['path', 'url', 'title', 'referrer', 'search'];

/**
 * An event's properties: what the sender gave, the page and campaign it happened on (`utm_source` …), and the rest of
 * the context under `context`. A property of the sender's own goes before one from the context.
 */
function readEvent(message: JsonObject, type: string, context: JsonObject): IngestItem['event'] {
  const given = objectAt(message, 'properties') ?? {};
  const properties: JsonObject = {};
  if (type !== 'track' && typeof message.name === 'string') properties.name = message.name;
  if (type !== 'track' && typeof message.category === 'string') properties.category = message.category;
  const { page, campaign, traits: _, sessionId, ...rest } = context;
  if (isObject(page)) for (const name of pageMembers) if (page[name] !== undefined) properties[name] = page[name];
  if (isObject(campaign)) {
    for (const name of campaignMembers) {
      if (campaign[name] !== undefined) properties[name === 'name' ? 'utm_campaign' : `utm_${name}`] = campaign[name];
    }
  }
  const all = { ...properties, ...given };
  if (all.context === undefined && Object.keys(rest).length > 0) all.context = rest;
  const name = type === 'track' ? String(message.event).trim() : (titles[type] ?? type);
  return { name, sessionId: idOf(sessionId ?? given.session_id), properties: JSON.stringify(all) };
}
