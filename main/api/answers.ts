import { z } from 'zod';

const errorOutput = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ path: z.string(), message: z.string() })),
  }),
});

/** A JSON body as a route declares it. */
export function json<T extends z.ZodType>(schema: T) {
  return { content: { 'application/json': { schema } }, required: true } as const;
}

/** An answer with a JSON body. */
export function answer<T extends z.ZodType>(schema: T, description: string) {
  return { content: { 'application/json': { schema } }, description } as const;
}

/** What every route may answer besides. Handlers never return it: they throw. */
export const failure = { default: { content: { 'application/json': { schema: errorOutput } }, description: 'Error' } };
