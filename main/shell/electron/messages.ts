import { z } from 'zod';

/** What the host's process tells the window's. */
export const hostMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), origin: z.string(), token: z.string() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
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
  }),
  z.object({ type: z.literal('stop') }),
]);
export type ShellMessage = z.infer<typeof shellMessage>;
