import { z } from 'zod';
import { entityInput } from './entities.ts';
import { mappingInput } from './imports.ts';

/** Sizes taken, as the public protocol has them or larger: a message, and the body of a request (unpacked). */
export const ingestLimits = { messageBytes: 32_768, bodyBytes: 4_000_000, formBytes: 256_000 } as const;

const sourceName = z.string().regex(/^[\p{L}\p{N}_.-]{1,60}$/u);
const name = z.string().trim().min(1).max(80);

/** A key for programs and pages that send events; it can do nothing else. */
export const writeKeyInput = z.strictObject({
  name,
  /** Name space of customer and anonymous ids; give it the name of a file source to mean the same customers. Default `events`. */
  source: sourceName.default('events'),
});
export type WriteKeyInput = z.infer<typeof writeKeyInput>;

export const writeKeyOutput = z.object({
  id: z.string(),
  name: z.string(),
  source: z.string(),
  /** The key's last four characters. */
  hint: z.string(),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
});
export type WriteKey = z.infer<typeof writeKeyOutput>;

/** `key` is shown this once and kept nowhere. */
export const newWriteKeyOutput = writeKeyOutput.extend({ key: z.string() });
export type NewWriteKey = z.infer<typeof newWriteKeyOutput>;

const object = z.record(z.string(), z.unknown());
const instant = z.union([z.string(), z.number()]);

/** One message of the tracking protocol, for the description of the API; the host checks more than a schema can say. */
export const trackingMessageInput = z.looseObject({
  type: z.enum(['identify', 'track', 'page', 'screen', 'group', 'alias']),
  messageId: z.string().optional(),
  userId: z.string().nullish(),
  anonymousId: z.string().nullish(),
  event: z.string().optional(),
  name: z.string().optional(),
  groupId: z.string().optional(),
  previousId: z.string().optional(),
  properties: object.optional(),
  traits: object.optional(),
  context: object.optional(),
  timestamp: instant.optional(),
  sentAt: instant.optional(),
});
export const trackingBatchInput = z.looseObject({
  batch: z.array(trackingMessageInput),
  sentAt: instant.optional(),
  context: object.optional(),
  writeKey: z.string().optional(),
});
export const ingestOutput = z.object({ success: z.literal(true) });

/** Events that are safe and in no figure yet, because an import has their tables for itself. */
export const ingestStateOutput = z.object({
  /** When the first of them came; null = none waits. */
  waitsSince: z.iso.datetime().nullable(),
});
export type IngestState = z.infer<typeof ingestStateOutput>;

/** An address that takes forms and JSON posts into a table or an entity. */
export const formHookInput = z.strictObject({
  name,
  source: sourceName.default('forms'),
  entity: entityInput,
  /** As for an import; without one, the fields of a post are recognised by their names. */
  mapping: mappingInput.optional(),
});
export type FormHookInput = z.infer<typeof formHookInput>;

export const formHookOutput = z.object({
  id: z.string(),
  name: z.string(),
  source: z.string(),
  entity: z.string(),
  mapping: mappingInput.nullable(),
  /** Path with its signature: whoever has it can post. */
  path: z.string(),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
});
export type FormHook = z.infer<typeof formHookOutput>;

/** `secret` signs bodies: header `X-Luopan-Signature: sha256=<hex of HMAC-SHA256(secret, body)>`; shown this once. */
export const newFormHookOutput = formHookOutput.extend({ secret: z.string() });
export type NewFormHook = z.infer<typeof newFormHookOutput>;
