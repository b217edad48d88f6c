import type { z } from 'zod';

/** Settings as they stand in the address; empty when they are the given ones. */
export function toLink<T>(settings: T, given: T): string {
  const text = JSON.stringify(settings);
  return text === JSON.stringify(given) ? '' : text;
}

/** Settings of an address; those given where it has none, or none that can be read. */
export function fromLink<T>(text: unknown, schema: z.ZodType<T>, given: T): T {
  if (typeof text !== 'string' || text === '') return given;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : given;
  } catch {
    return given;
  }
}
