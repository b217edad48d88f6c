import { z } from 'zod';

/** A five-field cron expression in the wall clock of a zone, or every so many minutes. */
export const scheduleInput = z.union([
  z.strictObject({
    cron: z
      .string()
      .trim()
      .max(120)
      .regex(/^(\S+\s+){4}\S+$/, 'five fields: minute hour day month weekday'),
    timezone: z.string().min(1).max(60),
  }),
  z.strictObject({ everyMinutes: z.number().int().min(1).max(525_600), timezone: z.string().min(1).max(60) }),
]);
export type Schedule = z.infer<typeof scheduleInput>;

/** An instant a schedule will run at, and what the wall clock of its zone shows then. */
export const nextRunOutput = z.object({
  at: z.iso.datetime(),
  /** `2026-03-29 03:30`, in the schedule's zone. */
  local: z.string(),
  /** Such as `+02:00`. */
  offset: z.string(),
});
export type NextRun = z.infer<typeof nextRunOutput>;
