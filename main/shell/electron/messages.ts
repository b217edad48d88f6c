import { z } from 'zod';

/** What the host's process tells the window's. */
export const hostMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), origin: z.string(), token: z.string() }),
  z.object({ type: z.literal('failed'), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('print'), id: z.number().int(), order: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('stop-print'), id: z.number().int() }),
  z.object({ type: z.literal('stopped') }),
]);
export type HostMessage = z.infer<typeof hostMessage>;

/** What the window's process tells the host's. */
export const shellMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    resourcesDir: z.string(),
    dataDir: z.string().nullable(),
    version: z.string(),
    language: z.enum(['zh-CN', 'en']),
    /** Base64 of the key that secrets are sealed with, from the system's keychain; null where there is none. */
    secretKey: z.string().nullable(),
  }),
  z.object({
    type: z.literal('printed'),
    id: z.number().int(),
    bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    report: z.unknown(),
    /** PNG of the same figures, where it was wanted beside a document. */
    picture: z.custom<Uint8Array>((value) => value instanceof Uint8Array).optional(),
  }),
  z.object({ type: z.literal('not-printed'), id: z.number().int(), code: z.string(), reason: z.string() }),
  z.object({ type: z.literal('stop') }),
]);
export type ShellMessage = z.infer<typeof shellMessage>;
export type StartMessage = ShellMessage & { type: 'start' };
