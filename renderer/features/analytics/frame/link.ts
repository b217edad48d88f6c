import type { z } from 'zod';
import { sortedFields } from '../../../../contract/format/sorted-fields.ts';

/** Settings as they stand in the address; empty when they are the given ones. */
export function toLink<T>(settings: T, given: T): string {
  const text = JSON.stringify(settings);
  return isSame(settings, given) ? '' : text;
}

/** Whether two settings mean the same, in whatever order their fields were set. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sortedFields(one)) === JSON.stringify(sortedFields(other));
}

/**
 * Settings of an address; what it leaves out is as given, and all of it where there is nothing that can be read. A whole
 * one stands for itself: a segment that it no longer has must not come back from what is given.
 */
export function fromLink<T extends object>(text: unknown, schema: z.ZodType<T>, given: T): T {
  if (typeof text !== 'string' || text === '') return given;
  try {
    const read: unknown = JSON.parse(text);
    const whole = schema.safeParse(read);
    if (whole.success) return whole.data;
    const completed = schema.safeParse({ ...given, ...(read as object) });
    return completed.success ? completed.data : given;
  } catch {
    return given;
  }
}
